"""Serving uploads: through the scope of the organization, to those who may see them."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from content.serving import rendition_file
from content.uploads import visible_rendition
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.roles import Permission

FOREVER_S = 31_536_000
CLOSED = "default-src 'none'; sandbox"
"""Whatever a picture should turn out to be, it may do nothing."""


@require_safe
@allowed(Permission.TAKE_PART)
def media(request: MemberRequest, public_id: UUID, name: str) -> HttpResponseBase:
    """Give one rendition of an upload: their own, or of a post that the member may open."""
    found = visible_rendition(request.member, public_id, name)
    if found is None:
        raise Http404
    etag = f'"{found.digest}"'
    piece = request.headers.get("Range", "")
    answer = get_conditional_response(request, etag=etag) or rendition_file(found, piece=piece)
    answer["ETag"], answer["Content-Security-Policy"] = etag, CLOSED
    if found.digest.startswith(request.GET.get("v") or "-"):
        patch_cache_control(answer, private=True, max_age=FOREVER_S, immutable=True)
    else:
        patch_cache_control(answer, private=True, no_cache=True)
    return answer
