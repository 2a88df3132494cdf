"""Lists: whole over their pages, and as many queries whatever their size."""

from __future__ import annotations

from itertools import chain

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from content.models import State as PostState
from policies.models import CandidateLink, PolicyVersion
from policies.services.drafting import put_aside, start_draft
from sharing.models import Mention, State
from tenants.audit import record
from tenants.models import (
    Act,
    Domain,
    ImportLine,
    Invitation,
    InvitationImport,
    JoinRequest,
    Member,
    Notice,
    Notification,
    Purpose,
    Webhook,
)
from tenants.roles import Role
from tenants.scope import tenant
from tenants.webhooks.emitting import ping
from tests.analytics.factories import make_report, make_report_link
from tests.api.callers import Caller, caller_of
from tests.conftest import Cast
from tests.factories import (
    NOW,
    acknowledge,
    make_concern,
    make_member,
    make_policy,
    make_poll,
    make_post,
    make_question,
    make_reply,
    make_share,
    make_suggestion,
    make_team,
    make_topic,
    make_user,
    make_webhook,
)

ONE = "6f2d7c1e-5f0b-4c55-9a0e-3b1d2c4e5f60"
"""The id of the one thing whose own list is read."""


def _line(n: int) -> None:
    job, _is_new = InvitationImport.objects.get_or_create(
        public_id=ONE, defaults={"total": 12, "created_at": NOW}
    )
    ImportLine.objects.create(job=job, number=n + 1, email=f"{n}@example.com")


def _delivery(by: Member) -> None:
    webhook = Webhook.objects.filter(public_id=ONE).first() or make_webhook(by, public_id=ONE)
    ping(webhook, now=NOW)


def _reader(cast: Cast) -> None:
    if not PolicyVersion.objects.exists():
        acknowledge(cast.alice, make_policy())
    make_member("Reads")


LISTS = {
    "posts": lambda cast, n: make_post(f"Post {n}", make_topic(f"T{n}"), author=cast.alice),
    "posts?state=draft": lambda cast, n: make_post(
        f"Draft {n}", author=cast.alice, state=PostState.DRAFT, approved_at=None
    ),
    "concerns": lambda cast, n: make_concern(cast.alice, handler=cast.alice),
    "concerns/queue": lambda cast, n: make_concern(cast.bob, urgency=("now", "today")[n % 2]),
    "concerns/queue?settled=true": lambda cast, n: make_concern(
        cast.bob, state="settled", settled_at=NOW
    ),
    "standard-replies": lambda cast, n: make_reply(),
    "suggestions": lambda cast, n: make_suggestion(cast.alice, post=make_post()),
    "suggestions/queue": lambda cast, n: make_suggestion(cast.bob),
    "customer-questions": lambda cast, n: make_question(cast.bob, post=make_post()),
    "customer-questions/heard": lambda cast, n: make_question(cast.alice),
    "polls": lambda cast, n: make_poll(cast.alice),
    "topics": lambda cast, n: make_topic(f"Topic {n}"),
    "receipts": lambda cast, n: make_share(cast.alice, make_post(), state=State.PUBLISHED),
    "mentions": lambda cast, n: Mention.objects.create(name=f"M{n}", urn=f"urn:li:{n}"),
    "shares": lambda cast, n: make_share(cast.alice, make_post(), state=State.FAILED),
    "members": lambda cast, n: make_member(f"Person {n}", team=make_team()),
    "members?words=per&role=curator": lambda cast, n: make_member(f"Person {n}", Role.CURATOR),
    "members?state=left": lambda cast, n: make_member(f"Person {n}", left_at=NOW),
    "domains": lambda cast, n: Domain.objects.create(
        name=f"d{n}.example", purpose=Purpose.EMAIL, created_at=NOW
    ),
    "join-requests": lambda cast, n: JoinRequest.objects.create(
        user=make_user(), email=f"{n}@acme.example", asked_at=NOW
    ),
    "invitation-imports": lambda cast, n: InvitationImport.objects.create(
        total=n, created_at=NOW, by=cast.alice
    ),
    f"invitation-imports/{ONE}/lines": lambda cast, n: _line(n),
    f"webhooks/{ONE}/deliveries": lambda cast, n: _delivery(cast.alice),
    "invitations?state=expired": lambda cast, n: Invitation.objects.create(
        email=f"{n}@example.com", created_at=NOW, expires_at=NOW
    ),
    "teams": lambda cast, n: make_team(),
    "invitations": lambda cast, n: Invitation.objects.create(
        email=f"{n}@example.com",
        created_at=NOW,
        expires_at=timezone.now() + 9 * (timezone.now() - NOW),
    ),
    "reports": lambda cast, n: make_report(cast.alice),
    "report-links": lambda cast, n: make_report_link(cast.alice),
    "me/notifications": lambda cast, n: Notification.objects.create(
        member=cast.alice,
        kind=Notice.SHARE_LIVE,
        subject=f"{n}",
        params={"title": "T", "network": "N"},
        path="/",
        created_at=NOW,
    ),
    "audit-events": lambda cast, n: record(Act.MEMBER_JOINED, by=cast.bob, now=NOW),
    "policy/acceptances/readers": lambda cast, n: _reader(cast),
    "policy/candidates": lambda cast, n: CandidateLink.objects.create(
        made_by=cast.alice, made_at=NOW
    ),
    "policy/drafts": lambda cast, n: put_aside(
        draft=start_draft(member=cast.alice, kind="style", now=NOW), member=cast.alice, now=NOW
    ),
    "policy/versions": lambda cast, n: acknowledge(cast.alice, make_policy(number=n + 1)),
}


