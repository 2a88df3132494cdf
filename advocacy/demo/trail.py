"""What stands in the audit of an invented organization: what its rows say happened, and when.

Building it is no history: what was noted on the way is taken out before, and each act is noted at
the time that its row tells, by who did it there.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from analytics.conversions.models import ConversionGoal
from analytics.goals.models import Annotation, Goal
from analytics.value.keeping import rate_told
from analytics.value.models import Rate, ViewRate
from analytics.value.view_rates import view_rate_told
from content.models import Post
from policies.models import PolicyVersion
from sharing.models import Budget, Connection, LandingSite
from tenants.audit import coming_from, record
from tenants.models import Act, Domain, JoinRequest, Member, Team, Via
from tenants.roles import Role

SETTLED_IN = timedelta(hours=40)
"""Within how long everybody connects their accounts, before the first shares go out."""
MINUTE = timedelta(minutes=1)


def write(*, now: datetime, dice: random.Random) -> None:
    """Write the audit of an organization that has just been built, in scope."""
    with coming_from(Via.PAGE):
        admins = Member.objects.with_role(Role.ADMIN).order_by("pk")
        admin = admins.first() or Member.objects.with_role(Role.CURATOR).order_by("pk")[0]
        _people(admin, dice)
        _door(admin)
        _library()
        _money(admin, now)


def _people(admin: Member, dice: random.Random) -> None:
    members = list(Member.objects.order_by("joined_at", "pk"))
    began_at = members[0].joined_at - timedelta(hours=2)
    record(Act.ORGANIZATION_CREATED, by=admin, about=admin, now=began_at)
    for place, team in enumerate(Team.objects.order_by("pk"), 1):
        record(Act.TEAM_CREATED, by=admin, about=team, now=began_at + place * MINUTE)
    for place, member in enumerate(members):
        joined_at = member.joined_at + place * 7 * MINUTE
        Member.objects.filter(pk=member.pk).update(joined_at=joined_at)
        record(Act.MEMBER_JOINED, by=member, about=member, now=joined_at)
        if member.roles != [Role.ADVOCATE.value] and member.pk != admin.pk:
            at, roles = joined_at + 3 * MINUTE, {"roles": member.roles}
            record(Act.MEMBER_ROLES_SET, by=admin, about=member, data=roles, now=at)
        for connection in Connection.objects.filter(member=member).order_by("pk"):
            at = joined_at + MINUTE + SETTLED_IN * dice.random()
            Connection.objects.filter(pk=connection.pk).update(connected_at=at)
            network = {"network": connection.network}
            record(Act.ACCOUNT_CONNECTED, by=member, about=connection, data=network, now=at)
        if member.left_at is not None:
            record(Act.MEMBER_DEACTIVATED, by=admin, about=member, now=member.left_at)


def _door(admin: Member) -> None:
    for domain in Domain.objects.order_by("pk"):
        added_at, joining = domain.created_at, {"joining": domain.joining}
        purpose = {"purpose": domain.purpose}
        record(Act.DOMAIN_ADDED, by=admin, about=domain, data=purpose, now=added_at)
        record(Act.DOMAIN_PROVED, by=admin, about=domain, now=added_at + 12 * MINUTE)
        changed_at = added_at + 14 * MINUTE
        record(Act.DOMAIN_CHANGED, by=admin, about=domain, data=joining, now=changed_at)
    for request in JoinRequest.objects.order_by("pk"):
        record(Act.JOIN_ASKED, by=None, about=request, now=request.asked_at)


def _library() -> None:
    for version in PolicyVersion.objects.select_related("published_by"):
        told = {"version": version.number}
        at = version.published_at
        record(Act.POLICY_PUBLISHED, by=version.published_by, about=version, data=told, now=at)
    for post in Post.objects.select_related("author", "approved_by").order_by("created_at"):
        record(Act.POST_CREATED, by=post.author, about=post, now=post.created_at)
        if post.approved_at is not None:
            at, told = post.approved_at + 20 * MINUTE, {"version": post.version}
            record(Act.POST_APPROVED, by=post.approved_by, about=post, data=told, now=at)


def _money(admin: Member, now: datetime) -> None:
    for budget in Budget.objects.order_by("pk"):
        told = {"network": budget.network, "monthly_mills": budget.monthly_mills}
        record(Act.BUDGET_SET, by=admin, data=told, now=now - timedelta(days=40))
    for rate in Rate.objects.order_by("pk"):
        record(Act.RATE_SET, by=admin, about=rate, data=rate_told(rate), now=rate.set_at)
    for one in ViewRate.objects.order_by("pk"):
        told = view_rate_told(one)
        record(Act.VIEW_RATE_SET, by=admin, about=one, data=told, now=one.set_at)
    for site in LandingSite.objects.order_by("pk"):
        record(Act.SITE_ADDED, by=admin, about=site, now=site.added_at)
    for aim in Goal.objects.order_by("pk"):
        record(Act.GOAL_SET, by=aim.set_by, about=aim, data={"metric": aim.metric}, now=aim.set_at)
    for note in Annotation.objects.order_by("pk"):
        record(Act.ANNOTATION_ADDED, by=note.noted_by, about=note, now=note.noted_at)
    for goal in ConversionGoal.objects.order_by("pk"):
        record(Act.CONVERSION_GOAL_ADDED, by=admin, about=goal, now=goal.added_at)
