"""The audit: what was done here, by whom, to what; to take away, and how long it is kept."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.ids import read_id
from tenants.recency import recently_signed_in
from tenants.roles import Permission
from tenants.services.auditing import note_export, set_audit_retention
from tenants.trail.files import trail_csv
from tenants.trail.forms import RetentionForm, TrailForm
from tenants.trail.reading import GROUPS, person, trail_page
from tenants.zones import zone_at

FILTERS = ("what", "by", "thing", "since", "until", "via")


@allowed(Permission.MANAGE_ORGANIZATION)
def audit(request: MemberRequest) -> HttpResponse:
    """List what was done, newest first, by the filters in the address."""
    form = TrailForm(request.GET)
    wanted = form.wanted()
    before = read_id(request.GET.get("before", ""))
    page = trail_page(organization=request.organization, wanted=wanted, before=before)
    kept = _kept(request)
    context = {
        "form": form,
        "wanted": wanted,
        "page": page,
        "groups": _groups(kept),
        "person": person(wanted.by),
        "zone": zone_at(request.organization),
        "query": urlencode(kept),
        "without_who": urlencode({**kept, "by": "", "thing": ""}),
        "is_folded": not (wanted.since or wanted.until or wanted.via),
    }
    return render(request, "tenants/audit.html", context)


@allowed(Permission.MANAGE_ORGANIZATION)
@recently_signed_in
def audit_export(request: MemberRequest) -> HttpResponseBase:
    """Say what the file holds; then stream what the filters of the address show."""
    wanted = TrailForm(request.GET).wanted()
    if request.method != "POST":
        context = {"query": urlencode(_kept(request)), "is_narrowed": bool(wanted.named())}
        return render(request, "tenants/audit_export.html", context)
    note_export(filters=wanted.named(), by=request.member, now=timezone.now())
    name = f"audit-{request.organization.slug}-{timezone.now():%Y-%m-%d}.csv"
    return StreamingHttpResponse(
        trail_csv(organization=request.organization, wanted=wanted),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )


@allowed(Permission.MANAGE_ORGANIZATION)
def audit_keep(request: MemberRequest) -> HttpResponse:
    """Choose how long the audit is kept."""
    days = {"days": request.organization.audit_kept_days}
    form = RetentionForm(request.POST or None, initial=days)
    if request.method == "POST" and form.is_valid():
        try:
            set_audit_retention(by=request.member, now=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            form.add_error("days", error)
        else:
            messages.success(request, _("Saved."))
            return redirect("tenants:audit", slug=request.organization.slug)
    status = 422 if form.is_bound else 200
    return render(request, "tenants/audit_keep.html", {"form": form}, status=status)


def _kept(request: MemberRequest) -> dict[str, str]:
    """Return the filters of the address, without the place in the list."""
    return {name: request.GET[name] for name in FILTERS if request.GET.get(name)}


def _groups(kept: dict[str, str]) -> list[dict[str, object]]:
    choices = [("", _("Everything")), *GROUPS.items()]
    return [
        {
            "url": "?" + urlencode({**kept, "what": key}),
            "label": label,
            "current": kept.get("what", "") == key,
        }
        for key, label in choices
    ]
