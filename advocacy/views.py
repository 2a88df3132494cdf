"""Pages that belong to no single app: the door, errors, the component gallery."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

from content.bookmarklet import begun
from content.models import Post
from policies.models import PolicyVersion
from sharing.models import Connection
from tenants.access import allowed, before_policy
from tenants.http import MemberRequest
from tenants.models import Invitation, Member
from tenants.roles import Permission
from tenants.scope import platform

BACKGROUND = "#8a2f66"
"""What a phone shows while the product starts: the ground of its sign."""


def home(request: HttpRequest) -> HttpResponse:
    """Send a person to their organization's feed; without one, say what to do."""
    member = _newest_membership(request)
    if member is None:
        return render(request, "no_organization.html")
    return redirect("sharing:feed", slug=member.organization.slug)


def _newest_membership(request: HttpRequest) -> Member | None:
    with platform():
        members = Member.everyone.active().filter(user=request.user)
        found: Member | None = members.select_related("organization").order_by("-joined_at").first()
    return found


@login_not_required
@cache_control(public=True, max_age=24 * 3600)
def manifest(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 (Django passes it)
    """Tell phones how to install the product, and that pages can be shared to it.

    Source: https://www.w3.org/TR/appmanifest/ and https://w3c.github.io/web-share-target/.
    """
    icon = {"src": static("img/icon.svg"), "sizes": "any", "type": "image/svg+xml"}
    told = {
        "id": "/",
        "name": _("Advocacy"),
        "short_name": _("Advocacy"),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": BACKGROUND,
        "theme_color": BACKGROUND,
        "icons": [icon],
        "share_target": {
            "action": reverse("share_target"),
            "method": "GET",
            "params": {"title": "title", "text": "words", "url": "link"},
        },
    }
    return JsonResponse(told, content_type="application/manifest+json")


def share_target(request: HttpRequest) -> HttpResponse:
    """Open what somebody shared to us from another app: as a post, or as a suggestion of theirs.

    Nothing is saved or sent before the person does so on that page.
    """
    member = _newest_membership(request)
    if member is None:
        return render(request, "no_organization.html")
    may_write = member.may(Permission.WRITE_POSTS)
    page = reverse(
        "content:post_new" if may_write else "content:suggest", args=[member.organization.slug]
    )
    return redirect(f"{page}?{begun(request.GET).query}")


@before_policy
@allowed(Permission.MANAGE_ORGANIZATION)
def start(request: MemberRequest) -> HttpResponse:
    """Show whoever opened an organization what to do next, and what is done already."""
    context = {
        "has_guidelines": PolicyVersion.objects.of().exists(),
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
