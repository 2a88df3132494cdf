"""Who may read which dashboard, and see to which report."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from analytics.reports.models import Report
from analytics.selectors import Group, groups, groups_for
from tenants.models import Member, Team, TeamRole
from tenants.roles import Permission, Role


def may_read(team: Team | None) -> QuerySet[Member]:
    """Return the members who may see the dashboard of a team, or of all for None."""
    found: QuerySet[Member] = Member.objects.active().who_may(Permission.SEE_DASHBOARD)
    if team is None:
        return found
    managers = TeamRole.objects.filter(team=team, role=Role.MANAGER).values("member")
    return found.filter(Q(roles__contains=[Role.ADMIN.value]) | Q(pk__in=managers))


def is_told_apart(team_id: int | None) -> bool:
    """Tell whether numbers of a team may be told to anybody now; of all (None) they always may."""
    return team_id is None or any(one.id == team_id for one in groups())


def group_shown(team_id: int | None, member: Member) -> tuple[list[Group], Group | None] | None:
    """Return the groups a member may tell apart, and the one of a team (None: all).

    None when the member may not see it now: they have no right to it, or it became too small.
    """
    if member.left_at is not None or not member.may(Permission.SEE_DASHBOARD):
        return None
    shown = groups_for(member)
    if team_id is None:
        return shown, None
    group = next((one for one in shown if one.id == team_id), None)
    return (shown, group) if group else None


def require_shown(team: Team | None, by: Member) -> None:
    """Raise PermissionDenied for whoever may see no dashboard; ValidationError("team") for a team
    that is not theirs to see, or too small to be told apart.
    """
    by.require(Permission.SEE_DASHBOARD)
    if group_shown(team.pk if team else None, by) is None:
        said = _("This team is not shown to you, or too small to be shown to anybody.")
        raise ValidationError(said, code="team")


def reports_of(member: Member) -> QuerySet[Report]:
    """Return the reports a member sees to: all for admins, else those they made."""
    found: QuerySet[Report] = Report.objects.select_related("team", "created_by")
    if Role.ADMIN not in member.roles:
        found = found.filter(created_by=member)
    return found
