"""A member's API tokens: listed, made after the person has shown it is them, revoked."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tenants.access import allowed
from tenants.forms import TokenForm
from tenants.http import MemberRequest
from tenants.models import ApiToken, Member
from tenants.recency import recently_signed_in
from tenants.roles import Permission
from tenants.selectors.tokens import token_holders
from tenants.services.tokens import make_token, revoke_token, revoke_tokens_of
from tenants.token_scopes import Scope

SECRET_FIELDS = {"too_many": "name"}
"""At which field a refusal stands that is not named like its code."""


@allowed(Permission.TAKE_PART)
def tokens(request: MemberRequest) -> HttpResponse:
    """List one's own tokens, and what each may do."""
    own = ApiToken.objects.of(request.member).order_by("-created_at", "-pk")
    now = timezone.now()
    rows = [(token, _labels(token), token.expires_at <= now) for token in own]
    return render(request, "tenants/tokens.html", {"rows": rows})


@never_cache
@allowed(Permission.TAKE_PART)
@recently_signed_in
def token_new(request: MemberRequest) -> HttpResponse:
    """Make a token and show it, this once."""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            token, text = make_token(
                member=request.member,
                name=form.cleaned_data["name"],
                scopes=form.cleaned_data["scopes"],
                days=int(form.cleaned_data["days"]),
                now=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(SECRET_FIELDS.get(error.code or "", error.code), error)
        else:
            context = {"token": token, "text": text, "labels": _labels(token)}
            return render(request, "tenants/token_made.html", context)
    status = 422 if form.errors else 200
    return render(request, "tenants/token_new.html", {"form": form}, status=status)


@require_POST
@allowed(Permission.TAKE_PART)
def token_revoke(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Make one of one's own tokens useless."""
    own = ApiToken.objects.of(request.member)
    token = get_object_or_404(own, public_id=public_id)
    revoke_token(token=token, by=request.member, now=timezone.now())
    messages.success(request, _("Revoked. “%s” does not work any more.") % token.name)
    return redirect("tenants:tokens", slug=request.organization.slug)


@allowed(Permission.MANAGE_MEMBERS)
def member_tokens(request: MemberRequest) -> HttpResponse:
    """Show who has tokens, and how many; never what they are."""
    holders = token_holders(now=timezone.now())
    return render(request, "tenants/member_tokens.html", {"holders": holders})


@require_POST
@allowed(Permission.MANAGE_MEMBERS)
def member_tokens_revoke(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Make all tokens of one member useless."""
    member = get_object_or_404(Member.objects.all(), public_id=public_id)
    revoke_tokens_of(member=member, by=request.member, now=timezone.now())
    messages.success(request, _("Revoked. No token of %s works any more.") % member.name)
    return redirect("tenants:member_tokens", slug=request.organization.slug)


def _labels(token: ApiToken) -> list[str]:
    return [str(Scope(scope).label) for scope in token.scopes if scope in Scope.values]
