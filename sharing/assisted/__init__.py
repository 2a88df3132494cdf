"""The registry of networks where the member finishes the post: one entry each.

How each page takes words and link is known from use, not promised by the networks; what a page
ignores is copied. The same key may name a network that we also post to.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from sharing.assisted.base import Part, Target
from sharing.networks import NoSuchNetwork, network, weighted
from sharing.networks.counting import utf16_units

TARGETS: tuple[Target, ...] = (
    Target(
        key="linkedin",
        name="LinkedIn",
        page="https://www.linkedin.com/sharing/share-offsite/",
        takes={"url": Part.LINK},
        hosts=("linkedin.com", "lnkd.in"),
        limit=3000,
        size=utf16_units,
        counted=Part.WORDS,
    ),
    Target(
        key="facebook",
        name="Facebook",
        page="https://www.facebook.com/sharer/sharer.php",
        takes={"u": Part.LINK},
        hosts=("facebook.com", "fb.com", "fb.watch", "fb.me"),
        limit=63_206,
        counted=Part.WORDS,
    ),
    Target(
        key="x",
        name="X",
        page="https://x.com/intent/post",
        takes={"text": Part.TEXT},
        hosts=("x.com", "twitter.com"),
        limit=weighted.MAX_CHARACTERS,
        size=weighted.count,
    ),
    Target(
        key="instagram",
        name="Instagram",
        page="https://www.instagram.com/",
        takes={},
        hosts=("instagram.com", "instagr.am"),
        limit=2200,
        app="instagram://camera",
        needs_picture=True,
    ),
    Target(
        key="whatsapp",
        name="WhatsApp",
        page="https://wa.me/",
        takes={"text": Part.TEXT},
    ),
    Target(
        key="telegram",
        name="Telegram",
        page="https://t.me/share/url",
        takes={"url": Part.LINK, "text": Part.WORDS},
        hosts=("t.me", "telegram.me"),
        limit=4096,
        size=utf16_units,
    ),
    Target(
        key="xing",
        name="XING",
        page="https://www.xing.com/spi/shares/new",
        takes={"url": Part.LINK},
        hosts=("xing.com",),
        counted=Part.WORDS,
    ),
    Target(
        key="reddit",
        name="Reddit",
        page="https://www.reddit.com/submit",
        takes={"url": Part.LINK, "title": Part.LINE},
        hosts=("reddit.com", "redd.it"),
        limit=300,
        counted=Part.LINE,
    ),
    Target(
        key="email",
        name="E-mail",
        page="mailto:",
        takes={"subject": Part.TITLE, "body": Part.TEXT},
        newline="\r\n",
        is_mail=True,
    ),
)

OFFERED_FOR = timedelta(days=14)
"""How long a share waits for the member; as long their word can be taken back."""
SUGGESTED = ("linkedin", "whatsapp", "email")
"""What is offered to a member who has not chosen yet."""


class NoSuchTarget(LookupError):
    """A key that no registered target has."""


def target(key: str) -> Target:
    """Find a target by its key. Raises NoSuchTarget, which names the keys there are."""
    for candidate in TARGETS:
        if candidate.key == key:
            return candidate
    known = ", ".join(candidate.key for candidate in TARGETS)
    raise NoSuchTarget(f"There is no target {key!r}; there are: {known}.")


def chosen(keys: Iterable[str]) -> list[Target]:
    """Return the targets of these keys in the registry's order; unknown keys are left out."""
    wanted = set(keys)
    return [candidate for candidate in TARGETS if candidate.key in wanted]


def label_of(key: str, *, is_by_hand: bool = False) -> str:
    """Return a network's name as people write it; one name may be both ours and by hand."""
    by_hand = chosen([key])
    if is_by_hand and by_hand:
        return by_hand[0].label
    try:
        return network(key).label
    except NoSuchNetwork:
        return target(key).label


__all__ = [
    "OFFERED_FOR",
    "SUGGESTED",
    "TARGETS",
    "NoSuchTarget",
    "Target",
    "chosen",
    "label_of",
    "target",
]
