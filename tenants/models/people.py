"""People, organizations, memberships, teams."""

from __future__ import annotations

from datetime import time
from pathlib import PurePosixPath
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import PermissionDenied
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.models.base import PublicIdModel, TenantModel
from tenants.models.boards import OnBoards
from tenants.roles import PERMISSIONS, Permission, Role, may
from tenants.scope import TenantQuerySet, managers

FEWEST, MOST_FEWEST = 5, 20
"""Of fewer people than that nothing is told; an organization may ask for more, up to the second."""


class UserManager(BaseUserManager["User"]):
    """Makes people; allauth asks for `create_user`."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create a person who signs in by e-mail and password."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user


class Theme(models.TextChoices):
    """How the pages look: as the device says, or one of the two."""

    DEVICE = "", _("As device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class User(AbstractBaseUser):
    """A person who signs in; what they do belongs to a `Member` of some organization."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.email

    def get_full_name(self) -> str:
        """Return the name, or the address while there is none."""
        return self.name or self.email


class Inviters(models.TextChoices):
    """Who may invite people; more than advocates are invited by admins alone."""

    ADMINS = "admins", _("Admins")
    LEADS = "leads", _("Admins, and champions and managers of teams")
    EVERYONE = "everyone", _("Everyone")


class Organization(models.Model):
    """A tenant: one company that runs a programme.

    `settings_version` grows with every change of the settings, so that a form that was filled in
    from older ones is noticed. `language` is "" while it is the instance's. UTM texts may name
    `{network}`; "" is the product's own. `logo` is a name in the media storage. While
    `deletion_due_at` or `pause_reason`, which all are shown, is set nothing goes out; from
    `ended_at` on nobody is a member any more. In `privacy_mode` nobody stands on a leaderboard who
    did not say so, and of fewer people than `fewest` nothing is told (`tenants.fewest`).
    """

    slug = models.SlugField(
        max_length=40,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*\Z")],
    )
    name = models.CharField(_("name"), max_length=120)
    accent = models.CharField(
        _("accent colour"),
        max_length=7,
        default="#b4532a",
        validators=[RegexValidator(r"^#[0-9a-f]{6}\Z")],
    )
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    late_after_h = models.PositiveSmallIntegerField(
        _("hours after which a late share asks first"), default=24
    )
    spread_from = models.TimeField(_("spread from"), default=time(8))
    spread_until = models.TimeField(_("spread until"), default=time(18))
    language = models.CharField(_("language"), max_length=10, blank=True, db_default="", default="")
    inviters = models.CharField(
        _("who may invite"),
        max_length=8,
        choices=Inviters.choices,
        default=Inviters.ADMINS,
        db_default=Inviters.ADMINS,
    )
    link_host = models.CharField(
        _("domain of short links"), max_length=253, blank=True, default="", db_default=""
    )
    utm_source = models.CharField(max_length=60, blank=True, db_default="", default="")
    utm_medium = models.CharField(max_length=60, blank=True, db_default="", default="")
    utm_campaign = models.CharField(max_length=60, blank=True, db_default="", default="")
    disclosure = models.CharField(
        _("disclosure"), max_length=100, blank=True, db_default="", default=""
    )
    takes_comments = models.BooleanField(_("takes comments"), default=True, db_default=True)
    logo = models.CharField(max_length=300, blank=True, db_default="", default="", editable=False)
    settings_version = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    deletion_due_at = models.DateTimeField(null=True, editable=False)
    pause_reason = models.CharField(
        max_length=300, blank=True, db_default="", default="", editable=False
    )
    ended_at = models.DateTimeField(null=True, editable=False)
    requires_mfa = models.BooleanField(_("asks for a second step"), default=False, db_default=False)
    privacy_mode = models.BooleanField(_("privacy mode"), default=False, db_default=False)
    fewest = models.PositiveSmallIntegerField(
        _("fewest people told of"), default=FEWEST, db_default=FEWEST
    )
    audit_kept_days = models.PositiveSmallIntegerField(
        _("days the audit is kept"), default=730, db_default=730
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(fewest__gte=FEWEST, fewest__lte=MOST_FEWEST),
                name="tenants_organization_fewest",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def logo_key(self) -> str:
        """Return what tells this logo from an earlier one, "" without one."""
        return PurePosixPath(self.logo).stem[:24]


class Slug(models.Model):
    """A slug that is or was some organization's; the database writes it, and nobody takes it away.

    `leads_to` is None once the organization is deleted: the slug stays reserved. Read and written
    in `platform()` alone.
    """

    slug = models.CharField(max_length=40, primary_key=True)
    leads_to = models.ForeignKey(
        Organization, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    def __str__(self) -> str:
        return self.slug


class TeamQuerySet(TenantQuerySet["Team"]):
    """Teams, narrowed."""

    def current(self) -> TeamQuerySet:
        """Return those that were not deleted, by name."""
        return self.filter(ended_at=None).order_by("sort_key", "pk")


_teams, _all_teams = managers(TeamQuerySet)


class Team(PublicIdModel):
    """A group for targeting and reports; a member is in one team or none.

    A deleted one stays, without members, because what was shared from it counts for it.
    """

    name = models.CharField(_("name"), max_length=80)
    sort_key = models.CharField(max_length=80, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = _teams
    everyone: ClassVar[Any] = _all_teams

    class Meta(PublicIdModel.Meta):
        constraints = [
            *PublicIdModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "sort_key"],
                condition=Q(ended_at=None),
                name="tenants_team_name",
                violation_error_message=_("There is a team of this name already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


def stands_on_board(*, by_choice: bool) -> Q:
    """Return which active members the leaderboard shows, as `MemberQuerySet.on_board`."""
    chosen = Q(on_leaderboard=True)
    return chosen if by_choice else chosen | Q(on_leaderboard=None)


class MemberQuerySet(TenantQuerySet["Member"]):
    """Members, narrowed."""

    def active(self) -> MemberQuerySet:
        """Return those whose membership has not ended."""
        return self.filter(left_at=None)

    def deactivated(self) -> MemberQuerySet:
        """Return those whose membership has ended and who could come back."""
        return self.filter(left_at__isnull=False, erased_at=None)

    def on_board(self, *, by_choice: bool) -> MemberQuerySet:
        """Return those whom the leaderboard shows: `by_choice` only who said so, else all but who
        said no.
        """
        return self.active().filter(stands_on_board(by_choice=by_choice))

    def with_role(self, role: Role) -> MemberQuerySet:
        """Return those who have a role, among others."""
        return self.filter(roles__contains=[role.value])

    def who_may(self, permission: Permission) -> MemberQuerySet:
        """Return those with any role that gives a permission."""
        return self.filter(roles__overlap=sorted(PERMISSIONS[permission]))


_members, _all_members = managers(MemberQuerySet)


class Member(OnBoards, PublicIdModel):
    """A person's membership in one organization, with a set of roles.

    `time_zone` (IANA) is "" while it is the organization's. The address of the personal calendar
    feed names `calendar_version`, so a new number makes the old address useless. `languages` are
    those they read posts in, none while it is the organization's; `language` is that of pages and
    mails, "" while they chose none. Who is erased
    (`tenants.services.erasing`) stays as a row without a name, so that totals stay true.
    `last_key` is the last word of `sort_key`, kept by the database. `returned_at` is when a member
    who had left was let in again: what they had before that is over.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=120)
    sort_key = models.CharField(max_length=120, editable=False)
    last_key = models.CharField(max_length=120, editable=False, default="", db_default="")
    team = models.ForeignKey(
        Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="members"
    )
    roles = ArrayField(models.CharField(max_length=16, choices=Role.choices), default=list)
    theme = models.CharField(max_length=8, choices=Theme.choices, default="", blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True, default="", db_default="")
    languages = ArrayField(
        models.CharField(max_length=10),
        verbose_name=_("languages"),
        default=list,
        db_default=[],
        blank=True,
    )
    calendar_version = models.PositiveIntegerField(default=1)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = _members
    everyone: ClassVar[Any] = _all_members

    class Meta(PublicIdModel.Meta):
        constraints = [
            *PublicIdModel.Meta.constraints,
            models.UniqueConstraint(fields=["organization", "user"], name="tenants_member_user"),
            models.UniqueConstraint(
                fields=["organization", "pseudonym_key"],
                condition=~Q(pseudonym_key=""),
                name="tenants_member_pseudonym",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "sort_key", "id"], name="tenants_member_name"),
            models.Index(fields=["organization", "team"], name="tenants_member_team"),
            models.Index(
                fields=["organization", "team"],
                include=["on_leaderboard", "pseudonym"],
                condition=Q(left_at__isnull=True),
                name="tenants_member_counted",
            ),
            models.Index(fields=["organization", "last_key"], name="tenants_member_last"),
            models.Index(
                fields=["organization"],
                condition=Q(is_executive=True),
                name="tenants_member_executive",
            ),
            models.Index(
                fields=["organization", "left_at"],
                condition=Q(left_at__isnull=False),
                name="tenants_member_left",
            ),
            models.Index(
                fields=["organization", "returned_at"],
                condition=Q(returned_at__isnull=False),
                name="tenants_member_returned",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_on_board(self) -> bool:
        """Tell whether boards show them to others: as they said, or as is usual here."""
        if self.on_leaderboard is None:
            return not self.organization.privacy_mode
        return self.on_leaderboard

    def may(self, permission: Permission) -> bool:
        """Tell whether any of the member's roles grants the permission."""
        return may(self.roles, permission)

    def require(self, permission: Permission) -> None:
        """Raise PermissionDenied unless one of the member's roles grants the permission."""
        if not self.may(permission):
            raise PermissionDenied


class TeamRole(TenantModel):
    """Which teams a champion or manager answers for; without a row the role covers none."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="team_roles")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="team_roles")
    role = models.CharField(
        max_length=16,
        choices=[(role.value, role.label) for role in (Role.CHAMPION, Role.MANAGER)],
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "member", "team", "role"], name="tenants_teamrole_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} of team {self.team_id}"
