"""Endpoints: what each one asks for, takes and gives, said once and used for everything.

The same declaration checks the caller, reads the body, cuts the list, writes the answer and draws
the schema, so none of them can say something else than the others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, wraps
from typing import Any

from django.conf import settings
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ParseError
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser, JSONParser, MultiPartParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from tenants.models import ApiToken, Member
from tenants.rest.access import TokenAuthentication, count_request
from tenants.rest.once import HEADER, answer_once
from tenants.rest.paging import Cut, Page
from tenants.rest.problems import Refused
from tenants.rest.shapes import Nothing, PageQuery, Shape
from tenants.roles import Permission
from tenants.token_scopes import Scope

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class BoundedJSONParser(JSONParser):
    """JSON whose nesting the interpreter can follow; deeper is not JSON to us."""

    def parse(self, *args: Any, **kwargs: Any) -> Any:
        """Parse a body. Raises ParseError."""
        try:
            return super().parse(*args, **kwargs)
        except RecursionError:
            raise ParseError from None


@dataclass(frozen=True)
class Spec:
    """What an endpoint asks of the caller, what it takes and what it gives.

    `once`: an `Idempotency-Key` is honoured. `calls_out`: it gets no scope, as it calls a network.
    `before_policy`: open to members who have not accepted the guidelines. `fields`: at which field
    a service's code stands, where the code is not the field's own name. `weight`: as how many
    requests of the token's minute it counts.
    """

    scope: Scope
    permission: Permission
    takes: type[Shape] | None
    query: type[Shape]
    gives: type[Shape] | None
    status: int
    once: bool
    calls_out: bool
    before_policy: bool
    file: str
    fields: Mapping[str, str] = field(default_factory=dict)
    weight: int = 1

    @property
    def is_page(self) -> bool:
        """Tell whether it gives a list, a page at a time."""
        return issubclass(self.query, PageQuery)

    def field_of(self, code: str) -> str:
        """Return the field that a service's code is about, "" for none."""
        name = self.fields.get(code, code)
        return name if self.takes is not None and name in self.takes().fields else ""


@dataclass(frozen=True)
class Call:
    """What an endpoint is handed: who asks, what they sent, in plain values."""

    member: Member
    token: ApiToken
    data: dict[str, Any]
    query: dict[str, Any]
    cut: Cut
    key: str
    """The `Idempotency-Key`, "" without one."""
    now: datetime


def endpoint(
    *,
    scope: Scope,
    permission: Permission = Permission.TAKE_PART,
    takes: type[Shape] | None = None,
    query: type[Shape] = Nothing,
    gives: type[Shape] | None = None,
    status: int = 0,
    once: bool = False,
    calls_out: bool = False,
    before_policy: bool = False,
    file: str = "",
    fields: Mapping[str, str] | None = None,
    weight: int = 1,
) -> Callable[[Callable[..., Any]], Callable[..., HttpResponseBase]]:
    """Make a method an endpoint; its docstring is what the docs say of it.

    It returns a plain object for `gives`, a `Page` where `query` is a `PageQuery`, or None.
    `file` is the type of the file that it answers with ("image/*"). Without a `status` it is 200,
    or 204 for nothing.
    """
    spec = Spec(
        scope=scope,
        permission=permission,
        takes=takes,
        query=query,
        gives=gives,
        status=status or (200 if gives or file else 204),
        once=once,
        calls_out=calls_out,
        before_policy=before_policy,
        file=file,
        fields=fields or {},
        weight=weight,
    )

    def decorate(method: Callable[..., Any]) -> Callable[..., HttpResponseBase]:
        @wraps(method)
        def answered(self: Endpoints, request: Request, **ids: Any) -> HttpResponseBase:
            return self.respond(request, lambda call: method(self, call, **ids))

        answered.spec = spec  # type: ignore[attr-defined]  # read by `Endpoints.spec`
        drawn: Callable[..., HttpResponseBase] = extend_schema(**_drawn(spec))(answered)
        return drawn

    return decorate


def operation_name(cls: type, action: str) -> str:
    """Return an operation's name in the description, for instance `posts_create`."""
    words = "".join(f"_{c.lower()}" if c.isupper() else c for c in cls.__name__).strip("_")
    return f"{words}_{'list' if action == 'index' else action}"


