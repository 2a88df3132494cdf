"""The page of a post's numbers, for whoever sees the dashboard."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from analytics.kpis import OF_SHARES
from analytics.periods import read_span, utc_day
from analytics.picker import address, picker
from analytics.posts.reading import posts_numbered
from analytics.posts.selectors import FIGURES, PostNumbers, post_numbers
from analytics.posts.telling import tell_post
from analytics.reports.answering import as_download
from analytics.reports.post_book import post_book
from analytics.reports.taking import export_page, kind_of
from content.models import Post
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.roles import Permission

KEYS = {kpi.key for kpi in FIGURES}
LISTED = {kpi.key for kpi in OF_SHARES}
"""Of what there is a list behind the number."""


@allowed(Permission.SEE_DASHBOARD)
def post_page(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Show what one post brought in a period, as far as it is told of people enough."""
    now = timezone.now()
    today = utc_day(now)
    found = _read(request, public_id, now)
    post, span, key = found.post, found.span, found.chosen.kpi.key
    slug = request.organization.slug
    facts, here = reverse("analytics:facts", args=[slug]), {"post": str(post.public_id)}

    def behind_of(of: str) -> str:
        kept = {"metric": of, "by": "network", **here}
        return facts + address(span, today, kept) if of in LISTED else ""

    context = {
        "post": post,
        "found": found,
        **tell_post(found, now, lambda of: address(span, today, {"metric": of}), behind_of),
        "behind": behind_of(found.chosen.kpi.key),
        "picker": picker(span, today, {"metric": key}),
        "back": reverse("analytics:dashboard", args=[slug]) + address(span, today, {"metric": key}),
        "file": reverse("analytics:post_file", args=[slug, post.public_id])
        + address(span, today, {"metric": key}),
        "may_open": Post.objects.visible_to(request.member).filter(pk=post.pk).exists(),
    }
    return render(request, "analytics/post.html", context)


@allowed(Permission.SEE_DASHBOARD)
@require_POST
def post_file(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Hand out the page as a file, and note that it was done."""
    now, kind = timezone.now(), kind_of(request.POST)
    found = _read(request, public_id, now)
    told = tell_post(found, now, lambda _of: "", lambda _of: "")
    book = post_book(found, told, slug=request.organization.slug)
    data = {"post": str(public_id), "period": found.span.code, "metric": found.chosen.kpi.key}
    return as_download(
        export_page(book=book, page="post", kind=kind, by=request.member, now=now, data=data)
    )


def _read(request: MemberRequest, public_id: UUID, now: datetime) -> PostNumbers:
    """Return the numbers that an address asks for. Raises Http404 for a post one may not read."""
    post = get_object_or_404(posts_numbered(request.member), public_id=public_id)
    span, metric = read_span(request.GET, utc_day(now)), request.GET.get("metric", "")
    key = metric if metric in KEYS else "clicks"
    return post_numbers(post=post, span=span, key=key, now=now)