def _walk(caller: Caller, path: str, limit: int) -> list[list[str]]:
    """Return the rows of each page as text."""
    mark, pages, cursor = "&" if "?" in path else "?", [], ""
    while True:
        page = caller.get(f"{path}{mark}limit={limit}{cursor}")
        pages.append([str(row) for row in page["items"]])
        if page["next"] is None:
            return pages
        cursor = f"&cursor={page['next']}"


@pytest.mark.parametrize("path", LISTS)
def test_a_list_is_whole_and_costs_the_same_at_any_size(cast: Cast, path: str):
    alice = caller_of(cast.alice)
    with tenant(cast.acme):
        for n in range(3):
            LISTS[path](cast, n)
    few = _queries(alice, path)
    with tenant(cast.acme):
        for n in range(3, 12):
            LISTS[path](cast, n)
    assert _queries(alice, path) == few
    (whole,) = _walk(alice, path, 100)
    pages = _walk(alice, path, 5)
    assert len(whole) >= 12
    assert list(chain.from_iterable(pages)) == whole
    assert len(set(whole)) == len(whole)
    assert [len(page) for page in pages[:-1]] == [5] * (len(pages) - 1)


def _queries(caller: Caller, path: str) -> int:
    caller.get(path)
    with CaptureQueriesContext(connection) as found:
        caller.get(path)
    return len(found)


@pytest.mark.parametrize("cursor", ["", "x", "WzFd", "é", "a" * 400])
def test_a_cursor_that_is_none_is_refused(cast: Cast, cursor: str):
    answer = caller_of(cast.alice)("GET", f"posts?cursor={cursor}")
    assert answer.status_code in {400, 422}
    assert answer.json()["code"] in {"cursor", "invalid"}


def test_a_cursor_is_good_for_its_list_and_organization_alone(cast: Cast):
    for organization, member in ((cast.acme, cast.alice), (cast.globex, cast.mallory)):
        with tenant(organization):
            for n in range(3):
                make_post(f"Post {n}", author=member)
                make_topic(f"Topic {n}")
    alice, mallory = caller_of(cast.alice), caller_of(cast.mallory)
    cursor = alice.get("posts?limit=1")["next"]
    assert alice("GET", f"posts?limit=1&cursor={cursor}").status_code == 200
    assert mallory("GET", f"posts?limit=1&cursor={cursor}").json()["code"] == "cursor"
    assert alice("GET", f"topics?limit=1&cursor={cursor}").json()["code"] == "cursor"


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "limit=", "page=2"])
def test_other_queries_are_refused(cast: Cast, query: str):
    answer = caller_of(cast.alice)("GET", f"posts?{query}")
    assert answer.status_code == 422
    assert answer.json()["errors"].keys() == {query.partition("=")[0]}
