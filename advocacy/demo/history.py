"""Two months of invented shares with their clicks and reactions, the same at every seed."""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from analytics.models import Snapshot
from content.models import Post, PostTopic
from content.services import record_shared
from content.suggesting import suggested_captions
from policies.models import PolicyVersion
from sharing.models import (
    Attempt,
    AttemptOutcome,
    Click,
    ClickKind,
    Connection,
    FollowerDay,
    Share,
    ShortLink,
    State,
)
from sharing.models.clicks import new_code
from sharing.networks import network
from sharing.networks.base import (
    Draft,
    Receipt,
)
from sharing.services.activity import touch_days
from sharing.services.spending import charge
from sharing.text import compose_text, short_address, tagged, tags_of
from tenants.models import Member

DAYS = 62
FANS = ("visitor", "river", "sam", "kofi", "lucia", "henrik", "mira", "dev", "anouk", "pablo")


@dataclass(frozen=True)
class Sharer:
    """A member with an account, and how often they share."""

    member: Member
    connection: Connection
    username: str
    eagerness: int
    unshared: int


@dataclass(frozen=True)
class Plan:
    """One share that happened: who, what, when."""

    sharer: Sharer
    post: Post
    at: datetime
    words: str
    code: str

    @property
    def draft(self) -> Draft:
        """Return what the network was given."""
        address = short_address(self.code, "")
        return Draft(compose_text(self.words, address), address, "en")


@dataclass(frozen=True)
class Sent:
    """A planned share, and the proof that it is on the network."""

    plan: Plan
    receipt: Receipt


def plan(
    sharers: list[Sharer], posts: list[Post], *, now: datetime, dice: random.Random
) -> list[Plan]:
    """Spread everybody's shares over the past weeks, each post (newest first) once a person.

    Reads the captions, so it runs in the organization's scope.
    """
    plans = []
    for sharer in sharers:
        offered = posts[sharer.unshared :]
        wanted = round(len(offered) * sharer.eagerness / 10)
        for post in dice.sample(offered, wanted):
            earliest = max(post.approved_at or now, sharer.member.joined_at)
            latest = min(now - timedelta(hours=2), earliest + timedelta(days=12))
            if earliest < latest:
                at = earliest + (latest - earliest) * dice.random()
                words = dice.choice(
                    suggested_captions(post, sharer.connection.network) or [post.title]
                )
                plans.append(Plan(sharer, post, at, words, new_code()))
    return sorted(plans, key=lambda one: one.at)


def store(sent: list[Sent], *, now: datetime, dice: random.Random) -> int:
    """Write the shares, their clicks and counts of the organization in scope; return how many."""
    version = PolicyVersion.objects.current()
    clicks: list[Click] = []
    snapshots: list[Snapshot] = []
    for one in sent:
        share = _share(one, version, dice)
        _pay(share, one.plan)
        clicks += _clicks(share, now, dice)
        snapshots += _snapshots(share, now, dice)
        record_shared(post=one.plan.post, member=one.plan.sharer.member, now=one.plan.at)
    for connection in {one.plan.sharer.connection for one in sent}:
        _grow(connection, now)
    Click.objects.bulk_create(clicks, batch_size=1000)
    Snapshot.objects.bulk_create(snapshots, batch_size=1000)
    days = {one.plan.at.date() for one in sent} | {c.at.date() for c in clicks}
    touch_days(days=days | {s.at.date() for s in snapshots}, now=now)
    return len(sent)


def _grow(connection: Connection, now: datetime) -> None:
    """Let an account have grown to what its network tells, week by week."""
    count, rows = connection.followers or 0, []
    dice = random.Random(count)  # noqa: S311 (no secret)
    for weeks in range(1, 10):
        count = max(0, count - dice.randint(0, 9))
        day = (now - timedelta(weeks=weeks)).date()
        rows.append(FollowerDay(connection=connection, day=day, count=count))
    FollowerDay.objects.bulk_create(rows if connection.followers else [])


def _share(sent: Sent, version: PolicyVersion | None, dice: random.Random) -> Share:
    one = sent.plan
    network = one.sharer.connection.network
    tags = tags_of(one.sharer.member.organization, network=network)
    link = ShortLink.objects.create(
        code=one.code, url=tagged(one.post.link, tags=tags), created_at=one.at
    )
    return Share.objects.create(
        member=one.sharer.member,
        post=one.post,
        network=network,
        connection=one.sharer.connection,
        compose_key=uuid.UUID(int=dice.getrandbits(128), version=4),
        words=one.words,
        text=one.draft.text,
        is_suggested=True,
        link=link,
        state=State.PUBLISHED,
        created_at=one.at - timedelta(seconds=5),
        due_at=one.at,
        published_at=one.at,
        remote_id=sent.receipt.remote_id,
        remote_url=sent.receipt.url,
        is_followed_up=True,
        team=one.sharer.member.team,
        topic_ids=list(PostTopic.objects.filter(post=one.post).values_list("topic_id", flat=True)),
        followers=one.sharer.connection.followers,
        policy_version=version,
    )


def _pay(share: Share, plan: Plan) -> None:
    """Charge what was posted where posts cost money."""
    attempt = Attempt.objects.create(
        share=share,
        number=1,
        outcome=AttemptOutcome.ACCEPTED,
        started_at=plan.at,
        finished_at=plan.at,
    )
    charge(attempt=attempt, share=share, draft=plan.draft, now=plan.at)


def _clicks(share: Share, now: datetime, dice: random.Random) -> list[Click]:
    """Most clicks come in the first day; a fifth of the requests are bots and count nothing."""
    made = []
    for _ in range(dice.randint(0, 16)):
        at = share.due_at + timedelta(hours=dice.expovariate(1 / 14))
        if at < now:
            kind = ClickKind.BOT if dice.random() < 0.2 else ClickKind.HUMAN  # noqa: PLR2004 (a fifth)
            visitor = dice.randbytes(16)
            made.append(Click(link=share.link, at=at, kind=kind, visitor=visitor))
    return made


def _snapshots(share: Share, now: datetime, dice: random.Random) -> list[Snapshot]:
    totals = {
        "reactions": dice.randint(0, 14),
        "comments": dice.randint(0, 3),
        "reshares": dice.randint(0, 4),
    }
    if "impressions" in network(share.network).metrics:
        totals["impressions"] = dice.randint(120, 900)
    made = []
    for hours, part in ((1, 0.2), (6, 0.5), (24, 0.8), (72, 1.0)):
        at = share.due_at + timedelta(hours=hours)
        if at < now:
            made += [
                Snapshot(share=share, at=at, metric=metric, value=int(total * part))
                for metric, total in totals.items()
            ]
    return made
