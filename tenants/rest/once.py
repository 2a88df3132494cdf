"""`Idempotency-Key`: the same create sent again, a day long, is answered and not done again.

The answer is kept in the transaction of the act, so either both are there or neither. Whoever comes
while the first is still at work finds its advisory lock, which PostgreSQL gives back with the end
of the transaction, however it ends: nothing has to be cleaned up after a crash.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import connection
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder

from tenants.models import KeptAnswer, Member
from tenants.rest.problems import Refused
from tenants.scope import platform

HEADER = "Idempotency-Key"
LONGEST = 255
KEPT_FOR = timedelta(hours=24)


def key_of(request: Request) -> str:
    """Return the key a request came with, "" without one. Raises `Refused`: 400, "key"."""
    key: str = request.headers.get(HEADER, "")
    if len(key) > LONGEST or not (key.isascii() and key.isprintable()):
        raise Refused(400, "key", _("An Idempotency-Key is up to 255 plain characters."))
    return key


def answer_once(
    request: Request, *, member: Member, now: datetime, answer: Callable[[], Response]
) -> Response:
    """Answer, or say again what was answered to this key, in scope.

    Raises `Refused`: 409 "in_progress", 422 "key_used" (another request had this key).
    """
    key = key_of(request)
    if not key:
        return answer()
    route, digest = f"{request.method} {request.path}"[:200], _digest(request.data)
    _lock(member, route, key)
    kept = KeptAnswer.objects.filter(
        member=member, route=route, key=key, created_at__gt=now - KEPT_FOR
    ).first()
    if kept is None:
        response = answer()
        _keep(response, member=member, route=route, key=key, digest=digest, now=now)
        return response
    if kept.digest != digest:
        raise Refused(422, "key_used", _("This key came with another request. Use a new one."))
    return Response(kept.body, status=kept.status, headers={"Idempotency-Replayed": "true"})


def forget_answers(*, now: datetime) -> int:
    """Delete the answers that are older than a day; return how many."""
    with platform():
        gone, _by_model = KeptAnswer.everyone.filter(created_at__lte=now - KEPT_FOR).delete()
    return int(gone)


def _keep(response: Response, *, now: datetime, **found_by: Any) -> None:
    digest = found_by.pop("digest")
    body = json.loads(json.dumps(response.data, cls=JSONEncoder))
    values = {"digest": digest, "status": response.status_code, "body": body, "created_at": now}
    KeptAnswer.objects.update_or_create(**found_by, defaults=values)  # one of a day ago may be left


def _lock(member: Member, route: str, key: str) -> None:
    named = f"{member.organization_id} {member.pk} {route} {key}".encode()
    number = int.from_bytes(hashlib.sha256(named).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        if not cursor.fetchone()[0]:
            raise Refused(
                409, "in_progress", _("The first request is still at work."), retry_after_s=1
            )


def _digest(data: Any) -> str:
    """Return what tells one request's content from another's, however it was packed."""
    if isinstance(data, Mapping):
        data = {str(name): _plain(value) for name, value in data.items()}
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()


def _plain(value: Any) -> Any:
    if not isinstance(value, UploadedFile):
        return value
    found = hashlib.sha256()
    for piece in value.chunks():
        found.update(piece)
    value.seek(0)
    return [value.name, found.hexdigest()]
