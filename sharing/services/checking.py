"""Whether an account still answers: read now, at the member's wish, at most once a minute."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from sharing.models import Connection, ConnectionState
from sharing.networks import network
from sharing.networks.base import (
    Grant,
    NetworkError,
    Profile,
)
from sharing.services.acting import release_held
from sharing.services.connecting import shown_of, storable
from sharing.services.grants import NoGrant, open_grant
from sharing.services.measuring import note_followers, note_health
from sharing.services.refreshing import with_fresh_grant
from sharing.services.telling import forget_ending
from tenants.scope import tenant

AT_MOST_EVERY = timedelta(minutes=1)


def check_connection(*, organization_id: int, connection: Connection, now: datetime) -> None:
    """Ask the network for the account and store what it shows now. Calls out.

    An account that was taken to have ended and answers is active again, and what waited for it goes
    out. Raises ValidationError: "soon" (it was asked within the minute), "no_connection" (nothing
    to ask with); NetworkError, after it was noted.
    """
    with tenant(organization_id):
        fresh = Connection.objects.select_related("own_app").get(pk=connection.pk)
        if fresh.checked_at is not None and now - fresh.checked_at < AT_MOST_EVERY:
            raise ValidationError(_("It was checked within the last minute."), "soon")
        try:
            grant = _grant(fresh)
        except NoGrant:
            message = _("There is nothing to check with. Connect the account again.")
            raise ValidationError(message, "no_connection") from None
    try:
        profile = with_fresh_grant(
            network(fresh.network).profile,
            grant,
            network_key=fresh.network,
            organization_id=organization_id,
            connection_id=fresh.pk,
        )
    except NetworkError as error:
        with tenant(organization_id):
            note_health(connection=fresh, problem=error.message, now=timezone.now())
        raise
    with storable(fresh.host), tenant(organization_id):
        _store(fresh, profile, now=timezone.now())


def _grant(connection: Connection) -> Grant:
    """Open what to ask with. Raises NoGrant, also while access is only there to be given back."""
    if connection.has_lost_app:
        raise NoGrant
    return open_grant(connection)


def _store(connection: Connection, profile: Profile, *, now: datetime) -> None:
    found = Connection.objects.filter(pk=connection.pk)
    found.update(**shown_of(profile, now=now))
    note_followers(connection=connection, count=profile.followers, now=now)
    ended = found.filter(state=ConnectionState.EXPIRED).exclude(reconnect_by__lte=now)
    if ended.update(state=ConnectionState.ACTIVE):  # the network has changed its mind
        release_held(connection=connection, now=now)
        forget_ending(connection=connection, now=now)
