"""Help for members: raise a concern, and read what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from content.concerns.forms import ConcernForm, NoteForm, QuestionForm
from content.concerns.models import Concern, ConcernKind
from content.concerns.selectors import own_concerns, shown_concern, visible_concerns
from content.concerns.services import ConcernDraft, answer_concern, raise_concern
from content.concerns.telling import FOR_KEEPERS, programme_lead, reader_of
from content.forms.voices import OnePicture
from content.views.pictures import describe, take_files
from content.views.tabs import Tab
from policies.answers import situation_of
from policies.models import PolicyVersion, Situation
from tenants.access import allowed, before_policy, keeps_text
from tenants.http import MemberRequest
from tenants.ids import read_id
from tenants.middleware import take_kept_text
from tenants.models import Notice
from tenants.notifying import mark_seen
from tenants.roles import Permission

UNPROCESSABLE = 422
FIELDS = {"words", "link", "network", "urgency"}
"""Which field shows a service's error by its code; others stand above the form."""


def _tabs(request: MemberRequest, current: str) -> list[Tab]:
    slug = request.organization.slug
    pages = (
        ("content:concern_raise", _("Raise a concern")),
        ("content:lead_ask", _("Ask a question")),
        ("content:concerns_own", _("What I asked")),
    )
    return [Tab(reverse(name, args=[slug]), label, name == current) for name, label in pages]


@before_policy
@keeps_text
@allowed(Permission.TAKE_PART)
def concern_raise(request: MemberRequest) -> HttpResponse:
    """Say what to do, and take a concern: a link, a screenshot, a few words."""
    is_sent = request.method == "POST"
    kept = {} if is_sent else take_kept_text(request)
    situation = _situation(request, kept)
    start = {"situation": situation.key} if situation else {}
    form = ConcernForm(request.POST if is_sent else None, initial=start | kept)
    pictures = OnePicture(request.member, data=request.POST if is_sent else kept or None)
    if is_sent:
        take_files(request, pictures)
        is_sound = form.is_valid() & pictures.is_valid()
        if is_sound and not pictures.problems and (raised := _raised(request, form, pictures)):
            messages.success(request, _("Sent. Somebody is told right now."))
            return redirect("content:concern", request.organization.slug, raised.public_id)
    context = {
        "form": form,
        "pictures": pictures,
        "situation": situation,
        "reader": reader_of(situation, sender=request.member),
        "tabs": _tabs(request, "content:concern_raise"),
    }
    status = UNPROCESSABLE if is_sent else 200
    return render(request, "content/concerns/concern_raise.html", context, status=status)


def _situation(request: MemberRequest, kept: Mapping[str, str]) -> Situation | None:
    """Return the situation of the guidelines that somebody comes from."""
    asked = request.POST.get("situation") or kept.get("situation") or request.GET.get("situation")
    key, current = read_id(asked or ""), PolicyVersion.objects.current()
    return situation_of(current, key) if key and current else None


def _raised(request: MemberRequest, form: ConcernForm, pictures: OnePicture) -> Concern | None:
    describe(pictures, request.member)
    chosen = pictures.chosen()
    if len(chosen) > 1:
        form.add_error(None, _("One screenshot goes with a concern. Take the others off."))
        return None
    draft = ConcernDraft(**form.cleaned_data, picture=chosen[0] if chosen else None)
    try:
        return raise_concern(sender=request.member, draft=draft, now=timezone.now())
    except ValidationError as error:
        form.add_error(error.code if error.code in FIELDS else None, error)
        return None


@before_policy
@keeps_text
@allowed(Permission.TAKE_PART)
def lead_ask(request: MemberRequest) -> HttpResponse:
    """Ask whoever runs the programme."""
    form = QuestionForm(request.POST or None, initial=take_kept_text(request))
    if request.method == "POST" and form.is_valid() and (asked := _asked(request, form)):
        messages.success(request, _("Sent. The answer comes here, and we tell you."))
        return redirect("content:concern", request.organization.slug, asked.public_id)
    context = {
        "form": form,
        "lead": programme_lead(),
        "tabs": _tabs(request, "content:lead_ask"),
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "content/concerns/lead_ask.html", context, status=status)


def _asked(request: MemberRequest, form: QuestionForm) -> Concern | None:
    draft = ConcernDraft(words=form.cleaned_data["words"], kind=ConcernKind.QUESTION.value)
    try:
        return raise_concern(sender=request.member, draft=draft, now=timezone.now())
    except ValidationError as error:
        form.add_error("words", error)
        return None


@before_policy
@allowed(Permission.TAKE_PART)
def lead(request: MemberRequest) -> HttpResponse:
    """Show who runs the programme and how to ask them, beside the guidelines."""
    return render(request, "content/concerns/lead.html", {"lead": programme_lead()})


@before_policy
@allowed(Permission.TAKE_PART)
def concerns_own(request: MemberRequest) -> HttpResponse:
    """List what one raised, and where it stands."""
    before = read_id(request.GET.get("before", ""))
    context = {
        "page": own_concerns(member=request.member, before=before),
        "is_first_page": before is None,
        "tabs": _tabs(request, "content:concerns_own"),
    }
    return render(request, "content/concerns/concerns_own.html", context)


@before_policy
@keeps_text
@allowed(Permission.TAKE_PART)
def concern(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Show a concern of one's own: who looks at it, what was said; answer here.

    Whom the guidelines named for its situation reads it here, and that alone, until somebody looks
    at it.
    """
    found = _readable(request, public_id)
    form = NoteForm(request.POST or None, initial=take_kept_text(request))
    if request.method == "POST" and form.is_valid() and say(request, found, form):
        return redirect("content:concern", request.organization.slug, public_id)
    about = found.public_id.hex
    for kind in (Notice.CONCERN_MOVED, *FOR_KEEPERS):
        mark_seen(member=request.member, kind=kind, about=about, now=timezone.now())
    is_own = found.sender_id == request.member.pk
    context = {"shown": shown_concern(found), "form": form, "is_own": is_own}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "content/concerns/concern.html", context, status=status)


def _readable(request: MemberRequest, public_id: UUID) -> Concern:
    rows = visible_concerns(request.member)
    if request.member.may(Permission.EDIT_POLICY):  # who looks after others' does so on the desk
        rows = rows.filter(sender=request.member)
    return get_object_or_404(rows, public_id=public_id)


def say(request: MemberRequest, found: Concern, form: NoteForm) -> bool:
    """Put an answer into a thread; tell whether it was taken."""
    text = form.cleaned_data["text"]
    try:
        answer_concern(concern=found, by=request.member, text=text, now=timezone.now())
    except ValidationError as error:
        form.add_error("text", error)
        return False
    messages.success(request, _("Sent. The other side is told."))
    return True
