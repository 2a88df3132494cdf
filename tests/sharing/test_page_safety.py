"""Sharing's pages against people who mean harm: scripts, forged forms, stray hosts, redirects."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from content.models import Caption
from sharing.models import Reason, State
from tenants.models import Member
from tenants.scope import tenant
from tests.addresses import ADDRESSES, POST_ONLY
from tests.factories import (
    acknowledge,
    make_connection,
    make_policy,
    make_post,
    make_share,
    make_topic,
)
from tests.things import NAMES_NO_THING

BY_HAND = {State.OFFERED, State.SELF_REPORTED, State.DISMISSED, State.LAPSED}
HARM = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7 }}"


@pytest.fixture
def harmful(cast):
    """Put harm into every text that sharing's pages show."""
    with tenant(cast.acme):
        Member.objects.filter(pk=cast.bob.pk).update(name=HARM)
        rule = {"parameters": {"phrase": "alert"}, "reason": HARM, "suggestion": HARM}
        acknowledge(cast.bob, make_policy(rule))
        post = make_post(HARM, make_topic(HARM[:50]), caption=HARM, why=HARM)
        Caption.objects.create(post=post, text=HARM, network="mastodon")
        shown = {"display_name": HARM, "handle": HARM}
        for state, reason in [*[(state, "") for state in State], (State.UNCONFIRMED, Reason.ASK)]:
            by_hand = state in BY_HAND
            make_share(
                cast.bob,
                post,
                None if by_hand else make_connection(cast.bob, **shown),
                network="linkedin" if by_hand else "mastodon",
                state=state,
                reason=reason,
                problem=HARM,
                words=HARM,
                text=HARM,
                remote_url="javascript:alert(3)",
            )
    return post


@pytest.mark.parametrize("is_htmx", [False, True])
def test_no_text_becomes_markup(cast, harmful, sign_in, is_htmx):
    client = sign_in(cast.bob)
    own = f"/o/acme/posts/{harmful.public_id}"
    headers = {"HX-Request": "true"} if is_htmx else {}
    pages = ["/o/acme/", "/o/acme/shares/", f"{own}/share/", f"{own}/box/"]
    for page in [*pages, "/o/acme/connections/", "/o/acme/impact/"]:
        answer = client.get(page, headers=headers, follow=True)
        text = answer.content.decode()
        assert answer.status_code == 200, page
        assert "<script>alert" not in text, page
        assert "<img src=x" not in text, page
        assert 'href="javascript:' not in text.lower(), page


def test_what_is_posted_comes_back_as_text(cast, harmful, sign_in):
    client = sign_in(cast.bob)
    own = f"/o/acme/posts/{harmful.public_id}"
    values = {"words": HARM, "connections": [HARM], "compose_key": HARM, "server": HARM}
    for url in (f"{own}/share/", f"{own}/check/", "/o/acme/connections/mastodon/connect/"):
        text = client.post(url, values).content.decode()
        assert "<script>alert" not in text, url
        assert "<img src=x" not in text, url


@pytest.mark.parametrize("query", ["?sent=", "?before=", "?topic=", "?next="])
def test_what_stands_in_the_address_comes_back_as_text(cast, sign_in, query):
    client = sign_in(cast.bob)
    for page in ("/o/acme/", "/o/acme/shares/", "/o/acme/connections/"):
        answer = client.get(f"{page}{query}{HARM}")
        assert "<script>alert" not in answer.content.decode()


SHARING_POSTS = sorted(name for name in POST_ONLY if name.startswith("sharing:"))


def extra(name: str) -> list[object]:
    """Return what an address names beside the organization."""
    if name in {"sharing:assisted", "sharing:resume", "sharing:three"}:
        return []
    return [NAMES_NO_THING.get(name) or uuid.uuid4()]


@pytest.mark.parametrize("name", [*SHARING_POSTS, "sharing:compose"])
def test_a_form_of_another_site_is_refused(cast, name):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.bob.user)
    answer = client.post(reverse(name, args=["acme", *extra(name)]))
    assert answer.status_code == 403


@pytest.mark.parametrize("name", SHARING_POSTS)
def test_what_changes_something_is_not_done_by_looking(cast, sign_in, name):
    assert sign_in(cast.alice).get(reverse(name, args=["acme", *extra(name)])).status_code == 405


def test_every_view_that_calls_out_is_marked_and_no_other():
    marked = {name for name, url in ADDRESSES.items() if getattr(url.callback, "calls_out", False)}
    assert marked == {
        "content:guideline_pictures",  # waits for the process that decodes
        "content:logo",  # waits for the process that decodes
        "content:source_find",
        "sharing:check_account",
        "sharing:connect",
        "sharing:delete",
        "sharing:disconnect",
        "sharing:own_app",
        "sharing:own_app_check",
        "sharing:sign_in",
        "tenants:domain_check",
    }


@pytest.mark.parametrize("page", ["/", "/o/acme/", "/o/acme/shares/", "/account/login/"])
def test_a_stray_host_is_refused(cast, sign_in, page):
    answer = sign_in(cast.bob).get(page, headers={"Host": "evil.example"})
    assert answer.status_code == 400


def test_our_own_addresses_never_come_from_the_request(cast, sign_in, settings):
    settings.ALLOWED_HOSTS = ["*"]
    with tenant(cast.acme):
        make_connection(cast.bob)
        post = make_post()
    page = sign_in(cast.bob).get(
        f"/o/acme/posts/{post.public_id}/share/", headers={"Host": "evil.example"}
    )
    assert "evil.example" not in page.content.decode()
    assert "http://localhost:8000/s/" in page.context["look"].previews[0].shown.text


@pytest.mark.parametrize(
    "way", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_no_way_on_leads_to_another_site(cast, way):
    cast.bob.user.set_password("a good long password")
    cast.bob.user.save()
    with tenant(cast.acme):
        make_policy()
    client = Client()
    values = {"login": cast.bob.user.email, "password": "a good long password", "next": way}
    answers = [
        client.post("/account/login/", values),
        client.post("/o/acme/guidelines/accept/", {"next": way, "version": 1}),
        client.post("/o/acme/language/", {"next": way, "language": "en"}),
    ]
    assert [answer.status_code for answer in answers] == [302, 302, 302]
    for answer in answers:
        assert answer.headers["Location"].startswith("/")
        assert "evil" not in answer.headers["Location"]


def test_signing_in_changes_the_session(cast):
    cast.bob.user.set_password("a good long password")
    cast.bob.user.save()
    client = Client()
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["sessionid"] = planted = session.session_key
    client.post(
        "/account/login/", {"login": cast.bob.user.email, "password": "a good long password"}
    )
    assert client.get("/o/acme/").status_code == 200
    assert client.cookies["sessionid"].value != planted
    stranger = Client()
    stranger.cookies["sessionid"] = planted
    assert stranger.get("/o/acme/").status_code == 302
