"""An organization with one of each thing, so that every address can be asked."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from analytics.boards.models import BoardScreen
from analytics.models import BrandImport
from content.intake import PostImport
from content.models import BulkAct, KeptWords, Note, Post, PostTemplate, Revision
from content.services.shelving import keep_asset
from policies.models import CandidateLink, Example, PolicyVersion, Situation
from policies.services.drafting import start_draft
from sharing.models import Mention, State
from tenants.models import (
    Archive,
    ArchiveKind,
    ArchiveState,
    Domain,
    Invitation,
    InvitationImport,
    JoinRequest,
    Member,
    Notice,
    Notification,
    Organization,
    Purpose,
)
from tenants.roles import Role
from tenants.scope import tenant
from tenants.services.tokens import make_token
from tenants.webhooks.emitting import ping
from tests.analytics.factories import one_of_each
from tests.factories import (
    LATER,
    NOW,
    acknowledge,
    make_asset,
    make_attachment,
    make_campaign,
    make_clearance,
    make_comment,
    make_concern,
    make_connection,
    make_example,
    make_guideline_picture,
    make_hashtag,
    make_member,
    make_organization,
    make_own_app,
    make_policy,
    make_poll,
    make_post,
    make_question,
    make_reply,
    make_share,
    make_source,
    make_suggestion,
    make_team,
    make_topic,
    make_user,
    make_webhook,
)
from tests.things import KINDS, NAMES_NO_THING, NEEDS_PICTURE, NEEDS_VERSION


@dataclass
class House:
    """An organization with one of each thing that an address can name."""

    organization: Organization
    member: Member
    ids: dict[str, str]

    def url(self, name: str, ids: dict[str, str] | None = None) -> str:
        """Return the address of a page with this house's things, or another's."""
        slug = self.organization.slug
        if name in NAMES_NO_THING:
            return reverse(name, args=[slug, NAMES_NO_THING[name]])
        kind = KINDS.get(name, "")
        if name in NEEDS_PICTURE:
            more = ["preview"] if name == "content:media" else []
            return reverse(name, args=[slug, (ids or self.ids)["picture"], *more])
        more = ["1"] if name in NEEDS_VERSION else []
        return reverse(name, args=[slug, (ids or self.ids)[kind], *more] if kind else [slug])


def _both_sides(member: Member) -> Example:
    wrong = {
        "dont": "Squeeze it.",
        "dont_picture": make_guideline_picture(member),
        "dont_alt": "Our logo, squeezed.",
    }
    return make_example(PolicyVersion.objects.current(), member, **wrong)


def _desk(member: Member, post: Post) -> dict[str, Any]:
    return {
        "act": BulkAct.objects.create(by=member, act="pin", created_at=NOW),
        "clearance": make_clearance(make_share(make_member("Asks"), post)),
        "note": Note.objects.create(post=post, by=member, text="Which?", created_at=NOW),
        "candidate": CandidateLink.objects.create(made_by=member, made_at=NOW),
        "policy_draft": start_draft(member=member, kind="content", now=NOW),
        "policy_picture": _both_sides(member).do_picture,
    }


def _keys(member: Member, version: PolicyVersion) -> dict[str, str]:
    """Return what is named by a key of its own."""
    words = {"data": {"title": ["Ours"]}, "at": NOW}
    unsaved = KeptWords.objects.create(member=member, key=uuid.uuid4(), **words)
    values = {"kind": "other", "title": "A troll", "do": "Wait.", "position": 1}
    hand_over = {"handover_label": "Service", "handover_url": "https://acme.example/service"}
    situation = Situation.objects.create(version=version, **values, **hand_over)
    return {"unsaved": str(unsaved.key), "policy_situation": str(situation.key)}


def _writing(member: Member, post: Post) -> dict[str, Any]:
    dated, content = {"created_at": NOW, "updated_at": NOW}, {"title": "Ours"}
    Revision.objects.create(post=post, version=1, by=member, at=NOW, content=content)
    made = PostTemplate.objects.create(name="Ours", content=content, made_by=member, **dated)
    return {"template": made}


def _campaigns(member: Member) -> dict[str, Any]:
    kept = make_asset(member, renditions=True)
    keep_asset(asset=kept, by=member, now=NOW)
    campaign = make_campaign(member)
    return {"campaign": campaign, "hashtag": make_hashtag("OursOpenly"), "kept": kept}


def make_house(slug: str) -> House:
    """Make an organization with one of each thing."""
    organization = make_organization(slug)
    with tenant(organization):
        member = make_member("Owner", *Role)
        version = make_policy()
        acknowledge(member, version)
        post = make_post("Ours", author=member)
        connection = make_connection(member)
        make_own_app(member, secret="")
        share = make_share(member, post, connection, state=State.FAILED)
        by_hand = make_share(member, post, network="linkedin", state=State.OFFERED)
        live = make_share(member, post, connection, state=State.PUBLISHED)
        mention = Mention.objects.create(name="Ours", urn="urn:li:organization:1")
        invitation = Invitation.objects.create(
            email="new@example.com", created_at=NOW, expires_at=timezone.now() + (NOW - NOW)
        )
        picture, attachment = make_asset(member, renditions=True), make_attachment(member)
        file = default_storage.save(f"{slug}/thing.png", ContentFile(b"thing"))
        Organization.objects.filter(pk=organization.pk).update(logo=file)
        archive = Archive.objects.create(
            kind=ArchiveKind.MEMBER,
            asked_by=member,
            created_at=NOW,
            state=ArchiveState.READY,
            expires_at=timezone.now() + timedelta(days=1),
            file=file,
            size_bytes=1,
        )
        token, _text = make_token(
            member=member, name="Bot", scopes=["me:read"], days=30, now=timezone.now()
        )
        notification = Notification.objects.create(
            member=member,
            kind=Notice.SHARE_LIVE,
            subject="one",
            params={"title": "Ours", "network": "Mastodon"},
            path=f"/o/{slug}/shares/",
            created_at=NOW,
        )
        webhook = make_webhook(member)
        delivery = ping(webhook, now=NOW)
        job = InvitationImport.objects.create(total=0, created_at=NOW)
        asked = JoinRequest.objects.create(user=make_user(), email="x@x.example", asked_at=NOW)
        domain = Domain.objects.create(
            name="ours.example", purpose=Purpose.EMAIL, created_at=NOW, proved_at=NOW
        )
        colleague, team = make_member("Colleague"), make_team("Ours")
        library = _library(member, post)
        desk, keys = _desk(member, post), _keys(member, version)
    things = {
        "archive": archive,
        **library,
        "member": colleague,
        "team": team,
        "import": job,
        **desk,
        "request": asked,
        "domain": domain,
        "post": post,
        "share": share,
        "connection": connection,
        "invitation": invitation,
        "notification": notification,
        "by_hand": by_hand,
        "live": live,
        "mention": mention,
        "picture": picture,
        "attachment": attachment,
        "webhook": webhook,
        "delivery": delivery,
        "token": token,
    }
    ids = {k: str(v.public_id) for k, v in things.items()} | keys
    return House(organization, member, ids)


def _library(member: Member, post: Post) -> dict[str, Any]:
    """Return one of each thing of the library, and of what employees say back."""
    return {
        "list": PostImport.objects.create(by=member, total=0, created_at=NOW),
        "brand_list": BrandImport.objects.create(by=member, total=0, created_at=NOW),
        "screen": BoardScreen.objects.create(
            made_by=member, made_at=NOW, expires_at=timezone.now() + timedelta(days=90)
        ),
        **one_of_each(member),
        "source": make_source(member),
        "topic": make_topic("Ours"),
        **_campaigns(member),
        **_writing(member, post),
        "comment": make_comment(post, member),
        "suggestion": make_suggestion(member),
        "concern": make_concern(member),
        "reply": make_reply(),
        "question": make_question(member),
        "poll": make_poll(member, closes_at=LATER),
    }
