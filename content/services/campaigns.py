"""Campaigns as curators run them: planned, changed, filled with posts, ended, put away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from content.models import (
    Campaign,
    Goal,
    Hashtag,
    Pilot,
    Post,
    PostQuerySet,
    Stage,
    State,
    Target,
)
from content.search.indexing import index_posts
from content.services.requests import carry_yeses
from tenants.audit import record
from tenants.models import Act, Member
from tenants.roles import Permission
from tenants.zones import zone_at

LONGEST_DAYS = 366
MOST_POSTS = 200
LARGEST_TARGET = 1_000_000_000
NAME_LENGTH, WHY_LENGTH = 120, 600


@dataclass(frozen=True)
class CampaignDraft:
    """What a curator says of a campaign; both days are part of it."""

    name: str
    why: str
    goal: str
    target: str
    target_value: int
    starts_on: date
    ends_on: date
    hashtag: Hashtag | None = None
    owner: Member | None = None


@transaction.atomic
def create_campaign(*, by: Member, draft: CampaignDraft, now: datetime) -> Campaign:
    """Plan a campaign; whoever plans it owns it unless somebody else does.

    Raises PermissionDenied; ValidationError of code "name", "why", "goal", "target",
    "target_value", "ends_on" or "owner".
    """
    _require_curator(by)
    fields = _fields(draft) | {"owner": draft.owner or by}
    campaign: Campaign = Campaign.objects.create(created_at=now, updated_at=now, **fields)
    record(Act.CAMPAIGN_CREATED, by=by, about=campaign, now=now)
    return campaign


@transaction.atomic
def edit_campaign(
    *, campaign: Campaign, by: Member, draft: CampaignDraft, version: int, now: datetime
) -> Campaign:
    """Change a campaign; `version` is the one `by` started from.

    Raises as `create_campaign`; ValidationError also of code "archived" and "stale".
    """
    _require_curator(by)
    fields = _fields(draft)
    locked = hold_campaign(campaign)
    if locked.version != version:
        message = _("Someone else changed this campaign meanwhile. Your words are still here.")
        raise ValidationError(message, code="stale")
    changed = [name for name, value in fields.items() if getattr(locked, name) != value]
    _write(campaign, now, **fields)
    if changed:
        record(Act.CAMPAIGN_CHANGED, by=by, about=campaign, data={"fields": changed}, now=now)
    return campaign


@transaction.atomic
def end_campaign(*, campaign: Campaign, by: Member, now: datetime) -> Campaign:
    """End a running campaign today, its last day; its posts stay in the feed.

    Raises PermissionDenied; ValidationError of code "not_running".
    """
    _require_curator(by)
    locked, today = _lock(campaign), day_of(by, now)
    if locked.stage(today) != Stage.RUNNING:
        raise ValidationError(_("Only a running campaign can be ended."), code="not_running")
    _write(campaign, now, ended_at=now, ends_on=today)
    record(Act.CAMPAIGN_ENDED, by=by, about=campaign, now=now)
    return campaign


@transaction.atomic
def archive_campaign(*, campaign: Campaign, by: Member, now: datetime) -> Campaign:
    """Put a campaign away: curators alone see it; its posts stay in the feed.

    Raises PermissionDenied; ValidationError of code "archived"; "pilot": its posts would stay with
    a few people for good.
    """
    _require_curator(by)
    hold_campaign(campaign)
    if _pilots(now).filter(campaign=campaign).exists():
        message = _("It is still kept for its pilot. Open it to everybody first.")
        raise ValidationError(message, code="pilot")
    _write(campaign, now, archived_at=now)
    record(Act.CAMPAIGN_ARCHIVED, by=by, about=campaign, now=now)
    return campaign


@transaction.atomic
def restore_campaign(*, campaign: Campaign, by: Member, now: datetime) -> Campaign:
    """Take a campaign out of the archive, as it was.

    Raises PermissionDenied; ValidationError of code "not_archived".
    """
    _require_curator(by)
    if _lock(campaign).archived_at is None:
        raise ValidationError(_("It is not in the archive."), code="not_archived")
    _write(campaign, now, archived_at=None)
    record(Act.CAMPAIGN_RESTORED, by=by, about=campaign, now=now)
    return campaign


@transaction.atomic
def put_in_campaign(*, campaign: Campaign, by: Member, posts: Iterable[Post], now: datetime) -> int:
    """Let posts belong to a campaign, in place of another one; return how many were moved.

    Raises PermissionDenied; ValidationError of code "archived", "many" or "pilot": the other
    campaign is with its pilot, and more people would see the post.
    """
    _require_curator(by)
    rows = Post.objects.filter(pk__in=[post.pk for post in posts]).exclude(campaign=campaign)
    rows = rows.filter(replaces=None).exclude(state=State.ARCHIVED)
    _lock_all({campaign.pk, *rows.exclude(campaign=None).values_list("campaign", flat=True)})
    hold_campaign(campaign)
    moved = _lock_posts(rows)
    _require_open(moved, now)
    there = Post.objects.filter(campaign=campaign, replaces=None).count()
    if there + len(moved) > MOST_POSTS:
        raise ValidationError(
            _("A campaign has up to %(most)s posts."), code="many", params={"most": MOST_POSTS}
        )
    left = {post.campaign_id for post in moved} - {None}
    Campaign.objects.filter(pk__in=left).update(version=F("version") + 1)
    _move(moved, campaign)
    if moved:
        _note_posts(campaign, by, moved, now)
    return len(moved)


@transaction.atomic
def take_from_campaign(*, campaign: Campaign, by: Member, post: Post, now: datetime) -> None:
    """Take a post out of its campaign; it stays in the feed.

    Raises PermissionDenied; ValidationError of code "archived" or "pilot": everybody would see it.
    """
    _require_curator(by)
    hold_campaign(campaign)
    found = _lock_posts(Post.objects.filter(pk=post.pk, campaign=campaign))
    if not found:
        return
    _require_open(found, now)
    _move(found, None)
    _note_posts(campaign, by, found, now)


def hold_campaign(campaign: Campaign) -> Campaign:
    """Return a campaign as it is now, its changes ours until the end of the transaction.

    Raises ValidationError of code "archived".
    """
    locked = _lock(campaign)
    if locked.archived_at is not None:
        message = _("This campaign is in the archive. Take it out to change it.")
        raise ValidationError(message, code="archived")
    return locked


def day_of(member: Member, now: datetime) -> date:
    """Return which day it is where a member's organization is."""
    return now.astimezone(zone_at(member.organization)).date()


