"""A person's account: how they sign in, where they are signed in, and how it ends."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tenants.recency import recently_signed_in
from tenants.services.erasing import erase_person, farewells
from tenants.sessions import end_others, end_session, sessions_of
from tenants.spoken import spoken_to_person

FEW_CODES = 3
GONE_WORD = "delete"


@never_cache
def account(request: Any) -> HttpResponse:
    """Show how a person signs in, and where they are signed in."""
    context = {
        "sessions": sessions_of(request.user, session_key=request.session.session_key),
        **_second_steps(request.user),
    }
    return render(request, "account/overview.html", context)


def second_steps(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 (Django passes it)
    """Send on to where the account shows its second steps."""
    return redirect(f"{reverse('account_overview')}#second-step")


@require_POST
def session_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign out one other browser."""
    if not end_session(request, pk=pk):
        raise Http404
    messages.success(request, _("Signed out there."))
    return redirect("account_overview")


@require_POST
def sessions_end(request: Any) -> HttpResponse:
    """Sign out everywhere but here."""
    end_others(request, request.user)
    messages.success(request, _("Signed out everywhere else."))
    return redirect("account_overview")


@never_cache
@recently_signed_in
def account_delete(request: Any) -> HttpResponse:
    """Say what deleting the account means in each organization, and do it."""
    found = farewells(request.user)
    context: dict[str, Any] = {
        "farewells": found,
        "in_the_way": [one for one in found if one.stands_in_the_way],
        "word": GONE_WORD,
    }
    if request.method != "POST":
        return render(request, "account/delete.html", context)
    if request.POST.get("word", "").strip().casefold() != GONE_WORD:
        context["problem"] = _("Type the word “%(word)s” to go on.") % {"word": GONE_WORD}
        return render(request, "account/delete.html", context, status=422)
    email = request.user.email
    spoken = spoken_to_person(email)  # nobody knows it any more once they are gone
    try:
        erase_person(user=request.user, now=timezone.now())
    except ValidationError as error:
        context["problem"] = " ".join(error.messages)
        return render(request, "account/delete.html", context, status=422)
    logout(request)
    get_adapter().send_mail("account/email/account_deleted", email, {"spoken": spoken})
    return render(request, "account/deleted.html")


def _second_steps(user: Any) -> dict[str, Any]:
    rows = Authenticator.objects.filter(user_id=user.pk).order_by("created_at", "pk")
    found: dict[str, list[Authenticator]] = {}
    for row in rows:
        found.setdefault(row.type, []).append(row)
    codes = found.get(Authenticator.Type.RECOVERY_CODES, [])
    left = len(codes[0].wrap().get_unused_codes()) if codes else 0
    return {
        "app": next(iter(found.get(Authenticator.Type.TOTP, [])), None),
        "passkeys": found.get(Authenticator.Type.WEBAUTHN, []),
        "has_codes": bool(codes),
        "codes_left": left,
        "few_codes": bool(codes) and left <= FEW_CODES,
    }
