"""The page where a member tells what their shares by hand brought."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext

from analytics.reported.forms import FiguresForm, keep_all
from analytics.reported.selectors import own_by_hand
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.roles import Permission


@allowed(Permission.TAKE_PART)
def by_hand(request: MemberRequest) -> HttpResponse:
    """Ask for the figures of several shares by hand at once."""
    now, is_sent = timezone.now(), request.method == "POST"
    shares = own_by_hand(request.member)
    data = request.POST if is_sent else None
    filled = [FiguresForm(data, share=share, now=now) for share in shares]
    wrong = [form for form in filled if is_sent and not form.is_valid()]
    if is_sent and not wrong:
        count = keep_all(filled, by=request.member, now=now)
        if count is not None:
            said = ngettext("Noted for %(count)s share.", "Noted for %(count)s shares.", count)
            messages.success(request, said % {"count": count})
            return redirect("analytics:by_hand", request.organization.slug)
    status = 422 if is_sent else 200
    return render(request, "analytics/by_hand.html", {"forms": filled}, status=status)
