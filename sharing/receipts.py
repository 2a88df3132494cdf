"""Receipts: what was posted in a member's name, when, with which words, under which guidelines.

A receipt is proof of what we sent: `sha256` is the SHA-256 of the text as its readers saw it, in
UTF-8, in hex. Where nobody but the member saw it posted (`how` is "member" or "by_hand") it says
so, and by hand there is no hash: only the member knows what they posted in the end. Attempts made
before receipts were kept have no hash either. How to verify one: docs/receipts.md.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sharing.assisted import label_of
from sharing.clearances import asked_of, click_of
from sharing.mentions import plain
from sharing.models import Attempt, AttemptOutcome, Clearance, Ruling, Share, State
from sharing.text import web_address
from tenants.models import Member
from tenants.scope import tenant
from tenants.sheets import BYTE_ORDER_MARK, plain_cell

PAGE = 20
PIECE = 500
PROVED = (State.PUBLISHED, State.RECALLED, State.SELF_REPORTED)
"""What has a receipt: what is or was out there, as far as anybody knows."""
HOW: dict[str, str | Promise] = {
    "network": _("The network confirmed it"),
    "member": _("You told us it is there; the network did not say"),
    "by_hand": _("You posted it by hand and told us; we can’t see it ourselves"),
}


@dataclass(frozen=True)
class Receipt:
    """One receipt, as files and programs have it. Times are UTC; "" and None are "not known"."""

    share: UUID
    post: str
    network: str
    account: str
    how: str
    state: str
    url: str
    remote_id: str
    text: str
    sha256: str
    sent_at: datetime | None
    published_at: datetime | None
    deleted_at: datetime | None
    disclosure: str
    policy_version: int | None
    exception: str = ""
    """Why the guidelines asked for somebody's yes to the words, "" where they did not."""
    exception_by: str = ""
    exception_at: datetime | None = None

    @property
    def how_said(self) -> str | Promise:
        """Return who says that it is there, in words."""
        return HOW[self.how]

    @property
    def network_label(self) -> str:
        """Return the network's name."""
        return label_of(self.network, is_by_hand=self.how == "by_hand")


def receipts_of(shares: Sequence[Share]) -> list[Receipt]:
    """Return the receipts of shares that come with post, connection and policy version.

    Two queries.
    Of several attempts the last that was accepted is the one that counts.
    """
    accepted = Attempt.objects.filter(
        share__in=[share.pk for share in shares], outcome=AttemptOutcome.ACCEPTED
    )
    attempts = {attempt.share_id: attempt for attempt in accepted.order_by("number")}
    given = {click_of(one): one for one in _given(shares)}
    return [_receipt(share, attempts.get(share.pk), given.get(click_of(share))) for share in shares]


def _given(shares: Sequence[Share]) -> Any:
    """Return the yeses to the words of shares."""
    return Clearance.objects.filter(
        member__in={share.member_id for share in shares},
        compose_key__in=[share.compose_key for share in shares],
        ruling=Ruling.APPROVED,
    ).select_related("decided_by")


def _receipt(share: Share, attempt: Attempt | None, given: Clearance | None) -> Receipt:
    asked = [one for one in asked_of(given) if one.network == share.network] if given else []
    by = given.decided_by if given and asked else None
    is_by_hand = share.connection is None
    confirmed = "member" if share.is_confirmed_by_member else "network"
    return Receipt(
        share=share.public_id,
        post=share.post.title,
        network=share.network,
        account=share.connection.handle if share.connection else "",
        how="by_hand" if is_by_hand else confirmed,
        state=share.state,
        url=web_address(share.remote_url),
        remote_id=share.remote_id,
        text=(attempt.sent if attempt else "") or plain(share.text),
        sha256=attempt.digest if attempt else "",
        sent_at=attempt.started_at if attempt else None,
        published_at=share.reported_at if is_by_hand else share.published_at,
        deleted_at=share.recalled_at,
        disclosure=share.disclosure,
        policy_version=share.policy_version.number if share.policy_version else None,
        exception=" ".join(dict.fromkeys(one.reason for one in asked)),
        exception_by=by.name if by else "",
        exception_at=given.decided_at if given and asked else None,
    )


def proved(member: Member) -> Any:
    """Return a member's own shares that have a receipt, with what it takes to write one."""
    own = Share.objects.of(member).filter(state__in=PROVED)
    return own.select_related("post", "connection", "policy_version")


def _pieces(member: Member) -> Iterator[list[Receipt]]:
    """Yield all of a member's receipts, newest first, each piece in a scope of its own."""
    last: int | None = None
    while True:
        with tenant(member.organization_id):
            rows = proved(member).order_by("-pk")
            shares = list((rows.filter(pk__lt=last) if last else rows)[:PIECE])
            found = receipts_of(shares)
        if found:
            yield found
        if len(shares) < PIECE:
            return
        last = shares[-1].pk


class Echo:
    """A file that hands back what is written to it."""

    def write(self, line: str) -> str:
        """Return the line."""
        return line


def receipts_csv(member: Member) -> Iterator[str]:
    """Yield a member's receipts as CSV, a piece at a time; no cell is ever taken for a formula."""
    writer = csv.writer(Echo())
    yield BYTE_ORDER_MARK + writer.writerow([field.name for field in fields(Receipt)])
    for piece in _pieces(member):
        yield "".join(writer.writerow(_cells(receipt)) for receipt in piece)


def _cells(receipt: Receipt) -> list[str]:
    return [plain_cell(_written(value) or "") for value in asdict(receipt).values()]


def receipts_json(member: Member) -> Iterator[str]:
    """Yield a member's receipts as JSON, a piece at a time."""
    yield '{"receipts": ['
    comma = ""
    for piece in _pieces(member):
        for receipt in piece:
            told = {
                name: value if isinstance(value, int) else _written(value)
                for name, value in asdict(receipt).items()
            }
            yield comma + json.dumps(told, ensure_ascii=False)
            comma = ",\n"
    yield "]}\n"


def _written(value: object) -> str | None:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return None if value is None else str(value)
