from __future__ import annotations

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenants.scope import tenant
from tests.factories import acknowledge, make_policy

PAGE = "/o/acme/preferences/?x=1"
WAY = "/o/acme/guidelines/accept/?next=%2Fo%2Facme%2Fpreferences%2F%3Fx%3D1"


@pytest.fixture
def policy(cast):
    with tenant(cast.acme):
        return make_policy()


def test_the_first_visit_goes_by_way_of_the_guidelines(cast, policy, sign_in):
    answer = sign_in(cast.bob).get(PAGE)
    assert (answer.status_code, answer.headers["Location"]) == (302, WAY)


def test_without_a_policy_nobody_is_asked(cast, sign_in):
    assert sign_in(cast.bob).get(PAGE).status_code == 200


def test_fragments_posts_and_what_pages_need_pass(cast, policy, sign_in):
    client = sign_in(cast.bob)
    assert client.get(PAGE, headers={"HX-Request": "true"}).status_code == 200
    assert client.get("/o/acme/brand.css").status_code == 200
    assert client.get("/o/acme/guidelines/").status_code == 200
    answer = client.post(PAGE, {"theme": "dark"})
    assert [str(said) for said in get_messages(answer.wsgi_request)] == ["Saved."]


def test_who_accepted_passes_and_sees_no_note(cast, policy, sign_in):
    with tenant(cast.acme):
        acknowledge(cast.bob, policy)
    answer = sign_in(cast.bob).get(PAGE)
    assert answer.status_code == 200
    assert answer.context["newer_policy"] is None


def test_a_newer_version_is_mentioned_and_does_not_hold_up(cast, policy, sign_in):
    with tenant(cast.acme):
        acknowledge(cast.bob, policy)
        make_policy(number=2)
    answer = sign_in(cast.bob).get(PAGE)
    assert answer.status_code == 200
    assert answer.context["newer_policy"].version.number == 2
    assert "/o/acme/guidelines/accept/?next=" in answer.content.decode()


def test_where_a_member_stands_costs_one_query(cast, policy, sign_in):
    with tenant(cast.acme):
        acknowledge(cast.bob, policy)
    client = sign_in(cast.bob)
    with CaptureQueriesContext(connection) as captured:
        client.get(PAGE)
    assert sum("policies_" in query["sql"] for query in captured) == 1
