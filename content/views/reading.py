"""One post on a page of its own."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from content.attached import attachments_of
from content.desk.rules import needs_of
from content.models import Mark, Post, State
from content.selectors import degrees_of, shown_pictures, topics_of
from content.services import record_read
from content.services.campaigns import day_of
from content.services.piloting import is_kept
from content.views.comments import said_about
from content.ways_back import way_back
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.roles import Permission


@allowed(Permission.TAKE_PART)
def post(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Show a post with its suggested words; from then on it is not new to the member."""
    found = get_object_or_404(
        Post.objects.visible_to(request.member).select_related(
            "author", "approved_by", "campaign__owner__user"
        ),
        public_id=public_id,
    )
    now = timezone.now()
    today = day_of(request.member, now)
    if found.state == State.APPROVED:
        record_read(post=found, member=request.member, now=now)
    marks = Mark.objects.of(request.member).filter(post=found).first()
    is_open = Post.objects.open_to(request.member).filter(pk=found.pk).exists()
    may_approve = request.member.may(Permission.APPROVE_POSTS)
    is_draft = found.state == State.DRAFT
    topics, names = topics_of(found), dict(settings.NETWORK_CHOICES)
    context = {
        "post": found,
        "marks": marks or Mark(post=found, member=request.member),
        "is_open": is_open,
        "back_url": way_back(request, found.public_id),
        "topics": topics,
        "degrees": degrees_of(topics),
        "pictures": shown_pictures([found.pk], "preview")[found.pk],
        "attachment": attachments_of([found.pk]).get(found.pk),
        "captions": [
            (caption.text, caption.network, names.get(caption.network, ""))
            for caption in found.captions.order_by("position", "id")
        ],
        "may_approve": may_approve,
        "alone": may_approve and is_draft and not needs_of(found).is_settled,
        "campaign": found.campaign
        if found.campaign and found.campaign.is_shown_to(request.member, today)
        else None,
        "is_first": is_kept(found, now),
        "may_edit": found.is_editable_by(request.member),
        **said_about(request, found),
        "sees_numbers": not is_draft and request.member.may(Permission.SEE_DASHBOARD),
        "may_review": may_approve or found.author_id == request.member.pk or is_draft,
    }
    return render(request, "content/post.html", context)
