"""Every endpoint × role × scope × other organization. One without an example fails."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from advocacy.api.coverage import ENDPOINTS_OF, PAGES_WITHOUT_ENDPOINT
from policies.models import Acknowledgement, PolicyVersion
from tenants.models import Member
from tenants.roles import Permission, Role, may
from tenants.scope import tenant
from tenants.token_scopes import Scope
from tests.addresses import ADDRESSES
from tests.api.callers import Caller, caller_of
from tests.api.conftest import CANARY
from tests.api.endpoints import REFUSED_AS_THINGS_STAND, Operation, operations
from tests.api.examples import EXAMPLES
from tests.api.house import House
from tests.clips import mp4
from tests.factories import acknowledge, make_member
from tests.images import image

OPERATIONS = operations()
PERSONAL = ("notifications_", "tokens_", "shares_", "connections_")
NAMING = [name for name in sorted(OPERATIONS) if re.search(r"{\w+}", str(EXAMPLES[name]))]
"""Those that name a thing."""


def _call(caller: Caller, operation: Operation, house: House, ids: Any = None) -> Any:
    example = house.example(operation.name, ids)
    if operation.name == "pictures_create":
        return caller.upload("pump.jpg", image())
    if operation.name == "guideline_uploads_create":
        return caller.illustrate("logo.png", image("PNG"))
    if operation.name == "library_files_create":
        return caller.keep("pump.jpg", image())
    if operation.name == "attachments_create":
        return caller.attach("film.mp4", mp4(filler=50))
    return caller(operation.method, example.path, example.data)


@contextmanager
def undone() -> Iterator[None]:
    """Undo what a call has done, so that the next one finds the house as it was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _each(house: House, caller: Caller, names: Any = None, ids: Any = None) -> Iterator[Any]:
    """Call every endpoint in the house as it stands; yields operation and answer."""
    for name in names or sorted(OPERATIONS):
        with undone():
            operation = OPERATIONS[name]
            answer = _call(caller, operation, house, ids)
            told = b"".join(answer) if answer.streaming else answer.content
            yield operation, answer.status_code, told.decode(errors="replace")


def _code(told: str) -> str:
    return str(json.loads(told)["code"]) if told else ""


def test_every_endpoint_has_an_example():
    assert set(EXAMPLES) == set(OPERATIONS)


def test_every_page_has_endpoints_or_a_reason():
    pages = {name for name in ADDRESSES if not name.startswith(("account_", "mfa_", "api:"))}
    assert not ENDPOINTS_OF.keys() & PAGES_WITHOUT_ENDPOINT.keys()
    assert pages <= ENDPOINTS_OF.keys() | PAGES_WITHOUT_ENDPOINT.keys()
    assert ENDPOINTS_OF.keys() | PAGES_WITHOUT_ENDPOINT.keys() <= pages | {"styleguide"}


def test_every_endpoint_stands_for_a_page():
    told = {name for names in ENDPOINTS_OF.values() for name in names}
    assert told == set(OPERATIONS)


def test_there_is_no_address_below_the_api_that_is_no_endpoint():
    for name, pattern in ADDRESSES.items():
        if name.startswith("api:") and name not in {"api:schema", "api:docs"}:
            assert hasattr(pattern.callback, "cls"), name
    assert get_resolver().resolve("/api/v1/me").func.cls.__name__ == "Me"


def test_who_may_everything_gets_an_answer(acme: House):
    for operation, status, told in _each(acme, caller_of(acme.member)):
        expected = REFUSED_AS_THINGS_STAND.get(operation.name, operation.spec.status)
        assert status == expected, (operation.name, told)


def test_nobody_gets_in_without_a_token_nor_with_a_session(acme: House):
    client = Client()
    client.force_login(acme.member.user)
    for name, operation in OPERATIONS.items():
        answer = client.generic(operation.method, f"/api/v1/{acme.example(name).path}")
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated"), name
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="api"'


def test_a_scope_opens_its_own_endpoints_alone(acme: House):
    for scope in Scope:
        names = [name for name, one in OPERATIONS.items() if one.spec.scope == scope]
        assert names, scope
        with undone():
            without = caller_of(acme.member, *(other for other in Scope if other != scope))
            for operation, status, told in _each(acme, without, names):
                assert (status, _code(told)) == (403, "scope"), operation.name
            for operation, status, told in _each(acme, caller_of(acme.member, scope), names):
                assert status not in {401, 403}, (operation.name, told)


