from __future__ import annotations

import pytest

from tenants.models import Member, Organization
from tenants.scope import platform, tenant

PATH = "/o/acme/preferences/"


def bob(cast):
    with tenant(cast.acme):
        return Member.objects.get(pk=cast.bob.pk)


def test_theme_and_leaderboard_are_kept(cast, sign_in):
    client = sign_in(cast.bob)
    response = client.post(PATH, {"theme": "dark", "next": "/o/acme/?topic=energy"})
    assert response.url == "/o/acme/?topic=energy"
    assert (bob(cast).theme, bob(cast).on_leaderboard) == ("dark", False)
    assert 'data-theme="dark"' in client.get(PATH).content.decode()
    client.post(PATH, {"theme": "", "on_leaderboard": "on"})
    assert (bob(cast).theme, bob(cast).on_leaderboard) == ("", True)
    assert "data-theme=" not in client.get(PATH).content.decode().split("<body")[0]


def test_the_leaderboard_switch_alone_leaves_the_theme(cast, sign_in):
    client = sign_in(cast.bob)
    client.cookies["theme"] = "light"
    client.post(PATH, {})
    assert (bob(cast).theme, bob(cast).on_leaderboard) == ("light", False)


def test_an_unknown_theme_changes_nothing(cast, sign_in):
    sign_in(cast.bob).post(PATH, {"theme": "pink"})
    assert (bob(cast).theme, bob(cast).on_leaderboard) == ("", None)


@pytest.mark.parametrize(
    "way", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""]
)
def test_leads_nowhere_else(cast, sign_in, way):
    assert sign_in(cast.bob).post(PATH, {"theme": "", "next": way}).url == PATH


def test_the_colour_is_a_stylesheet_that_browsers_keep(cast, sign_in):
    client = sign_in(cast.bob)
    response = client.get("/o/acme/brand.css")
    assert response.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "private" in response.headers["Cache-Control"]
    assert "--accent-ink" in response.content.decode()
    tag = response.headers["ETag"]
    assert client.get("/o/acme/brand.css", headers={"If-None-Match": tag}).status_code == 304
    with platform():
        Organization.objects.filter(slug="acme").update(accent="#112233")
    assert client.get("/o/acme/brand.css", headers={"If-None-Match": tag}).status_code == 200


def test_the_colour_is_for_members(cast, client, sign_in):
    assert client.get("/o/acme/brand.css").status_code == 302
    assert sign_in(cast.mallory).get("/o/acme/brand.css").status_code == 404
