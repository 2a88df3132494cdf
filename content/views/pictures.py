"""Pictures being put into a form: sent, prepared, described, taken out."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from content.forms.pictures import NEW, PictureForm, Pictures
from content.models import Asset
from content.selectors import renditions_of
from content.services.pictures import (
    discard_picture,
    problem,
    receive_picture,
    set_picture_details,
)
from content.uploads import visible_pictures
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.models import Member
from tenants.roles import Permission

ITEM = "content/picture_item.html"


@allowed(Permission.TAKE_PART)
@require_POST
def picture_upload(request: MemberRequest) -> HttpResponse:
    """Take one picture and answer with its place in the form, or with what is wrong with it."""
    file = request.FILES.get(NEW)
    try:
        if not isinstance(file, UploadedFile):
            raise problem("empty")
        asset = receive_picture(by=request.member, upload=file, now=timezone.now())
    except ValidationError as error:
        context = {"why": " ".join(error.messages), "name": getattr(file, "name", "")}
        return render(request, f"{ITEM}#refused", context, status=422)
    return render(request, ITEM, {"form": PictureForm(asset)})


@allowed(Permission.TAKE_PART)
@require_safe
def picture(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Show a picture as far as it is: how much is done, then the picture, or why not."""
    form = _form(request, public_id)
    return render(request, f"{ITEM}#state", {"form": form})


@allowed(Permission.TAKE_PART)
@require_POST
def picture_details(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Keep what is said of a picture as it is written."""
    form = _form(request, public_id)
    if form.is_valid():
        set_picture_details(asset=form.asset, by=request.member, details=form.details())
    status = 200 if form.is_valid() else 422
    return render(request, f"{ITEM}#said", {"form": form, "is_answer": True}, status=status)


@allowed(Permission.TAKE_PART)
@require_POST
def picture_remove(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Delete a picture that is on nothing yet; one on a post leaves it when that is saved."""
    asset = get_object_or_404(visible_pictures(request.member), public_id=public_id)
    discard_picture(asset=asset, by=request.member)
    return HttpResponse()


def _form(request: MemberRequest, public_id: UUID) -> PictureForm:
    asset = get_object_or_404(visible_pictures(request.member), public_id=public_id)
    data = request.POST if request.method == "POST" else None
    return PictureForm(asset, data, shown=renditions_of([asset], "thumb").get(asset.pk))


def take_files(request: MemberRequest, pictures: Pictures) -> None:
    """Receive the files that came with a form; one that is refused leaves the others alone."""
    for file in request.FILES.getlist(NEW):
        try:
            asset: Asset = receive_picture(by=request.member, upload=file, now=timezone.now())
        except ValidationError as error:
            pictures.refuse(file.name, error.messages)
        else:
            pictures.add(asset)


def describe(pictures: Pictures, member: Member) -> None:
    """Keep what a valid form says of its pictures."""
    for form in pictures.forms:
        if form.is_news():
            set_picture_details(asset=form.asset, by=member, details=form.details())
