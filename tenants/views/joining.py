"""How an invited person comes in, from wherever they stand."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from tenants.forms import JoinForm
from tenants.invitations import find_invitation, is_open
from tenants.models import Invitation, User
from tenants.selectors.invitations import has_account
from tenants.services.joining import accept_invitation

GONE, NOT_FOUND = 410, 404


@login_not_required
@never_cache
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Let the invited person in, new or known, signed in or not."""
    invitation = find_invitation(token)
    if invitation is None:
        return _closed(request, None)
    if isinstance(request.user, AnonymousUser):
        return _join_as_someone(request, invitation)
    if request.user.email != invitation.email:
        return _show(request, invitation, who="someone else")
    return _join_as(request, invitation, request.user)


def _join_as(request: HttpRequest, invitation: Invitation, user: User) -> HttpResponse:
    """Take the one click of a signed-in person; whoever has joined already just goes on."""
    if request.method != "POST" and invitation.accepted_at is None:
        if not is_open(invitation, timezone.now()):
            return _closed(request, invitation)
        return _show(request, invitation, who="you")
    try:
        accept_invitation(invitation=invitation, user=user, now=timezone.now())
    except ValidationError:
        return _closed(request, invitation)
    return _welcome(invitation)


def _join_as_someone(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Ask a new person for a name and a password; send a known one to sign in."""
    form = JoinForm(request.POST or None, initial={"name": invitation.name})
    if request.method == "POST" and form.is_valid():
        return _try(request, invitation, form)
    if not is_open(invitation, timezone.now()):
        return _closed(request, invitation)
    who = "known" if has_account(invitation.email) else "new"
    return _show(request, invitation, who=who, form=form)


def _try(request: HttpRequest, invitation: Invitation, form: JoinForm) -> HttpResponse:
    chosen = form.cleaned_data
    try:
        member = accept_invitation(
            invitation=invitation,
            name=chosen["name"],
            password=chosen["password"],
            consents=form.consents(),
            now=timezone.now(),
        )
    except ValidationError as error:
        return _explain(request, invitation, form, error)
    return _sign_in(request, invitation, User.objects.get(pk=member.user_id))


def _explain(
    request: HttpRequest, invitation: Invitation, form: JoinForm, error: ValidationError
) -> HttpResponse:
    code = getattr(error, "code", "")
    if code == "closed":
        return _second_click(request, invitation, form)
    if code == "has_account":
        return redirect(request.path)
    form.add_error("name" if code == "name" else "password", error)
    return _show(request, invitation, who="new", form=form)


def _second_click(request: HttpRequest, invitation: Invitation, form: JoinForm) -> HttpResponse:
    """Sign in whoever just joined by the same form; through the same throttle as signing in."""
    try:
        user = get_adapter(request).authenticate(
            request, email=invitation.email, password=form.cleaned_data["password"]
        )
    except ValidationError:
        user = None
    try:
        if user is not None:
            accept_invitation(invitation=invitation, user=user, now=timezone.now())
            return _sign_in(request, invitation, user)
    except ValidationError:
        pass  # the link is closed for another reason
    return redirect(request.path)  # it says why the link leads nowhere now


def _sign_in(request: HttpRequest, invitation: Invitation, user: User) -> HttpResponse:
    """Sign in who has just given the password; a second step, if they have one, comes first."""
    way = reverse("sharing:feed", args=[invitation.organization.slug])
    login = Login(user=user, redirect_url=way, email=user.email)
    response: HttpResponse = perform_password_login(request, {"email": user.email}, login)
    return response


def _welcome(invitation: Invitation) -> HttpResponse:
    return redirect("sharing:feed", slug=invitation.organization.slug)


def _show(
    request: HttpRequest, invitation: Invitation, *, who: str, form: JoinForm | None = None
) -> HttpResponse:
    """Show the door; `who` is "new", "known" (signs in first), "you" or "someone else"."""
    context = {
        "organization": invitation.organization,
        "invitation": invitation,
        "who": who,
        "form": form,
    }
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "tenants/join.html", context, status=status)


def _closed(request: HttpRequest, invitation: Invitation | None) -> HttpResponse:
    """Say why this link leads nowhere and what to do; one page for every reason."""
    context = {
        "invitation": invitation,
        "organization": invitation.organization if invitation else None,
    }
    status = GONE if invitation else NOT_FOUND
    return render(request, "tenants/join_closed.html", context, status=status)