def _move(posts: list[Post], campaign: Campaign | None) -> None:
    moved = Post.objects.filter(pk__in=[post.pk for post in posts])
    carry_yeses(post.pk for post in posts)
    moved.update(campaign=campaign, version=F("version") + 1)
    index_posts(post.pk for post in posts)


def _note_posts(campaign: Campaign, by: Member, posts: list[Post], now: datetime) -> None:
    _write(campaign, now)
    data = {"posts": [str(post.public_id) for post in posts]}
    record(Act.CAMPAIGN_POSTS, by=by, about=campaign, data=data, now=now)


def _write(campaign: Campaign, now: datetime, **changes: Any) -> None:
    """Change the row; the version tells the pages of numbers that they have to count again."""
    rows = Campaign.objects.filter(pk=campaign.pk)
    rows.update(version=F("version") + 1, updated_at=now, **changes)
    campaign.refresh_from_db()


def _lock(campaign: Campaign) -> Campaign:
    return _lock_all({campaign.pk})[0]


def _lock_all(ids: Iterable[int]) -> list[Campaign]:
    """Lock campaigns, always in one order, so that two who move posts never block each other."""
    rows = Campaign.objects.filter(pk__in=list(ids)).order_by("pk")
    return list(rows.select_for_update(of=("self",), no_key=True))


def _lock_posts(rows: PostQuerySet) -> list[Post]:
    return list(rows.select_for_update(of=("self",), no_key=True).order_by("pk"))


def _require_open(posts: Iterable[Post], now: datetime) -> None:
    """Refuse to take posts that are in the feed out of a campaign that is with its pilot."""
    left = {post.campaign_id for post in posts if post.state == State.APPROVED}
    if _pilots(now).filter(campaign__in=left - {None}).exists():
        message = _("The campaign is with its pilot, and everybody would see the post. Archive it.")
        raise ValidationError(message, code="pilot")


def _pilots(now: datetime) -> Any:
    """Return the pilots that run."""
    return Pilot.objects.filter(opened_at=None).exclude(until__lte=now)


def _require_curator(by: Member) -> None:
    if not by.may(Permission.APPROVE_POSTS):
        raise PermissionDenied


def _fields(draft: CampaignDraft) -> dict[str, Any]:
    name, why = " ".join(draft.name.split()), draft.why.strip()
    days = (draft.ends_on - draft.starts_on).days
    owner = draft.owner
    is_sound: dict[str, tuple[bool, Any]] = {
        "name": (0 < len(name) <= NAME_LENGTH, _("Give the campaign a name.")),
        "why": (
            0 < len(why) <= WHY_LENGTH,
            _("Say why, in up to 600 characters: people share what they understand."),
        ),
        "goal": (draft.goal in Goal.values, _("Choose what it is to bring.")),
        "target": (draft.target in Target.values, _("Choose what counts.")),
        "target_value": (
            1 <= draft.target_value <= LARGEST_TARGET,
            _("Choose a target of 1 or more."),
        ),
        "ends_on": (
            0 <= days < LONGEST_DAYS,
            _("The last day comes after the first, within a year."),
        ),
        "owner": (
            owner is None or _may_own(owner),
            _("Choose somebody who may run campaigns."),
        ),
    }
    for code, (is_fine, message) in is_sound.items():
        if not is_fine:
            raise ValidationError(message, code=code)
    return {**vars(draft), "name": name, "why": why}


def _may_own(member: Member) -> bool:
    return member.left_at is None and member.may(Permission.APPROVE_POSTS)
