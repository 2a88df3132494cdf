"""Offering a post or a campaign to some people first, then to everybody.

Who they are is part of the one condition of `content.models.audiences`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from content.models import Campaign, Pilot, PilotGuest, Post
from content.services.campaigns import hold_campaign
from tenants.audit import record
from tenants.models import Act, Member, Team
from tenants.roles import Permission

MOST_GUESTS = 200


@dataclass(frozen=True)
class PilotDraft:
    """Who sees it first, and until when; without a moment until a curator opens it."""

    teams: tuple[Team, ...] = ()
    members: tuple[Member, ...] = ()
    until: datetime | None = None


def pilot_of(about: Post | Campaign) -> Pilot | None:
    """Return the pilot of a post or campaign, running or over."""
    found: Pilot | None = Pilot.objects.filter(**_link(about)).first()
    return found


def is_running(pilot: Pilot | None, now: datetime) -> bool:
    """Tell whether a pilot still keeps something from others."""
    if pilot is None or pilot.opened_at is not None:
        return False
    return pilot.until is None or pilot.until > now


def is_kept(post: Post, now: datetime) -> bool:
    """Tell whether a post is with a pilot of its own or of its campaign. One query."""
    running = Q(until__isnull=True) | Q(until__gt=now)
    about = Q(post=post)
    if post.campaign_id:
        about |= Q(campaign=post.campaign_id)
    return bool(Pilot.objects.filter(about, running, opened_at=None).exists())


@transaction.atomic
def start_pilot(*, about: Post | Campaign, by: Member, draft: PilotDraft, now: datetime) -> Pilot:
    """Keep a post, or a campaign with its posts, for these people until it is opened.

    Again, it changes who they are and until when. What is shared already stays shared; what others
    have planned waits until they may see it. Raises PermissionDenied; ValidationError of code
    "guests" (nobody, or too many), "until" (over already) or "archived": the campaign is.
    """
    _require_curator(by)
    if isinstance(about, Campaign):
        hold_campaign(about)
    if not draft.teams and not draft.members:
        raise ValidationError(_("Choose at least one team or person."), code="guests")
    if len(draft.teams) + len(draft.members) > MOST_GUESTS:
        raise ValidationError(
            _("Choose up to %(most)s teams and people."),
            code="guests",
            params={"most": MOST_GUESTS},
        )
    if draft.until is not None and draft.until <= now:
        raise ValidationError(_("Choose a moment that is still to come."), code="until")
    values = {"until": draft.until, "opened_at": None}
    pilot: Pilot = Pilot.objects.update_or_create(
        **_link(about), defaults=values, create_defaults={**values, "started_at": now}
    )[0]
    PilotGuest.objects.filter(pilot=pilot).delete()
    PilotGuest.objects.bulk_create(
        [
            *(PilotGuest(pilot=pilot, team=team) for team in dict.fromkeys(draft.teams)),
            *(PilotGuest(pilot=pilot, member=one) for one in dict.fromkeys(draft.members)),
        ]
    )
    data = {"teams": len(draft.teams), "members": len(draft.members)}
    record(Act.PILOT_STARTED, by=by, about=about, data=data, now=now)
    return pilot


@transaction.atomic
def open_to_all(*, about: Post | Campaign, by: Member, now: datetime) -> None:
    """End the pilot of a post or campaign: whoever else it is for sees it from now on.

    Raises PermissionDenied; ValidationError of code "no_pilot".
    """
    _require_curator(by)
    locked = Pilot.objects.select_for_update(of=("self",)).filter(**_link(about)).first()
    if locked is None or not is_running(locked, now):
        raise ValidationError(_("It is open to everybody already."), code="no_pilot")
    locked.opened_at = now
    locked.save(update_fields=["opened_at"])
    record(Act.PILOT_OPENED, by=by, about=about, now=now)


def members_of(addresses: Iterable[str]) -> tuple[Member, ...]:
    """Return the active members of these e-mail addresses.

    Raises ValidationError of code "people" that names those nobody here has.
    """
    wanted = list(dict.fromkeys(one.strip().casefold() for one in addresses if one.strip()))
    rows = Member.objects.active().filter(user__email__in=wanted).select_related("user")
    found = {member.user.email.casefold(): member for member in rows}
    missing = [one for one in wanted if one not in found]
    if missing:
        raise ValidationError(
            _("Nobody here has this address: %(addresses)s"),
            code="people",
            params={"addresses": ", ".join(missing[:5])},
        )
    return tuple(found[one] for one in wanted)


def _link(about: Post | Campaign) -> dict[str, Post | Campaign]:
    return {"post": about} if isinstance(about, Post) else {"campaign": about}


def _require_curator(by: Member) -> None:
    if not by.may(Permission.APPROVE_POSTS):
        raise PermissionDenied
