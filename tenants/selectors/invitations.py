"""Invitations, lists of them, and who asks to join."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from tenants.invitations import is_open, link_to_join
from tenants.models import (
    SENT,
    ImportLine,
    Invitation,
    InvitationImport,
    JoinRequest,
    Letter,
    LetterState,
    Outcome,
    User,
)
from tenants.selectors.members import LAST_CHARACTER, LONGEST_SEARCH, role_labels

PAGE = 50
LINES = 100
RECENT_IMPORTS = 5
REQUESTS = 200


@dataclass(frozen=True)
class SentInvitation:
    """An invitation nobody has accepted or withdrawn, with its link while it works."""

    invitation: Invitation
    link: str
    """"" once it has run out."""
    role_labels: list[str]
    mail_problem: str
    """What the mail server said when it did not take the mail, "" while there is nothing to say."""


@dataclass(frozen=True)
class InvitationsPage:
    """One page of invitations, newest first; `next_before` names its last one."""

    rows: list[SentInvitation]
    next_before: UUID | None


@dataclass(frozen=True)
class Result:
    """How many lines of an import came to the same."""

    outcome: str
    label: str
    count: int
    is_good: bool


@dataclass(frozen=True)
class ImportReport:
    """How far an import is and what became of its lines; `next_after` is the last one's number."""

    job: InvitationImport
    done: int
    results: list[Result]
    lines: list[ImportLine]
    next_after: int | None


def invitations_page(
    *,
    now: datetime,
    words: str = "",
    only_expired: bool = False,
    before: UUID | None = None,
    size: int = PAGE,
) -> InvitationsPage:
    """Return invitations that wait or have run out, cut by keyset; `words` begin the address."""
    waiting = Invitation.objects.filter(accepted_at=None, withdrawn_at=None)
    rows = waiting.filter(expires_at__lte=now) if only_expired else waiting
    words = words.replace("\0", "").strip().lower()[:LONGEST_SEARCH]
    if words:
        rows = rows.filter(email__gte=words, email__lt=words + LAST_CHARACTER)
    last = before and Invitation.objects.filter(public_id=before).first()
    if last:
        below = Q(created_at__lt=last.created_at) | Q(created_at=last.created_at, pk__lt=last.pk)
        rows = rows.filter(below, created_at__lte=last.created_at)
    rows = rows.select_related("organization", "team", "invited_by").order_by("-created_at", "-pk")
    found = list(rows[: size + 1])
    problems = _mail_problems([one.email for one in found[:size]])
    shown = [
        SentInvitation(
            one,
            link_to_join(one) if is_open(one, now) else "",
            role_labels(one.roles),
            problems.get(one.email, ""),
        )
        for one in found[:size]
    ]
    return InvitationsPage(shown, shown[-1].invitation.public_id if len(found) > size else None)


def _mail_problems(emails: list[str]) -> dict[str, str]:
    """Return, by address, why the newest invitation did not arrive."""
    letters = Letter.objects.filter(template="invitation", email__in=emails)
    newest = {letter.email: letter for letter in letters.order_by("created_at", "pk")}
    return {
        email: letter.problem
        for email, letter in newest.items()
        if letter.state == LetterState.FAILED
    }


def recent_imports() -> list[InvitationImport]:
    """Return the newest lists that were sent in."""
    return list(InvitationImport.objects.order_by("-created_at")[:RECENT_IMPORTS])


def import_report(
    *, job: InvitationImport, show: str = "", after: int = 0, size: int = LINES
) -> ImportReport:
    """Return an import's state and a page of its lines; `show` is an outcome, "refused" or ""."""
    own = ImportLine.objects.of(job)
    counts = dict(own.order_by().values_list("outcome").annotate(count=Count("pk")))
    results = [
        Result(outcome.value, str(outcome.label), counts[outcome.value], outcome.value in SENT)
        for outcome in Outcome
        if outcome.value in counts
    ]
    rows = own.refused() if show == "refused" else own
    rows = rows.filter(outcome=show) if show in Outcome.values else rows
    found = list(rows.filter(number__gt=after).order_by("number")[: size + 1])
    lines = found[:size]
    next_after = lines[-1].number if len(found) > size else None
    return ImportReport(job, job.total - counts.get("", 0), results, lines, next_after)


def import_rows(job: InvitationImport) -> Iterator[tuple[object, ...]]:
    """Yield every line of an import with what became of it, for a file."""
    for line in ImportLine.objects.of(job).order_by("number").iterator(chunk_size=1000):
        told = str(Outcome(line.outcome).label) if line.outcome else ""
        yield (line.number, line.email, line.name, line.roles, line.team, told)


def open_requests() -> list[JoinRequest]:
    """Return who asks to join, the longest waiting first, at most 200."""
    rows = JoinRequest.objects.waiting().select_related("user").order_by("asked_at", "pk")
    return list(rows[:REQUESTS])


def request_count() -> int:
    """Return how many ask to join, counting no further than 200."""
    return int(JoinRequest.objects.waiting()[:REQUESTS].count())


def has_account(email: str) -> bool:
    """Tell whether someone signs in by this address; for the holder of its invitation only."""
    return User.objects.filter(email=email).exists()
