"""Making rows of what a version says, once, when it is published."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from policies.contents import Contents
from policies.models import (
    ConfidentialFact,
    Pair,
    PolicyVersion,
    Question,
    Rule,
    Section,
    Situation,
    Spokesperson,
)
from policies.services.storing_shown import store_examples, store_quiz
from tenants.models import Member


def store(version: PolicyVersion, contents: Contents) -> None:
    """Store all that a new version says. Raises `ValidationError` for what does not fit."""
    people = _people(contents)
    pairs = [
        Pair(
            version=version,
            position=place,
            do=pair.do,
            dont=pair.dont,
            reason=pair.reason,
            owner=people.get(pair.owner),
            review_on=_day(pair.review_on),
        )
        for place, pair in enumerate(contents.pairs, start=1)
    ]
    for pair in pairs:
        pair.clean_fields(exclude=["organization", "version", "owner", "review_on"])
    Pair.objects.bulk_create(pairs)
    rules = [
        Rule(
            version=version,
            position=place,
            kind=rule.kind,
            severity=rule.severity,
            parameters=dict(rule.parameters),
            reason=rule.reason,
            suggestion=rule.suggestion,
            pair=None if rule.clause is None else pairs[rule.clause],
            owner=people.get(rule.owner),
            review_on=_day(rule.review_on),
        )
        for place, rule in enumerate(contents.rules, start=1)
    ]
    for rule in rules:
        rule.clean_fields(exclude=["organization", "version", "pair", "owner", "review_on"])
    Rule.objects.bulk_create(rules)
    _store_parts(version, contents, people)
    store_examples(version, contents)
    store_quiz(version, contents, pairs)


def _store_parts(version: PolicyVersion, contents: Contents, people: dict[str, Member]) -> None:
    made: list[tuple[Any, list[Any]]] = [
        (
            Situation,
            [
                Situation(
                    version=version,
                    position=place,
                    **{**vars(one), "tell": people.get(one.tell), "key": UUID(one.key)},
                )
                for place, one in enumerate(contents.situations, start=1)
            ],
        ),
        (
            Spokesperson,
            [
                Spokesperson(
                    version=version,
                    position=place,
                    **{**vars(one), "member": people.get(one.member)},
                )
                for place, one in enumerate(contents.speakers, start=1)
            ],
        ),
        (
            ConfidentialFact,
            [
                ConfidentialFact(
                    version=version, position=place, **{**vars(one), "until": _day(one.until)}
                )
                for place, one in enumerate(contents.facts, start=1)
            ],
        ),
        (
            Question,
            [
                Question(version=version, position=place, **vars(one))
                for place, one in enumerate(contents.questions, start=1)
            ],
        ),
        (
            Section,
            [
                Section(version=version, kind=kind, text=text)
                for kind, text in contents.sections.items()
            ],
        ),
    ]
    for model, rows in made:
        for row in rows:
            row.clean_fields(exclude=["organization", "version", "tell", "member", "until"])
        model.objects.bulk_create(rows)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _people(contents: Contents) -> dict[str, Member]:
    found = Member.objects.filter(public_id__in=contents.people)
    return {str(one.public_id): one for one in found}
