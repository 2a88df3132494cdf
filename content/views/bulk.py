"""One act on many posts of the desk's list, what became of each, and undo."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from content.desk.listing import Filters
from content.forms.desk import BulkForm, read_chosen
from content.models import BulkAct, BulkLine, State
from content.services.bulk import UNDO_FOR, UNDO_S, BulkKind, do_many, lines_of, undo_many
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.ids import read_id
from tenants.roles import Permission


@dataclass(frozen=True)
class Done:
    """An act as the desk shows it afterwards."""

    bulk: BulkAct
    label: str
    failed: list[BulkLine]
    count: int
    left_s: int

    @property
    def may_undo(self) -> bool:
        """Tell whether it can be taken back still."""
        return self.left_s > 0 and self.count > 0 and self.bulk.undone_at is None


@allowed(Permission.APPROVE_POSTS)
@require_POST
def desk_bulk(request: MemberRequest) -> HttpResponse:
    """Do one act on the chosen posts, and lead back to the list they were chosen in."""
    form, back = BulkForm(request.POST), _back(request)
    if not form.is_valid():
        messages.error(
            request, " ".join(str(one) for errors in form.errors.values() for one in errors)
        )
        return redirect(back)
    try:
        bulk = do_many(
            chosen=read_chosen(request.POST.getlist("post")),
            kind=form.cleaned_data["act"],
            topic=form.cleaned_data["topic"],
            at=form.moment(),
            by=request.member,
            now=timezone.now(),
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(back)
    return redirect(f"{back}&done={bulk.public_id}#done")


@allowed(Permission.APPROVE_POSTS)
@require_POST
def desk_bulk_undo(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Put back what an act changed."""
    bulk = get_object_or_404(BulkAct.objects.filter(by=request.member), public_id=public_id)
    try:
        kept = undo_many(bulk=bulk, by=request.member, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        if kept:
            names = ", ".join(f"“{line.post.title}”" for line in kept)
            said = _("Undone, but for what somebody has changed since: %(names)s.")
            messages.warning(request, said % {"names": names})
        else:
            messages.success(request, _("It is as it was."))
    return redirect(_back(request))


def done_here(request: MemberRequest, now: datetime) -> Done | None:
    """Return the act that the address names, where it is the member's own."""
    public_id = read_id(request.GET.get("done", ""))
    bulk = BulkAct.objects.filter(by=request.member, public_id=public_id).first()
    if bulk is None or bulk.undone_at is not None:
        return None
    lines = list(lines_of(bulk))
    failed = [line for line in lines if line.problem]
    count = len(lines) - len(failed)
    label = ngettext("%(act)s: %(count)s post", "%(act)s: %(count)s posts", count)
    told = label % {"act": BulkKind(bulk.act).label, "count": count}
    age = now - bulk.created_at
    left = max(1, UNDO_S - int(age.total_seconds())) if age < UNDO_FOR else 0
    return Done(bulk, told, failed, count, left)


def _back(request: MemberRequest) -> str:
    """Return the list that the form was in."""
    said = {**request.POST.dict(), "topic": request.POST.get("in_topic", "")}
    filters = Filters.read(said, State.APPROVED)
    here = reverse("content:desk", args=[request.organization.slug])
    return f"{here}?{filters.query()}"