@pytest.mark.parametrize("role", list(Role))
def test_a_token_does_no_more_than_its_members_roles(acme: House, role: Role):
    acme.be(role)
    for operation, status, told in _each(acme, caller_of(acme.member)):
        if may([role], operation.spec.permission):
            assert status not in {401, 403}, (operation.name, told)
        else:
            assert (status, _code(told)) == (403, "permission"), operation.name


def test_anothers_ids_name_nothing(acme: House, globex: House):
    refused = {
        "posts_create": 422,
        "post_acts_create": 422,
        "campaigns_create": 422,
        "approval_settings_set_reviewers": 422,
        "absences_write": 422,
        "suggestions_create": 422,
        "concerns_create": 422,
        "programme_leads_write": 422,
        "invitations_create": 422,
        "invitation_imports_create": 422,
        "reports_create": 422,
        "members_change_many": 422,
        "members_list": 200,
        "shares_list": 200,
    }
    for operation, status, told in _each(acme, caller_of(acme.member), NAMING, globex.ids):
        assert status == refused.get(operation.name, 404), (operation.name, told)
        assert CANARY not in told
        if status == 200:
            assert json.loads(told)["items"] == []


def test_nothing_of_another_organization_is_told(acme: House, globex: House):
    for operation, _status, told in _each(acme, caller_of(acme.member)):
        assert CANARY not in told, operation.name
    seen = [told for _operation, _status, told in _each(globex, caller_of(globex.member))]
    assert sum(CANARY in told for told in seen) > 30  # so the canary does sing at home


def test_a_colleagues_things_are_no_more_ones_own_than_a_strangers(acme: House):
    with tenant(acme.organization):
        colleague = make_member("Admin", *Role)
        acknowledge(colleague, PolicyVersion.objects.get())
    own = [name for name in NAMING if OPERATIONS[name].name.startswith(PERSONAL)]
    assert len(own) > 15
    for operation, status, told in _each(acme, caller_of(colleague), own):
        assert status in {404, 422} or json.loads(told)["items"] == [], (operation.name, told)


def test_one_who_left_is_shut_out_at_once(acme: House):
    caller = caller_of(acme.member)
    with tenant(acme.organization):
        Member.objects.filter(pk=acme.member.pk).update(left_at=timezone.now())
    for operation, status, told in _each(acme, caller):
        assert (status, _code(told)) == (401, "token"), operation.name


def test_who_never_accepted_the_guidelines_does_so_first(acme: House):
    with tenant(acme.organization):
        Acknowledgement.objects.all().delete()
    for operation, status, told in _each(acme, caller_of(acme.member)):
        if operation.spec.before_policy:
            assert status < 400, (operation.name, told)
        else:
            assert (status, _code(told)) == (403, "guidelines"), operation.name


def test_pages_and_endpoints_ask_for_the_same_permission():
    differs = {
        # a list for everybody whose other states the desk's permission opens
        ("content:desk", "posts_list"),
        ("content:post_edit", "posts_show"),
        # who is asked about a topic may have no desk; the meters on it are for curators
        ("content:desk", "desk_waiting"),
        ("content:desk", "desk_balance"),
        # everybody sees topics, running campaigns and hashtags; these pages look after them
        ("content:desk_topics", "topics_list"),
        ("content:campaigns", "campaigns_list"),
        ("content:campaign_edit", "campaigns_show"),
        ("content:hashtags", "hashtags_list"),
        # writers name a new topic in the editor, and take files of the library for their posts
        ("content:topic_new", "topics_create"),
        ("content:assets", "library_files_list"),
        # one address for both kinds of yes
        ("content:post_clear", "posts_approve"),
        # one page, of which a part is for more people
        ("policies:guidelines", "versions_list"),
        ("tenants:brand", "organization_settings_show"),
        ("analytics:dashboard", "kpis_list"),
        # visitors of the organization's own site fetch the pixel; programs need the right
        ("analytics:pixel", "conversions_create"),
        # everybody reads the goals, on the feed and on their impact
        ("analytics:goals", "goals_list"),
        ("analytics:goal", "goals_show"),
        # everybody reads why sharing is paused, on every page
        ("sharing:pause", "pauses_show"),
    }
    for page, names in ENDPOINTS_OF.items():
        asked = getattr(ADDRESSES[page].callback, "permission", Permission.TAKE_PART)
        for name in names:
            if (page, name) not in differs:
                assert OPERATIONS[name].spec.permission == asked, (page, name)
