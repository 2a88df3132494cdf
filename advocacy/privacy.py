"""What we hold of a person, who can see it, and how they take it with them."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from advocacy.kept import KEPT
from policies.models import Acknowledgement
from tenants.access import allowed, before_policy
from tenants.http import MemberRequest
from tenants.models import Archive, Consent
from tenants.roles import Permission

SHOWN = 3


@before_policy
@allowed(Permission.TAKE_PART)
def kept(request: MemberRequest) -> HttpResponse:
    """Say what is kept about a member, why, how long, and who sees it."""
    return render(request, "kept.html", {"kinds": KEPT})


@before_policy
@allowed(Permission.TAKE_PART)
def privacy(request: MemberRequest) -> HttpResponse:
    """Say what others can and can't see, what one agreed to, and offer a copy of one's data."""
    archives = Archive.objects.of(request.member).select_related("asked_by")
    accepted = Acknowledgement.objects.filter(member=request.member).select_related("version")
    context = {
        "archives": archives.order_by("-created_at", "-pk")[:SHOWN],
        "consents": Consent.objects.filter(user=request.user).order_by("-given_at"),
        "accepted": accepted.order_by("-at"),
    }
    return render(request, "privacy.html", context)
