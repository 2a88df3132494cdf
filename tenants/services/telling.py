"""Telling admins what needs them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.urls import reverse

from tenants.letters import withdraw_letters
from tenants.models import Member, MemberQuerySet, Notice
from tenants.notifying import mark_seen, notify
from tenants.roles import Permission, Role

PLACES = {
    Notice.JOIN_ASKED: "tenants:join_requests",
    Notice.DOMAIN_LOST: "tenants:domains",
    Notice.ORGANIZATION_ENDS: "tenants:danger_zone",
    Notice.ORGANIZATION_STAYS: "tenants:danger_zone",
}
"""Where each kind leads that has one place."""


def tell_admins(
    kind: Notice, *, subject: str, params: Mapping[str, object], now: datetime, path: str = ""
) -> None:
    """Tell every active admin once, in scope; `subject` names what happened, `path` leads there."""
    admins = Member.objects.active().with_role(Role.ADMIN)
    _tell(admins, kind, subject=subject, params=params, path=path, now=now)


def tell_who_may(
    permission: Permission,
    kind: Notice,
    *,
    but: Member,
    subject: str,
    params: Mapping[str, object],
    path: str,
    now: datetime,
) -> None:
    """Tell the same to every other active member with a permission: `but` has done it."""
    others = Member.objects.active().who_may(permission).exclude(pk=but.pk)
    _tell(others, kind, subject=subject, params=params, path=path, now=now)


def _tell(
    members: MemberQuerySet,
    kind: Notice,
    *,
    subject: str,
    params: Mapping[str, object],
    path: str,
    now: datetime,
) -> None:
    for member in members.select_related("user", "organization"):
        notify(
            member=member,
            kind=kind,
            subject=subject,
            params=params,
            path=path or reverse(PLACES[kind], args=[member.organization.slug]),
            now=now,
        )


def forget_told(kind: Notice, *, about: str, now: datetime) -> None:
    """Note for every admin that what begins with `about` is no news any more, in scope."""
    for admin in Member.objects.active().with_role(Role.ADMIN).select_related("user"):
        mark_seen(member=admin, kind=kind, about=about, now=now)
        withdraw_letters(member=admin, template=kind.value, about=about)
