"""Looking after concerns: the list, one of them, what somebody does about it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from content.concerns.forms import HandOverForm, NoteForm, OfferForm, OutcomeForm
from content.concerns.models import Concern
from content.concerns.offering import begin_offer, offer_answer
from content.concerns.replies import SuggestedReply, suggested_replies
from content.concerns.selectors import concern_queue, shown_concern, visible_concerns
from content.concerns.services import hand_over_concern, settle_concern, take_concern
from content.concerns.telling import FOR_KEEPERS
from content.concerns.views.asking import UNPROCESSABLE, say
from content.views.tabs import Tab
from policies.models import Draft
from tenants.access import allowed, keeps_text
from tenants.http import MemberRequest
from tenants.ids import read_id
from tenants.middleware import take_kept_text
from tenants.notifying import mark_seen
from tenants.roles import Permission


@allowed(Permission.EDIT_POLICY)
def concerns(request: MemberRequest) -> HttpResponse:
    """List what waits, the most urgent first, or what is settled."""
    is_settled = request.GET.get("state") == "settled"
    before = read_id(request.GET.get("before", ""))
    here = reverse("content:concerns", args=[request.organization.slug])
    context = {
        "page": concern_queue(is_settled=is_settled, before=before),
        "is_settled": is_settled,
        "is_first_page": before is None,
        "states": [
            Tab(here, _("Waiting"), not is_settled),
            Tab(f"{here}?state=settled", _("Settled"), is_settled),
        ],
    }
    return render(request, "content/concerns/concerns.html", context)


@keeps_text
@allowed(Permission.EDIT_POLICY)
def concern_tend(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Show a concern and what was said about it; answer here, or say what came of it."""
    found = _find(request, public_id)
    replies = suggested_replies(found) if request.method == "GET" else None
    kept = take_kept_text(request) or _chosen(request, replies or [])
    form, outcome_form = NoteForm(initial=kept), OutcomeForm(initial=kept, auto_id="outcome_%s")
    if request.method == "POST" and "outcome" in request.POST:
        outcome_form = OutcomeForm(request.POST, auto_id="outcome_%s")
        if outcome_form.is_valid() and _settled(request, found, outcome_form):
            return redirect("content:concerns", request.organization.slug)
    elif request.method == "POST":
        form = NoteForm(request.POST)
        if form.is_valid() and say(request, found, form):
            return _back(request, public_id)
    for kind in FOR_KEEPERS:
        about = found.public_id.hex
        mark_seen(member=request.member, kind=kind, about=about, now=timezone.now())
    return _show(request, found, replies=replies, form=form, outcome_form=outcome_form)


def _chosen(request: MemberRequest, replies: Sequence[SuggestedReply]) -> dict[str, str]:
    """Return the answer to begin with: the words of the standard reply that was chosen."""
    key = read_id(request.GET.get("reply", ""))
    return next(({"text": one.text} for one in replies if one.key == key), {})


def _settled(request: MemberRequest, found: Concern, form: OutcomeForm) -> bool:
    outcome = form.cleaned_data["outcome"]
    try:
        settle_concern(concern=found, by=request.member, outcome=outcome, now=timezone.now())
    except ValidationError as error:
        form.add_error("outcome", error)
        return False
    messages.success(request, _("Settled. Whoever raised it reads what came of it."))
    return True


@keeps_text
@allowed(Permission.EDIT_POLICY)
def concern_offer(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Offer an answer to everybody: into the draft of the guidelines, among its questions."""
    found, kept = _find(request, public_id), take_kept_text(request)
    form = OfferForm(request.POST or None, initial=kept or begin_offer(found))
    if request.method == "POST" and form.is_valid() and (draft := _offered(request, form)):
        messages.success(request, _("In the draft of the guidelines. Publish it when it is ready."))
        return redirect("policies:draft_structure", request.organization.slug, draft.public_id)
    context = {"form": form, "concern": found}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "content/concerns/concern_offer.html", context, status=status)


def _offered(request: MemberRequest, form: OfferForm) -> Draft | None:
    try:
        return offer_answer(by=request.member, now=timezone.now(), **form.cleaned_data)
    except ValidationError as error:
        form.add_error(error.code if error.code in form.fields else None, error)
        return None


@allowed(Permission.EDIT_POLICY)
@require_POST
def concern_take(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Look after an open concern oneself."""
    found = _find(request, public_id)
    try:
        take_concern(concern=found, by=request.member, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Yours now. Whoever raised it is told."))
    return _back(request, public_id)


@allowed(Permission.EDIT_POLICY)
@require_POST
def concern_hand_over(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Let a colleague look after it."""
    found = _find(request, public_id)
    form = HandOverForm(request.POST, sender=found.sender)
    if form.is_valid():
        to = form.cleaned_data["to"]
        try:
            hand_over_concern(concern=found, by=request.member, to=to, now=timezone.now())
        except ValidationError as error:
            form.add_error("to", error)
        else:
            messages.success(request, _("Handed over. Both of them are told."))
            return _back(request, public_id)
    return _show(request, found, hand_over_form=form)


def _find(request: MemberRequest, public_id: UUID) -> Concern:
    return get_object_or_404(visible_concerns(request.member), public_id=public_id)


def _back(request: MemberRequest, public_id: UUID) -> HttpResponse:
    return redirect("content:concern_tend", request.organization.slug, public_id)


def _show(
    request: MemberRequest,
    found: Concern,
    *,
    replies: Sequence[SuggestedReply] | None = None,
    form: NoteForm | None = None,
    outcome_form: Form | None = None,
    hand_over_form: Form | None = None,
) -> HttpResponse:
    forms = (form, outcome_form, hand_over_form)
    context = {
        "shown": shown_concern(found),
        "form": form or NoteForm(),
        "outcome_form": outcome_form or OutcomeForm(auto_id="outcome_%s"),
        "replies": suggested_replies(found) if replies is None else replies,
        "hand_over_form": hand_over_form or HandOverForm(auto_id="over_%s", sender=found.sender),
    }
    status = UNPROCESSABLE if any(one is not None and one.errors for one in forms) else 200
    return render(request, "content/concerns/concern_tend.html", context, status=status)
