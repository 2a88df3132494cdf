"""Pictures of the documents as files: which one somebody may see, and giving it."""

from __future__ import annotations

from uuid import UUID

from django.core.files.storage import default_storage
from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control

from policies.models import Example, Picture, PolicyVersion
from tenants.models import Member
from tenants.roles import Permission

FOREVER_S = 31_536_000
CLOSED = "default-src 'none'; sandbox"
"""Whatever a picture should turn out to be, it may do nothing."""


def visible_picture(member: Member, public_id: UUID) -> Picture | None:
    """Return a picture of the documents that the member may see: drafts are for who writes them."""
    rows = Picture.objects.filter(public_id=public_id)
    if not member.may(Permission.EDIT_POLICY):
        rows = rows.filter(_shown_in(Example.objects.all()))
    found: Picture | None = rows.first()
    return found


def shown_picture(public_id: UUID) -> Picture | None:
    """Return a picture that the content policy in force shows; None for any other."""
    version = PolicyVersion.objects.current()
    rows = Picture.objects.filter(public_id=public_id)
    found: Picture | None = rows.filter(_shown_in(Example.objects.filter(version=version))).first()
    return found


def picture_file(picture: Picture) -> HttpResponseBase:
    """Return a picture's file. Raises Http404 when it is gone."""
    try:
        file = default_storage.open(picture.file)
    except OSError:
        raise Http404 from None
    answer = FileResponse(file, content_type=picture.mime_type)
    answer["Content-Length"] = str(picture.size_bytes)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Disposition"] = "inline"
    answer["Content-Security-Policy"] = CLOSED
    return answer


def picture_answer(request: HttpRequest, picture: Picture) -> HttpResponseBase:
    """Answer a member's browser, which may keep it: under its id it is never another."""
    etag = f'"{picture.digest}"'
    answer = get_conditional_response(request, etag=etag) or picture_file(picture)
    answer["ETag"], answer["Content-Security-Policy"] = etag, CLOSED
    patch_cache_control(answer, private=True, max_age=FOREVER_S, immutable=True)
    return answer


def _shown_in(examples: QuerySet[Example]) -> Q:
    does, donts = examples.exclude(do_picture=None), examples.exclude(dont_picture=None)
    return Q(pk__in=does.values("do_picture")) | Q(pk__in=donts.values("dont_picture"))
