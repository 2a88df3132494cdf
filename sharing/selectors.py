"""Reading shares for pages: the box under a post, one's own list, one's own accounts."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q, Subquery
from django.utils.translation import gettext as _

from content.selectors import Cursor
from sharing.assisted import SUGGESTED, TARGETS, Target, chosen, label_of, target
from sharing.clearances import with_answer_due
from sharing.mentions import plain
from sharing.models import AssistedNetwork, Connection, Share, ShareQuerySet, State
from sharing.networks import network
from sharing.terms import terms_of
from sharing.text import web_address
from sharing.wording import Wording, describe
from tenants.models import Member

PAGE = 20
NO_TERMS: tuple[bool, int | None] = (False, None)
OVER = frozenset({State.CANCELLED, State.RECALLED, State.DISMISSED, State.LAPSED})
"""What no longer stands under a post: it can be shared as if it had not been."""


@dataclass(frozen=True)
class ShareLine:
    """One share with its state in words."""

    share: Share
    wording: Wording
    label: str
    """The network's name."""
    undo_left_s: int
    """Seconds left to undo, 0 when that is over."""

    @property
    def url(self) -> str:
        """Return where it can be seen, "" when the network gave no address to link to."""
        return web_address(self.share.remote_url)

    @property
    def text(self) -> str:
        """Return the text for people: who is mentioned by their name."""
        return plain(self.share.text)

    @property
    def is_by_hand(self) -> bool:
        """Tell whether the member finishes it, so that no account of theirs is involved."""
        return self.share.connection_id is None

    @property
    def finish_label(self) -> str:
        """Return the name of the button that leads to finishing it."""
        if self.share.state == State.LAPSED:
            return _("I posted it after all")
        return target(self.share.network).finish

    @property
    def reopen_label(self) -> str:
        """Return the name of the button that takes the member's word back."""
        if self.share.state == State.SELF_REPORTED:
            return _("I did not post it")
        return _("Bring it back")

    @property
    def said(self) -> str:
        """Return network and state in one line ("Mastodon: publishing")."""
        return f"{self.label}: {self.wording.headline}"

    @property
    def delete_title(self) -> str:
        """Return the question before deleting, which names the thing."""
        return _("Delete this post from %(network)s?") % {"network": self.label}

    @property
    def delete_label(self) -> str:
        """Return the delete button's name for those who can't see it."""
        return _("Delete from %(network)s") % {"network": self.label}


@dataclass(frozen=True)
class ShareBox:
    """What stands under a post for one member: a button, or what became of pressing it."""

    post_public_id: uuid.UUID
    connections: Sequence[Connection]
    lines: Sequence[ShareLine]
    compose_key: uuid.UUID = field(default_factory=uuid.uuid4)
    error: str = ""
    is_first: bool = False
    """Whether a line is the member's first live share ever: the one small moment."""
    is_internal: bool = False
    """Whether the post is for us alone: it has no button."""
    left: int | None = None
    """How often the post may be shared yet by all together; None for any number."""

    @property
    def labels(self) -> str:
        """Return the one network's name, for a button that names it."""
        return network(self.connections[0].network).label if self.connections else ""

    @property
    def places(self) -> list[dict[str, str]]:
        """Return where it is live, for the row of links."""
        return [
            {"network": line.share.network, "label": line.label, "url": line.url}
            for line in self.live
        ]

    @property
    def first_text(self) -> str:
        """Return the small celebration of a first share, else nothing."""
        return _("Your first share. We will tell you what it brings.") if self.is_first else ""

    @property
    def is_moving(self) -> bool:
        """Tell whether a page should look again in a second."""
        return any(line.wording.is_moving for line in self.lines)

    @property
    def undoable(self) -> ShareLine | None:
        """Return the line whose undo is still open, if any."""
        return next((line for line in self.lines if line.wording.may_undo), None)

    @property
    def live(self) -> list[ShareLine]:
        """Return the lines that are live, with their addresses."""
        live = [line for line in self.lines if line.share.state == State.PUBLISHED]
        return [line for line in live if not line.wording.asks_removal]

    @property
    def to_finish(self) -> list[ShareLine]:
        """Return the lines that wait for the member's own hand."""
        return [line for line in self.lines if line.share.state == State.OFFERED]

    @property
    def reported(self) -> list[ShareLine]:
        """Return the lines that the member posted: never called live, nobody has seen them."""
        told = [line for line in self.lines if line.share.state == State.SELF_REPORTED]
        return [line for line in told if not line.wording.asks_removal]

    @property
    def troubled(self) -> list[ShareLine]:
        """Return the lines that need the member, or explain a wait."""
        return [line for line in self.lines if line.wording.tone in {"bad", "warn"}]

    @property
    def planned(self) -> list[ShareLine]:
        """Return the lines that wait for a time the member chose."""
        return [line for line in self.lines if line.wording.is_planned]

    @property
    def publishing(self) -> list[ShareLine]:
        """Return the lines a worker is busy with."""
        return [
            line
            for line in self.lines
            if line.wording.is_moving and line.wording.tone == "info" and not line.wording.may_undo
        ]


