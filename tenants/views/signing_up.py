"""Opening an organization: one form, a link by mail, and one is in."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from tenants.forms import SignUpForm, UnlockForm
from tenants.models import SignUp
from tenants.services.signing_up import (
    SignUpDraft,
    find_sign_up,
    is_its_password,
    link_to_confirm,
    open_account,
    write_sign_up,
)
from tenants.throttling import allow, too_many

MINE = "sign_up"
FIELDS = {"name_of_person": "name", "name": "organization_name", "taken": "slug"}
GONE = 410
FIVE_MINUTES_S = 300


@sensitive_post_parameters("password")
@login_not_required
@never_cache
def sign_up(request: HttpRequest) -> HttpResponse:
    """Take what a person fills in; the answer is the same whether the address has an account."""
    if settings.SIGNUP != "open":
        return render(request, "account/signup_closed.html")
    if request.user.is_authenticated:
        return redirect("home")
    form = SignUpForm(request.POST or None)
    if request.method == "POST":
        if not allow(request, action="signup", key=""):
            return too_many(request)
        if form.is_valid() and _take(request, form):
            return redirect("account_sign_up_sent")
    status = 422 if form.is_bound else 200
    return render(request, "account/signup.html", {"form": form}, status=status)


@login_not_required
@never_cache
def sign_up_sent(request: HttpRequest) -> HttpResponse:
    """Ask to look into the mail."""
    return render(request, "account/sign_up_sent.html")


@sensitive_post_parameters("password")
@login_not_required
@never_cache
def sign_up_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Open the organization for who proved the address; in another browser for the password too."""
    now = timezone.now()
    found = find_sign_up(token, now=now)
    if found is None:
        return render(request, "account/sign_up_closed.html", status=GONE)
    is_mine = request.session.get(MINE) == found.pk.hex
    form = None if is_mine else UnlockForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and _may_go_on(request, found, form):
        try:
            member = open_account(sign_up=found, now=now)
        except ValidationError:
            return render(request, "account/sign_up_closed.html", status=GONE)
        request.session.pop(MINE, None)
        way = reverse("start", args=[member.organization.slug])
        login = Login(user=member.user, redirect_url=way, email=member.user.email)
        return perform_password_login(request, {"email": member.user.email}, login)
    context = {"sign_up": found, "form": form}
    status = 422 if form is not None and form.errors else 200
    return render(request, "account/sign_up_confirm.html", context, status=status)


def _take(request: HttpRequest, form: SignUpForm) -> bool:
    """Keep the form and send its mail; False when something in it is wrong."""
    given: dict[str, Any] = form.cleaned_data
    draft = SignUpDraft(
        email=given["email"],
        name=given["name"],
        password=given["password"],
        organization_name=given["organization_name"],
        slug=given["slug"],
        consents=form.consents(),
    )
    try:
        found = write_sign_up(draft, now=timezone.now())
    except ValidationError as error:
        code = getattr(error, "code", None) or "password"
        field = FIELDS.get(code, code)
        form.add_error(field if field in form.fields else "password", error)
        return False
    _send(request, draft.email, found)
    request.session[MINE] = found.pk.hex if found else ""
    return True


def _send(request: HttpRequest, email: str, found: SignUp | None) -> None:
    """Mail the link, or that there is an account; at most three an hour to one address."""
    if not allow(request, action="signup_mail", key=email):
        return
    adapter = get_adapter()
    if found is None:
        adapter.send_account_already_exists_mail(email)
        return
    context = {"link": link_to_confirm(found), "sign_up": found}
    adapter.send_mail("account/email/sign_up", email, context)


def _may_go_on(request: HttpRequest, found: SignUp, form: UnlockForm | None) -> bool:
    if form is None:
        return True
    if not form.is_valid():
        return False
    if not allow(request, action="signup_confirm", key=found.pk.hex):
        form.add_error("password", _("Too many tries. Wait five minutes."))
        return False
    if not is_its_password(found, form.cleaned_data["password"]):
        form.add_error("password", _("This is not the password you chose in the form."))
        return False
    return True
