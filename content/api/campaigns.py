"""Campaigns, hashtags and pilots for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from content.api.campaign_shapes import (
    CampaignChange,
    CampaignCreate,
    CampaignPostsChange,
    CampaignQuery,
    CampaignShape,
    HashtagChange,
    HashtagCreate,
    HashtagShape,
    PilotShape,
    PilotStart,
)
from content.models import Campaign, Hashtag, Pilot, Post, Stage
from content.services import campaigns as services
from content.services.hashtags import HashtagDraft, add_hashtag, change_hashtag, remove_hashtag
from content.services.piloting import PilotDraft, is_running, open_to_all, pilot_of, start_pilot
from tenants.models import Member, Team
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.paging import Page
from tenants.rest.shapes import PageQuery
from tenants.roles import Permission
from tenants.token_scopes import Scope

reads = partial(endpoint, scope=Scope.POSTS_READ)
sees = partial(endpoint, scope=Scope.POSTS_READ, permission=Permission.APPROVE_POSTS)
writes = partial(endpoint, scope=Scope.POSTS_WRITE, permission=Permission.APPROVE_POSTS)


@dataclass(frozen=True)
class CampaignNow:
    """A campaign with where it is."""

    campaign: Campaign
    stage: Stage
    is_with_pilot: bool


@dataclass(frozen=True)
class PilotNow:
    """A pilot with its guests."""

    is_running: bool
    teams: list[Team]
    members: list[Member]
    started_at: datetime
    until: datetime | None
    opened_at: datetime | None


class Campaigns(Endpoints):
    """Campaigns: for curators all, for everybody those that have begun."""

    tag = "Campaigns"

    @reads(query=CampaignQuery, gives=CampaignShape)
    def index(self, call: Call) -> Page:
        """List campaigns, the newest first."""
        today = services.day_of(call.member, call.now)
        rows = Campaign.objects.visible_to(call.member, today)
        if "stage" in call.query:
            rows = rows.at(call.query["stage"], today)
        page = call.cut.take(rows.select_related("hashtag", "owner"), "-created_at", "-pk")
        return Page(_now(call, page.rows), page.position)

    @writes(takes=CampaignCreate, gives=CampaignShape, status=201, once=True)
    def create(self, call: Call) -> CampaignNow:
        """Plan a campaign."""
        draft = services.CampaignDraft(**_said(call))
        made = services.create_campaign(by=call.member, draft=draft, now=call.now)
        return _now(call, [made])[0]

    @reads(gives=CampaignShape)
    def show(self, call: Call, public_id: UUID) -> CampaignNow:
        """Give one campaign; its posts are those of `posts?campaign=`."""
        return _now(call, [_found(call, public_id)])[0]

    @writes(takes=CampaignChange, gives=CampaignShape, fields={"stale": "version"})
    def change(self, call: Call, public_id: UUID) -> CampaignNow:
        """Change a campaign; when someone else did so meanwhile, nothing is overwritten."""
        found = _found(call, public_id)
        names = services.CampaignDraft.__dataclass_fields__
        before = {name: getattr(found, name) for name in names}
        version = call.data.pop("version")
        draft = services.CampaignDraft(**{**before, **_said(call)})
        edited = services.edit_campaign(
            campaign=found, by=call.member, draft=draft, version=version, now=call.now
        )
        return _now(call, [edited])[0]

    @writes(gives=CampaignShape)
    def end(self, call: Call, public_id: UUID) -> CampaignNow:
        """End a running campaign today."""
        found = _found(call, public_id)
        services.end_campaign(campaign=found, by=call.member, now=call.now)
        return _now(call, [found])[0]

    @writes(gives=CampaignShape)
    def archive(self, call: Call, public_id: UUID) -> CampaignNow:
        """Put a campaign away; its posts stay."""
        found = _found(call, public_id)
        services.archive_campaign(campaign=found, by=call.member, now=call.now)
        return _now(call, [found])[0]

    @writes(gives=CampaignShape)
    def restore(self, call: Call, public_id: UUID) -> CampaignNow:
        """Take a campaign out of the archive."""
        found = _found(call, public_id)
        services.restore_campaign(campaign=found, by=call.member, now=call.now)
        return _now(call, [found])[0]

    @writes(takes=CampaignPostsChange, gives=CampaignShape, fields={"many": "posts"})
    def add(self, call: Call, public_id: UUID) -> CampaignNow:
        """Put posts into a campaign."""
        found, ids = _found(call, public_id), set(call.data["posts"])
        posts = list(Post.objects.filter(public_id__in=ids))
        if len(posts) < len(ids):
            raise ValidationError(_("One of the posts is not there."), code="posts")
        services.put_in_campaign(campaign=found, by=call.member, posts=posts, now=call.now)
        return _now(call, [found])[0]

    @writes()
    def take(self, call: Call, public_id: UUID, post_id: UUID) -> None:
        """Take a post out of a campaign."""
        found = _found(call, public_id)
        post = get_object_or_404(Post.objects, public_id=post_id)
        services.take_from_campaign(campaign=found, by=call.member, post=post, now=call.now)


class Hashtags(Endpoints):
    """The organization's own hashtags."""

    tag = "Campaigns"

    @reads(query=PageQuery, gives=HashtagShape)
    def index(self, call: Call) -> Page:
        """List the hashtags by name. None of them is added to anybody's words by itself."""
        return call.cut.take(Hashtag.objects.all(), "key", "pk", name="public_id")

    @writes(
        takes=HashtagCreate, gives=HashtagShape, status=201, once=True, fields={"taken": "name"}
    )
    def create(self, call: Call) -> Hashtag:
        """Add a hashtag."""
        return add_hashtag(by=call.member, draft=HashtagDraft(**call.data), now=call.now)

    @writes(takes=HashtagChange, gives=HashtagShape, fields={"taken": "name"})
    def change(self, call: Call, public_id: UUID) -> Hashtag:
        """Change a hashtag."""
        found = get_object_or_404(Hashtag.objects, public_id=public_id)
        before = {name: getattr(found, name) for name in HashtagDraft.__dataclass_fields__}
        draft = HashtagDraft(**{**before, **call.data})
        return change_hashtag(hashtag=found, by=call.member, draft=draft, now=call.now)

    @writes()
    def remove(self, call: Call, public_id: UUID) -> None:
        """Remove a hashtag that nothing uses; 409 "in_use" while something does."""
        found = get_object_or_404(Hashtag.objects, public_id=public_id)
        remove_hashtag(hashtag=found, by=call.member, now=call.now)


