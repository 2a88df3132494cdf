"""Who a post is for, as one condition that every list, page, search and picture shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Coalesce, Now, NullIf

from tenants.models import Member, Organization
from tenants.scope import current_organization_id

LANGUAGES: Any = ArrayField(CharField(max_length=10))


@dataclass(frozen=True)
class Reader:
    """What decides whether a post is for somebody: values, or `OuterRef`s to a query's columns."""

    member: Any
    team: Any
    roles: Any
    languages: Any

    @classmethod
    def of(cls, member: Member) -> Reader:
        """Return a member as a reader."""
        own = member.languages or [usual_language(member.organization)]
        return cls(member.pk, member.team_id, list(member.roles), list(own))

    @classmethod
    def of_each(cls, member: str = "") -> Reader:
        """Return whom each row's column `member` names as a reader, for a query of such rows; the
        members themselves for a query of members.

        In scope. One query: what the organization reads where nothing else is said.
        """
        organization = Organization.objects.get(pk=current_organization_id())
        lead = f"{member}__" if member else ""
        own = NullIf(OuterRef(f"{lead}languages"), Value([], LANGUAGES))
        return cls(
            member=OuterRef(member or "pk"),
            team=OuterRef(f"{lead}team"),
            roles=OuterRef(f"{lead}roles"),
            languages=Coalesce(own, Value([usual_language(organization)], LANGUAGES)),
        )

    @classmethod
    def stranger(cls) -> Reader:
        """Return somebody of whom nothing is known: what is for them is for everybody."""
        return cls(0, None, [], [])


def usual_language(organization: Organization) -> str:
    """Return the language of an organization's posts where nothing else is said."""
    return organization.language or settings.LANGUAGE_CODE


def for_reader(reader: Reader) -> Q:
    """Select the posts whose audience a reader belongs to. In scope; no query of its own."""
    teams = _model("PostTeam").objects.filter(post=OuterRef("pk"))
    shut = _model("PostTopic").objects.filter(post=OuterRef("pk"), topic__is_closed=True)
    admitted = _model("Admission").objects.filter(topic=OuterRef("topic"))
    return Q(
        Q(for_roles=[]) | Q(for_roles__overlap=reader.roles),
        Q(for_languages=[]) | Q(for_languages__overlap=reader.languages),
        ~Exists(teams) | Exists(teams.filter(team=_further(reader.team))),
        ~Exists(shut.exclude(Exists(admitted.filter(_named(reader))))),
        for_guest(reader, post="pk", campaign="campaign"),
    )


def shut_to(reader: Reader) -> Any:
    """Return the closed topics that do not admit a reader, given as values. In scope."""
    admitted = _model("Admission").objects.filter(topic=OuterRef("pk"))
    admitted = admitted.filter(Q(member=reader.member) | Q(team=reader.team, team__isnull=False))
    return _model("Topic").objects.filter(~Exists(admitted), is_closed=True)


def asked_of(member: Member) -> Any:
    """Return the ids of the drafts that wait for a member's yes to one of their topics.

    A proposal is about the topics of the post that it is to change, too.
    """
    topics = _model("TopicReview").objects.of(member).filter(topic=OuterRef("topic"))
    same = Q(post=OuterRef("post")) | Q(post=OuterRef("post__replaces"))
    about = _model("PostTopic").objects.filter(same, Exists(topics))
    return _model("Submission").objects.open().filter(Exists(about)).values("post")


def kept_from(reader: Reader) -> Any:
    """Return the running pilots that do not name a reader, given as values. In scope."""
    guests = _model("PilotGuest").objects.filter(pilot=OuterRef("pk"))
    named = Q(member=reader.member) | Q(team=reader.team, team__isnull=False)
    return _running().filter(~Exists(guests.filter(named)))


def _running() -> Any:
    is_on = Q(until__isnull=True) | Q(until__gt=Now())
    return _model("Pilot").objects.filter(is_on, opened_at__isnull=True)


def for_guest(reader: Reader, *, named: bool = False, **columns: str) -> Q:
    """Select what no running pilot keeps from a reader; `named`: what one keeps for them.

    `columns` say where a row has its post and its campaign.
    """
    about = Q()
    for link, column in columns.items():
        about |= Q(**{link: OuterRef(column)})
    pilots = _running().filter(about)
    guests = _model("PilotGuest").objects.filter(pilot=OuterRef("pk"))
    is_guest = Exists(guests.filter(_named(reader)))
    return Q(Exists(pilots.filter(is_guest))) if named else ~Q(Exists(pilots.exclude(is_guest)))


def _named(reader: Reader) -> Q:
    """Select what names a reader or their team, two queries below the posts.

    Who has no team is not named by it: `team=None` would be every row that names a person.
    """
    by_person = Q(member=_further(_further(reader.member)))
    if reader.team is None:
        return by_person
    return by_person | Q(team=_further(_further(reader.team)))


def _further(value: Any) -> Any:
    """Let a reference reach out of one query more."""
    return OuterRef(value) if isinstance(value, OuterRef) else value


def _model(name: str) -> Any:
    """Return a table of posts; they are declared with this condition in hand."""
    return apps.get_model("content", name)
