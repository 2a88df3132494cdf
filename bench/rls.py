"""What row-level security costs: the feed's queries with and without it, in turns.

Both runs make the same queries in a transaction of the same organization, the second as the owner
of the tables, for whom no policy holds; the ORM's own filter stays in both.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable

from django.db import connection, transaction
from django.utils import timezone

from bench.data import SMALL, make_organization_of, own_database
from bench.timing import in_turns, milliseconds, verdict
from content.ranking.pages import feed_page
from sharing.selectors import share_boxes
from tenants.models import Member
from tenants.scope import tenant

PAIRS = 200
AIM = 1.15


def main() -> None:
    """Make one organization and read its feed 200 times each way."""
    now = timezone.now()
    with own_database():
        organization = make_organization_of("feed", SMALL, now)
        make_organization_of("other", SMALL, now)
        with tenant(organization):
            member = Member.objects.select_related("user").order_by("pk")[500]

        def read() -> None:
            page = feed_page(member=member)
            share_boxes(
                member=member, posts=[(post.id, post.public_id) for post in page.posts], now=now
            )

        walled, open_ = (
            _with(organization, read, walled=True),
            _with(organization, read, walled=False),
        )
        for work in (walled, open_, walled, open_):
            work()
        on, off = in_turns(walled, open_, PAIRS)
    ratio = statistics.median(one / other for one, other in zip(on, off, strict=True))
    print(f"feed of 1,000 posts, 10,000 shares: {milliseconds(on):.2f} ms with row-level security,")
    print(
        f"{milliseconds(off):.2f} ms without; median ratio of {PAIRS} pairs {verdict(ratio, AIM)}"
    )


def _with(organization: int, read: Callable[[], None], *, walled: bool) -> Callable[[], None]:
    def work() -> None:
        with transaction.atomic(), tenant(organization):
            with connection.cursor() as cursor:  # both ways, so that both make one query more
                cursor.execute(
                    "SELECT set_config('role', %s, true)", ["advocacy_tenant" if walled else "none"]
                )
            read()

    return work


if __name__ == "__main__":
    main()
