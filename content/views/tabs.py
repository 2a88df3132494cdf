"""What the pages of suggestions, questions and polls have in common: tabs, places in lists."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from content.voices.questions import open_questions
from content.voices.suggestions import waiting_suggestions
from tenants.http import MemberRequest


@dataclass(frozen=True)
class Tab:
    """One of a few pages, or states of a list; `count` says how much waits there."""

    url: str
    label: str | Promise
    current: bool
    count: int | None = None


def desk_tabs(request: MemberRequest, current: str) -> list[Tab]:
    """Return the pages on the desk of what comes from colleagues. Two queries."""
    slug = request.organization.slug
    pages = (
        ("content:suggestions", _("Suggestions"), waiting_suggestions()),
        ("content:questions", _("What customers ask"), open_questions()),
        ("content:polls", _("Polls"), None),
    )
    return [
        Tab(reverse(name, args=[slug]), label, name == current, count or None)
        for name, label, count in pages
    ]
