"""The whole schema, fuzzed as each role: no 5xx, nothing it does not announce, nobody else's data.

In process, each call undone, with the ids of real things where an address names one.
"""

from __future__ import annotations

import json
import re
from io import StringIO
from typing import Any
from urllib.parse import urlsplit

import hypothesis
import pytest
import requests
import schemathesis
from django.core.management import call_command
from django.test import Client
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks

from advocacy.api.views import description
from tenants.roles import Role
from tests.api.callers import Caller, caller_of
from tests.api.conftest import CANARY
from tests.api.examples import EXAMPLES
from tests.api.house import House
from tests.api.test_walls import undone

EXAMPLES_EACH = dict.fromkeys(Role, 2) | {Role.ADMIN: 6}
"""Who may everything gets furthest in."""
SEEN = (
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
)
BASE = "http://testserver"


def test_the_description_is_drawn_without_a_warning():
    call_command("spectacular", fail_on_warn=True, validate=True, stdout=StringIO())


def test_the_description_is_public_and_says_what_each_operation_needs(client: Client, db):
    answer = client.get("/api/schema/")
    told = json.loads(answer.content)
    operations = [one for path in told["paths"].values() for one in path.values()]
    assert len(operations) == len(EXAMPLES)
    assert all("Scope `" in one["description"] for one in operations)
    again = client.get("/api/schema/", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_the_docs_need_no_inline_script(client: Client, db):
    answer = client.get("/api/docs/")
    page = answer.content.decode()
    assert "'unsafe-inline'" not in answer.headers["Content-Security-Policy"]
    assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=", page)
    assert 'data-schema="/api/schema/"' in page


@pytest.mark.parametrize("role", list(Role))
def test_whatever_is_sent_the_schema_is_kept(acme: House, globex: House, role: Role):
    acme.be(role)
    caller = caller_of(acme.member)
    schema = schemathesis.openapi.from_dict(json.loads(description()))
    wrong = {}
    for found in schema.get_all_operations():
        operation: Any = found.ok()  # type: ignore[union-attr]  # a bad one is an error
        try:
            _fuzz(operation, caller, acme, role=role)
        except (FailureGroup, AssertionError) as failure:
            told = getattr(failure, "exceptions", [failure])
            wrong[operation.label] = [f"{one} {getattr(one, 'message', '')}" for one in told]
    assert wrong == {}


def _fuzz(operation: Any, caller: Caller, house: House, *, role: Role) -> None:
    name = operation.definition.raw["operationId"]
    known = _known(name, house)
    strategies = [operation.as_strategy(generation_mode=GenerationMode.POSITIVE)]
    if operation.body or operation.query:
        strategies.append(operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))

    @hypothesis.seed(list(Role).index(role))
    @hypothesis.settings(
        max_examples=EXAMPLES_EACH[role],
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=st.one_of(strategies), is_real=st.booleans())
    def send(case: Any, is_real: bool) -> None:  # noqa: FBT001 (drawn, not passed)
        if is_real and "public_id" in (case.path_parameters or {}):
            case.path_parameters["public_id"] = known
        with undone():
            _send(case, caller)

    send()


def _known(name: str, house: House) -> str:
    thing = re.search(r"{(\w+)}", EXAMPLES[name].path)
    return house.ids[thing[1]] if thing else ""


def _send(case: Any, caller: Caller) -> None:
    kwargs = case.as_transport_kwargs(base_url=BASE)
    kwargs.pop("cookies", None)
    sent = requests.Request(**kwargs).prepare()
    parts = urlsplit(str(sent.url))
    body = sent.body or b""
    answer = caller.client.generic(
        str(sent.method),
        parts.path + (f"?{parts.query}" if parts.query else ""),
        data=body if isinstance(body, bytes) else body.encode(),
        content_type=sent.headers.get("Content-Type", "application/octet-stream"),
        headers={**_plain(sent.headers), "Authorization": f"Bearer {caller.text}"},
    )
    content = b"".join(answer) if answer.streaming else answer.content
    assert CANARY.encode() not in content
    headers = {key: [value] for key, value in answer.headers.items()}
    seen = schemathesis.Response(
        status_code=answer.status_code,
        headers=headers,
        content=content,
        request=sent,
        elapsed=0.1,
        verify=False,
    )
    case.validate_response(seen, checks=list(SEEN))


def _plain(headers: Any) -> dict[str, str]:
    """Return what a server would let through to the application."""
    told = {name: str(value) for name, value in headers.items()}
    left_out = {
        "accept-encoding",
        "authorization",
        "content-length",
        "content-type",
        "cookie",
        "host",
    }
    return {
        name: value
        for name, value in told.items()
        if name.lower() not in left_out and value.isprintable() and value.isascii()
    }