class AnyAnswer(BaseContentNegotiation):
    """There is one way we answer, whatever is said to be accepted."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        """Return the parser of what was sent, None for a kind that is not taken."""
        wanted = (request.content_type or "").partition(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == wanted), None)

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:  # noqa: ARG002
        """Return the first renderer."""
        return renderers[0], renderers[0].media_type


class Endpoints(ViewSet):
    """Base of the API's classes; `tag` is their heading in the docs."""

    tag = ""
    authentication_classes = (TokenAuthentication,)
    renderer_classes = (JSONRenderer,)
    content_negotiation_class = AnyAnswer
    metadata_class = None

    def get_permissions(self) -> list[Any]:
        """Return what is asked of every caller, also by apps above this one."""
        return [import_string(name)() for name in settings.API_PERMISSIONS]

    @property
    def spec(self) -> Spec | None:
        """Return what is being asked for; None for a method that the address does not have.

        DRF asks for parsers before it has set `action`.
        """
        method = str(getattr(self.request, "method", "")).lower()
        action = getattr(self, "action", None) or getattr(self, "action_map", {}).get(method)
        found: Spec | None = getattr(getattr(type(self), action or "", None), "spec", None)
        return found

    def get_parsers(self) -> list[BaseParser]:
        """Take files where a shape has one, else JSON alone."""
        spec = self.spec
        is_upload = spec is not None and spec.takes is not None and _has_file(spec.takes)
        return [MultiPartParser() if is_upload else BoundedJSONParser()]

    def perform_authentication(self, request: Request) -> None:
        """See who asks and count it, allowed or not. Raises `Refused`: 429 "too_many"."""
        super().perform_authentication(request)
        token = request.auth
        if not isinstance(token, ApiToken):
            return
        left, left_s = count_request(token, self.spec.weight if self.spec else 1)
        self.rate = {
            "RateLimit-Policy": f'"token";q={settings.API_REQUESTS_PER_MINUTE};w=60',
            "RateLimit": f'"token";r={max(left, 0)};t={left_s}',
        }
        if left < 0:
            said = _("That was too much in one minute. Try again in %(seconds)s seconds.")
            raise Refused(429, "too_many", said % {"seconds": left_s}, retry_after_s=left_s)

    def finalize_response(
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> Response:
        """Say how much is left of the token's minute."""
        done = super().finalize_response(request, response, *args, **kwargs)
        for name, value in getattr(self, "rate", {}).items():
            done.headers[name] = value
        return done

    def respond(self, request: Request, act: Callable[[Call], Any]) -> HttpResponseBase:
        """Read, act and write as the endpoint's declaration says."""
        spec, token, now = self.spec, request.auth, timezone.now()
        if spec is None or not isinstance(token, ApiToken):
            raise TypeError("An endpoint is called by its route, after its caller was checked.")
        query = _read(spec.query, dict(request.query_params.items()))
        place = f"{token.organization_id} {request.path}"
        cut = Cut.of(place, query.pop("cursor", ""), query.pop("limit", 0))

        def answered() -> Response:
            data = _read(spec.takes, _sent(request)) if spec.takes else {}
            key = request.headers.get(HEADER, "") if spec.once else ""
            made = act(Call(token.member, token, data, query, cut, key, now))
            return _written(spec, made, cut)

        if spec.once:
            return answer_once(request, member=token.member, now=now, answer=answered)
        return answered()


def _sent(request: Request) -> Any:
    """Return the body as JSON would have it: a form's fields once each, without a form's rules."""
    data: Any = request.data
    sent = dict(data.items()) if hasattr(data, "getlist") else data
    if not _is_storable(sent):
        raise Refused(400, "unreadable", _("A text holds characters that no text can have."))
    return sent


def _is_storable(value: Any) -> bool:
    """Tell whether the database takes all texts in it: none has a NUL or half of a character."""
    if isinstance(value, str):
        return UNSTORABLE.search(value) is None
    if isinstance(value, dict):
        return all(_is_storable(one) for pair in value.items() for one in pair)
    return not isinstance(value, list) or all(_is_storable(one) for one in value)


def _read(shape: type[Shape], sent: Any) -> dict[str, Any]:
    read = shape(data=sent)
    read.is_valid(raise_exception=True)
    return dict(read.validated_data)


def _written(spec: Spec, made: Any, cut: Cut) -> Any:
    if isinstance(made, HttpResponseBase):
        return made
    if spec.is_page and isinstance(made, Page) and spec.gives is not None:
        items = spec.gives(made.rows, many=True).data
        return Response({"items": items, "next": cut.cursor(made.position)}, status=spec.status)
    return Response(spec.gives(made).data if spec.gives else None, status=spec.status)


@cache
def _has_file(shape: type[Shape]) -> bool:
    return any(isinstance(one, serializers.FileField) for one in shape().fields.values())


@cache
def page_of(shape: type[Shape]) -> type[Shape]:
    """Return the shape of a page of a list."""
    fields = {
        "items": shape(many=True),
        "next": serializers.CharField(
            allow_null=True, help_text="The `cursor` of the next page; null on the last."
        ),
    }
    name = f"{shape.__name__}Page"
    made: type[Shape] = type(name, (Shape,), {**fields, "__doc__": "A page of a list."})
    return made


def _drawn(spec: Spec) -> dict[str, Any]:
    """Return the endpoint as the schema shows it."""
    given: Any = page_of(spec.gives) if spec.is_page and spec.gives else spec.gives
    responses: dict[Any, Any] = {spec.status: given}
    if spec.file:
        responses = {(200, spec.file): OpenApiTypes.BINARY}
    parameters: list[Any] = [] if spec.query is Nothing else [spec.query]
    if spec.once:
        parameters.append(
            OpenApiParameter(
                HEADER,
                str,
                OpenApiParameter.HEADER,
                description="Sent again within a day with the same key, it is not done again.",
            )
        )
    request: Any = spec.takes
    if spec.takes is not None and _has_file(spec.takes):
        request = {"multipart/form-data": spec.takes}
    return {"request": request, "responses": responses, "parameters": parameters}
