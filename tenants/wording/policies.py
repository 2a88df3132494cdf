"""What members are told of the guidelines, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tenants.wording.told import Params, Told


def review(params: Params) -> Told:
    """Say that a draft waits for their review."""
    headline = _("%(name)s asks you to review new guidelines") % params
    return Told(headline, "", "info", "book-open", _("Read the draft"))


def reviewed(params: Params) -> Told:
    """Say what became of the review of their draft."""
    if params["is_yes"]:
        headline = _("%(name)s said yes to your draft of the guidelines") % params
        return Told(headline, _("It can be published."), "good", "circle-check", _("Open it"))
    headline = _("%(name)s sent your draft of the guidelines back") % params
    return Told(headline, "", "warn", "undo-2", _("See what to change"))


def due(params: Params) -> Told:
    """Say how many lines are to be looked at again."""
    count = int(str(params["count"]))
    headline = ngettext(
        "Look at a line of the guidelines again",
        "Look at %(count)s lines of the guidelines again",
        count,
    ) % {"count": count}
    detail = _("Is it still true? Keep it with a new day, change it, or take it out.")
    return Told(headline, detail, "info", "clock-alert", _("Open the guidelines"))


def new(_params: Params) -> Told:
    """Say that there are new guidelines."""
    headline = _("There are new guidelines to read")
    detail = _("A short look shows you what is new.")
    return Told(headline, detail, "info", "book-open", _("See what changed"))


def handed(params: Params) -> Told:
    """Say what was handed over to them."""
    count = int(str(params["count"]))
    if not count:
        headline = _("%(name)s handed guidelines over to you") % params
        detail = _("You look after them now: people ask you, and you see who accepted them.")
        return Told(headline, detail, "info", "book-open", _("Open the guidelines"))
    headline = ngettext(
        "%(name)s handed a line of the guidelines over to you",
        "%(name)s handed %(count)s lines of the guidelines over to you",
        count,
    ) % {**params, "count": count}
    detail = _("You are told when they are to be looked at again.")
    return Told(headline, detail, "info", "book-open", _("Open the guidelines"))
