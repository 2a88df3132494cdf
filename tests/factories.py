"""Typed makers: each makes one valid thing inside the open tenant scope; changes by keyword."""

from __future__ import annotations

import hashlib
import itertools
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from content.concerns.models import Concern, StandardReply
from content.feeds.addresses import key_of
from content.intake import Source
from content.models import (
    Asset,
    AssetKind,
    AssetState,
    Campaign,
    Caption,
    Comment,
    CustomerQuestion,
    Goal,
    Hashtag,
    Hearing,
    Poll,
    PollOption,
    Post,
    PostTopic,
    Suggestion,
    Target,
    Topic,
)
from content.models import State as PostState
from content.pictures.files import store_rendition
from content.pictures.rendering import render
from content.pictures.uses import USES
from content.services.attachments import itself
from content.services.campaigns import CampaignDraft, create_campaign
from content.services.pictures import keep_rendition
from policies.models import Acknowledgement, Example, Pair, Picture, Policy, PolicyVersion, Rule
from sharing.models import (
    Clearance,
    Connection,
    OwnApp,
    Reason,
    Share,
    ShortLink,
    State,
)
from sharing.registered import seal_context
from tenants.models import Member, Organization, Team, User, Webhook
from tenants.naming import sort_key
from tenants.roles import Role
from tenants.scope import platform
from tenants.sealing import seal
from tenants.webhooks import WebhookEvent
from tenants.webhooks.signing import new_secret
from tests.images import image

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)  # a Wednesday
LATER = datetime(2126, 1, 1, tzinfo=UTC)
_numbers = itertools.count(1)


def make_organization(slug: str = "acme", **changes: Any) -> Organization:
    """Make an organization (outside any scope)."""
    with platform():
        return Organization.objects.create(slug=slug, name=slug.title(), **changes)


def make_user(email: str = "", *, password: str | None = None, **changes: Any) -> User:
    """Make a person of a proved address; without a password they can't sign in by one."""
    email = email or f"person{next(_numbers)}@example.com"
    user = User(email=email, name=email.split("@")[0].title(), **changes)
    user.set_password(password)
    user.save()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def make_team(name: str = "", **changes: Any) -> Team:
    """Make a team."""
    name = name or f"Team {next(_numbers)}"
    return Team.objects.create(name=name, sort_key=sort_key(name), **changes)


def make_member(name: str = "", *roles: Role, user: User | None = None, **changes: Any) -> Member:
    """Make a member who joined 40 days before NOW."""
    name = name or f"Member {next(_numbers)}"
    user = user or make_user(f"{sort_key(name).replace(' ', '.')}.{next(_numbers)}@example.com")
    values = {"joined_at": NOW - timedelta(days=40), **changes}
    return Member.objects.create(
        user=user, name=name, sort_key=sort_key(name), roles=[Role.ADVOCATE, *roles], **values
    )


def make_topic(name: str = "", **changes: Any) -> Topic:
    """Make a topic."""
    name = name or f"Topic {next(_numbers)}"
    values = {"slug": sort_key(name).replace(" ", "-"), "sort_key": sort_key(name), **changes}
    topic: Topic = Topic.objects.create(name=name, **values)
    return topic


def make_post(
    title: str = "", *topics: Topic, caption: str = "Worth a look.", **changes: Any
) -> Post:
    """Make an approved post with one caption for any network."""
    values = {
        "link": "https://acme.example/story",
        "why": "Buyers ask us for proof.",
        "state": PostState.APPROVED,
        "created_at": NOW - timedelta(days=2),
        "updated_at": NOW - timedelta(days=2),
        "approved_at": NOW - timedelta(days=1),
        **changes,
    }
    post = Post.objects.create(title=title or f"Post {next(_numbers)}", **values)
    for topic in topics:
        PostTopic.objects.create(post=post, topic=topic)
    if caption:
        Caption.objects.create(post=post, text=caption)
    return post


def make_asset(by: Member | None = None, *, renditions: bool = False, **changes: Any) -> Asset:
    """Make a described picture that is ready; with `renditions`, all of them and their files."""
    values = {
        "state": AssetState.READY,
        "progress": 100,
        "file": f"{uuid.uuid4().hex}/original",
        "file_name": "pump.jpg",
        "mime_type": "image/jpeg",
        "size_bytes": 1000,
        "digest": "0" * 64,
        "width": 640,
        "height": 400,
        "alt": "A pump in the snow",
        "created_at": NOW,
        **changes,
    }
    asset: Asset = Asset.objects.create(uploaded_by=by, **values)
    if renditions:
        for made in render(Image.new("RGB", (640, 400), "teal"), USES):
            keep_rendition(asset, store_rendition(asset.file, made))
    return asset


