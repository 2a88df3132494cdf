"""One's own receipts: read, taken away, one by one behind a share."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from sharing.receipts import PAGE, proved, receipts_csv, receipts_json, receipts_of
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.models import Member
from tenants.roles import Permission

FILES: dict[str, tuple[str, Callable[[Member], Iterator[str]]]] = {
    "csv": ("text/csv; charset=utf-8", receipts_csv),
    "json": ("application/json", receipts_json),
}


@allowed(Permission.TAKE_PART)
def receipts(request: MemberRequest) -> HttpResponse:
    """Show the newest of one's own receipts, and the files that hold all of them."""
    newest = list(proved(request.member).order_by("-pk")[: PAGE + 1])
    context = {"receipts": receipts_of(newest[:PAGE]), "has_more": len(newest) > PAGE}
    return render(request, "sharing/receipts.html", context)


@allowed(Permission.TAKE_PART)
def receipt(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show the receipt of one of one's own shares."""
    share = get_object_or_404(proved(request.member), public_id=public_id)
    (found,) = receipts_of([share])
    return render(request, "sharing/receipt.html", {"receipt": found})


@allowed(Permission.TAKE_PART)
def receipts_file(request: MemberRequest, kind: str) -> HttpResponseBase:
    """Stream all of one's own receipts."""
    if kind not in FILES:
        raise Http404
    content_type, write = FILES[kind]
    name = f"receipts-{request.organization.slug}-{timezone.now():%Y-%m-%d}.{kind}"
    return StreamingHttpResponse(
        write(request.member),
        content_type=content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )
