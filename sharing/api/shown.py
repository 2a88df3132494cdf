"""A share as a program sees it: its line of the page, and the acts it is open to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sharing.models import Share
from sharing.selectors import ShareLine, line_of
from sharing.text import short_address
from tenants.models import Member

ACTS = {
    "may_undo": "cancel",
    "may_cancel": "cancel",
    "may_retry": "retry",
    "may_delete": "delete",
    "may_finish": "report",
    "may_dismiss": "dismiss",
    "may_reopen": "reopen",
    "may_move": "move",
    "may_post_now": "post-now",
    "asks": "answer",
    "asks_removal": "answer-recall",
}


@dataclass(frozen=True)
class ShownShare:
    """A share with its state in words; it comes with its post and connection."""

    share: Share
    line: ShareLine

    @property
    def connection_id(self) -> UUID | None:
        """Return the account it goes to, None by hand."""
        connection = self.share.connection
        return None if connection is None else connection.public_id

    @property
    def acts(self) -> list[str]:
        """Return what can be done with it now, by the address of each act."""
        wording = self.line.wording
        return list(dict.fromkeys(act for may, act in ACTS.items() if getattr(wording, may)))

    @property
    def link(self) -> str:
        """Return its own short link."""
        return short_address(str(self.share.link_id), self.share.link.host)


def shown_share(share: Share, *, by: Member, now: datetime) -> ShownShare:
    """Put one share of a member's into words."""
    return ShownShare(share, line_of(share, now=now, pause=by.organization.pause_reason))
