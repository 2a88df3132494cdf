"""Writing brand numbers: a number entered again replaces the one of its day, kind and source."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import connection, transaction
from django.db.models.functions import Coalesce, TruncDate

from analytics.brand.lists import Entry, Key
from analytics.models import BrandImport, BrandMetric, BrandNumber
from analytics.periods import midnight
from analytics.selectors.reach import small_campaigns
from content.models import Campaign
from content.services.hashtags import keys_in
from sharing.models import Share
from tenants.audit import record
from tenants.fewest import fewest
from tenants.models import Act, Member
from tenants.roles import Permission
from tenants.scope import current_organization_id

ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('analytics.brand', %s))"
COUNTED_BY_US = "(counted by us)"
"""How a source ends that is our own count: what another tool tells goes before it."""
COMPARED = ("value", "at_least", "own_shares", "entered_by", "entered_at", "job")


@dataclass(frozen=True)
class Written:
    """What became of entries, by key: those that were new, and the values that were replaced."""

    added: frozenset[Key]
    replaced: dict[Key, int]
    unchanged: int

    @property
    def is_something(self) -> bool:
        """Tell whether anything was written."""
        return bool(self.added or self.replaced)

    @property
    def counts(self) -> dict[str, int]:
        """Return how many were added, changed and there already."""
        changed = len(self.replaced)
        return {"added": len(self.added), "changed": changed, "unchanged": self.unchanged}


@transaction.atomic
def enter_numbers(*, entries: Sequence[Entry], by: Member, now: datetime) -> Written:
    """Enter numbers, each key once; what is there already stays untouched.

    Raises PermissionDenied.
    """
    by.require(Permission.ENTER_NUMBERS)
    written = write_entries(entries, by=by, now=now, job=None)
    if written.is_something:
        data = {"added": len(written.added), "changed": len(written.replaced)}
        record(Act.NUMBERS_ENTERED, by=by, data=data, now=now)
    return written


@transaction.atomic
def remove_number(*, number: BrandNumber, by: Member, now: datetime) -> bool:
    """Remove a number; tell whether it was still there. Raises PermissionDenied."""
    by.require(Permission.ENTER_NUMBERS)
    take_turn()
    found = BrandNumber.objects.filter(pk=number.pk).first()
    if found is None:
        return False
    record(Act.NUMBER_REMOVED, by=by, about=found, data={"metric": found.metric}, now=now)
    found.delete()
    return True


def take_turn() -> None:
    """Let what writes numbers of the organization in scope wait for each other, until the end."""
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME, [current_organization_id()])


def write_entries(
    entries: Sequence[Entry], *, by: Member, now: datetime, job: BrandImport | None
) -> Written:
    """Write entries in the caller's transaction, one caller after the other."""
    take_turn()
    there = there_by_key(entries)
    new = [entry for entry in entries if entry.key not in there]
    other = [
        entry for entry in entries if entry.key in there and there[entry.key].value != entry.value
    ]
    own = own_shares(new + other)
    who = {"entered_by": by, "entered_at": now, "job": job}
    BrandNumber.objects.bulk_create(
        BrandNumber(
            day=entry.day,
            metric=entry.metric,
            hashtag=entry.hashtag,
            value=entry.value,
            source=entry.source,
            own_shares=own.get((entry.day, entry.hashtag)),
            **who,
        )
        for entry in new
    )
    replaced = {entry.key: there[entry.key].value for entry in other}
    for entry in other:
        number = there[entry.key]
        number.value, number.own_shares = entry.value, own.get((entry.day, entry.hashtag))
        number.at_least = False
        number.entered_by, number.entered_at, number.job = by, now, job
    BrandNumber.objects.bulk_update([there[entry.key] for entry in other], COMPARED)
    unchanged = len(entries) - len(new) - len(other)
    return Written(frozenset(entry.key for entry in new), replaced, unchanged)


def write_counted(entry: Entry, *, at_least: bool, now: datetime) -> None:
    """Keep what we counted ourselves, in scope; `at_least`: there was more than we read.

    No own shares beside it: those that we can see are among what was counted.
    """
    take_turn()
    BrandNumber.objects.update_or_create(
        day=entry.day,
        metric=entry.metric,
        hashtag=entry.hashtag,
        source=entry.source,
        defaults={
            "value": entry.value,
            "at_least": at_least,
            "own_shares": None,
            "entered_by": None,
            "entered_at": now,
        },
    )


def there_by_key(entries: Iterable[Entry]) -> dict[Key, BrandNumber]:
    """Return the stored numbers that are the same as some entries. One query."""
    listed = list(entries)
    rows = BrandNumber.objects.filter(
        day__in={entry.day for entry in listed},
        metric__in={entry.metric for entry in listed},
        source__in={entry.source for entry in listed},
    )
    return {(one.day, one.metric, one.hashtag, one.source): one for one in rows}


def own_shares(entries: Iterable[Entry]) -> dict[tuple[date, str], int]:
    """Return how many shares with a hashtag went out on its day, by day and key of the hashtag.

    Live ones and those by hand, by UTC days that are over. A day on which fewer than five people
    shared with it is left out, and so is the hashtag of a campaign for so few. One query for the
    shares of all hashtags.
    """
    days: dict[str, set[date]] = defaultdict(set)
    for entry in entries:
        if entry.metric == BrandMetric.HASHTAG_MENTIONS:
            days[entry.hashtag].add(entry.day)
    for hashtag in _of_small_campaigns(days):
        del days[hashtag]
    if not days:
        return {}
    counted = Counter[tuple[date, str]]()
    sharers: dict[tuple[date, str], set[int]] = defaultdict(set)
    for day, member_id, text in _tagged(set().union(*days.values())):
        for hashtag in keys_in(text) & days.keys():
            if day in days[hashtag]:
                counted[day, hashtag] += 1
                sharers[day, hashtag].add(member_id)
    return {key: count for key, count in counted.items() if len(sharers[key]) >= fewest()}


def _of_small_campaigns(hashtags: Iterable[str]) -> set[str]:
    rows = Campaign.objects.filter(hashtag__key__in=list(hashtags))
    campaigns = dict(rows.values_list("pk", "hashtag__key")) if hashtags else {}
    small = small_campaigns(list(campaigns)) if campaigns else set()
    return {campaigns[pk] for pk in small}


def _tagged(days: set[date]) -> Iterator[tuple[date, int, str]]:
    """Yield day, member and text of what went out on some days with any hashtag."""
    start, end = midnight(min(days)), midnight(max(days) + timedelta(days=1))
    day = TruncDate(Coalesce("published_at", "reported_at"), tzinfo=UTC)
    rows = Share.objects.out_between(start, end).with_hashtags()
    rows = rows.annotate(day=day).filter(day__in=sorted(days))
    found: Iterator[tuple[date, int, str]] = rows.values_list("day", "member", "text").iterator()
    return found
