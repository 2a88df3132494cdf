"""A member's accounts as their page shows them: state, permissions and what waits, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sharing.models import Connection, Reason, Share, State
from sharing.networks import network
from tenants.models import Member

ENDS_SOON = timedelta(days=14)
ABILITIES: dict[str, str | Promise] = {
    "profile": gettext_lazy("see who you are"),
    "read:accounts": gettext_lazy("see who you are"),
    "read:statuses": gettext_lazy("read counts"),
    "write:statuses": gettext_lazy("post"),
    "write:media": gettext_lazy("upload pictures"),
    "users.read": gettext_lazy("see who you are"),
    "tweet.read": gettext_lazy("read counts"),
    "tweet.write": gettext_lazy("post"),
    "media.write": gettext_lazy("upload pictures"),
    "offline.access": gettext_lazy("stay connected"),
    "openid": gettext_lazy("see who you are"),
    "w_member_social": gettext_lazy("post and upload pictures"),
}
"""What a permission of a network is for; one that is not here is called by its own name."""


@dataclass(frozen=True)
class Ability:
    """Something we do with an account, and whether the network lets us."""

    words: str
    is_granted: bool


@dataclass(frozen=True)
class AccountRow:
    """One account with its state in words; `tone` is one of good, warn, bad."""

    connection: Connection
    tone: str
    headline: str
    detail: str
    abilities: list[Ability]
    ends_soon: bool
    waiting: int
    """Shares that would be held if it were disconnected now."""

    @property
    def missing(self) -> str:
        """Return what connecting again would allow besides, "" when nothing is missing."""
        if not self.connection.is_active:
            return ""
        lacking = [ability.words for ability in self.abilities if not ability.is_granted]
        return _(", ").join(lacking)

    @property
    def needs_member(self) -> bool:
        """Tell whether connecting again is what to do."""
        return not self.connection.is_active or bool(self.missing) or self.ends_soon

    @property
    def waiting_words(self) -> str:
        """Return what disconnecting does to shares that wait, with their number."""
        if not self.waiting:
            return _("Nothing waits to go out there.")
        return ngettext(
            "%(count)s share waits to go out there; it is held until you connect again.",
            "%(count)s shares wait to go out there; they are held until you connect again.",
            self.waiting,
        ) % {"count": self.waiting}


def account_rows(*, member: Member, now: datetime) -> list[AccountRow]:
    """Return the accounts a member has, in a steady order; always two queries."""
    own = Connection.objects.kept().filter(member=member).select_related("own_app")
    kept = list(own.order_by("network", "handle", "id"))
    waits = Q(state=State.SCHEDULED) | Q(state=State.HELD, reason=Reason.REAUTH)
    there = Share.objects.of(member).filter(waits, connection__in=[row.pk for row in kept])
    waiting = dict(
        there.values("connection").annotate(n=Count("pk")).values_list("connection", "n")
    )
    return [_row(connection, waiting.get(connection.pk, 0), now) for connection in kept]


def _row(connection: Connection, waiting: int, now: datetime) -> AccountRow:
    tone, headline, detail = _state(connection, now)
    return AccountRow(
        connection=connection,
        tone=tone,
        headline=headline,
        detail=detail,
        abilities=abilities_of(network(connection.network).scopes, connection.scopes),
        ends_soon=_ends_soon(connection, now),
        waiting=waiting,
    )


def _ends_soon(connection: Connection, now: datetime) -> bool:
    ends_at = connection.reconnect_by
    return ends_at is not None and ends_at - now <= ENDS_SOON


def _state(connection: Connection, now: datetime) -> tuple[str, str, str]:
    if not connection.is_active:
        detail = _("What waits for it is kept, and goes out once it is connected.")
        if connection.has_lost_app:
            why = _("Your organization’s app at %(network)s was changed.")
            detail = f"{why % {'network': connection.network_label}} {detail}"
        return "bad", _("Reconnect needed"), detail
    if connection.problem:
        detail = _("It said: “%(problem)s” We try again by ourselves.")
        return "warn", _("Did not answer well"), detail % {"problem": connection.problem}
    if connection.reconnect_by is not None and _ends_soon(connection, now):
        days = max(1, -((now - connection.reconnect_by) // timedelta(days=1)))
        headline = ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}
        return "warn", headline, _("Shares after that day wait; none is lost.")
    return "good", _("Works"), ""


def abilities_of(needed: Iterable[str], granted: Iterable[str]) -> list[Ability]:
    """Compare what we ask for with what was granted, one line a thing we do.

    A scope covers its parts: "write" is "write:media" too. Several scopes may be for one thing; one
    of them is enough where they say the same.
    """
    held = set(granted)
    found: dict[str, bool] = {}
    for scope in needed:
        words = str(ABILITIES.get(scope, scope))
        has = scope in held or scope.partition(":")[0] in held
        found[words] = found.get(words, False) or has
    return [Ability(words, has) for words, has in found.items()]
