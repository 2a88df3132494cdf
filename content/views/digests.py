"""The digest: each member's pace, the organization's plan, and ending it with one click."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from content.digests.choices import (
    digest_of,
    next_posts,
    readership,
    send_test,
    set_pace,
    set_plan,
)
from content.digests.choosing import choose_posts
from content.digests.mails import tell
from content.digests.models import Pace
from content.digests.paces import pace_of
from content.digests.sending import plan_of
from content.digests.stopping import whose_digest
from content.forms.digests import PaceForm, PlanForm
from content.forms.onlookers import member_named
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.models import Member
from tenants.roles import Permission
from tenants.scope import tenant


@allowed(Permission.TAKE_PART)
def digest(request: MemberRequest) -> HttpResponse:
    """Choose how often one's digest comes, and see what the next one would tell."""
    plan, own = plan_of(), digest_of(request.member)
    sent = request.POST if request.method == "POST" else None
    form = PaceForm(sent, plan=plan, initial={"pace": own.pace})
    if request.method == "POST" and form.is_valid():
        own = set_pace(member=request.member, pace=form.cleaned_data["pace"], now=timezone.now())
        comes = pace_of(own, plan) != Pace.NEVER
        messages.success(request, _("Saved.") if comes else _("Saved. No more digests come."))
        return redirect("content:digest", slug=request.organization.slug)
    posts = choose_posts(request.member, now=timezone.now(), told=own.told)
    context = {
        "form": form,
        "plan": plan,
        "digest": own,
        "comes": pace_of(own, plan) != Pace.NEVER,
        **tell(request.member, posts),
    }
    status = 422 if form.errors else 200
    return render(request, "content/digest.html", context, status=status)


@require_POST
@allowed(Permission.TAKE_PART)
def digest_test(request: MemberRequest) -> HttpResponse:
    """Send oneself the next digest now; it comes at its time all the same."""
    return _send_test(request, request.member, back="content:digest")


@allowed(Permission.APPROVE_POSTS)
def digest_plan(request: MemberRequest) -> HttpResponse:
    """Choose how digests go out, and look at what a person's next one would tell."""
    plan = plan_of()
    form = PlanForm(request.POST) if request.method == "POST" else PlanForm.of(plan)
    if request.method == "POST" and form.is_valid():
        set_plan(by=request.member, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Saved. It holds from the next digest on."))
        return redirect("content:digest_plan", slug=request.organization.slug)
    found = _person(request)
    of = found or request.member
    is_anothers = of.pk != request.member.pk
    posts = next_posts(of, to=request.member, now=timezone.now())
    context = {
        "form": form,
        "readership": readership(plan),
        "of": of,
        "asked": request.GET.get("of", ""),
        "is_nobody": found is None,
        **tell(of, posts, is_anothers=is_anothers),
    }
    status = 422 if form.errors else 200
    return render(request, "content/digest_plan.html", context, status=status)


@require_POST
@allowed(Permission.APPROVE_POSTS)
def digest_plan_test(request: MemberRequest) -> HttpResponse:
    """Send the curator what a person's next digest would be."""
    found = _person(request)
    if found is None:
        messages.error(request, _("We find no one colleague by this. Try their e-mail."))
        return redirect("content:digest_plan", slug=request.organization.slug)
    return _send_test(request, found, back="content:digest_plan")


def _person(request: MemberRequest) -> Member | None:
    """Return whose digest is looked at, by name or e-mail; oneself unasked, None for nobody."""
    asked = request.POST.get("of", request.GET.get("of", "")).strip()
    return member_named(asked) if asked else request.member


def _send_test(request: MemberRequest, of: Member, *, back: str) -> HttpResponse:
    try:
        send_test(by=request.member, of=of, now=timezone.now())
    except ValidationError as refused:
        messages.info(request, refused.messages[0])
    else:
        said = _("On its way to %(email)s.") % {"email": request.member.user.email}
        messages.success(request, said)
    where = reverse(back, args=[request.organization.slug])
    query = "" if of.pk == request.member.pk else f"?{urlencode({'of': of.user.email})}"
    return redirect(f"{where}{query}")


@csrf_exempt  # a mail program posts here for its reader (RFC 8058); the link is the proof
@login_not_required
@never_cache
def digest_stop(request: HttpRequest, token: str) -> HttpResponse:
    """End somebody's digests with one click, signed in or not; opening the link ends nothing."""
    member = whose_digest(token)
    if member is None:
        return render(request, "content/digest_stop.html", {"is_known": False}, status=404)
    context = {"is_known": True, "organization": member.organization, "is_done": False}
    if request.method == "POST":
        with tenant(member.organization):
            set_pace(member=member, pace=Pace.NEVER, now=timezone.now())
        context["is_done"] = True
    return render(request, "content/digest_stop.html", context)
