"""The guidelines: to read, to accept, to write."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from policies.forms import Editor, Written
from policies.models import PolicyVersion
from policies.selectors import Acceptance, Standing, changes, document, standing
from policies.services import acknowledge_policy, publish_policy
from tenants.access import allowed, before_policy, keeps_text
from tenants.http import MemberRequest
from tenants.middleware import take_kept_text
from tenants.roles import Permission

UNPROCESSABLE = 422


@before_policy
@allowed(Permission.TAKE_PART)
def guidelines(request: MemberRequest) -> HttpResponse:
    """Show the policy in force."""
    stands = standing(request.member)
    context: dict[str, Any] = {
        "standing": stands,
        "may_edit": request.member.may(Permission.EDIT_POLICY),
    }
    if stands.version is not None:
        context["document"] = document(stands.version)
    return render(request, "policies/guidelines.html", context)


@before_policy
@allowed(Permission.TAKE_PART)
@require_http_methods(["GET", "HEAD", "POST"])
def acknowledge(request: MemberRequest) -> HttpResponse:
    """Let a member accept the policy: whole on the first visit, later only what changed."""
    if request.method == "POST":
        return _accept(request)
    stands = standing(request.member)
    if stands.state in {Acceptance.NO_POLICY, Acceptance.CURRENT}:
        return redirect(_way_on(request))
    return _ask(request, stands)


def _accept(request: MemberRequest) -> HttpResponse:
    number = request.POST.get("version", "")
    versions = PolicyVersion.objects.filter(number=int(number) if number.isdecimal() else 0)
    version = get_object_or_404(versions)
    try:
        acknowledge_policy(member=request.member, version=version, now=timezone.now())
    except ValidationError as error:
        messages.warning(request, error.message)
        return _ask(request, standing(request.member), status=UNPROCESSABLE)
    messages.success(request, _("Thank you. You find the guidelines in the menu any time."))
    return redirect(_way_on(request))


def _ask(request: MemberRequest, stands: Standing, status: int = 200) -> HttpResponse:
    version, before = stands.version, stands.accepted_number
    context: dict[str, Any] = {"standing": stands, "next": _way_on(request)}
    if version is not None:
        context["document"] = changes(version, since=before) if before else document(version)
    return render(request, "policies/acknowledge.html", context, status=status)


def _way_on(request: MemberRequest) -> str:
    """Return where the member was going, if that is a page of ours; else the first page."""
    way = request.POST.get("next", request.GET.get("next", ""))
    hosts, is_secure = {request.get_host()}, request.is_secure()
    if url_has_allowed_host_and_scheme(way, hosts, require_https=is_secure):
        return way
    return f"/o/{request.organization.slug}/"


@allowed(Permission.EDIT_POLICY)
@keeps_text
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: MemberRequest) -> HttpResponse:
    """Write the next version and publish it."""
    if request.method != "POST":
        kept = take_kept_text(request)
        current = PolicyVersion.objects.current()
        written = Written.of_post(kept) if kept else Written.of_version(current)
        return _show(request, Editor(written))
    written = Written.of_post(request.POST)
    if "row" in request.POST:
        usual = request.organization.disclosure
        return _show(request, Editor(written.after(request.POST["row"], disclosure=usual)))
    editor = Editor(written, request.POST)
    if editor.is_valid():
        try:
            return _publish(request, editor)
        except ValidationError as error:
            current = PolicyVersion.objects.current()
            editor.refuse(error, current.number if current else 0)
    return _show(request, editor, status=UNPROCESSABLE)


def _publish(request: MemberRequest, editor: Editor) -> HttpResponse:
    pairs, rules = editor.drafts()
    version = publish_policy(
        member=request.member,
        intro=editor.form.cleaned_data["intro"],
        pairs=pairs,
        rules=rules,
        started_from=editor.form.cleaned_data["started_from"],
        now=timezone.now(),
    )
    messages.success(request, _("Version %(number)s is in force.") % {"number": version.number})
    return redirect(reverse("policies:guidelines", args=[request.organization.slug]))


def _show(request: MemberRequest, editor: Editor, status: int = 200) -> HttpResponse:
    part = "#editor" if request.htmx else ""
    context = {"editor": editor}
    return render(request, f"policies/edit.html{part}", context, status=status)
