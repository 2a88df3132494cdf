"""Roles are a set; what they may do is one table."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a member is in an organization; everyone is an advocate."""

    ADVOCATE = "advocate", _("Advocate")
    CHAMPION = "champion", _("Champion")
    MANAGER = "manager", _("Manager")
    CONTRIBUTOR = "contributor", _("Contributor")
    CURATOR = "curator", _("Curator")
    ADMIN = "admin", _("Admin")


TEAM_ROLES = (Role.CHAMPION.value, Role.MANAGER.value)
"""The roles a member has for named teams."""


class Permission(StrEnum):
    """What a page or an act asks for; every view under `/o/` names exactly one."""

    TAKE_PART = "take part"  # feed, sharing, own shares, own impact, leaderboard, guidelines
    WRITE_POSTS = "write posts"
    APPROVE_POSTS = "approve posts"
    EDIT_POLICY = "edit the policy"
    HALT_SHARING = "halt sharing"  # the crisis pause, recalling a post
    SEE_DASHBOARD = "see the dashboard"
    ENTER_NUMBERS = "enter brand numbers"  # those of other tools, beside the shares
    SET_GOALS = "set goals and notes"  # for everybody to see, and on the trends
    MANAGE_MEMBERS = "manage members"
    MANAGE_ORGANIZATION = "manage the organization"  # settings, webhooks, audit, deletion


PERMISSIONS: dict[Permission, frozenset[str]] = {
    Permission.TAKE_PART: frozenset(Role.values),
    Permission.WRITE_POSTS: frozenset({Role.CONTRIBUTOR, Role.CURATOR, Role.ADMIN}),
    Permission.APPROVE_POSTS: frozenset({Role.CURATOR, Role.ADMIN}),
    Permission.EDIT_POLICY: frozenset({Role.CURATOR, Role.ADMIN}),
    Permission.HALT_SHARING: frozenset({Role.CURATOR, Role.ADMIN}),
    Permission.SEE_DASHBOARD: frozenset({Role.MANAGER, Role.ADMIN}),
    Permission.ENTER_NUMBERS: frozenset({Role.MANAGER, Role.ADMIN}),
    Permission.SET_GOALS: frozenset({Role.MANAGER, Role.ADMIN}),
    Permission.MANAGE_MEMBERS: frozenset({Role.ADMIN}),
    Permission.MANAGE_ORGANIZATION: frozenset({Role.ADMIN}),
}


def may(roles: Iterable[str], permission: Permission) -> bool:
    """Tell whether a set of roles grants a permission. Everyone is an advocate, listed or not."""
    granted = PERMISSIONS[permission]
    return Role.ADVOCATE in granted or not granted.isdisjoint(roles)
