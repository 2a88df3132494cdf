"""The organization's receipts, to take away without names."""

from __future__ import annotations

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from analytics.forms import ReceiptsForm
from analytics.receipts import receipts_csv
from sharing.services.proving import note_receipts_export
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.recency import recently_signed_in
from tenants.roles import Permission
from tenants.zones import zone_at


@allowed(Permission.MANAGE_ORGANIZATION)
@recently_signed_in
def receipts(request: MemberRequest) -> HttpResponseBase:
    """Ask which receipts; then stream them by post and network, and note that it was done."""
    now = timezone.now()
    today = now.astimezone(zone_at(request.organization)).date()
    form = ReceiptsForm(request.POST or None, today=today)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "zone": zone_at(request.organization)}
        status = 422 if form.is_bound else 200
        return render(request, "analytics/receipts.html", context, status=status)
    wanted = form.wanted()
    note_receipts_export(
        since=wanted.since,
        until=wanted.until,
        post=wanted.post,
        network=wanted.network,
        by=request.member,
        now=now,
    )
    name = f"receipts-{request.organization.slug}-{wanted.since}-{wanted.until}.csv"
    return StreamingHttpResponse(
        receipts_csv(organization=request.organization, wanted=wanted),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )
