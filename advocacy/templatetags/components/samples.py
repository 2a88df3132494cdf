"""Invented content for the style guide: a plant, its posts and its people."""

from __future__ import annotations

from django import forms
from django.template import Library

from advocacy.templatetags.components.states import SHARE_STATES

register = Library()

WORDS = (
    "Our Porto plant has run on its own roof for a year. We are the best in the world at this, "
    "and Northwind signs on Monday. Proud of the team at ACME."
)
WEEKS = (
    ("1 Sep", 412, 380),
    ("8 Sep", 455, 390),
    ("15 Sep", 430, 405),
    ("22 Sep", 510, 400),
    ("29 Sep", 540, 430),
    ("6 Oct", 498, 445),
    ("13 Oct", 575, 440),
    ("20 Oct", 640, 470),
    ("27 Oct", 611, 465),
    ("3 Nov", 720, 500),
    ("10 Nov", 905, 520),
    ("17 Nov", 841, 515),
    ("24 Nov", 968, 540),
)
ICONS = (
    "house send trending-up trophy book-open inbox layout-dashboard building-2 search bell "
    "bookmark check circle-check triangle-alert lock clock-alert calendar link pencil sparkles "
    "arrow-up-right log-out"
)


class SampleForm(forms.Form):
    """One of each kind of field, one of them with an error."""

    headline = forms.CharField(help_text="What you would say to a friend")
    when = forms.CharField(label="Goes out on", required=False)
    why = forms.CharField(
        label="Why it matters",
        help_text="Two lines. What does a reader gain, and what do we?",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    who = forms.ChoiceField(
        label="Who sees it",
        choices=[("all", "Everyone, 468 people"), ("operations", "Operations, 118 people")],
    )
    topics = forms.MultipleChoiceField(
        choices=[("engineering", "Engineering"), ("jobs", "Jobs")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    mail = forms.BooleanField(
        label="Mail me when a share goes live",
        help_text="At most one mail a day",
        required=False,
    )

    def clean_when(self) -> str:
        """Refuse a day that does not exist."""
        raise forms.ValidationError("November has 30 days. Your words are kept.", code="date")


class WordsForm(forms.Form):
    """The composer's one field."""

    text = forms.CharField(label="Your words", widget=forms.Textarea, initial=WORDS)


def _finding(severity: str, span: str, why: str, instead: str) -> dict[str, object]:
    start = WORDS.index(span)
    return {
        "severity": severity,
        "span": span,
        "why": why,
        "start": start,
        "end": start + len(span),
        "instead": [instead],
    }


def _links(*labels: str, **counts: int) -> list[dict[str, object]]:
    return [
        {"url": "#", "label": label, "current": place == 0, "count": counts.get(label)}
        for place, label in enumerate(labels)
    ]


@register.simple_tag
def samples() -> dict[str, object]:
    """Return everything the style guide shows."""
    return {
        "form": SampleForm(
            {"headline": "Night shift, second winter", "when": "31 November", "who": "all"}
        ),
        "words": WordsForm()["text"],
        "findings": [
            _finding(
                "approval",
                "the best in the world",
                "A superlative needs a source.",
                "among the first in Portugal",
            ),
            _finding(
                "block",
                "Northwind signs on Monday",
                "A customer who has not agreed can leave over it.",
                "a new customer signs soon",
            ),
            _finding("hint", "ACME", "We write our name with one capital.", "Acme"),
        ],
        "pictures": [(hue, f"picture {hue}") for hue in range(0, 360, 20)],
        "icons": ICONS.split(),
        "states": list(SHARE_STATES),
        "tabs": _links("All", "Need you", "Live", All=12, Live=8),
        "periods": _links("Week", "Month", "Quarter"),
        "steps": ["Read", "Connect", "Share"],
        "drawings": ["box", "paper", "plant", "plug", "thread"],
        "places": [
            {"network": "mastodon", "label": "Mastodon", "url": "#"},
            {"network": "bluesky", "label": "Bluesky", "url": "#"},
        ],
        "values": [people for _week, people, _before in WEEKS],
        "points": [(week, people) for week, people, _before in WEEKS],
        "before": [before for _week, _people, before in WEEKS],
        "events": [(4, "Repair manual"), (10, "Porto story")],
        "rows": [
            {"label": "Mastodon", "value": 5290, "network": "mastodon", "url": "#"},
            {"label": "LinkedIn", "value": 1310, "network": "linkedin"},
            {"label": "Bluesky", "value": 988, "network": "bluesky"},
        ],
    }
