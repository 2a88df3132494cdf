"""A video or document on its way into a form, and how far it is."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from content.attachments.uses import FIELD
from content.forms.attachments import Attached, AttachmentForm
from content.models import Asset, AssetKind
from content.selectors import renditions_of
from content.services.attachments import receive_attachment, set_attachment_details
from content.uploads import visible_assets
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.models import Member
from tenants.roles import Permission


@allowed(Permission.TAKE_PART)
@require_safe
def attachment(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Show a video or document as far as it is: being opened, ready, or why not."""
    seen = visible_assets(request.member).exclude(kind=AssetKind.PICTURE)
    asset: Asset = get_object_or_404(seen, public_id=public_id)
    form = AttachmentForm(asset, shown=renditions_of([asset], "thumb").get(asset.pk))
    return render(request, "content/attachment_field.html#state", {"form": form})


def take_attachment(request: MemberRequest, attached: Attached) -> None:
    """Receive the file that came with a form; one that is refused leaves the other alone."""
    file = request.FILES.get(FIELD)
    if file is None:
        return
    try:
        asset = receive_attachment(by=request.member, upload=file, now=timezone.now())
    except ValidationError as error:
        attached.refuse(file.name, error.messages)
    else:
        attached.add(asset)


def describe_attachment(attached: Attached, member: Member) -> None:
    """Keep what a valid form says of its attachment."""
    form = attached.form
    if form is not None and attached.chosen() and form.is_news():
        set_attachment_details(asset=form.asset, by=member, details=form.details())
