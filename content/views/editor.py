"""Writing a post: one page for new ones and for changes."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from content.bookmarklet import Begun, begun
from content.forms import Editor
from content.models import Post, State
from content.services import approve_post, create_post, create_topic, edit_post
from content.services.addresses import Twin, twin_of
from content.views.attachments import describe_attachment, take_attachment
from content.views.library import choices
from content.views.pictures import describe, take_files
from tenants.access import allowed, keeps_text
from tenants.http import MemberRequest
from tenants.middleware import take_kept_text
from tenants.roles import Permission

FIELDS = {"title": "title", "link": "link", "company_post": "company_post", "name": "new_topic"}
"""Which field shows a service's error; others stand above the form."""


@keeps_text
@allowed(Permission.WRITE_POSTS)
def post_new(request: MemberRequest) -> HttpResponse:
    """Write a new post; save it as a draft, or as a curator approve it at once.

    The address may say what to begin with; opening it saves nothing.
    """
    if request.method == "POST":
        return _save(request, Editor(request.member, request.POST), None)
    kept = take_kept_text(request)
    member = request.member
    start = begun(request.GET)
    editor = Editor.of_kept_text(member, kept) if kept else Editor(member, start=start)
    twin = twin_of(start.link, member)
    return _show(request, editor, None, kept=bool(kept), start=start, twin=twin)


@keeps_text
@allowed(Permission.WRITE_POSTS)
def post_edit(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Change a post. When someone else did so meanwhile, the words stay and the person decides."""
    post = get_object_or_404(Post.objects.on_desk_of(request.member), public_id=public_id)
    if request.method == "POST":
        return _save(request, Editor(request.member, request.POST, post), post)
    if not post.is_editable_by(request.member):
        return redirect("content:post", slug=request.organization.slug, public_id=post.public_id)
    kept = take_kept_text(request)
    member = request.member
    editor = Editor.of_kept_text(member, kept, post) if kept else Editor(member, post=post)
    return _show(request, editor, post, kept=bool(kept))


@allowed(Permission.WRITE_POSTS)
@require_POST
def post_preview(request: MemberRequest) -> HttpResponse:
    """Show how the words would look in the feed; nothing is saved."""
    post = Post.objects.on_desk_of(request.member).filter(public_id=_asked(request)).first()
    context = {"preview": Editor(request.member, request.POST, post).preview()}
    return render(request, "content/post_edit.html#preview", context)


def _asked(request: MemberRequest) -> UUID | None:
    """Return the post a preview is of; a new one has no id yet."""
    try:
        return UUID(request.GET.get("post", ""))
    except ValueError:
        return None


def _save(request: MemberRequest, editor: Editor, post: Post | None) -> HttpResponse:
    if post is not None and not post.is_editable_by(request.member):
        editor.form.add_error(None, _("It was decided on meanwhile. Your words are still here."))
        return _show(request, editor, post)
    take_files(request, editor.pictures)
    take_attachment(request, editor.attached)
    is_sound = editor.is_valid()
    if not is_sound or editor.pictures.problems or editor.attached.problems:
        return _show(request, editor, post)
    try:
        saved = _write(request, editor, post)
    except ValidationError as error:
        return _show_refused(request, editor, post, error)
    slug = request.organization.slug
    if saved.state == State.APPROVED:
        messages.success(request, _("“%s” is in the feed now.") % saved.title)
        return redirect("content:desk", slug=slug)
    messages.success(request, _("Saved. Nobody sees it in the feed before it is approved."))
    return redirect("content:post_edit", slug=slug, public_id=saved.public_id)


def _write(request: MemberRequest, editor: Editor, post: Post | None) -> Post:
    """Save the words and, if that was the button, approve them; both or neither."""
    member, now, words = request.member, timezone.now(), editor.form.cleaned_data
    with transaction.atomic():
        describe(editor.pictures, member)
        describe_attachment(editor.attached, member)
        more = [create_topic(name=words["new_topic"])] if words["new_topic"] else []
        draft = editor.draft(*more)
        if post is None:
            post = create_post(author=member, draft=draft, now=now)
        else:
            version = words["version"] or 0
            post = edit_post(post=post, by=member, draft=draft, version=version, now=now)
        if "approve" in request.POST and post.state == State.DRAFT:
            approve_post(post=post, by=member, now=now, version=post.version)
    return post


def _show_refused(
    request: MemberRequest, editor: Editor, post: Post | None, error: ValidationError
) -> HttpResponse:
    is_stale = error.code == "stale"
    if post is not None and is_stale:
        editor.form.keep_over(Post.objects.get(pk=post.pk).version)
    else:
        editor.form.add_error(FIELDS.get(error.code or ""), error)
    if error.code == "attachment_title" and editor.attached.form is not None:
        editor.attached.form.add_error("title", error)
        editor.form.errors.pop("__all__", None)
    if error.code == "alt":
        editor.pictures.ask_for_words()
        editor.attached.ask_for_words()
    return _show(request, editor, post, stale=is_stale)


def _show(
    request: MemberRequest,
    editor: Editor,
    post: Post | None,
    *,
    kept: bool = False,
    stale: bool = False,
    start: Begun | None = None,
    twin: Twin | None = None,
) -> HttpResponse:
    may_approve = request.member.may(Permission.APPROVE_POSTS)
    context = {
        "form": editor.form,
        "captions": editor.captions,
        "pictures": editor.pictures,
        "attached": editor.attached,
        "preview": editor.preview(),
        "post": post,
        "kept": kept,
        "stale": stale,
        "start": start,
        "twin": twin,
        "source": post.source if post is not None and may_approve else None,
        "may_approve": may_approve,
        "library": {"pictures": choices("picture"), "attachments": choices("attachment")},
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "content/post_edit.html", context, status=status)
