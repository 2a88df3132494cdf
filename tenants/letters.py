"""Mails as rows: written with what they are about, sent by workers, retried, reported.

The row is the queue. A worker takes a few letters on a lease, in turns by organization, and sends
each outside any scope. Sending is at least once: a worker that dies after the server has taken a
mail sends it again when its lease is over, with the same Message-ID, so that mail programs can tell
that the two are one. A server that is busy for one address is asked again four times, later each
time; a refused address is reported and not tried again. Trouble with our own mail server (away,
slow, a wrong password, no right to send) is an operator's: the letter is held for three days, the
log says why, and nobody's address is blamed.
"""

from __future__ import annotations

import re
import smtplib
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.core.mail import EmailMessage, get_connection
from django.db import connection
from django.db.models import F
from structlog.contextvars import bound_contextvars

from tenants.counters import count
from tenants.mails import compose_mail
from tenants.models import Letter, LetterState, Member
from tenants.scope import platform, tenant
from tenants.turns import in_turns
from tenants.wakeups import wake_on_commit

log = structlog.get_logger("tenants.letters")

BATCH = 8
LEASE = timedelta(minutes=10)
"""Longer than a batch takes with a server that uses up every timeout."""
BATCH_TAKES = timedelta(minutes=5)
BACKOFF = [timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6)]
"""How long to wait after the first to fourth failed attempt; the fifth failure is final."""
PERMANENT = range(500, 600)
SHORTEST_HOLD, LONGEST_HOLD = timedelta(minutes=1), timedelta(hours=1)
"""A letter held for our own trouble waits as long again as it has waited, within these."""
HELD_FOR = timedelta(days=3)
NOT_FOR_US = re.compile(r"5\.7\.\d")
"""The enhanced status (RFC 3463) of a server that does not let us send: of us, not the address."""

CLAIM = in_turns(
    "tenants_letter",
    order="wake_at",
    due="d.state = 'waiting' AND d.wake_at <= %(now)s",
    takes="wake_at = %(until)s, attempts = least(attempts, 99) + 1",
)


@dataclass(frozen=True)
class Refusal:
    """Why a mail was not taken, in the server's words; `is_final` when asking again is no use.

    `is_ours` when it says nothing of the address: an operator has to act.
    """

    words: str
    is_final: bool
    is_ours: bool = False


def write_letter(
    *,
    email: str,
    template: str,
    subject: str,
    params: Mapping[str, object],
    now: datetime,
    member: Member | None = None,
) -> None:
    """Put a mail into the queue, in scope; the same address, template and subject once only."""
    letter = new_letter(
        email=email, template=template, subject=subject, params=params, now=now, member=member
    )
    write_letters(letters=[letter])


def new_letter(
    *,
    email: str,
    template: str,
    subject: str,
    params: Mapping[str, object],
    now: datetime,
    member: Member | None = None,
) -> Letter:
    """Return a mail that is due now, not yet in the queue."""
    return Letter(
        email=email,
        member=member,
        template=template,
        subject=subject,
        params=dict(params),
        created_at=now,
        wake_at=now,
    )


def write_letters(*, letters: list[Letter]) -> None:
    """Put many mails into the queue at once, by the rules of `write_letter`."""
    if not letters:
        return
    Letter.objects.bulk_create(letters, ignore_conflicts=True)
    wake_on_commit("tenants.tasks.send_letters")


def send_letters(*, now: datetime, limit: int = BATCH) -> int:
    """Send the next few letters that are due; return how many were taken."""
    started = time.monotonic()
    claims = _claim(now=now, limit=limit)
    for organization_id, letter_id in claims:
        passed = timedelta(seconds=time.monotonic() - started)
        if passed > BATCH_TAKES:
            _give_back(organization_id, letter_id, now=now + passed)
            continue
        try:
            with bound_contextvars(organization=organization_id, letter=letter_id):
                _send(organization_id, letter_id, now=now + passed)
        except Exception:  # the one guard per row: a bug in one letter must not stop the others
            log.exception("letter.crashed", organization=organization_id, letter=letter_id)
            _put_off(organization_id, letter_id, now=now + passed)
    return len(claims)


def _claim(*, now: datetime, limit: int) -> list[tuple[int, int]]:
    with platform(), connection.cursor() as cursor:
        cursor.execute(CLAIM, {"now": now, "until": now + LEASE, "limit": limit})
        return cursor.fetchall()


