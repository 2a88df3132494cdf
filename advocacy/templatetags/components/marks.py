"""Small pictures: icons, network marks, faces, emblems and the drawn picture of a topic."""

from __future__ import annotations

import functools
import io
import zipfile
from importlib import resources

from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from advocacy import artwork
from advocacy.templatetags.components.markup import HUES, attributes, hue_of

register = Library()

POINTING = frozenset(
    {
        "arrow-left",
        "arrow-right",
        "arrow-up-right",
        "chevron-left",
        "chevron-right",
        "chevrons-right",
        "external-link",
        "log-in",
        "log-out",
        "move-right",
        "redo-2",
        "reply",
        "send",
        "undo-2",
    },
)
"""Icons that point along the line: mirrored where the script runs from right to left."""


DRAWN = frozenset(
    {
        "bluesky",
        "email",
        "facebook",
        "instagram",
        "linkedin",
        "mastodon",
        "reddit",
        "telegram",
        "threads",
        "whatsapp",
        "x",
        "xing",
    },
)
"""Networks that have a mark of their own."""


@functools.cache
def _archive() -> zipfile.ZipFile:
    """Open the icon set once: finding one name in it is slow, every later one is not."""
    packed = resources.files("lucide").joinpath("lucide.zip").read_bytes()
    return zipfile.ZipFile(io.BytesIO(packed))


@functools.lru_cache(maxsize=512)
def _drawn(name: str, label: str, extra: str) -> SafeString:
    source = _archive().read(f"{name}.svg").decode()
    shapes = " ".join(source[source.index(">", source.index("<svg")) + 1 :].split())
    classes = " ".join(filter(None, ("icon", extra, "points" if name in POINTING else "")))
    spoken = {"role": "img", "aria-label": label} if label else {"aria-hidden": "true"}
    given = attributes({"class": classes, "viewBox": "0 0 24 24", **spoken})
    return format_html("<svg{}>{}", given, mark_safe(shapes))  # noqa: S308 - from the package


@register.simple_tag
def icon(name: str, label: str = "", extra: str = "") -> SafeString:
    """Draw a Lucide icon at 20 px; decoration unless `label` gives it a name."""
    return _drawn(str(name), str(label), str(extra))


@register.inclusion_tag("components/network_mark.html")
def network_mark(network: str, label: str = "") -> dict[str, object]:
    """Draw a network's mark in its own colour; give `label` where no name stands beside it."""
    return {"network": network if network in DRAWN else "other", "label": label}


@register.inclusion_tag("components/avatar.html")
def avatar(
    name: str,
    seed: object = None,
    size: str = "",
    *,
    decorative: bool = False,
) -> dict[str, object]:
    """Show a person's initials on a tone of their own; `size` is small, large or huge.

    `seed` is a stable id (default: the name). `decorative` when the name stands beside it.
    """
    words = name.split()
    letters = "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"
    return {
        "name": name,
        "initials": letters,
        "hue": hue_of(name if seed is None else seed),
        "size": size,
        "decorative": decorative,
    }


@register.simple_tag
def emblem(name: str) -> SafeString:
    """Show an organization's first letter on its accent."""
    return format_html(
        '<span class="emblem" aria-hidden="true">{}</span>', name.strip()[:1].upper()
    )


@register.simple_tag
def art(hue: int = 0, seed: object = "", label: str = "") -> SafeString:
    """Draw a calm picture for something without one.

    `hue` is a topic's colour in degrees (0-359), `seed` a stable id: the same two always give the
    same picture. Decoration unless `label` describes it.
    """
    spoken = format_html('role="img" aria-label="{}"', label) if label else 'aria-hidden="true"'
    return format_html(
        '<svg class="art" data-hue="{}" viewBox="0 0 640 336" preserveAspectRatio="xMidYMid slice" '
        "{}>{}</svg>",
        round(hue / (360 / HUES)) % HUES,
        mark_safe(spoken),  # noqa: S308 - built from a constant or by format_html just above
        artwork.draw(str(seed)),
    )


@register.inclusion_tag("components/moment.html")
def moment() -> dict[str, object]:
    """Draw the one small celebration: a tick with rays, for a first share that went live."""
    return {"label": gettext("Live")}