class Pilots(Endpoints):
    """Who sees a campaign or a post first."""

    tag = "Campaigns"

    @sees(gives=PilotShape)
    def of_campaign(self, call: Call, public_id: UUID) -> PilotNow:
        """Give the pilot of a campaign, running or over."""
        return _pilot(call, _found(call, public_id))

    @writes(takes=PilotStart, gives=PilotShape, fields={"guests": "teams"})
    def start_campaign(self, call: Call, public_id: UUID) -> PilotNow:
        """Offer a campaign with its posts to some people first."""
        return _start(call, _found(call, public_id))

    @writes(gives=PilotShape)
    def open_campaign(self, call: Call, public_id: UUID) -> PilotNow:
        """Open a campaign to everybody."""
        return _open(call, _found(call, public_id))

    @sees(gives=PilotShape)
    def of_post(self, call: Call, public_id: UUID) -> PilotNow:
        """Give the pilot of a post, running or over."""
        return _pilot(call, get_object_or_404(Post.objects, public_id=public_id))

    @writes(takes=PilotStart, gives=PilotShape, fields={"guests": "teams"})
    def start_post(self, call: Call, public_id: UUID) -> PilotNow:
        """Offer a post to some people first."""
        return _start(call, get_object_or_404(Post.objects, public_id=public_id))

    @writes(gives=PilotShape)
    def open_post(self, call: Call, public_id: UUID) -> PilotNow:
        """Open a post to everybody it is for."""
        return _open(call, get_object_or_404(Post.objects, public_id=public_id))


def _found(call: Call, public_id: UUID) -> Campaign:
    today = services.day_of(call.member, call.now)
    rows = Campaign.objects.visible_to(call.member, today).select_related("hashtag", "owner")
    found: Campaign = get_object_or_404(rows, public_id=public_id)
    return found


def _now(call: Call, campaigns: Sequence[Campaign]) -> list[CampaignNow]:
    today = services.day_of(call.member, call.now)
    running = Q(until__isnull=True) | Q(until__gt=call.now)
    pilots = Pilot.objects.filter(running, campaign__in=campaigns, opened_at=None)
    kept = set(pilots.values_list("campaign", flat=True))
    return [CampaignNow(one, one.stage(today), one.pk in kept) for one in campaigns]


def _said(call: Call) -> dict[str, Any]:
    said = dict(call.data)
    for name, rows in (("hashtag", Hashtag.objects), ("owner", Member.objects.active())):
        if said.get(name) is not None:
            chosen = rows.filter(public_id=said[name]).first()
            if chosen is None:
                raise ValidationError(_("There is no such thing here."), code=name)
            said[name] = chosen
    return said


def _pilot(call: Call, about: Post | Campaign) -> PilotNow:
    pilot = pilot_of(about)
    if pilot is None:
        return _nobody(about)
    guests = list(pilot.guests.select_related("team", "member").order_by("pk"))
    return PilotNow(
        is_running=is_running(pilot, call.now),
        teams=[one.team for one in guests if one.team],
        members=[one.member for one in guests if one.member],
        started_at=pilot.started_at,
        until=pilot.until,
        opened_at=pilot.opened_at,
    )


def _nobody(about: Post | Campaign) -> PilotNow:
    return PilotNow(
        is_running=False,
        teams=[],
        members=[],
        started_at=about.created_at,
        until=None,
        opened_at=about.created_at,
    )


def _start(call: Call, about: Post | Campaign) -> PilotNow:
    said = call.data
    teams = list(Team.objects.filter(ended_at=None, public_id__in=said.get("teams", [])))
    members = list(Member.objects.active().filter(public_id__in=said.get("members", [])))
    for code, found in (("teams", teams), ("members", members)):
        if len(found) < len(set(said.get(code, []))):
            raise ValidationError(_("There is no such thing here."), code=code)
    draft = PilotDraft(tuple(teams), tuple(members), said.get("until"))
    start_pilot(about=about, by=call.member, draft=draft, now=call.now)
    return _pilot(call, about)


def _open(call: Call, about: Post | Campaign) -> PilotNow:
    open_to_all(about=about, by=call.member, now=call.now)
    return _pilot(call, about)
