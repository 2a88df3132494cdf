"""An organization with one of each thing that an endpoint can name."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from analytics.reports.models import LinkSettings
from content.models import (
    CardState,
    LinkCard,
    Post,
)
from content.models import State as PostState
from policies.models import Policy
from sharing.models import (
    Clearance,
    Connection,
    Mention,
    Reason,
    Recall,
    Retraction,
    RetractionState,
    Slot,
    State,
    Timing,
)
from tenants.models import (
    DeliveryState,
    Domain,
    ImportLine,
    Invitation,
    InvitationImport,
    JoinRequest,
    Member,
    Notice,
    Notification,
    Organization,
    Outcome,
    Purpose,
    Team,
    TeamRole,
    WebhookDelivery,
)
from tenants.roles import Role
from tenants.scope import tenant
from tenants.services.tokens import make_token
from tenants.webhooks.emitting import ping
from tests.analytics.factories import one_of_each
from tests.api.endpoints import Example
from tests.api.examples import EXAMPLES
from tests.api.library import library
from tests.factories import (
    NOW,
    acknowledge,
    make_asset,
    make_attachment,
    make_clearance,
    make_connection,
    make_member,
    make_organization,
    make_own_app,
    make_policy,
    make_post,
    make_share,
    make_team,
    make_topic,
    make_user,
    make_webhook,
)


@dataclass
class House:
    """An organization, its member who may do everything, and the ids of its things."""

    organization: Organization
    member: Member
    ids: dict[str, str]

    def example(self, name: str, ids: dict[str, str] | None = None) -> Example:
        """Return an operation's example with this house's ids, or another's."""
        plain = EXAMPLES[name]
        known = ids or self.ids
        data = json.dumps(plain.data)
        for thing, public_id in known.items():
            data = data.replace(f"{{{thing}}}", public_id)
        return Example(plain.path.format(**known), json.loads(data))

    def be(self, *roles: Role) -> None:
        """Give the member these roles alone."""
        with tenant(self.organization):
            Member.objects.filter(pk=self.member.pk).update(roles=[Role.ADVOCATE, *roles])


def make_house(slug: str, canary: str = "") -> House:
    """Make a house; `canary` is put into every text of it."""
    organization = make_organization(slug)
    with tenant(organization):
        things = _things(slug, canary)
    member = things.pop("owner")
    ids = {name: str(thing.public_id) for name, thing in things.items()}
    return House(organization, member, {**ids, "member": str(member.public_id)})


def _things(slug: str, canary: str) -> dict[str, Any]:
    soon = timezone.now() + timedelta(days=2)
    team = make_team(f"Team {canary or slug}")
    owner = make_member(f"Owner {canary}", *Role, team=team)
    rule = {"parameters": {"phrase": f"secret {canary}".strip()}, "reason": f"Not public {canary}"}
    acknowledge(owner, make_policy(rule, intro=f"Intro {canary}"))
    Policy.objects.update(owner=owner)
    topic = make_topic(f"Topic {canary or slug}")
    make_topic(f"Other topic {canary}".strip(), slug="other-topic")
    post = make_post(f"Ours {canary}", topic, author=owner, caption=f"Look {canary}")
    fresh = make_post(f"Fresh {canary}", topic, author=owner)
    draft = make_post(f"Draft {canary}", author=owner, state=PostState.DRAFT, approved_at=None)
    archived = make_post(f"Old {canary}", author=owner, state=PostState.ARCHIVED, archived_at=NOW)
    LinkCard.objects.create(
        post=draft, url=draft.link, title=f"Page {canary}", state=CardState.READY
    )
    connection: Connection = make_connection(owner, display_name=f"Owner {canary}")
    Slot.objects.create(member=owner, weekday=1, at="09:30")
    shared: dict[str, Any] = {"words": f"Words {canary}", "text": f"Words {canary}"}
    planned: dict[str, Any] = {
        "state": State.SCHEDULED,
        "timing": Timing.AT,
        "due_at": soon,
        "wake_at": soon,
    }
    asked: dict[str, Any] = {"state": State.UNCONFIRMED, "reason": Reason.ASK}
    LinkSettings.objects.create()
    token, _text = make_token(
        member=owner, name=f"Bot {canary}", scopes=["me:read"], days=30, now=timezone.now()
    )
    return {
        **_people(slug, canary, owner, team),
        **_webhooks(slug, canary, owner),
        **one_of_each(owner, canary),
        **library(owner, post, draft, canary),
        "owner": owner,
        "own_app": make_own_app(owner, client_id=f"id-{canary}", secret=""),
        "team": team,
        "topic": topic,
        "post": post,
        "fresh": fresh,
        "draft": draft,
        "archived": archived,
        "connection": connection,
        "failed": make_share(owner, post, connection, state=State.FAILED, **shared),
        "live": make_share(owner, post, connection, state=State.PUBLISHED, **shared),
        "mention": Mention.objects.create(name=f"Us {canary}", urn="urn:li:organization:1"),
        "planned": make_share(owner, post, connection, **planned, **shared),
        "asked": make_share(owner, post, connection, **asked, **shared),
        "by_hand": make_share(owner, post, network="linkedin", state=State.OFFERED, **shared),
        "dismissed": make_share(
            owner, post, network="x", state=State.DISMISSED, due_at=timezone.now(), **shared
        ),
        **_recalled(canary, owner, connection),
        "clearance": _asked(canary, post, shared),
        "picture": make_asset(owner, renditions=True, alt=f"Alt {canary}"),
        "attachment": make_attachment(owner, title=f"Deck {canary}"),
        "token": token,
        "invitation": Invitation.objects.create(
            email=f"new{canary.lower()}@example.com", created_at=NOW, expires_at=soon
        ),
        "notification": Notification.objects.create(
            member=owner,
            kind=Notice.SHARE_LIVE,
            subject="one",
            params={"title": f"Ours {canary}", "network": "Mastodon"},
            path=f"/o/{slug}/shares/",
            created_at=NOW,
        ),
    }


