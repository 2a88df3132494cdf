"""Pages that belong to no single app: the door, errors, the component gallery."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from content.models import Post
from policies.models import PolicyVersion
from sharing.models import Connection
from tenants.access import allowed, before_policy
from tenants.http import MemberRequest
from tenants.models import Invitation, Member
from tenants.roles import Permission
from tenants.scope import platform


def home(request: HttpRequest) -> HttpResponse:
    """Send a person to their organization's feed; without one, say what to do."""
    with platform():
        member = (
            Member.everyone.active()
            .filter(user=request.user)
            .select_related("organization")
            .order_by("-joined_at")
            .first()
        )
    if member is None:
        return render(request, "no_organization.html")
    return redirect("sharing:feed", slug=member.organization.slug)


@before_policy
@allowed(Permission.MANAGE_ORGANIZATION)
def start(request: MemberRequest) -> HttpResponse:
    """Show whoever opened an organization what to do next, and what is done already."""
    context = {
        "has_guidelines": PolicyVersion.objects.exists(),
        "has_post": Post.objects.exists(),
        "has_people": Member.objects.exclude(pk=request.member.pk).exists()
        or Invitation.objects.exists(),
        "has_account": Connection.objects.filter(member=request.member).exists(),
    }
    return render(request, "start.html", context)


@login_not_required
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component (development only)."""
    return render(request, "styleguide.html")


@login_not_required
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 (Django passes it)
    """Answer 400 in the product's own look."""
    return render(request, "400.html", status=400)


@login_not_required
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 (Django passes it)
    """Answer 403 in the product's own look."""
    return render(request, "403.html", status=403)


@login_not_required
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 (Django passes it)
    """Answer 404 in the product's own look; another organization's things look the same as none."""
    return render(request, "404.html", status=404)


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 without touching the database."""
    return render(request, "500.html", status=500)
