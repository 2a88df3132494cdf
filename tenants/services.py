"""Writing who is who: organizations, invitations, members, their preferences."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from tenants.invitations import is_open
from tenants.letters import write_letter
from tenants.models import Invitation, Member, Organization, Team, TeamRole, Theme, User
from tenants.naming import sort_key
from tenants.roles import Permission, Role
from tenants.scope import platform, tenant
from tenants.zones import known_zone

INVITATION_LASTS = timedelta(days=14)
NAME_LENGTH = 120
TEAM_NAME_LENGTH = 80
MOST_LATE_H = 168
SHORTEST_DAY = timedelta(hours=1)


def create_organization(
    *, name: str, slug: str, admin_email: str, now: datetime
) -> tuple[Organization, Invitation]:
    """Make an organization and invite its first admin.

    Raises ValidationError of code "name", "slug", "taken" or "email".
    """
    email = _clean_email(admin_email)
    organization = Organization(name=" ".join(name.split()), slug=slug)
    _require_valid(organization)
    with platform():
        try:
            with transaction.atomic():
                organization.save()
        except IntegrityError:
            raise ValidationError(_("This slug is not available."), code="taken") from None
        with tenant(organization):
            roles = [Role.ADVOCATE.value, Role.ADMIN.value]
            invitation = _write_invitation(email=email, roles=roles, team=None, by=None, now=now)
    return organization, invitation


def invite_member(
    *, email: str, roles: Iterable[str], team: Team | None, by: Member, now: datetime
) -> Invitation:
    """Invite a person for 14 days and mail them their link; inviting again renews the same one.

    Raises PermissionDenied; ValidationError of code "email", "roles" or "member": is one already.
    """
    _require_admin(by)
    email = _clean_email(email)
    wanted = {Role.ADVOCATE.value, *roles}
    if not wanted <= set(Role.values):
        raise ValidationError(_("There is no such role."), code="roles")
    if Member.objects.active().filter(user__email=email).exists():
        raise ValidationError(_("This person is a member already."), code="member")
    ordered = [role for role in Role.values if role in wanted]
    return _write_invitation(email=email, roles=ordered, team=team, by=by, now=now)


def withdraw_invitation(*, invitation: Invitation, by: Member, now: datetime) -> None:
    """Make an invitation's link worthless; idempotent.

    Raises PermissionDenied; ValidationError("accepted"): the person has joined already.
    """
    _require_admin(by)
    rows = Invitation.objects.filter(pk=invitation.pk, accepted_at=None)
    rows.filter(withdrawn_at=None).update(withdrawn_at=now)
    if not rows.exists():
        raise ValidationError(_("This person has joined already."), code="accepted")


def accept_invitation(
    *,
    invitation: Invitation,
    now: datetime,
    user: User | None = None,
    name: str = "",
    password: str = "",
) -> Member:
    """Let the invited person in: as the signed-in `user`, or new, by `name` and `password`.

    Idempotent for the person who joined by it. Opens the scope itself, so a link works from
    anywhere. Raises ValidationError of code "closed": expired, withdrawn, used by then;
    "other_person": `user` has another address; "has_account": sign in first; "name"; and those of
    the password validators.
    """
    with tenant(invitation.organization_id):
        invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if user is not None and user.email != invitation.email:
            raise ValidationError(_("This invitation is for another address."), code="other_person")
        if invitation.accepted_at and user is not None:
            joined: Member | None = Member.objects.active().filter(user=user).first()
            if joined is not None:
                return joined
        if not is_open(invitation, now):
            raise ValidationError(_("This invitation is not open any more."), code="closed")
        person = user or _create_person(email=invitation.email, name=name, password=password)
        _confirm_address(person)
        invitation.accepted_at = now
        invitation.save(update_fields=["accepted_at"])
        return _join(person, invitation, now)


def create_team(*, name: str) -> Team:
    """Return the team of this name, made if there is none. Raises ValidationError("name")."""
    name = " ".join(name.split())
    if not sort_key(name) or max(len(name), len(sort_key(name))) > TEAM_NAME_LENGTH:
        raise ValidationError(_("Give the team a name of up to 80 characters."), code="name")
    team: Team = Team.objects.get_or_create(sort_key=sort_key(name), defaults={"name": name})[0]
    return team


def set_preferences(
    *, member: Member, theme: str, on_leaderboard: bool, time_zone: str | None = None
) -> Member:
    """Store how pages look to a member, whether the leaderboard shows them, and their time zone.

    `time_zone` "" is the organization's, None leaves it. What is planned keeps its instant.
    Raises ValidationError("theme"), ("time_zone").
    """
    if theme not in Theme.values:
        raise ValidationError(_("There is no such theme."), code="theme")
    if time_zone:
        _require_zone(time_zone)
    member.theme, member.on_leaderboard = theme, on_leaderboard
    member.time_zone = member.time_zone if time_zone is None else time_zone
    member.save(update_fields=["theme", "on_leaderboard", "time_zone"])
    return member


def set_sharing_hours(
    *,
    by: Member,
    time_zone: str,
    late_after_h: int,
    spread_from: time,
    spread_until: time,
) -> Organization:
    """Store the organization's clock, after how long a late share asks, and its spreading hours.

    Raises PermissionDenied; ValidationError of code "time_zone", "late_after_h", "spread": the
    hours end less than an hour after they begin.
    """
    _require_admin(by)
    _require_zone(time_zone)
    if not 1 <= late_after_h <= MOST_LATE_H:
        said = _("Choose between 1 and %(most)s hours.") % {"most": MOST_LATE_H}
        raise ValidationError(said, code="late_after_h")
    today = datetime(2000, 1, 1)  # noqa: DTZ001 (two clock times are compared)
    if datetime.combine(today, spread_until) - datetime.combine(today, spread_from) < SHORTEST_DAY:
        raise ValidationError(_("Let the day end at least an hour after it begins."), code="spread")
    organization: Organization = by.organization
    organization.time_zone, organization.late_after_h = time_zone, late_after_h
    organization.spread_from, organization.spread_until = spread_from, spread_until
    organization.save(update_fields=["time_zone", "late_after_h", "spread_from", "spread_until"])
    return organization


def renew_calendar(*, member: Member) -> None:
    """Make a new address for a member's calendar feed; the old one is useless from now on."""
    Member.objects.filter(pk=member.pk).update(calendar_version=F("calendar_version") + 1)
    member.refresh_from_db(fields=["calendar_version"])


