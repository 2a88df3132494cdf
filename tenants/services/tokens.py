"""Making and revoking tokens."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tenants.audit import record
from tenants.models import Act, ApiToken, Member
from tenants.roles import Permission
from tenants.token_scopes import Scope
from tenants.tokens import digest_of, new_token

LASTS_DAYS = (30, 90, 365)
MOST_TOKENS = 20
NAME_LENGTH = 80


@transaction.atomic
def make_token(
    *, member: Member, name: str, scopes: Iterable[str], days: int, now: datetime
) -> tuple[ApiToken, str]:
    """Make a token for a member; return it with its text, which is known this once only.

    Raises ValidationError of code "name", "scopes" (none or unknown), "days", "too_many".
    """
    name, wanted = " ".join(name.split()), set(scopes)
    if not 0 < len(name) <= NAME_LENGTH:
        raise ValidationError(_("Give it a name of up to 80 characters."), code="name")
    if not wanted or not wanted <= set(Scope.values):
        raise ValidationError(_("Choose what it may be used for."), code="scopes")
    if days not in LASTS_DAYS:
        raise ValidationError(_("Choose how long it lasts."), code="days")
    Member.objects.select_for_update(of=("self",), no_key=True).get(pk=member.pk)
    if ApiToken.objects.of(member).good_at(now).count() >= MOST_TOKENS:
        said = _("You have %(most)s tokens. Revoke one that you do not need any more.")
        raise ValidationError(said % {"most": MOST_TOKENS}, code="too_many")
    text, prefix = new_token()
    ordered = [scope for scope in Scope.values if scope in wanted]
    token: ApiToken = ApiToken.objects.create(
        member=member,
        name=name,
        prefix=prefix,
        digest=digest_of(text),
        scopes=ordered,
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    record(Act.TOKEN_MADE, by=member, about=token, data={"scopes": ordered}, now=now)
    return token, text


@transaction.atomic
def revoke_token(*, token: ApiToken, by: Member, now: datetime) -> None:
    """Make a token useless at once; idempotent.

    Raises PermissionDenied: it is another's, and `by` does not manage members.
    """
    if token.member_id != by.pk and not by.may(Permission.MANAGE_MEMBERS):
        raise PermissionDenied
    if ApiToken.objects.filter(pk=token.pk).delete()[0]:
        record(Act.TOKEN_REVOKED, by=by, about=token, now=now)


@transaction.atomic
def revoke_tokens_of(*, member: Member, by: Member | None, now: datetime) -> int:
    """Make all tokens of a member useless, in scope; return how many there were."""
    tokens = list(ApiToken.objects.of(member).select_for_update(of=("self",)).order_by("pk"))
    for token in tokens:
        token.delete()
    if tokens:
        record(Act.TOKEN_REVOKED, by=by, about=member, data={"count": len(tokens)}, now=now)
    return len(tokens)
