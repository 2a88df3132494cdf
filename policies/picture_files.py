"""Pictures of the documents as files: which one somebody may see, and giving it."""

from __future__ import annotations

from uuid import UUID

from django.core.files.storage import default_storage
from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control

from policies.models import Example, Picture, PolicyVersion
from policies.selectors import Acceptance, standing
from tenants.models import Member
from tenants.roles import Permission

CLOSED = "default-src 'none'; sandbox"
"""Whatever a picture should turn out to be, it may do nothing."""


def visible_picture(member: Member, public_id: UUID) -> Picture | None:
    """Return a picture of the documents that the member may see.

    Of what is in force, and of the version that they accepted last, where they are shown what has
    changed since: drafts and what was before are for who writes them.
    """
    rows = Picture.objects.filter(public_id=public_id)
    if not member.may(Permission.EDIT_POLICY):
        rows = rows.filter(_shown_in(Example.objects.filter(_read_by(member))))
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
    """Answer a member's browser, which may keep it and asks each time whether it still may."""
    etag = f'"{picture.digest}"'
    answer = get_conditional_response(request, etag=etag) or picture_file(picture)
    answer["ETag"], answer["Content-Security-Policy"] = etag, CLOSED
    patch_cache_control(answer, private=True, no_cache=True)
    return answer


def _read_by(member: Member) -> Q:
    read = Q(version__in=PolicyVersion.objects.newest().values("pk"))
    stands = standing(member)
    if stands.state is not Acceptance.OUTDATED:
        return read
    before = PolicyVersion.objects.of().filter(number=stands.accepted_number)
    return read | Q(version__in=before.values("pk"))


def _shown_in(examples: QuerySet[Example]) -> Q:
    does, donts = examples.exclude(do_picture=None), examples.exclude(dont_picture=None)
    return Q(pk__in=does.values("do_picture")) | Q(pk__in=donts.values("dont_picture"))
