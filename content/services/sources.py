"""Sources as people handle them: add, change, pause, go on, read now, remove.

What is read, and what becomes of it, is `content.services.feeding`; a source that puts posts into
the feed does so in the name of its owner, who has to be somebody that may.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from content.cards.calling import secure
from content.feeds.addresses import key_of
from content.intake import (
    DEFAULT_A_DAY,
    DEFAULT_DAYS,
    LONGEST_DAYS,
    MOST_A_DAY,
    Mode,
    Source,
    SourceState,
    SourceTopic,
)
from content.models import Topic
from outbound import Refused, require_public_form
from tenants.audit import record
from tenants.models import Act, Member
from tenants.roles import Permission
from tenants.wakeups import wake_on_commit

READ = "content.tasks.read_sources"
MOST = 100
"""Sources of one organization."""
BETWEEN_READS = timedelta(minutes=1)
TITLE_LENGTH, URL_LENGTH = 120, 1000


@dataclass(frozen=True)
class SourceDraft:
    """How a source is to be. `keeps_days` None: its posts do not expire."""

    title: str
    topics: tuple[Topic, ...] = ()
    mode: str = Mode.DRAFT.value
    daily_cap: int = DEFAULT_A_DAY
    keeps_days: int | None = DEFAULT_DAYS


@transaction.atomic
def add_source(
    *, url: str, draft: SourceDraft, by: Member, now: datetime, kind: str = ""
) -> Source:
    """Add a source, to be read at once; whoever adds it looks after it.

    Raises PermissionDenied; ValidationError of code "url"; "taken": it is there already; "title",
    "mode", "daily_cap", "keeps_days"; "too_many".
    """
    by.require(Permission.WRITE_POSTS)
    url = _checked_url(url)
    fields = _checked(draft, by)
    if Source.objects.count() >= MOST:
        message = _("There are %(most)s sources already. Remove one first.")
        raise ValidationError(message, code="too_many", params={"most": MOST})
    source, is_new = Source.objects.get_or_create(
        key=key_of(url),
        defaults={**fields, "url": url, "kind": kind[:40], "owner": by, "created_at": now}
        | {"wake_at": now},
    )
    if not is_new:
        message = _("This feed is a source already: “%(title)s”.")
        raise ValidationError(message, code="taken", params={"title": source.title})
    _write_topics(source, draft.topics)
    record(Act.SOURCE_ADDED, by=by, about=source, data=_told(fields), now=now)
    wake_on_commit(READ)
    added: Source = source
    return added


@transaction.atomic
def change_source(*, source: Source, draft: SourceDraft, by: Member, now: datetime) -> Source:
    """Change what becomes of what a source brings. One that goes straight into the feed from now on
    does so in the name of whoever said so.

    Raises PermissionDenied; ValidationError of code "title", "mode", "daily_cap", "keeps_days".
    """
    source = _locked(source, by)
    fields = _checked(draft, by)
    changed = [name for name, value in fields.items() if value != getattr(source, name)]
    if "mode" in changed and draft.mode == Mode.APPROVED:
        fields["owner"] = by
    for name, value in fields.items():
        setattr(source, name, value)
    source.save(update_fields=list(fields))
    changed += ["topics"] if _write_topics(source, draft.topics) else []
    if changed:
        data = {"fields": changed, **_told(fields)}
        record(Act.SOURCE_CHANGED, by=by, about=source, data=data, now=now)
    return source


@transaction.atomic
def pause_source(*, source: Source, by: Member, now: datetime) -> None:
    """Read it no more for now; idempotent. Raises PermissionDenied."""
    source = _locked(source, by)
    if source.state != SourceState.PAUSED:
        _save(source, state=SourceState.PAUSED, wake_at=None)
        record(Act.SOURCE_PAUSED, by=by, about=source, now=now)


@transaction.atomic
def resume_source(*, source: Source, by: Member, now: datetime) -> None:
    """Read it again, at once, also after we had stopped; who says so looks after it from then on.

    Idempotent. Raises PermissionDenied.
    """
    source = _locked(source, by)
    if source.state != SourceState.ACTIVE:
        fresh: dict[str, Any] = {"failures": 0, "failing_since": None, "result": ""}
        _save(source, state=SourceState.ACTIVE, wake_at=now, owner=by, **fresh)
        record(Act.SOURCE_RESUMED, by=by, about=source, now=now)
        wake_on_commit(READ)


@transaction.atomic
def read_source_now(*, source: Source, by: Member, now: datetime) -> None:
    """Have it read at once.

    Raises PermissionDenied; ValidationError of code "stopped"; "soon": it was read a moment ago.
    """
    source = _locked(source, by)
    if source.state != SourceState.ACTIVE:
        raise ValidationError(_("Turn the source on first."), code="stopped")
    if source.read_at is not None and source.read_at > now - BETWEEN_READS:
        raise ValidationError(_("It was read less than a minute ago."), code="soon")
    _save(source, wake_at=now, failures=0)
    wake_on_commit(READ)


@transaction.atomic
def remove_source(*, source: Source, by: Member, now: datetime) -> None:
    """Forget a source; its posts stay as they are. Raises PermissionDenied."""
    source = _locked(source, by)
    record(Act.SOURCE_REMOVED, by=by, about=source, now=now)
    source.delete()


def draft_of(source: Source) -> SourceDraft:
    """Return how a source is."""
    return SourceDraft(
        title=source.title,
        topics=tuple(source.topics.order_by("sort_key", "id")),
        mode=source.mode,
        daily_cap=source.daily_cap,
        keeps_days=source.keeps_days,
    )


def changed_draft(source: Source, **changes: Any) -> SourceDraft:
    """Return how a source is, with changes."""
    return replace(draft_of(source), **changes)


def checked_address(url: str) -> str:
    """Return the address of a site or feed, whole. Raises ValidationError("url")."""
    url = url.strip()
    if url and "://" not in url:
        url = f"https://{url}"
    return _checked_url(url)


def _locked(source: Source, by: Member) -> Source:
    found: Source = Source.objects.select_for_update(of=("self",)).get(pk=source.pk)
    if not found.is_editable_by(by):
        raise PermissionDenied
    return found


def _save(source: Source, **changes: Any) -> None:
    for name, value in changes.items():
        setattr(source, name, value)
    source.save(update_fields=list(changes))


def _told(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: fields[name] for name in ("mode", "daily_cap", "keeps_days")}


def _checked(draft: SourceDraft, by: Member) -> dict[str, Any]:
    title = " ".join(draft.title.split())
    if not title or len(title) > TITLE_LENGTH:
        raise ValidationError(_("Give the source a name of up to 120 characters."), code="title")
    if draft.mode not in Mode.values:
        raise ValidationError(_("Choose what becomes of its posts."), code="mode")
    if draft.mode == Mode.APPROVED and not by.may(Permission.APPROVE_POSTS):
        message = _("Only a curator can let a source put posts straight into the feed.")
        raise ValidationError(message, code="mode")
    if not 1 <= draft.daily_cap <= MOST_A_DAY:
        message = _("A source may bring between 1 and %(most)s posts a day.")
        raise ValidationError(message, code="daily_cap", params={"most": MOST_A_DAY})
    if draft.keeps_days is not None and not 1 <= draft.keeps_days <= LONGEST_DAYS:
        message = _("Posts expire after 1 to %(most)s days, or never.")
        raise ValidationError(message, code="keeps_days", params={"most": LONGEST_DAYS})
    return {
        "title": title,
        "mode": draft.mode,
        "daily_cap": draft.daily_cap,
        "keeps_days": draft.keeps_days,
    }


def _checked_url(url: str) -> str:
    url = secure(url.strip())
    try:
        require_public_form(url)
        URLValidator(schemes=["https", "http"])(url)
    except Refused as refused:
        message = _("We can’t read there: %(why)s.")
        raise ValidationError(message, code="url", params={"why": str(refused)}) from None
    except ValidationError:
        raise _no_address() from None
    if len(url) > URL_LENGTH or not key_of(url):
        raise _no_address()
    return url


def _no_address() -> ValidationError:
    return ValidationError(
        _("This is not a whole address. It begins with https:// or http://."), code="url"
    )


def _write_topics(source: Source, topics: tuple[Topic, ...]) -> bool:
    wanted = {topic.pk for topic in topics}
    before = set(SourceTopic.objects.filter(source=source).values_list("topic_id", flat=True))
    if wanted == before:
        return False
    SourceTopic.objects.filter(source=source).exclude(topic_id__in=wanted).delete()
    SourceTopic.objects.bulk_create(
        [SourceTopic(source=source, topic_id=pk) for pk in sorted(wanted - before)]
    )
    return True
