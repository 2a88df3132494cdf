"""What a post was: its versions, what each changed, and bringing one back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from content.history import KEPT, versions, written_at
from content.models import Post
from content.services.returning import return_to_version
from content.showing import changes, label_of, names_for
from content.written import differing
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.roles import Permission


@allowed(Permission.WRITE_POSTS)
def post_history(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """List a post's versions: who changed what, and when."""
    post = _post(request, public_id)
    rows = [(version, [label_of(name) for name in version.fields]) for version in versions(post)]
    context = {"post": post, "rows": rows, "kept": KEPT}
    return render(request, "content/post_history.html", context)


@allowed(Permission.WRITE_POSTS)
def post_version(request: MemberRequest, public_id: UUID, version: int) -> HttpResponse:
    """Show what one version changed, word by word, and how far it is from how the post is now."""
    post = _post(request, public_id)
    found = next((one for one in versions(post) if one.number == version), None)
    content = written_at(post, version)
    if found is None or content is None:
        raise Http404
    before = {} if found.is_first else written_at(post, version - 1) or {}
    names = names_for(request.member, before, content)
    fields = [one for one in differing(before, content) if not found.is_first or content.get(one)]
    context = {
        "post": post,
        "version": found,
        "changes": changes(before, content, fields, names),
        "may_restore": version != post.version and post.is_editable_by(request.member),
    }
    return render(request, "content/post_version.html", context)


@allowed(Permission.WRITE_POSTS)
@require_POST
def post_version_restore(request: MemberRequest, public_id: UUID, version: int) -> HttpResponse:
    """Make the post again what it was, as a new version."""
    post, slug = _post(request, public_id), request.organization.slug
    if not post.is_editable_by(request.member):
        return redirect("content:post", slug=slug, public_id=post.public_id)
    try:
        return_to_version(post=post, by=request.member, version=version, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("content:post_history", slug=slug, public_id=post.public_id)
    messages.success(request, _("The post is again what it was. All versions are kept."))
    return redirect("content:post_edit", slug=slug, public_id=post.public_id)


def _post(request: MemberRequest, public_id: UUID) -> Post:
    rows = Post.objects.on_desk_of(request.member)
    post: Post = get_object_or_404(rows, public_id=public_id)
    return post
