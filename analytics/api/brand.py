"""Brand numbers for programs: what other tools count, sent in with its source."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework import serializers

from analytics.brand.keeping import enter_numbers, remove_number
from analytics.brand.lists import MOST_LINES, MOST_VALUE, Entry, LineReader, row_of, told
from analytics.brand.selectors import numbers_of
from analytics.models import SOURCE_LENGTH, BrandMetric, BrandNumber
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.paging import Page
from tenants.rest.shapes import Moment, Named, PageQuery, Shape
from tenants.roles import Permission
from tenants.token_scopes import Scope


class BrandNumberShape(Shape):
    """What another tool counted on one day, or we did: `at_least` where there was more.

    `own_shares` are our shares with the hashtag on that day, null for what is not about one, where
    too few people shared with it or it is of a campaign for too few, and for what we counted
    ourselves: there they are among the others.
    """

    id = serializers.UUIDField(source="public_id")
    day = serializers.DateField()
    metric = serializers.ChoiceField(choices=BrandMetric.choices)
    hashtag = serializers.CharField(allow_blank=True)
    value = serializers.IntegerField()
    source = serializers.CharField()
    at_least = serializers.BooleanField()
    own_shares = serializers.IntegerField(allow_null=True)
    entered_by = Named(allow_null=True)
    entered_at = Moment()


class BrandNumberLine(Shape):
    """One number to enter; `source` says which tool, and what it looked for."""

    day = serializers.DateField()
    metric = serializers.ChoiceField(choices=BrandMetric.choices)
    hashtag = serializers.CharField(required=False, default="", allow_blank=True, max_length=130)
    value = serializers.IntegerField(min_value=0, max_value=MOST_VALUE)
    source = serializers.CharField(max_length=SOURCE_LENGTH)


class BrandNumbersCreate(Shape):
    """Numbers to enter, all or none."""

    numbers = serializers.ListField(child=BrandNumberLine(), min_length=1, max_length=MOST_LINES)


class BrandNumbersEntered(Shape):
    """What became of them: a number of the same day, kind, hashtag and source is replaced."""

    added = serializers.IntegerField()
    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()


class BrandNumbersQuery(PageQuery):
    """Which of them."""

    metric = serializers.ChoiceField(choices=BrandMetric.choices, required=False)


class BrandNumbers(Endpoints):
    """What other tools count about the brand."""

    tag = "Numbers"

    @endpoint(
        scope=Scope.ANALYTICS_READ,
        permission=Permission.SEE_DASHBOARD,
        query=BrandNumbersQuery,
        gives=BrandNumberShape,
    )
    def index(self, call: Call) -> Page:
        """List brand numbers with their source, the latest day first."""
        return call.cut.take(numbers_of(call.query.get("metric", "")), "-day", "-pk")

    @endpoint(
        scope=Scope.ANALYTICS_WRITE,
        permission=Permission.ENTER_NUMBERS,
        takes=BrandNumbersCreate,
        gives=BrandNumbersEntered,
        status=201,
        once=True,
    )
    def create(self, call: Call) -> dict[str, int]:
        """Enter numbers of days that are over, by UTC; 422 "numbers" says which is wrong."""
        entries = _entries(call)
        return enter_numbers(entries=entries, by=call.member, now=call.now).counts

    @endpoint(scope=Scope.ANALYTICS_WRITE, permission=Permission.ENTER_NUMBERS)
    def remove(self, call: Call, public_id: UUID) -> None:
        """Remove a number."""
        number = get_object_or_404(BrandNumber.objects.all(), public_id=public_id)
        if not remove_number(number=number, by=call.member, now=call.now):
            raise Http404


def _entries(call: Call) -> list[Entry]:
    """Read all lines as those of a file are read. Raises ValidationError("numbers")."""
    reader = LineReader(call.now)
    found: dict[Any, Entry] = {}
    for number, line in enumerate(call.data["numbers"], start=1):
        entry, problems = reader.read(row_of(number, line))
        if entry is None:
            why = " ".join(": ".join(filter(None, one)) for one in told(problems))
            raise _wrong(number, why)
        if entry.key in found:
            raise _wrong(number, _("It is there twice."))
        found[entry.key] = entry
    return list(found.values())


def _wrong(number: int, why: str) -> ValidationError:
    said = _("Number %(number)s: %(why)s") % {"number": number, "why": why}
    return ValidationError(said, code="numbers")
