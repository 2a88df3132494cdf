"""How components become HTML."""

from __future__ import annotations

import zlib
from collections.abc import Mapping

from django.forms.utils import flatatt
from django.template import loader
from django.utils.safestring import SafeString, mark_safe

HUES = 12
"""Steps of the colour circle that `art.css` and `avatar.css` know."""


def render(name: str, context: Mapping[str, object]) -> SafeString:
    """Return the markup of one component; the template escapes what is not already safe."""
    markup = loader.get_template(f"components/{name}.html").render(dict(context))
    return mark_safe(markup)  # noqa: S308 - rendered by the template engine


def attributes(given: Mapping[str, object]) -> SafeString:
    """Return HTML attributes: `hx_post="/x"` becomes `hx-post`, None and False are left out."""
    return flatatt(
        {key.replace("_", "-"): value for key, value in given.items() if value is not None}
    )


def trimmed(content: str) -> SafeString:
    """Return the inside of a block tag, rendered and thus safe, without the space round it."""
    return mark_safe(content.strip())  # noqa: S308 - rendered by the template engine


def hue_of(seed: object) -> int:
    """Return the step of the colour circle that always belongs to `seed`."""
    return zlib.crc32(str(seed).encode()) % HUES