def _asked(canary: str, post: Post, shared: dict[str, Any]) -> Clearance:
    """Make a colleague's request for a yes to their words."""
    colleague = make_member(f"Asks {canary}")
    clearance = make_clearance(make_share(colleague, post, network="x", **shared))
    clearance.found = [
        {
            "network": "x",
            "rule": str(uuid.uuid4()),
            "kind": "banned_phrase",
            "start": 0,
            "end": 5,
            "matched": f"Words {canary}",
            "reason": f"Lawyers first {canary}",
            "suggestion": "",
            "clause": f"Guess {canary}",
        }
    ]
    clearance.save()
    return clearance


def _recalled(canary: str, owner: Member, connection: Connection) -> dict[str, Any]:
    """Return a post that was taken back, and a share its member is asked to delete."""
    gone: dict[str, Any] = {"state": PostState.ARCHIVED, "archived_at": NOW, "recalled_at": NOW}
    post = make_post(f"Wrong {canary}", author=owner, **gone)
    recall = Recall.objects.create(
        post=post, reason=f"It was wrong {canary}", started_at=NOW, started_by=owner
    )
    share = make_share(
        owner,
        post,
        connection,
        state=State.PUBLISHED,
        reason=Reason.RECALL,
        words=f"Words {canary}",
        text=f"Words {canary}",
    )
    Retraction.objects.create(recall=recall, share=share, state=RetractionState.ASKED)
    return {"taken_back": post, "recalled": share}


def _people(slug: str, canary: str, owner: Member, team: Team) -> dict[str, Any]:
    """Return who else is here, was here and wants to be here."""
    colleague = make_member(f"Colleague {canary}", Role.CHAMPION, team=team)
    TeamRole.objects.create(member=colleague, team=team, role=Role.CHAMPION)
    job = InvitationImport.objects.create(by=owner, total=1, created_at=NOW, finished_at=NOW)
    ImportLine.objects.create(
        job=job, number=1, email=f"{canary} at", name=canary, outcome=Outcome.BAD_ADDRESS
    )
    return {
        "colleague": colleague,
        "gone": make_member(f"Gone {canary}", left_at=NOW),
        "import": job,
        "request": JoinRequest.objects.create(
            user=make_user(), email=f"asks{canary}@ours.example", asked_at=NOW
        ),
        "domain": Domain.objects.create(
            name=f"{slug}.example",
            purpose=Purpose.EMAIL,
            token=f"t{canary}",
            created_at=NOW,
            proved_at=NOW,
        ),
    }


def _webhooks(slug: str, canary: str, owner: Member) -> dict[str, Any]:
    webhook = make_webhook(owner, url=f"https://{slug}.example/{canary}")
    delivery = ping(webhook, now=NOW)
    answered = {"state": DeliveryState.DELIVERED, "response_text": f"OK {canary}", "attempts": 1}
    WebhookDelivery.objects.filter(pk=delivery.pk).update(**answered)
    return {"webhook": webhook, "delivery": delivery}