def _require_zone(name: str) -> None:
    if known_zone(name) is None:
        said = _("We don’t know this time zone. Choose one of the list.")
        raise ValidationError(said, code="time_zone")


def _require_admin(member: Member) -> None:
    if not member.may(Permission.MANAGE_MEMBERS):
        raise PermissionDenied


def _require_valid(organization: Organization) -> None:
    try:
        organization.clean_fields()
    except ValidationError as error:
        if "slug" in error.error_dict:
            message = _("A slug is up to 40 small letters, digits and single hyphens.")
            raise ValidationError(message, code="slug") from None
        message = _("An organization needs a name of up to 120 characters.")
        raise ValidationError(message, code="name") from None


def _clean_email(email: str) -> str:
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise ValidationError(
            _("This is not an e-mail address. Write it like name@company.example."), code="email"
        ) from None
    return email


def _write_invitation(
    *, email: str, roles: list[str], team: Team | None, by: Member | None, now: datetime
) -> Invitation:
    renewed = {"roles": roles, "team": team, "invited_by": by, "expires_at": now + INVITATION_LASTS}
    waiting = Invitation.objects.filter(email=email, accepted_at=None, withdrawn_at=None)
    pk = waiting.order_by("-created_at").values_list("pk", flat=True).first()
    if pk is None:
        pk = Invitation.objects.create(email=email, created_at=now, **renewed).pk
    else:
        waiting.filter(pk=pk).update(**renewed)
    found = Invitation.objects.select_related("organization", "team")  # for its link, anywhere
    invitation: Invitation = found.get(pk=pk)
    write_letter(
        email=email,
        template="invitation",
        subject=f"{invitation.public_id.hex} {invitation.expires_at:%Y%m%dT%H%M%S}",
        params={"invitation": invitation.public_id.hex},
        now=now,
    )
    return invitation


def _create_person(*, email: str, name: str, password: str) -> User:
    name = " ".join(name.split())
    if not sort_key(name) or max(len(name), len(sort_key(name))) > NAME_LENGTH:
        raise ValidationError(_("Tell us your name, in up to 120 characters."), code="name")
    taken = ValidationError(_("You have an account already. Sign in to join."), code="has_account")
    if User.objects.filter(email=email).exists():
        raise taken
    validate_password(password, User(email=email, name=name))
    try:
        with transaction.atomic():  # the same person may answer two invitations at once
            return User.objects.create_user(email, password, name=name)
    except IntegrityError:
        raise taken from None


def _confirm_address(user: User) -> None:
    """Note that the address is theirs (the link came there), so that password reset works."""
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )


def _join(user: User, invitation: Invitation, now: datetime) -> Member:
    name = user.name or user.email.partition("@")[0]
    changes = {
        "name": name,
        "sort_key": sort_key(name)[:NAME_LENGTH],
        "roles": invitation.roles,
        "team_id": invitation.team_id,
        "joined_at": now,
        "left_at": None,
    }
    member: Member | None = Member.objects.active().filter(user=user).first()
    if member is None:
        member = Member.objects.update_or_create(user=user, defaults=changes)[0]
    for role in {Role.CHAMPION.value, Role.MANAGER.value} & set(invitation.roles):
        if invitation.team_id is not None:
            TeamRole.objects.get_or_create(member=member, team_id=invitation.team_id, role=role)
    return member
