"""What people fill in: fields, switches, the composer's words with findings and counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.template import Library
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from content.pictures.uses import MAX_BYTES

register = Library()

NEARLY_FULL = 0.9
WORDS_ROWS = 6
ANSWERED_BY_LABEL = frozenset({_("Email address"), _("Password")})
"""Placeholders of sign-in forms that only repeat the label."""
_SPECIAL = re.compile(r"https?://[^\s<>\"]+|(?<!\w)[#@][\w.-]*\w")
SEVERITY_ICONS = {"hint": "info", "approval": "circle-alert", "block": "octagon-x"}


def _described_by(bound: forms.BoundField) -> str:
    ids = []
    if bound.help_text:
        ids.append(f"{bound.auto_id}_help")
    if bound.errors:
        ids.append(f"{bound.auto_id}_error")
    return " ".join(ids)


def _rendered(bound: forms.BoundField, **extra: object) -> SafeString:
    attrs: dict[str, str | bool] = {key: str(value) for key, value in extra.items()}
    described = _described_by(bound)
    if described and not bound.use_fieldset:
        attrs["aria-describedby"] = described
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return bound.as_widget(attrs=attrs)


@register.inclusion_tag("components/field.html")
def field(
    bound: forms.BoundField,
    label: str = "",
    hint: str | None = None,
    *,
    optional: bool = True,
) -> dict[str, object]:
    """Show any field of any form: label above, help between, the error with what to do.

    `hint` replaces the form's own help; an empty one takes it away. `optional=False` keeps quiet
    about a field that may stay empty.
    """
    if hint is not None:
        bound.help_text = hint
    kind = bound.widget_type
    if bound.field.widget.attrs.get("placeholder") in ANSWERED_BY_LABEL | {label or bound.label}:
        del bound.field.widget.attrs["placeholder"]
    return {
        "field": bound,
        "label": label or bound.label,
        "kind": {
            "checkbox": "check",
            "radioselect": "group",
            "checkboxselectmultiple": "group",
        }.get(kind, "line"),
        "widget": _rendered(bound),
        "described_by": _described_by(bound),
        "optional": optional and not bound.field.required and kind != "checkbox",
    }


@register.inclusion_tag("components/fields.html")
def fields(form: forms.BaseForm) -> dict[str, object]:
    """Show a whole form: what is wrong with it as one, then every field."""
    return {"form": form}


@register.inclusion_tag("components/picture_field.html", takes_context=True)
def picture_field(
    context: dict[str, Any], pictures: object, label: str = "", hint: str = ""
) -> dict[str, object]:
    """Put pictures into a form (contract: `static/js/picture-field.js`).

    `pictures` is a `content.forms.Pictures`: `forms` of those that are in, `problems` with files,
    and the `most` that fit. The form needs `enctype="multipart/form-data"`, the page the script.
    """
    max_mb = MAX_BYTES // 1_000_000
    too_big = gettext("This file has more than %(max_mb)s MB. Save it smaller and choose it again.")
    return {
        "request": context["request"],
        "pictures": pictures,
        "label": label or gettext("Pictures"),
        "hint": hint,
        "max_bytes": MAX_BYTES,
        "max_mb": max_mb,
        "too_big": too_big % {"max_mb": max_mb},
    }


@register.inclusion_tag("components/switch.html")
def switch(name: str, label: str, *, checked: bool = False, value: str = "on") -> dict[str, object]:
    """Offer one thing to turn on and off, inside a form."""
    return {"name": name, "label": label, "checked": checked, "value": value}


@register.inclusion_tag("components/network_chip.html")
def network_chip(
    network: str,
    label: str,
    value: str,
    name: str = "connections",
    handle: str = "",
    *,
    checked: bool = False,
) -> dict[str, object]:
    """Switch one network (a connection) of a share on or off; `handle` says as whom."""
    return {
        "network": network,
        "label": label,
        "value": value,
        "name": name,
        "handle": handle,
        "checked": checked,
    }


@register.inclusion_tag("components/words.html")
def words(
    bound: forms.BoundField,
    check_url: str,
    draft: str,
    *,
    target: str = "#findings",
    after: str = "",
    label: str = "",
    rows: int = WORDS_ROWS,
) -> dict[str, object]:
    """Write a caption with findings underlined as one types (contract: `static/js/words.js`).

    `check_url` answers a POST of the whole form (with `hx-ext="still"`) with `target`, which is or
    holds `#findings`;
    `draft` is a stable key ("post-12") under which the words are kept in the browser until they
    are sent; `after` says what we add below the words. Findings name the field they are in.
    """
    widget = _rendered(
        bound,
        **{
            "rows": str(rows),
            "dir": "auto",
            "hx-post": check_url,
            "hx-trigger": "input changed delay:150ms, words:check",
            "hx-target": target,
            "hx-swap": "still",
            "hx-include": "closest form",
            "hx-sync": "closest form:queue last",
            "data-quiet": "",
        },
    )
    return {
        "field": bound,
        "label": label or bound.label,
        "widget": widget,
        "is_short": rows < WORDS_ROWS,
        "draft": draft,
        "after": after,
    }


@register.inclusion_tag("components/counted.html")
def counted(
    count: int, limit: int, network: str = "", unit: str = "characters"
) -> dict[str, object]:
    """Count as one network counts (`unit`: characters or bytes): amber nearly full, red over."""
    state = "over" if count > limit else "near" if count >= limit * NEARLY_FULL else ""
    return {
        "count": count,
        "limit": limit,
        "network": network,
        "unit": unit,
        "state": state,
        "left": limit - count,
        "over": count - limit,
        "part": min(100, round(100 * count / limit)) if limit else 100,
    }


@register.inclusion_tag("components/finding.html")
def finding(
    severity: str,
    span: str,
    why: str,
    start: int,
    end: int,
    *,
    field: str = "words",
    instead: Iterable[str] | str = (),
    clause: str = "",
    clause_url: str = "",
    key: str = "",
    rule: str = "",
) -> dict[str, object]:
    """Show what the policy sees in the words; severity is hint, approval or block.

    `start` and `end` count code points of the words with line ends as one character; `instead`
    are replacements, each taken with one click. Where both are the same place something is missing
    there, and `instead` is to be put in: it is named: there is no span. `field` has the words.
    `key` is the same for as long as the finding stays, `rule` is the id of what found it.
    """
    choices = [instead] if isinstance(instead, str) and instead else list(instead or ())
    is_missing = start == end
    return {
        "field": field,
        "severity": severity,
        "icon": SEVERITY_ICONS[severity],
        "span": choices[0] if is_missing and choices else span,
        "missing": is_missing,
        "why": why,
        "start": start,
        "end": end,
        "instead": choices,
        "clause": clause,
        "clause_url": clause_url,
        "key": key,
        "rule": rule,
    }


@register.simple_tag
def wire(text: str, mentions: Sequence[str] = ()) -> SafeString:
    """Show a post's text to the letter, its links, tags and names in the network's colour.

    `mentions` are names that are live though nothing marks them.
    """
    names = sorted(map(re.escape, mentions), key=len, reverse=True)
    special = re.compile("|".join([_SPECIAL.pattern, *names]))
    pieces: list[tuple[str, str]] = []
    at = 0
    for found in special.finditer(text):
        pieces += [("", text[at : found.start()]), ("tagged", found[0])]
        at = found.end()
    pieces.append(("", text[at:]))
    shown = ((kind or "said", piece) for kind, piece in pieces if piece)
    return format_html_join("", '<span class="{}">{}</span>', shown)
