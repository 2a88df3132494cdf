"""Whether somebody would see a post, and why not: for its writers, before it is saved.

The one condition that offers posts is `content.models.audiences.for_reader`; this says in words
what it decides, and a test holds both to the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from content.languages import language_name
from content.models import Admission, Topic
from content.models.audiences import usual_language
from content.written import Written, moment_in
from tenants.models import Member, Organization, Team
from tenants.roles import Role


@dataclass(frozen=True)
class Onlooker:
    """Through whose eyes a post is looked at: a member, or anybody of a team, role, language."""

    name: str
    member: Member | None
    team: Team | None
    roles: tuple[str, ...]
    languages: tuple[str, ...]

    @classmethod
    def of(cls, member: Member) -> Onlooker:
        """Return a member as an onlooker."""
        own = member.languages or [usual_language(member.organization)]
        return cls(str(member), member, member.team, tuple(member.roles), tuple(own))

    @classmethod
    def anybody(
        cls, organization: Organization, *, team: Team | None, role: str, language: str
    ) -> Onlooker:
        """Return whoever is of a team, has a role and reads a language, each where it is said."""
        languages = (language or usual_language(organization),)
        roles = tuple(dict.fromkeys([Role.ADVOCATE.value, *([role] if role else [])]))
        names = [
            str(team) if team else "",
            str(Role(role).label) if role else "",
            language_name(language) if language else "",
        ]
        return cls(", ".join(filter(None, names)), None, team, roles, languages)


@dataclass(frozen=True)
class Reason:
    """Why somebody does not see a post: "team", "role", "language", "embargo", "topic", "over"."""

    code: str
    said: str


@dataclass(frozen=True)
class Verdict:
    """Whether the onlooker sees a post once it is approved, and what keeps it from them."""

    onlooker: Onlooker
    reasons: list[Reason] = field(default_factory=list)

    @property
    def sees(self) -> bool:
        """Tell whether nothing keeps it from them."""
        return not self.reasons


def verdict_on(
    content: Written, *, topics: Sequence[Topic], onlooker: Onlooker, now: datetime
) -> Verdict:
    """Say whether an onlooker sees what is written, and why not. At most two queries."""
    reasons = [
        _of_team(content, onlooker),
        _of_roles(content, onlooker),
        _of_languages(content, onlooker),
        *_of_topics(topics, onlooker),
        _of_time(content, now),
    ]
    return Verdict(onlooker, [reason for reason in reasons if reason])


def _of_team(content: Written, onlooker: Onlooker) -> Reason | None:
    wanted = {str(one) for one in content.get("teams") or []}
    if not wanted or (onlooker.team and str(onlooker.team.public_id) in wanted):
        return None
    known = Team.objects.filter(public_id__in=[UUID(one) for one in wanted]).order_by("sort_key")
    names = ", ".join(str(team) for team in known)
    return Reason("team", _("It is for other teams: %(names)s.") % {"names": names})


def _of_roles(content: Written, onlooker: Onlooker) -> Reason | None:
    wanted = set(content.get("for_roles") or [])
    if not wanted or wanted & set(onlooker.roles):
        return None
    names = ", ".join(str(Role(role).label) for role in Role.values if role in wanted)
    return Reason("role", _("It is for other roles: %(names)s.") % {"names": names})


def _of_languages(content: Written, onlooker: Onlooker) -> Reason | None:
    wanted = set(content.get("for_languages") or [])
    if not wanted or wanted & set(onlooker.languages):
        return None
    names = ", ".join(language_name(code) for code in sorted(wanted))
    return Reason("language", _("It is for readers of: %(names)s.") % {"names": names})


def _of_topics(topics: Sequence[Topic], onlooker: Onlooker) -> list[Reason]:
    shut = [topic for topic in topics if topic.is_closed]
    if not shut:
        return []
    is_admitted = Q(member=onlooker.member) if onlooker.member else Q(pk__in=[])
    if onlooker.team:
        is_admitted |= Q(team=onlooker.team)
    rows = Admission.objects.filter(is_admitted, topic__in=shut)
    admitted = set(rows.values_list("topic_id", flat=True))
    said = _("The topic “%(topic)s” is closed to them.")
    return [
        Reason("topic", said % {"topic": topic.name}) for topic in shut if topic.pk not in admitted
    ]


def _of_time(content: Written, now: datetime) -> Reason | None:
    begins, ends = moment_in(content, "embargo_until"), moment_in(content, "expires_at")
    if ends and ends <= now:
        return Reason("over", _("It is over."))
    if begins and begins > now:
        when = date_format(timezone.localtime(begins), "DATETIME_FORMAT")
        return Reason("embargo", _("Not before %(when)s.") % {"when": when})
    return None
