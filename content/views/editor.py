"""Writing a post: one page for new ones and for changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from content.bookmarklet import Begun, begun
from content.desk.rules import needs_about, needs_of
from content.forms import Editor
from content.forms.captions import ADD, DROP
from content.merging import Stale
from content.models import KeptWords, Post, PostTemplate, State, Submission
from content.services import approve_post, create_post, create_topic, edit_post, submit_post
from content.services.addresses import Twin, twin_of
from content.services.keeping import forget_words, keep_words, kept_words, sent_fields
from content.services.templates import save_template
from content.showing import Clash, clashes, names_for
from content.views.attachments import describe_attachment, take_attachment
from content.views.choosing import chosen_draft
from content.views.library import choices
from content.views.pictures import describe, take_files
from tenants.access import allowed, keeps_text
from tenants.http import MemberRequest
from tenants.ids import read_id
from tenants.middleware import take_kept_form
from tenants.roles import Permission

FIELDS = {"name": "new_topic", "taken": "new_topic"}
"""Which field shows a service's error, where it is not named like its code."""
TEMPLATE, LOOK = "as_template", "look"
"""Buttons that save no post: keep it as a template, look again."""
NO_WORDS = frozenset(
    {"csrfmiddlewaretoken", "writer", "approve", "submit", "save", TEMPLATE, LOOK, ADD, DROP}
)
"""What is in a form that was sent and is not somebody's words."""


@dataclass(frozen=True)
class Shown:
    """What the editor shows beside the form."""

    kept: bool = False
    """Whether the words are back that were written when the session had ended."""
    clashes: list[Clash] = field(default_factory=list)
    """What somebody else changed meanwhile, for a person to choose."""
    start: Begun | None = None
    twin: Twin | None = None
    template: PostTemplate | None = None
    is_look: bool = False
    """Whether nothing was to be saved, so that it is no refusal."""


@keeps_text
@allowed(Permission.WRITE_POSTS)
def post_new(request: MemberRequest) -> HttpResponse:
    """Write a new post; save it as a draft, or as a curator approve it at once.

    The address may say what to begin with; opening it saves nothing.
    """
    member = request.member
    if request.method == "POST":
        return _posted(request, None)
    kept = take_kept_form(request)
    back = kept or _taken_back(request, None)
    if back:
        return _show(request, Editor.of_kept_text(member, back), None, Shown(kept=bool(kept)))
    start = begun(request.GET)
    template = PostTemplate.objects.filter(
        public_id=read_id(request.GET.get("template", ""))
    ).first()
    content = template.content if template else None
    editor = Editor(member, start=start, content=content)
    shown = Shown(start=start, twin=twin_of(start.link, member), template=template)
    return _show(request, editor, None, shown)


