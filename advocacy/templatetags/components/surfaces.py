"""What carries words: buttons, badges, cards, notes, dialogs, heads of pages."""

from __future__ import annotations

from typing import Literal

from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString

from advocacy.templatetags.components.marks import icon as draw_icon
from advocacy.templatetags.components.markup import attributes, render, trimmed

register = Library()

Tone = Literal["", "good", "warn", "bad", "info", "accent"]
TONE_ICONS = {
    "": "info",
    "good": "circle-check",
    "warn": "clock-alert",
    "bad": "triangle-alert",
    "info": "info",
    "accent": "sparkles",
}


@register.simple_block_tag
def button(content: str, variant: str = "", href: str = "", **given: object) -> SafeString:
    """Make a button, or a link that looks like one when `href` is given.

    `variant` is any of primary, quiet, danger, big and square, separated by spaces. `icon` draws
    one before the words; `label` names a square one. Everything else becomes an attribute:
    `hx_post=url` is written `hx-post`. A button submits unless `type="button"`.
    """
    name, label = given.pop("icon", ""), given.pop("label", None)
    given["class"] = " ".join(filter(None, ("button", variant, str(given.pop("class", "")))))
    given["aria-label"] = label
    if href:
        given["href"] = href
    else:
        given.setdefault("type", "submit")
    tag = "a" if href else "button"
    drawing = draw_icon(str(name)) if name else ""
    rest = attributes(given)
    return format_html("<{}{}>{}{}</{}>", tag, rest, drawing, trimmed(content), tag)


@register.simple_tag
def badge(text: str, tone: Tone = "", icon: str = "") -> SafeString:
    """Show a state: always a word, with a tone and an icon beside it."""
    drawing = draw_icon(icon or TONE_ICONS[tone]) if icon or tone else ""
    bare = "" if drawing else " bare"
    return format_html('<span class="badge {}{}">{}{}</span>', tone, bare, drawing, text)


@register.simple_block_tag
def chip(content: str, href: str, *, current: bool = False, icon: str = "") -> SafeString:
    """Make a filter that lives in the URL; put several into `<nav class="chips scrolls">`."""
    drawing = draw_icon(icon) if icon else ""
    marked = attributes(
        {"class": "chip", "href": href, "aria-current": "true" if current else None}
    )
    return format_html("<a{}>{}{}</a>", marked, drawing, trimmed(content))


@register.simple_block_tag
def card(
    content: str, title: str = "", aside: str = "", tone: str = "", **given: object
) -> SafeString:
    """Raise a surface above the ground; `tone="sunken"` presses it in instead."""
    given["class"] = " ".join(filter(None, ("card", tone, str(given.pop("class", "")))))
    context = {"content": content, "title": title, "aside": aside}
    return render("card", context | {"attributes": attributes(given)})


@register.simple_block_tag
def note(
    content: str, tone: Tone = "info", title: str = "", icon: str = "", **given: object
) -> SafeString:
    """Say what happened, what was kept, what to do; end it with `<div class="actions">`."""
    context = {"content": content, "tone": tone, "title": title, "icon": icon or TONE_ICONS[tone]}
    return render("note", context | {"attributes": attributes(given)})


@register.simple_block_tag
def empty_state(
    content: str, title: str, text: str = "", drawing: str = "box", level: int = 2
) -> SafeString:
    """Say why it is empty and offer the next step (the buttons inside).

    `drawing`: box, paper (nothing written), plant (nothing grown yet), plug (not connected),
    thread (a page that is not here). `level` is the level of the heading.
    """
    context = {"content": trimmed(content), "title": title, "text": text, "level": level}
    return render("empty_state", context | {"drawing": drawing})


@register.simple_block_tag
def page_head(
    content: str, title: str, lead: str = "", back: str = "", back_label: str = ""
) -> SafeString:
    """Say where one is, in the page's only h1, with its actions inside."""
    context = {"content": trimmed(content), "title": title, "lead": lead}
    return render("page_head", context | {"back": back, "back_label": back_label})


@register.simple_block_tag
def section(content: str, title: str, aside: str = "", id: str = "") -> SafeString:  # noqa: A002
    """Group a part of a page under an h2."""
    return render("section", {"content": content, "title": title, "aside": aside, "id": id})


@register.simple_block_tag
def dialog(content: str, id: str, title: str) -> SafeString:  # noqa: A002
    """Ask once, naming the thing. Opened, also without script, by a button of type "button" with
    `popovertarget=id`; put the form and `<div class="actions">` inside. A button with
    `popovertarget=id popovertargetaction="hide"` closes it.
    """
    return render("dialog", {"content": content, "id": id, "title": title})
