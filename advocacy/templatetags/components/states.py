"""What becomes of a share, and what we say while something happens."""

from __future__ import annotations

from collections.abc import Iterable

from django.template import Library
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from advocacy.templatetags.components.surfaces import Tone

register = Library()

SHARE_STATES: dict[str, tuple[Tone, str, str | Promise]] = {
    "scheduled": ("info", "calendar-clock", _("Goes out soon")),
    "publishing": ("info", "send", _("Publishing")),
    "published": ("good", "circle-check", _("Live")),
    "held": ("warn", "clock-alert", _("On hold")),
    "unconfirmed": ("warn", "circle-question-mark", _("Is it there?")),
    "failed": ("bad", "circle-x", _("Did not go out")),
    "cancelled": ("", "undo-2", _("Taken back")),
    "recalled": ("", "trash-2", _("Removed")),
    "offered": ("info", "hand", _("Waits for you")),
    "self_reported": ("good", "hand", _("By hand")),
    "dismissed": ("", "x", _("Left out")),
    "lapsed": ("", "hourglass", _("Ran out")),
}
"""Every state of a share in plain words; `test_components` compares it with the model."""


@register.inclusion_tag("components/share_badge.html")
def share_badge(state: str, text: str = "") -> dict[str, object]:
    """Say a share's state; `text` is more exact where it is known ("Goes out Tuesday")."""
    tone, drawing, words = SHARE_STATES[state]
    return {"tone": tone, "icon": drawing, "text": text or words, "state": state}


@register.inclusion_tag("components/undo.html")
def undo(
    url: str, left_s: int, total_s: int = 5, target: str = "closest .share"
) -> dict[str, object]:
    """Take something back while its ring still runs: a form that POSTs to `url`.

    `left_s` of `total_s` seconds remain. htmx swaps the `target` with the answer.
    """
    gone = max(0, min(100, round(100 * (total_s - left_s) / total_s))) if total_s else 100
    return {"url": url, "left_s": max(0, left_s), "gone": gone, "target": target}


@register.inclusion_tag("components/publishing.html")
def publishing(text: str = "") -> dict[str, object]:
    """Say that it is on its way; `text` names where ("Publishing to LinkedIn")."""
    return {"text": text}


@register.inclusion_tag("components/live_on.html")
def live_on(places: Iterable[object], text: str = "", *, first: bool = False) -> dict[str, object]:
    """Say where a share now lives. A place has `network`, `label` and `url`.

    `first` adds the small moment, with `text` below: once in a member's life per network.
    """
    return {"places": places, "text": text, "first": first}


@register.inclusion_tag("components/toast.html")
def toast(
    text: str, tone: str = "good", action: str = "", action_url: str = ""
) -> dict[str, object]:
    """Say in one line what just happened, at the bottom of the page."""
    return {"text": text, "tone": tone, "action": action, "action_url": action_url}


@register.inclusion_tag("components/skeleton.html")
def skeleton(lines: int = 3) -> dict[str, object]:
    """Hold the place of what takes longer than 300 ms."""
    return {"lines": range(lines)}