def _give_back(organization_id: int, letter_id: int, *, now: datetime) -> None:
    with tenant(organization_id):
        waiting = Letter.objects.filter(pk=letter_id, state=LetterState.WAITING)
        waiting.update(wake_at=now, attempts=F("attempts") - 1)


def _put_off(organization_id: int, letter_id: int, *, now: datetime) -> None:
    """Count a crash like a failed attempt: a letter nobody can word must come to an end."""
    with tenant(organization_id):
        letter = Letter.objects.filter(pk=letter_id, state=LetterState.WAITING).first()
        if letter is not None:
            _settle(letter, Refusal("", is_final=False), now=now)


def _send(organization_id: int, letter_id: int, *, now: datetime) -> None:
    with tenant(organization_id):
        found = Letter.objects.select_related(
            "organization", "member__user", "member__organization"
        )
        letter = found.filter(pk=letter_id, state=LetterState.WAITING).first()
        if letter is None:
            return
        mail = compose_mail(letter, now=now)
        if mail is None:
            letter.delete()
            return
    refusal = _hand_over(mail)
    with tenant(organization_id):
        _settle(letter, refusal, now=now)


def _hand_over(mail: EmailMessage) -> Refusal | None:
    """Give a mail to the server, outside any scope; return why it was not taken."""
    server = mail.connection = get_connection()
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as refused:
        return _refused(*next(iter(refused.recipients.values())))
    except smtplib.SMTPDataError as refused:
        return _refused(refused.smtp_code, refused.smtp_error)
    except smtplib.SMTPResponseException as refused:
        words = _words(refused.smtp_code, refused.smtp_error)
        return Refusal(words, is_final=False, is_ours=True)
    except OSError as failed:  # also what smtplib raises else
        return Refusal(str(failed) or type(failed).__name__, is_final=False, is_ours=True)
    finally:  # where signing in fails, Django leaves it open
        with suppress(OSError):
            server.close()
    return None


def _refused(code: int, said: bytes | str) -> Refusal:
    words = _words(code, said)
    is_ours = NOT_FOR_US.match(words.partition(" ")[2]) is not None
    return Refusal(words, is_final=code in PERMANENT, is_ours=is_ours)


def _words(code: int, said: bytes | str) -> str:
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return f"{code} {text}"


def _settle(letter: Letter, refusal: Refusal | None, *, now: datetime) -> None:
    waiting = Letter.objects.filter(pk=letter.pk, state=LetterState.WAITING)
    if refusal is None:
        count("letters", outcome="sent")
        waiting.update(state=LetterState.SENT, sent_at=now, wake_at=None, problem="")
        return
    problem = " ".join(refusal.words.replace("\0", "").split())[:300]
    if refusal.is_ours:
        _hold(letter, problem, now=now)
        return
    if refusal.is_final or letter.attempts > len(BACKOFF):
        count("letters", outcome="failed")
        log.warning("letter.failed", organization=letter.organization_id, letter=letter.pk)
        waiting.update(state=LetterState.FAILED, wake_at=None, problem=problem)
        return
    waiting.update(wake_at=now + BACKOFF[letter.attempts - 1], problem=problem)


def _hold(letter: Letter, problem: str, *, now: datetime) -> None:
    """Let a letter wait for an operator; it counts as no attempt, and members read none of it."""
    count("letters", outcome="held")
    log.error("letter.held", organization=letter.organization_id, letter=letter.pk, problem=problem)
    waiting = Letter.objects.filter(pk=letter.pk, state=LetterState.WAITING)
    age = now - letter.created_at
    if age >= HELD_FOR:
        waiting.update(state=LetterState.FAILED, wake_at=None, problem="")
        return
    wait = min(max(age, SHORTEST_HOLD), LONGEST_HOLD)
    waiting.update(wake_at=now + wait, attempts=F("attempts") - 1, problem="")


def withdraw_letters(*, member: Member, template: str, about: str) -> None:
    """Take back what waits for a member and whose subject begins with `about`, in scope."""
    waiting = Letter.objects.filter(email=member.user.email, template=template, member=member)
    waiting.filter(subject__startswith=about, state=LetterState.WAITING).delete()
