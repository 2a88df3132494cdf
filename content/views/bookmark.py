"""The bookmark that opens the editor, explained for a desk and for a phone."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from content.bookmarklet import bookmarklet
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.roles import Permission


@allowed(Permission.WRITE_POSTS)
def bookmark(request: MemberRequest) -> HttpResponse:
    """Give the bookmark, and say how it gets into a browser."""
    editor = reverse("content:post_new", args=[request.organization.slug])
    context = {"bookmarklet": bookmarklet(request.build_absolute_uri(editor))}
    return render(request, "content/bookmark.html", context)
