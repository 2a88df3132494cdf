"""Ways around: menus, tabs, segments, steps and the way to what is older."""

from __future__ import annotations

from collections.abc import Iterable

from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString

from advocacy.templatetags.components.marks import icon as draw_icon
from advocacy.templatetags.components.markup import attributes, render, trimmed

register = Library()


@register.simple_block_tag
def menu(
    content: str,
    label: str,
    text: str = "",
    *,
    icon: str = "ellipsis",
    variant: str = "quiet square",
    align: str = "",
) -> SafeString:
    """Fold away what is needed rarely; closes on Escape and outside.

    `label` names it for everyone, `text` (with `icon="chevron-down" variant=""`) also shows it.
    `align="starts"` opens along the start edge. Fill it with `menu_item`.
    """
    context = {"content": content, "label": label, "text": text, "icon": icon}
    return render("menu", context | {"variant": variant, "align": align})


@register.simple_block_tag
def menu_item(
    content: str, href: str = "", icon: str = "", aside: str = "", **given: object
) -> SafeString:
    """Add a line to a menu: a link, or a button (inside a form of yours) without `href`."""
    tag = "a" if href else "button"
    if href:
        given["href"] = href
    else:
        given.setdefault("type", "submit")
    drawing = draw_icon(icon) if icon else ""
    beside = format_html("<span>{}</span>", aside) if aside else ""
    rest = attributes(given)
    return format_html(
        "<li><{}{}>{}{}{}</{}></li>", tag, rest, drawing, trimmed(content), beside, tag
    )


@register.inclusion_tag("components/tabs.html")
def tabs(items: Iterable[object], label: str) -> dict[str, object]:
    """Switch between states of one list: items of `url`, `label`, `current`, maybe `count`."""
    return {"items": items, "label": label}


@register.inclusion_tag("components/segments.html")
def segments(items: Iterable[object], label: str) -> dict[str, object]:
    """Switch between few views of the same thing. An item has `url`, `label` and `current`."""
    return {"items": items, "label": label}


@register.inclusion_tag("components/steps.html")
def steps(names: Iterable[str], current: int, label: str) -> dict[str, object]:
    """Show how far a guided way is; `current` counts from 1."""
    return {"steps": list(enumerate(names, start=1)), "current": current, "label": label}


@register.inclusion_tag("components/older.html")
def older(url: str, text: str = "", select: str = "") -> dict[str, object]:
    """Lead to the next page of a list.

    With `select` ("article.post") htmx puts the matches, and the next such link, in its place.
    """
    return {"url": url, "text": text, "select": select}