def make_attachment(by: Member | None = None, **changes: Any) -> Asset:
    """Make a document that is ready, with its file."""
    content = b"%PDF-1.7 not much %%EOF"
    digest = hashlib.sha256(content).hexdigest()
    values = {
        "kind": AssetKind.DOCUMENT,
        "file_name": "deck.pdf",
        "title": "Our numbers",
        "mime_type": "application/pdf",
        "size_bytes": len(content),
        "digest": digest,
        "width": None,
        "height": None,
        "alt": "",
        "pages": 3,
        **changes,
    }
    asset = make_asset(by, **values)
    default_storage.save(asset.file, ContentFile(content))
    keep_rendition(asset, itself(asset))
    return asset


def make_comment(post: Post, author: Member, text: str = "", **changes: Any) -> Comment:
    """Make a comment of a minute before NOW."""
    values = {"created_at": NOW - timedelta(minutes=1), **changes}
    text = text or f"Comment {next(_numbers)}"
    comment: Comment = Comment.objects.create(post=post, author=author, text=text, **values)
    return comment


def make_suggestion(sender: Member, **changes: Any) -> Suggestion:
    """Make an idea that waits on the desk."""
    values = {"created_at": NOW, "changed_at": NOW, "idea": f"Idea {next(_numbers)}", **changes}
    suggestion: Suggestion = Suggestion.objects.create(sender=sender, **values)
    return suggestion


def make_concern(sender: Member, **changes: Any) -> Concern:
    """Make a concern that nobody looks after yet."""
    values = {"created_at": NOW, "words": f"Worry {next(_numbers)}", **changes}
    concern: Concern = Concern.objects.create(sender=sender, **values)
    return concern


def make_reply(title: str = "", **changes: Any) -> StandardReply:
    """Make a standard reply."""
    values = {"title": title or f"Case {next(_numbers)}", "text": "Thank you.", "changed_at": NOW}
    reply: StandardReply = StandardReply.objects.create(**values | changes)
    return reply


def make_question(*heard_by: Member, text: str = "", **changes: Any) -> CustomerQuestion:
    """Make an open question that these members heard at NOW."""
    text = text or f"Question number {next(_numbers)}?"
    values = {"created_at": NOW, "heard_at": NOW, "times": len(heard_by), **changes}
    question: CustomerQuestion = CustomerQuestion.objects.create(text=text, **values)
    for member in heard_by:
        Hearing.objects.create(question=question, member=member, text=text, at=NOW)
    return question


def make_poll(by: Member, *answers: str, **changes: Any) -> Poll:
    """Make a poll of two answers that closes a week after NOW."""
    values = {
        "question": f"Poll {next(_numbers)}?",
        "author": by,
        "created_at": NOW,
        "closes_at": NOW + timedelta(days=7),
        **changes,
    }
    poll: Poll = Poll.objects.create(**values)
    for position, answer in enumerate(answers or ("Yes", "No")):
        PollOption.objects.create(poll=poll, position=position, text=answer)
    return poll


def make_campaign(by: Member, **changes: Any) -> Campaign:
    """Return a campaign that runs since a week, for two weeks more, and wants 40 shares."""
    today = timezone.now().date()
    values: dict[str, Any] = {
        "name": "Roof week",
        "why": "Buyers ask for proof.",
        "goal": Goal.AWARENESS,
        "target": Target.SHARES,
        "target_value": 40,
        "starts_on": today - timedelta(days=7),
        "ends_on": today + timedelta(days=14),
    }
    return create_campaign(by=by, draft=CampaignDraft(**{**values, **changes}), now=timezone.now())


def make_hashtag(name: str = "OurRoof", **changes: Any) -> Hashtag:
    """Return a hashtag of the organization."""
    made: Hashtag = Hashtag.objects.create(
        **{"name": name, "key": name.casefold(), "created_at": NOW, **changes}
    )
    return made


def make_source(owner: Member, **changes: Any) -> Source:
    """Make a source of drafts that is due."""
    values = {
        "title": "News",
        "url": f"https://news.example/{next(_numbers)}",
        "owner": owner,
        "created_at": NOW,
        "wake_at": NOW,
        "keeps_days": 30,
        **changes,
    }
    source: Source = Source.objects.create(key=key_of(values["url"]), **values)
    return source


def make_connection(member: Member, **changes: Any) -> Connection:
    """Make an active Mastodon connection (without credential)."""
    values = {
        "network": "mastodon",
        "host": "social.example",
        "account_id": str(next(_numbers)),
        "handle": f"@{sort_key(member.name).replace(' ', '')}@social.example",
        "display_name": member.name,
        "followers": 100,
        "scopes": ["write:statuses"],
        "limits": {"max_characters": 500, "characters_per_url": 23},
        "connected_at": NOW - timedelta(days=30),
        **changes,
    }
    return Connection.objects.create(member=member, **values)


