"""The feed's filters as links: what stands in the address, and what else could."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from content.campaign_rows import campaigns_in_feed
from content.languages import LANGUAGES, language_name
from content.models import Campaign, Kind, Topic
from content.models.audiences import Reader, usual_language
from content.ranking.wanted import KINDS, RESOURCES, Order, Show, Wanted
from content.services.campaigns import day_of
from tenants.http import MemberRequest

NAMES = ("topic", "campaign", "show", "kind", "resource", "language", "team", "order")
MINE = "mine"


@dataclass(frozen=True)
class Choice:
    """One filter as a chip: its address puts it on, or takes it off again."""

    url: str
    label: str | Promise
    current: bool


@dataclass(frozen=True)
class Group:
    """Filters of one sort."""

    label: str
    choices: Sequence[Choice]


def wanted_of(request: MemberRequest, *, is_evergreen: bool = False) -> Wanted:
    """Read the filters; what there is not is left out. Raises Http404 for an unknown topic."""
    given = request.GET
    slug = given.get("topic", "")
    known = Topic.objects.open_to(request.member)
    today, campaign = day_of(request.member, timezone.now()), given.get("campaign", "")
    return Wanted(
        campaign=_campaign(campaign, campaigns_in_feed(request.member, today))
        if campaign
        else None,
        topic=get_object_or_404(known, slug=slug) if slug else None,
        show=_one_of(given.get("show"), Show.values),
        kind=_one_of(given.get("kind"), Kind.values),
        resource=_one_of(given.get("resource"), dict(RESOURCES)),
        language=_one_of(given.get("language"), dict(LANGUAGES)),
        for_my_team=given.get("team") == MINE and request.member.team_id is not None,
        is_evergreen=is_evergreen,
        order=_one_of(given.get("order"), Order.values),
    )


def _campaign(text: str, campaigns: Iterable[Campaign]) -> Campaign | None:
    """Return the campaign an address names. Raises Http404 for one that is not in the feed."""
    found = next((one for one in campaigns if str(one.public_id) == text), None)
    if text and found is None:
        raise Http404
    return found


def kept(request: MemberRequest, **changes: str) -> str:
    """Return the query of the page's address with other filters; "" takes one off."""
    query = QueryDict(mutable=True)
    for name in NAMES:
        value = changes.get(name, request.GET.get(name, ""))
        if value:
            query[name] = value
    return f"?{query.urlencode()}" if query else ""


def views_of(request: MemberRequest, wanted: Wanted) -> list[Choice]:
    """Return the few ways to look at the feed that stand above it."""
    plain = {"show": "", "order": ""}
    ways: list[tuple[dict[str, str], Any, bool]] = [
        ({}, Order.RANKED.label, wanted.is_ranked and not wanted.show),
        ({"order": Order.NEWEST.value}, Order.NEWEST.label, wanted.order == Order.NEWEST),
        ({"show": Show.UNREAD.value}, Show.UNREAD.label, wanted.show == Show.UNREAD),
        ({"show": Show.SAVED.value}, Show.SAVED.label, wanted.show == Show.SAVED),
    ]
    return [
        Choice(request.path + kept(request, **{**plain, **changes}), label, current)
        for changes, label, current in ways
    ]


def groups_of(request: MemberRequest, wanted: Wanted) -> list[Group]:
    """Return the rarer filters, by sort."""
    lists = [(Show.SHARED.value, Show.SHARED.label), (Show.HIDDEN.value, Show.HIDDEN.label)]
    groups = [
        Group(_("Your lists"), _choices(request, "show", lists, wanted.show)),
        Group(_("What it is"), _choices(request, "resource", RESOURCES, wanted.resource)),
        Group(_("What it asks"), _choices(request, "kind", KINDS, wanted.kind)),
    ]
    if request.member.team_id is not None:
        mine = [(MINE, _("My team"))]
        chosen = MINE if wanted.for_my_team else ""
        groups.append(Group(_("For whom"), _choices(request, "team", mine, chosen)))
    codes = {*Reader.of(request.member).languages, usual_language(request.organization)}
    codes |= {wanted.language} - {""}
    if len(codes) > 1:
        named = [(code, language_name(code)) for code in sorted(codes)]
        groups.append(Group(_("Language"), _choices(request, "language", named, wanted.language)))
    return groups


def resources_of(request: MemberRequest, wanted: Wanted) -> list[Choice]:
    """Return the sorts of things on the evergreen shelf."""
    everything = Choice(request.path + kept(request, resource=""), _("All"), not wanted.resource)
    others = _choices(request, "resource", RESOURCES, wanted.resource, is_either=True)
    return [everything, *others]


def _choices(
    request: MemberRequest,
    name: str,
    pairs: Iterable[tuple[str, Any]],
    chosen: str,
    *,
    is_either: bool = False,
) -> list[Choice]:
    """Return chips; one that is chosen takes itself off, unless it is either this or another."""
    return [
        Choice(
            request.path
            + kept(request, **{name: "" if value == chosen and not is_either else value}),
            label,
            value == chosen,
        )
        for value, label in pairs
    ]


def _one_of(value: str | None, known: Iterable[str]) -> str:
    return value if value and value in known else ""
