"""Suggesting something, reporting what a customer asked, and what became of both."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from content.bookmarklet import begun
from content.forms.voices import (
    NONE_OF_THESE,
    HeardForm,
    NoteForm,
    OnePicture,
    SuggestionForm,
)
from content.models import Post, Suggestion
from content.services.hearing import Alike, alike, report_question
from content.services.suggesting import (
    SuggestionDraft,
    answer_curator,
    send_suggestion,
    withdraw_suggestion,
)
from content.views.pictures import describe, take_files
from content.views.tabs import Tab
from content.voices.questions import heard_by
from content.voices.suggestions import own_suggestions, shown_suggestion
from tenants.access import allowed, keeps_text
from tenants.http import MemberRequest
from tenants.ids import read_id
from tenants.middleware import take_kept_text
from tenants.models import Notice
from tenants.notifying import mark_seen
from tenants.roles import Permission

FIELDS = {"link", "words", "idea"}
"""Which field shows a service's error by its code; others stand above the form."""


def _tabs(request: MemberRequest, current: str) -> list[Tab]:
    slug = request.organization.slug
    pages = (
        ("content:suggest", _("Suggest a post")),
        ("content:question_report", _("What a customer asked")),
        ("content:suggested", _("My suggestions")),
    )
    return [Tab(reverse(name, args=[slug]), label, name == current) for name, label in pages]


@keeps_text
@allowed(Permission.TAKE_PART)
def suggest(request: MemberRequest) -> HttpResponse:
    """Suggest a link, words, a picture or an idea."""
    is_sent = request.method == "POST"
    kept = {} if is_sent else take_kept_text(request)
    start = begun(request.GET)
    shared = {"link": start.link, "idea": start.title, "words": start.words}
    form = SuggestionForm(request.POST if is_sent else None, initial=kept or shared)
    pictures = OnePicture(request.member, data=request.POST if is_sent else kept or None)
    if is_sent:
        take_files(request, pictures)
        is_sound = form.is_valid() & pictures.is_valid()
        if is_sound and not pictures.problems and (sent := _sent(request, form, pictures)):
            messages.success(request, _("Sent. You read here what becomes of it."))
            return redirect("content:suggestion", request.organization.slug, sent.public_id)
    context = {"form": form, "pictures": pictures, "tabs": _tabs(request, "content:suggest")}
    return render(request, "content/suggest.html", context, status=422 if is_sent else 200)


def _sent(request: MemberRequest, form: SuggestionForm, pictures: OnePicture) -> Suggestion | None:
    describe(pictures, request.member)
    chosen = pictures.chosen()
    if len(chosen) > 1:
        form.add_error(None, _("One picture goes with a suggestion. Take the others off."))
        return None
    draft = SuggestionDraft(**form.cleaned_data, picture=chosen[0] if chosen else None)
    try:
        return send_suggestion(sender=request.member, draft=draft, now=timezone.now())
    except ValidationError as error:
        form.add_error(error.code if error.code in FIELDS else None, error)
        return None


@keeps_text
@allowed(Permission.TAKE_PART)
def question_report(request: MemberRequest) -> HttpResponse:
    """Report what a customer asked; what may be the same is offered first."""
    is_sent = request.method == "POST"
    kept = {} if is_sent else take_kept_text(request)
    form = HeardForm(request.POST if is_sent else None, initial=kept)
    known = alike(form.data.get("text", "")) if is_sent else []
    form.offer(known)
    is_asked = bool(known) and not known[0].is_same and not form.data.get("same_as")
    if is_sent and form.is_valid() and not is_asked and _heard(request, form, known):
        return redirect(f"{reverse('content:suggested', args=[request.organization.slug])}#heard")
    context = {
        "form": form,
        "is_asked": is_asked or "same_as" in form.errors,
        "tabs": _tabs(request, "content:question_report"),
    }
    status = 422 if form.errors else 200
    return render(request, "content/question_report.html", context, status=status)


def _heard(request: MemberRequest, form: HeardForm, known: list[Alike]) -> bool:
    chosen = form.cleaned_data["same_as"]
    offered = {str(one.question.public_id): one.question for one in known}
    try:
        heard = report_question(
            member=request.member,
            text=form.cleaned_data["text"],
            same_as=offered.get(chosen),
            is_new=chosen == NONE_OF_THESE,
            now=timezone.now(),
        )
    except ValidationError as error:
        form.add_error("same_as" if error.code == "same_as" else "text", error)
        return False
    times = heard.question.times
    messages.success(
        request,
        _("Noted. It was heard %(times)s times now.") % {"times": times}
        if times > 1
        else _("Noted. You are the first who heard it."),
    )
    return True


@allowed(Permission.TAKE_PART)
def suggested(request: MemberRequest) -> HttpResponse:
    """List what one suggested and heard, and where it stands."""
    before = read_id(request.GET.get("before", ""))
    heard_before = read_id(request.GET.get("heard_before", ""))
    context = {
        "page": own_suggestions(member=request.member, before=before),
        "heard": heard_by(member=request.member, before=heard_before),
        "is_first_page": before is None,
        "tabs": _tabs(request, "content:suggested"),
    }
    mark_seen(member=request.member, kind=Notice.QUESTION_SETTLED, about="", now=timezone.now())
    return render(request, "content/suggested.html", context)


@keeps_text
@allowed(Permission.TAKE_PART)
def suggestion(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Show a suggestion of one's own: where it stands, what was asked; answer here."""
    found = _own(request, public_id)
    form = NoteForm(request.POST or None, initial=take_kept_text(request))
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        try:
            answer_curator(suggestion=found, by=request.member, text=text, now=timezone.now())
        except ValidationError as error:
            form.add_error("text", error)
        else:
            messages.success(request, _("Your answer is on the desk."))
            return redirect(request.path)
    about = found.public_id.hex
    mark_seen(member=request.member, kind=Notice.SUGGESTION_MOVED, about=about, now=timezone.now())
    context = {
        "shown": shown_suggestion(found, request.member),
        "own_post": _twin(found, request),
        "form": form,
    }
    return render(request, "content/suggestion.html", context, status=422 if form.errors else 200)


def _twin(found: Suggestion, request: MemberRequest) -> Post | None:
    """Return a post with the same link that the sender could share right away."""
    if not found.link or found.post_id is not None:
        return None
    rows = Post.objects.open_to(request.member).filter(link=found.link)
    twin: Post | None = rows.newest_first().first()
    return twin


@allowed(Permission.TAKE_PART)
@require_POST
def suggestion_withdraw(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Take a suggestion of one's own back."""
    found = _own(request, public_id)
    try:
        withdraw_suggestion(suggestion=found, by=request.member, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Taken back. Nobody decides on it any more."))
    return redirect("content:suggested", request.organization.slug)


def _own(request: MemberRequest, public_id: UUID) -> Suggestion:
    rows = Suggestion.objects.of(request.member).select_related("picture", "sender", "post")
    found: Suggestion = get_object_or_404(rows, public_id=public_id)
    return found
