"""Boards on a screen in the office: a signed link that an admin makes and ends, and what it shows.

Only members who agreed to be on screens are shown, by a first name or the name they chose; else
teams. Whoever has the link sees it, so nothing leads from there to anything.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from analytics.boards.models import BoardScreen
from analytics.boards.people import board_on_screen
from analytics.boards.places import Board, Place, draw_up, first_name
from analytics.boards.teams import leaderboard_teams
from analytics.models import Period
from analytics.periods import Span, utc_day
from analytics.selectors.groups import groups
from tenants.audit import record
from tenants.models import Act, Member, Organization
from tenants.roles import Permission
from tenants.scope import tenant
from tenants.signed import read_name, sign_name

SCREEN = signing.Signer(salt="analytics.screen")
METRICS = ("shares_confirmed", "clicks")
MOST = 20
LONGEST_DAYS = 365


@dataclass(frozen=True)
class Shown:
    """What a screen shows of an organization: boards of people, and of teams."""

    organization: Organization
    span: Span
    people: list[Board]
    teams: list[Board]

    @property
    def has_places(self) -> bool:
        """Tell whether anybody stands on any of them."""
        return any(board.places for board in (*self.people, *self.teams))


@transaction.atomic
def make_screen(*, by: Member, days: int, now: datetime) -> BoardScreen:
    """Make a link that shows the boards for so many days.

    Raises PermissionDenied; ValidationError of code "days", "many".
    """
    by.require(Permission.MANAGE_ORGANIZATION)
    if not 1 <= days <= LONGEST_DAYS:
        raise ValidationError(_("A year at most."), code="days")
    if BoardScreen.objects.filter(expires_at__gt=now).count() >= MOST:
        message = _("There are %(most)s links already. End one that is not used.")
        raise ValidationError(message % {"most": MOST}, code="many")
    BoardScreen.objects.filter(expires_at__lte=now).delete()
    screen: BoardScreen = BoardScreen.objects.create(
        made_by=by, made_at=now, expires_at=now + timedelta(days=days)
    )
    record(Act.SCREEN_MADE, by=by, about=screen, data={"days": days}, now=now)
    return screen


@transaction.atomic
def end_screen(*, screen: BoardScreen, by: Member, now: datetime) -> None:
    """End a link at once. Raises PermissionDenied."""
    by.require(Permission.MANAGE_ORGANIZATION)
    record(Act.SCREEN_ENDED, by=by, about=screen, now=now)
    BoardScreen.objects.filter(pk=screen.pk).delete()


def screen_address(organization: Organization, screen: BoardScreen) -> str:
    """Return the whole address that a screen opens."""
    token = sign_name(SCREEN, organization, screen.public_id)
    return f"{settings.BASE_URL}{reverse('analytics:screen', args=[token])}"


def open_screen(token: str, now: datetime) -> Shown | None:
    """Return what a link shows; None when it is none of ours, has ended, or so has everything."""
    named = read_name(SCREEN, token)
    if named is None or named.organization.ended_at is not None:
        return None
    with tenant(named.organization):
        open_ones = BoardScreen.objects.filter(public_id=named.public_id, expires_at__gt=now)
        return shown_on_screen(named.organization, now) if open_ones.exists() else None


def shown_on_screen(organization: Organization, now: datetime) -> Shown:
    """Return what screens show now, in scope: this month."""
    span = Span.around(Period.MONTH, utc_day(now))
    return Shown(
        organization,
        span,
        [_people(organization, span, metric, now) for metric in METRICS],
        leaderboard_teams(
            span=span, metrics=METRICS, groups=groups(), organization=organization, member=None
        ),
    )


def _people(organization: Organization, span: Span, metric: str, now: datetime) -> Board:
    standing = board_on_screen(span=span, metric=metric, organization=organization, now=now)
    board = draw_up(metric, standing, None)
    people = [standing.people[key] for key, _value in standing.best]
    named = [_bare(place, person) for place, person in zip(board.places, people, strict=True)]
    return Board(metric, named)


def _bare(place: Place, person: Member) -> Place:
    """Return a place with no more than a first name, or the name that was chosen."""
    name = first_name(person)
    return replace(place, name=name, about="", seed=f"screen {name}")
