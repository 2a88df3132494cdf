"""What a source tells, made posts: the newest first, none twice, no more a day than allowed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from content.desk.rules import needs_of
from content.drafts import CaptionDraft, PostDraft
from content.feeds.addresses import key_of
from content.feeds.values import Entry, Feed
from content.feeds.wording import first_sentences
from content.intake import BECAME_POSTS, ItemOutcome, Mode, Source, SourceItem
from content.languages import known_language
from content.models import Post
from content.services.addresses import known_keys, remember_addresses, take_intake_turn
from content.services.approving import approve_post
from content.services.posts import create_post
from policies.selectors import check_words
from tenants.roles import Permission

log = structlog.get_logger("content.sources")
FRESH = timedelta(days=30)
"""How old an entry may be; older ones that turn up are moved or republished, not news."""
WHY_LENGTH, WORDS_LENGTH = 200, 280


class _Twin(Exception):
    """Another post about the page was there first, a moment ago."""


@dataclass
class Taken:
    """What came of one reading; `later` waits for another day, `held` are drafts by the policy.

    `is_full` when the source may bring no more today.
    """

    made: int = 0
    held: int = 0
    known: int = 0
    later: int = 0
    refused: int = 0
    is_full: bool = False

    @property
    def news(self) -> int:
        """Return how many entries became posts."""
        return self.made + self.held

    @property
    def result(self) -> str:
        """Return the code of how it went."""
        if self.held:
            return "held"
        return "refused_some" if self.refused else "good"


def take_entries(*, source: Source, feed: Feed, now: datetime) -> Taken:
    """Make posts of what is new in a feed, in the caller's scope and under the source's lock.

    The first time, what is more than a day's posts is passed over for good; later it waits in the
    feed for another day.
    """
    take_intake_turn()
    fresh = _newest_first(feed, now)
    seen = SourceItem.objects.filter(source=source, key__in=list(fresh))
    for key in set(seen.values_list("key", flat=True)):
        del fresh[key]
    known, left, taken, items = known_keys(fresh), _left_today(source, now), Taken(), []
    language = known_language(feed.language)
    with translation.override(source.organization.language or settings.LANGUAGE_CODE):
        for key, entry in fresh.items():
            outcome = _outcome(source, key, entry, known, left=left, now=now, language=language)
            if outcome is None:
                taken.later += 1
                continue
            left -= outcome in BECAME_POSTS
            _count(taken, outcome)
            items.append(SourceItem(source=source, key=key, outcome=outcome, seen_at=now))
    SourceItem.objects.bulk_create(items, ignore_conflicts=True)
    taken.is_full = left <= 0
    return taken


def _newest_first(feed: Feed, now: datetime) -> dict[str, Entry]:
    """Return entries by what tells them apart; those without a date count as new."""
    ordered = sorted(feed.entries, key=lambda one: one.at or now, reverse=True)
    found: dict[str, Entry] = {}
    for entry in ordered:
        if key := key_of(entry.link):
            found.setdefault(key, entry)
    return found


def _left_today(source: Source, now: datetime) -> int:
    """Return how many posts a source may still bring on this day of the organization's."""
    today = SourceItem.objects.filter(source=source, seen_at__gte=midnight(source, now))
    return int(source.daily_cap - today.filter(outcome__in=BECAME_POSTS).count())


def midnight(source: Source, now: datetime, *, days: int = 0) -> datetime:
    """Return when the day began at the source's organization, or begins in so many days."""
    zone = ZoneInfo(source.organization.time_zone)
    date = now.astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(date, time(), tzinfo=zone)


def _outcome(
    source: Source,
    key: str,
    entry: Entry,
    known: set[str],
    *,
    left: int,
    now: datetime,
    language: str,
) -> ItemOutcome | None:
    """Return what becomes of an entry, None for: nothing today."""
    if key in known:
        return ItemOutcome.KNOWN
    if entry.at is not None and entry.at < now - FRESH:
        return ItemOutcome.OLD
    if left <= 0:
        return ItemOutcome.SKIPPED if source.read_at is None else None
    return _try(source, entry, now, language)


def _try(source: Source, entry: Entry, now: datetime, language: str) -> ItemOutcome:
    """Make a post, or say why there is none; nothing of one that failed stays."""
    try:
        with transaction.atomic():
            return _make(source, entry, now, language)
    except _Twin:
        return ItemOutcome.KNOWN
    except (ValidationError, PermissionDenied) as error:
        log.info("source.entry_refused", code=getattr(error, "code", "permission"))
        return ItemOutcome.REFUSED


def _make(source: Source, entry: Entry, now: datetime, language: str) -> ItemOutcome:
    owner = source.owner
    if owner is None:
        raise PermissionDenied
    days = source.keeps_days
    ends = now + timedelta(days=days) if days else None
    draft = replace(_draft(source, entry, language), expires_at=ends)
    post = create_post(author=owner, draft=draft, now=now)
    if not remember_addresses(post=post, urls=[entry.link]):
        raise _Twin
    post.source = source
    Post.objects.filter(pk=post.pk).update(source=source)
    if source.mode != Mode.APPROVED:
        return ItemOutcome.MADE
    if not owner.may(Permission.APPROVE_POSTS) or _has_findings(draft, now):
        return ItemOutcome.HELD
    if needs_of(post).is_settled:  # a draft, as its owner alone can't decide
        return ItemOutcome.MADE
    approve_post(post=post, by=owner, now=now)
    return ItemOutcome.MADE


def _draft(source: Source, entry: Entry, language: str) -> PostDraft:
    words = first_sentences(entry.summary, WORDS_LENGTH)
    return PostDraft(
        title=entry.title,
        link=entry.link,
        why=first_sentences(entry.summary, WHY_LENGTH) or _("From %s") % source.title,
        language=language,
        topics=tuple(source.topics.all()),
        captions=(CaptionDraft(words),) if words else (),
    )


def _has_findings(draft: PostDraft, now: datetime) -> bool:
    """Tell whether the policy in force has something to say to a post's words, on any network.

    What is merely missing, whoever shares it adds in their own words: it is asked of them.
    """
    texts = [draft.title, draft.why, *(caption.text for caption in draft.captions)]
    networks = ["", *(key for key, _label in settings.NETWORK_CHOICES)]
    checks = (
        check_words(
            "\n".join(texts), network, now=now, language=draft.language, post_kind=draft.kind
        )
        for network in networks
    )
    return any(not finding.is_missing for checked in checks for finding in checked.findings)


def _count(taken: Taken, outcome: ItemOutcome) -> None:
    if outcome == ItemOutcome.MADE:
        taken.made += 1
    elif outcome == ItemOutcome.HELD:
        taken.held += 1
    elif outcome == ItemOutcome.KNOWN:
        taken.known += 1
    elif outcome == ItemOutcome.REFUSED:
        taken.refused += 1