@keeps_text
@allowed(Permission.WRITE_POSTS)
def post_edit(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Change a post. What others changed meanwhile stays; where both did, the person chooses."""
    post = get_object_or_404(Post.objects.on_desk_of(request.member), public_id=public_id)
    if request.method == "POST":
        return _posted(request, post)
    if not post.is_editable_by(request.member):
        return redirect("content:post", slug=request.organization.slug, public_id=post.public_id)
    if post.state == State.APPROVED and needs_of(post).is_settled:
        messages.info(request, _("More than one person approves this. Propose a change here."))
        return redirect("content:review", slug=request.organization.slug, public_id=post.public_id)
    kept = take_kept_form(request)
    back = kept or _taken_back(request, post)
    member = request.member
    editor = Editor.of_kept_text(member, back, post) if back else Editor(member, post=post)
    return _show(request, editor, post, Shown(kept=bool(kept)))


@allowed(Permission.WRITE_POSTS)
@require_POST
def post_preview(request: MemberRequest) -> HttpResponse:
    """Show how the words would look in the feed, and keep them; the post stays as it is."""
    asked = read_id(request.GET.get("post", ""))
    post = Post.objects.on_desk_of(request.member).filter(public_id=asked).first()
    editor = Editor(request.member, request.POST, post)
    key, is_kept = read_id(request.POST.get("writing", "")), False
    if key is not None:
        data = sent_fields(dict(request.POST.lists()), NO_WORDS)
        is_kept = keep_words(
            member=request.member, post=post, key=key, data=data, now=timezone.now()
        )
    context = {
        "preview": editor.preview(),
        "rows": editor.rows,
        "onlooker": editor.onlooker,
        "is_kept": is_kept,
        "now": timezone.localtime(),
        "guidelines_url": _guidelines(request),
    }
    return render(request, "content/post_typed.html", context)


@allowed(Permission.WRITE_POSTS)
@require_POST
def kept_discard(request: MemberRequest, key: UUID) -> HttpResponse:
    """Throw away words that were kept and not saved."""
    row = get_object_or_404(KeptWords.objects, member=request.member, key=key)
    forget_words(member=request.member, key=key, post=row.post, now=timezone.now())
    messages.success(request, _("The words that were not saved are gone."))
    slug = request.organization.slug
    if row.post is None:
        return redirect("content:post_new", slug=slug)
    return redirect("content:post_edit", slug=slug, public_id=row.post.public_id)


def _posted(request: MemberRequest, post: Post | None) -> HttpResponse:
    """Do what the pressed button says."""
    data = request.POST
    editor = Editor(request.member, data, post)
    take_files(request, editor.pictures)
    take_attachment(request, editor.attached)
    if data.keys() & {ADD, DROP, LOOK}:
        editor.show_as_it_is(keeps_empty=ADD in data, without=data.get(DROP, ""))
        return _show(request, editor, post, Shown(is_look=True))
    if TEMPLATE in data:
        return _keep_template(request, editor, post)
    return _save(request, editor, post)


def _save(request: MemberRequest, editor: Editor, post: Post | None) -> HttpResponse:
    if post is not None and not post.is_editable_by(request.member):
        editor.form.add_error(None, _("It was decided on meanwhile. Your words are still here."))
        return _show(request, editor, post)
    is_sound = editor.is_valid()
    if not is_sound or editor.pictures.problems or editor.attached.problems:
        return _show(request, editor, post)
    try:
        saved = _write(request, editor, post)
    except Stale as stale:
        return _show_clash(request, editor, post, stale)
    except ValidationError as error:
        return _show_refused(request, editor, post, error)
    return _saved(request, post, saved)


def _write(request: MemberRequest, editor: Editor, post: Post | None) -> Post:
    """Save the words and, if that was the button, approve them; both or neither."""
    member, now, words = request.member, timezone.now(), editor.form.cleaned_data
    with transaction.atomic():
        describe(editor.pictures, member)
        describe_attachment(editor.attached, member)
        more = (
            [create_topic(name=words["new_topic"], by=member, now=now)]
            if words["new_topic"]
            else []
        )
        draft = editor.draft(*more)
        if post is None:
            post = create_post(author=member, draft=draft, now=now)
        else:
            version = words["version"] or 0
            draft = chosen_draft(request.POST, draft, member=member, post=post, version=version)
            post = edit_post(post=post, by=member, draft=draft, version=version, now=now)
        given: dict[str, Any] = {"post": post, "by": member, "now": now, "version": post.version}
        if "approve" in request.POST and post.state == State.DRAFT:
            post = approve_post(**given)
        elif "submit" in request.POST and not Submission.objects.open().filter(post=post).exists():
            submit_post(**given)
        if words["writing"]:
            forget_words(member=member, key=words["writing"], post=None, now=now)
    return post


def _saved(request: MemberRequest, before: Post | None, saved: Post) -> HttpResponse:
    """Say what became of it, and lead on."""
    slug = request.organization.slug
    if saved.state == State.APPROVED and (before is None or "approve" in request.POST):
        messages.success(request, _("“%s” is in the feed now.") % saved.title)
        return redirect("content:desk", slug=slug)
    if "submit" in request.POST:
        messages.success(
            request, _("Saved, and asked for approval. You are told what comes of it.")
        )
        return redirect("content:review", slug=slug, public_id=saved.public_id)
    here = reverse("content:post_edit", args=[slug, saved.public_id])
    started = request.POST.get("version", "")
    if before is not None and started.isdigit() and int(started) + 1 < saved.version:
        messages.success(request, _("What others changed meanwhile is in it, too."))
    if saved.state == State.APPROVED:
        messages.success(request, _("Saved. It is in the feed like this now."))
    else:
        messages.success(request, _("Saved. Nobody sees it in the feed before it is approved."))
    return redirect(here if before is None else f"{here}?saved={saved.version}")


def _keep_template(request: MemberRequest, editor: Editor, post: Post | None) -> HttpResponse:
    """Keep what is written as a template; the post itself is not saved by that."""
    name = request.POST.get("template_name", "")
    if not editor.is_valid():
        return _show(request, editor, post)
    try:
        save_template(by=request.member, name=name, draft=editor.draft(), now=timezone.now())
    except ValidationError as error:
        editor.form.add_error(None, error)
        return _show(request, editor, post)
    said = _("“%s” is a template now. The post itself is not saved yet.")
    messages.success(request, said % " ".join(name.split()))
    return _show(request, editor, post, Shown(is_look=True))


def _show_clash(
    request: MemberRequest, editor: Editor, post: Post | None, stale: Stale
) -> HttpResponse:
    """Show both versions of what both changed; what only they changed is in the form already."""
    editor.begin_again(stale.merged, stale.version)
    names = names_for(request.member, stale.merged, stale.theirs)
    found = clashes(stale.merged, stale.theirs, stale.fields, names)
    return _show(request, editor, post, Shown(clashes=found))


def _show_refused(
    request: MemberRequest, editor: Editor, post: Post | None, error: ValidationError
) -> HttpResponse:
    code = FIELDS.get(error.code or "", error.code or "")
    editor.form.add_error(code if code in editor.form.fields else None, error)
    if error.code == "attachment_title" and editor.attached.form is not None:
        editor.attached.form.add_error("title", error)
        editor.form.errors.pop("__all__", None)
    if error.code == "alt":
        editor.pictures.ask_for_words()
        editor.attached.ask_for_words()
    return _show(request, editor, post)


def _show(
    request: MemberRequest, editor: Editor, post: Post | None, shown: Shown | None = None
) -> HttpResponse:
    member, shown = request.member, shown or Shown()
    may_approve = member.may(Permission.APPROVE_POSTS)
    is_get = request.method == "GET"
    context = {
        "form": editor.form,
        "captions": editor.captions,
        "rows": editor.rows,
        "pictures": editor.pictures,
        "attached": editor.attached,
        "onlooker": editor.onlooker,
        "open": editor.form.open_sections(),
        "preview": editor.preview(),
        "post": post,
        "shown": shown,
        "unsaved": kept_words(member=member, post=post)
        if is_get and "kept" not in request.GET
        else [],
        "undo_to": _undo_to(request, post),
        "source": post.source if post is not None and may_approve else None,
        "may_approve": may_approve,
        "guidelines_url": _guidelines(request),
        "alone": may_approve and not (needs_of(post) if post else needs_about([])).is_settled,
        "library": {"pictures": choices("picture"), "attachments": choices("attachment")},
    }
    status = 200 if is_get or shown.is_look else 422
    return render(request, "content/post_edit.html", context, status=status)


def _undo_to(request: MemberRequest, post: Post | None) -> int | None:
    """Return the version before the one that was just saved, while that is the newest."""
    saved = request.GET.get("saved", "")
    is_newest = post is not None and saved == str(post.version) and post.version > 1
    return int(saved) - 1 if is_newest else None


def _taken_back(request: MemberRequest, post: Post | None) -> dict[str, list[str]]:
    """Return the unsaved words that were asked for, as they were typed."""
    key = read_id(request.GET.get("kept", ""))
    row = KeptWords.objects.filter(member=request.member, post=post, key=key).first()
    found: dict[str, list[str]] = row.data if row else {}
    return found


def _guidelines(request: MemberRequest) -> str:
    return reverse("policies:guidelines", args=[request.organization.slug])
