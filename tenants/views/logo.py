"""The organization's logo, for its members."""

from __future__ import annotations

from pathlib import PurePosixPath

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from tenants.access import allowed, before_policy
from tenants.http import MemberRequest
from tenants.roles import Permission

FOREVER_S = 31_536_000
CLOSED = "default-src 'none'; sandbox"
"""Whatever a picture should turn out to be, it may do nothing."""
TYPES = {".png": "image/png", ".jpg": "image/jpeg"}


@before_policy
@require_safe
@allowed(Permission.TAKE_PART)
def logo(request: MemberRequest) -> HttpResponseBase:
    """Give the logo as we made it from what was uploaded."""
    name = request.organization.logo
    if not name:
        raise Http404
    digest = PurePosixPath(name).stem
    answer = get_conditional_response(request, etag=f'"{digest}"') or _file(name)
    answer["ETag"], answer["Content-Security-Policy"] = f'"{digest}"', CLOSED
    if request.GET.get("v") == request.organization.logo_key:
        patch_cache_control(answer, private=True, max_age=FOREVER_S, immutable=True)
    else:
        patch_cache_control(answer, private=True, no_cache=True)
    return answer


def _file(name: str) -> HttpResponseBase:
    try:
        file = default_storage.open(name)
    except OSError:
        raise Http404 from None
    answer = FileResponse(file, content_type=TYPES[PurePosixPath(name).suffix])
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Disposition"] = "inline"
    return answer