def line_of(share: Share, *, now: datetime, pause: str) -> ShareLine:
    """Put one share into words; `pause` is why sharing is paused, "" when it is not."""
    left = (share.due_at - now).total_seconds() if share.state == State.SCHEDULED else 0
    return ShareLine(
        share=share,
        wording=describe(share, now=now, pause=pause),
        label=label_of(share.network, is_by_hand=share.connection_id is None),
        undo_left_s=max(0, int(left + 0.999)),
    )


def active_connections(member: Member) -> list[Connection]:
    """Return the accounts a member can share to now, in a steady order."""
    return list(
        Connection.objects.active().filter(member=member).order_by("network", "handle", "id")
    )


def assisted_targets(member: Member) -> list[Target]:
    """Return where a member is offered to finish posts: what they chose, else what is suggested."""
    stored = list(AssistedNetwork.objects.filter(member=member).values_list("network", flat=True))
    return chosen(stored or SUGGESTED)


def assisted_choices(member: Member) -> list[tuple[Target, bool]]:
    """Return every network to finish by hand, and whether the member is offered it."""
    offered = assisted_targets(member)
    return [(place, place in offered) for place in TARGETS]


def share_boxes(
    *, member: Member, posts: Iterable[tuple[int, uuid.UUID]], now: datetime
) -> dict[int, ShareBox]:
    """Return the box of each post by its id; always four queries. `posts` are (id, public id)."""
    pairs, pause = list(posts), member.organization.pause_reason
    first_post_id = _first_live_post(member)
    connections = active_connections(member)
    newest: dict[int, dict[tuple[str, int | None], Share]] = defaultdict(dict)
    terms = terms_of(pk for pk, _ in pairs)
    shares = Share.objects.of(member).filter(post_id__in=[pk for pk, _ in pairs])
    for share in with_answer_due(shares).order_by("pk"):
        newest[share.post_id][share.network, share.connection_id] = share
    return {
        pk: ShareBox(
            post_public_id=public_id,
            connections=connections,
            lines=[
                line_of(share, now=now, pause=pause)
                for share in newest[pk].values()
                if share.state not in OVER
            ],
            is_first=pk == first_post_id,
            is_internal=terms.get(pk, NO_TERMS)[0],
            left=terms.get(pk, NO_TERMS)[1],
        )
        for pk, public_id in pairs
    }


def _first_live_post(member: Member) -> int | None:
    """Return the post of a member's only live share: the first one deserves its moment."""
    live = Share.objects.of(member).filter(state=State.PUBLISHED)
    found = list(live.values_list("post_id", flat=True)[:2])
    return found[0] if len(found) == 1 else None


@dataclass(frozen=True)
class SharesPage:
    """A page of one's own shares, newest first; `older` is the next page's cursor or None."""

    lines: list[ShareLine]
    older: Cursor | None


def shares_page(
    *, member: Member, before: str, now: datetime, held_only: bool = False
) -> SharesPage:
    """Return a member's own shares, newest first; `before` is a cursor or "" for the first page."""
    own: ShareQuerySet = Share.objects.of(member)
    if held_only:
        own = own.filter(state=State.HELD)
    shares = with_answer_due(own).select_related("post", "connection")
    if (cursor := Cursor.parse(before)) is not None:
        place = own.filter(public_id=cursor.public_id).values("pk")
        is_below = Q(created_at__lt=cursor.at) | Q(created_at=cursor.at, pk__lt=Subquery(place))
        shares = shares.filter(is_below, created_at__lte=cursor.at)
    found = list(shares.order_by("-created_at", "-pk")[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    older = Cursor(last.created_at, last.public_id) if last else None
    pause = member.organization.pause_reason
    lines = [line_of(share, now=now, pause=pause) for share in found[:PAGE]]
    return SharesPage(lines, older)
