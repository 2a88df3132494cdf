"""Pictures in a draft of the guidelines: how to do it, and how not to."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from content.forms.guideline_pictures import SIDES, ExampleForm
from content.services.guideline_pictures import receive_guideline_picture
from policies.contents import ExampleDraft, read_contents
from policies.marks import mark_of
from policies.models import Draft, Picture
from policies.services.checking_shown import MOST_EXAMPLES
from policies.services.drafting import Stale
from policies.services.rowing import remove_row, set_row
from tenants.access import allowed, calls_out
from tenants.http import MemberRequest
from tenants.roles import Permission
from tenants.scope import tenant

UNPROCESSABLE = 422
FIELDS = {"example": "do", "dont": "dont"}
"""At which field a refusal stands, by its code; else above all of them."""


@calls_out
@allowed(Permission.EDIT_POLICY)
@require_http_methods(["GET", "HEAD", "POST"])
def guideline_pictures(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Show the examples of a draft; put one in, change one, take one out.

    Files are decoded with no scope open, and kept though the rest is refused.
    """
    if request.method != "POST":
        with tenant(request.organization):
            found = _find(public_id)
            if not found.is_open:
                return redirect("policies:draft", request.organization.slug, public_id)
            return _show(request, found, _opened(found, request.GET.get("change", "")))
    if "remove" in request.POST:
        return _remove(request, public_id)
    with tenant(request.organization):
        _find(public_id)
    kept, refused = _receive(request)
    sent = request.POST.copy()
    for side, picture in kept.items():
        sent[f"{side}_picture"] = str(picture.public_id)
        sent[f"{side}_out"] = ""
    form = ExampleForm(sent)
    for side, error in refused.items():
        form.add_error(f"{side}_file", error)
    with tenant(request.organization):
        return _save(request, _find(public_id), form)


def _receive(
    request: MemberRequest,
) -> tuple[dict[str, Picture], dict[str, ValidationError]]:
    """Keep the files that came; return them by side, and why others are not kept."""
    kept: dict[str, Picture] = {}
    refused: dict[str, ValidationError] = {}
    for side in SIDES:
        file = request.FILES.get(f"{side}_file")
        if not isinstance(file, UploadedFile):
            continue
        now = timezone.now()
        try:
            kept[side] = receive_guideline_picture(by=request.member, upload=file, now=now)
        except ValidationError as error:
            refused[side] = error
    return kept, refused


def _save(request: MemberRequest, found: Draft, form: ExampleForm) -> HttpResponse:
    if form.is_valid():
        try:
            set_row(
                draft=found,
                member=request.member,
                part="examples",
                row=form.example(),
                was=form.cleaned_data["was"],
                now=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(FIELDS.get(error.code or ""), error)
            if isinstance(error, Stale):
                form.data = {**dict(form.data.items()), "was": ""}
        else:
            messages.success(request, _("Saved. Nobody else sees it before it is published."))
            return _done(request, found.public_id)
    return _show(request, found, form, status=UNPROCESSABLE)


def _remove(request: MemberRequest, public_id: UUID) -> HttpResponse:
    with tenant(request.organization):
        found, was, now = _find(public_id), request.POST["remove"], timezone.now()
        try:
            remove_row(draft=found, member=request.member, part="examples", was=was, now=now)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return _show(request, found, ExampleForm(), status=UNPROCESSABLE)
    messages.success(request, _("Taken out."))
    return _done(request, public_id)


def _done(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Go on at the top of the page: a browser would keep the place of the form."""
    page = reverse("content:guideline_pictures", args=[request.organization.slug, public_id])
    return redirect(f"{page}#main")


def _find(public_id: UUID) -> Draft:
    found: Draft = get_object_or_404(Draft.objects.select_related("policy"), public_id=public_id)
    return found


def _examples(found: Draft) -> list[tuple[str, ExampleDraft]]:
    return [(mark_of(one), one) for one in read_contents(found.contents).examples]


def _opened(found: Draft, mark: str) -> ExampleForm:
    """Return the form of the example that is to be changed, or an empty one."""
    one = dict(_examples(found)).get(mark)
    return ExampleForm(initial={**asdict(one), "was": mark}) if one else ExampleForm()


def _show(
    request: MemberRequest, found: Draft, form: ExampleForm, status: int = 200
) -> HttpResponse:
    examples = _examples(found)
    context = {
        "draft": found,
        "examples": examples,
        "form": form,
        "is_change": bool(form["was"].value()),
        "is_full": len(examples) >= MOST_EXAMPLES,
    }
    return render(request, "content/guideline_pictures.html", context, status=status)
