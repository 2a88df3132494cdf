"""Why shares wait or are held, in an admin's words: how bad it is, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from advocacy.health.lines import BAD, INFO, WARN
from sharing.models import Reason


@dataclass(frozen=True)
class Told:
    """What a reason is called, what to do, the page where that is done, and how many in words."""

    tone: str
    title: str | Promise
    advice: str | Promise
    page: str = ""
    said: Callable[[int], str] | None = None


def held_words(count: int) -> str:
    """Say that so many are held."""
    return ngettext("%(count)s share is held.", "%(count)s shares are held.", count)


HELD_OTHERWISE = Told(WARN, _("Held"), _("Their members see why."))
HELD: dict[str, Told] = {
    Reason.REAUTH: Told(
        WARN,
        _("Held: an account has to be connected again"),
        _("Their members were told. They go out once the account is connected."),
    ),
    Reason.POLICY: Told(
        INFO,
        _("Held: the guidelines changed"),
        _("Their members were told; they change the words or cancel."),
    ),
    Reason.POST: Told(
        INFO,
        _("Held: the post is not offered to them now"),
        _(
            "It was withdrawn, is for others, or the licence of a picture is over. If that changes,"
            " they go out."
        ),
    ),
    Reason.LATE: Told(
        INFO,
        _("Held: too late to send unasked"),
        _("Their members were asked whether they still want it."),
    ),
    Reason.OPERATOR: Told(
        BAD,
        _("Held: an app at a network is refused"),
        _(
            "If it is your own app, mend it under Networks; else whoever runs this site has to act."
            " We try again each minute."
        ),
        "sharing:own_apps",
    ),
    Reason.BUDGET: Told(
        WARN,
        _("Held: posting there is switched off"),
        _("Set a budget under Budgets, and they go out."),
        "sharing:budgets",
    ),
    Reason.ENDING: Told(
        INFO,
        _("Held: the organization is to be deleted"),
        _("They go out if the deletion is taken back."),
    ),
    Reason.CHORUS: Told(
        INFO,
        _("Held: colleagues said nearly the same"),
        _("Their members were told; they take other words, finish it by hand, or cancel."),
    ),
    Reason.SPREAD: Told(
        INFO,
        _("Held: too many share one post at once"),
        _("Their members choose another time, post it now, or leave it."),
    ),
}
"""By the reason to hold a share; any other is told plainly."""

WAITING: dict[str, Told] = {
    Reason.QUOTA: Told(
        INFO,
        _("Quota"),
        _("They go out by themselves when it begins anew."),
        said=lambda count: ngettext(
            "%(count)s share waits for a network’s limit.",
            "%(count)s shares wait for a network’s limit.",
            count,
        ),
    ),
    Reason.BREAKER: Told(
        INFO,
        _("A network in trouble"),
        _("They go out by themselves once it works again. Below it says which one it is."),
        said=lambda count: ngettext(
            "%(count)s share waits for a network that does not work now.",
            "%(count)s shares wait for a network that does not work now.",
            count,
        ),
    ),
    Reason.BUDGET: Told(
        WARN,
        _("Budget"),
        _("Raise the budget to send them now."),
        "sharing:budgets",
        said=lambda count: ngettext(
            "%(count)s share waits for next month’s budget.",
            "%(count)s shares wait for next month’s budget.",
            count,
        ),
    ),
    Reason.BACKOFF: Told(
        INFO,
        _("Trying again"),
        _("A network had a problem. We try again by ourselves."),
        said=lambda count: ngettext(
            "%(count)s share waits to be tried again.",
            "%(count)s shares wait to be tried again.",
            count,
        ),
    ),
    Reason.WORKING: Told(
        INFO,
        _("Files"),
        _("A network still works on a video or picture. We look again by ourselves."),
        said=lambda count: ngettext(
            "%(count)s share waits for its files at a network.",
            "%(count)s shares wait for their files at a network.",
            count,
        ),
    ),
    Reason.SPREAD: Told(
        INFO,
        _("Spread"),
        _("Where a network wants no campaigns, shares of one post go out one after the other."),
        said=lambda count: ngettext(
            "%(count)s share goes out a little after a colleague’s.",
            "%(count)s shares go out a little after colleagues’.",
            count,
        ),
    ),
}
"""By the reason to wait with a share that is scheduled."""