def make_share(
    member: Member, post: Post, connection: Connection | None = None, **changes: Any
) -> Share:
    """Make a share; a published one has its receipt."""
    link = ShortLink.objects.create(url=post.link, created_at=NOW)
    number = next(_numbers)
    values: dict[str, Any] = {
        "network": "mastodon",
        "compose_key": uuid.uuid4(),
        "words": "Worth a look.",
        "text": f"Worth a look. http://localhost:8000/s/{link.code}",
        "created_at": NOW,
        "due_at": NOW,
        "wake_at": NOW,
        "team": member.team,
        "repeat": number % 32_000,  # a small number; one run of all tests makes more things
        **changes,
    }
    if values.get("state") == State.PUBLISHED:
        values = {
            "remote_id": str(number),
            "remote_url": f"https://social.example/@x/{number}",
            "published_at": NOW,
            **values,
        }
    return Share.objects.create(
        member=member, post=post, connection=connection, link=link, **values
    )


def make_clearance(share: Share, **changes: Any) -> Clearance:
    """Make a request for a yes to a share's words; an open one holds the share."""
    if "ruling" not in changes:
        held = Share.objects.filter(pk=share.pk)
        held.update(state=State.HELD, reason=Reason.APPROVAL, wake_at=None)
        share.refresh_from_db()
    values = {
        "member": share.member,
        "post": share.post,
        "compose_key": share.compose_key,
        "asked_at": NOW,
        "due_at": NOW + timedelta(days=2),
        **changes,
    }
    made: Clearance = Clearance.objects.create(**values)
    return made


def make_policy(*rules: dict[str, Any], number: int = 1, **changes: Any) -> PolicyVersion:
    """Make a published content policy with one pair and banned-phrase rules.

    Each rule is keywords of `Rule`, for instance `{"parameters": {"phrase": "secret"}}`.
    """
    policy, _ = Policy.objects.get_or_create(kind="content")
    version = PolicyVersion.objects.create(
        policy=policy, number=number, published_at=NOW - timedelta(days=30), **changes
    )
    pair = Pair.objects.create(
        version=version, position=1, do="Say what you saw.", dont="Guess.", reason="Guesses travel."
    )
    for position, rule in enumerate(rules, start=1):
        values = {
            "kind": "banned_phrase",
            "severity": "block",
            "reason": "It is not public.",
            "pair": pair,
            **rule,
        }
        Rule.objects.create(version=version, position=position, **values)
    return version


def make_guideline_picture(member: Member, **changes: Any) -> Picture:
    """Make a picture of the guidelines, with its file."""
    organization_id = member.organization_id
    place = f"{organization_id}/guidelines/{next(_numbers)}.png"
    content = image("PNG", (8, 6))
    values = {
        "file": default_storage.save(place, ContentFile(content)),
        "mime_type": "image/png",
        "size_bytes": len(content),
        "digest": hashlib.sha256(content).hexdigest(),
        "width": 8,
        "height": 6,
        "uploaded_by": member,
        "created_at": NOW,
        **changes,
    }
    made: Picture = Picture.objects.create(**values)
    return made


def make_example(version: PolicyVersion, member: Member, **changes: Any) -> Example:
    """Make an example of a version, with a picture of how to do it."""
    values = {
        "position": 1,
        "do": "Leave room around the logo.",
        "do_picture": make_guideline_picture(member),
        "do_alt": "Our logo, with room around it.",
        **changes,
    }
    made: Example = Example.objects.create(version=version, **values)
    return made


def acknowledge(member: Member, version: PolicyVersion) -> None:
    """Let a member have accepted a policy version."""
    Acknowledgement.objects.create(member=member, version=version, at=NOW - timedelta(days=20))


def make_webhook(by: Member, *events: str, **changes: Any) -> Webhook:
    """Make an active webhook with a secret; it wants every event unless told which."""
    values = {
        "url": "https://hooks.acme.example/in",
        "events": list(events or WebhookEvent.values),
        "created_by": by,
        "created_at": NOW - timedelta(days=3),
        **changes,
    }
    webhook: Webhook = Webhook.objects.create(**values)
    new_secret(webhook=webhook, now=values["created_at"])
    return webhook


def make_own_app(
    by: Member, network: str = "linkedin", *, secret: str = "own-secret", **changes: Any
) -> OwnApp:
    """Make an organization's own app; without a secret it is one that can't be used."""
    values = {
        "network": network,
        "client_id": f"own-{network}",
        "secret": b"",
        "created_by": by,
        "changed_by": by,
        "created_at": NOW,
        "changed_at": NOW,
        **changes,
    }
    app = OwnApp(**values)
    if secret:
        sealed = seal(secret, context=seal_context(app))
        app.secret_key_id, app.secret = sealed.key_id, sealed.data
    app.save()
    return app
