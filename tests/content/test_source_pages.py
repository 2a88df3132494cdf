"""Sources on the desk: found by a site's address, looked at, added, changed; the bookmark too."""

from __future__ import annotations

import json
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from content.bookmarklet import begun, bookmarklet
from content.intake import Mode, Source, SourceState
from content.models import Post, State
from content.services import PostDraft, create_post
from tenants.roles import Role
from tenants.scope import tenant
from tests.content.feeding import item, rss
from tests.content.pages import HTML, Web
from tests.factories import NOW, make_member, make_post, make_source, make_topic
from tests.outbound.raw import reply

pytestmark = pytest.mark.django_db(transaction=True)
BASE = "/o/acme/desk/sources/"
LINK = '<link rel="alternate" type="application/{}" title="{}" href="{}">'


@pytest.fixture
def cast(make_cast):
    return make_cast()


@pytest.fixture
def web(settings):
    with Web() as server:
        settings.OUTBOUND_ALLOW = [server.host]
        yield server


def site(*links: str) -> bytes:
    head = "".join(f"<link rel=stylesheet href=/{n}.css>" for n in range(20))
    return reply(f"<html><head>{head}{''.join(links)}</head></html>".encode(), "200 OK", HTML)


def find(client, address):
    return client.post(f"{BASE}find/", {"address": address})


def told(response):
    return response.content.decode()


def form(web, **changes):
    values = {"url": f"{web.url}/feed", "title": "News", "mode": "draft", "daily_cap": 3}
    return {**values, "keeps_days": "", **changes}


def test_a_sites_only_feed_is_found_and_looked_at_and_nothing_is_saved(cast, web, sign_in):
    with tenant(cast.acme):
        draft = PostDraft("There", "https://news.example/roof")
        create_post(author=cast.alice, draft=draft, now=NOW)
    web.pages["/"] = site(LINK.format("rss+xml", "News", "feed"))
    web.pages["/feed"] = rss(item(name) for name in ("roof", "b", "c", "d", "e", "f"))
    page = told(find(sign_in(cast.alice), web.url + "/"))
    assert "What it would bring" in page
    assert f'value="{web.url}/feed"' in page
    assert 'value="News"' in page
    assert page.count("There is a post already") == 1
    assert page.count("All about") == 5
    with tenant(cast.acme):
        assert not Source.objects.exists()


def test_a_site_with_several_lets_one_choose(cast, web, sign_in):
    feeds = [
        LINK.format("rss+xml", "All &lt;b&gt;", "/all"),
        LINK.format("atom+xml", "Press", "/press"),
        LINK.format("feed+json", "Evil", "javascript:alert(1)"),
        LINK.format("pdf", "Paper", "/paper"),
    ]
    web.pages["/"] = site(*feeds)
    page = told(find(sign_in(cast.alice), web.url))
    assert "This site has several feeds" in page
    assert f'value="{web.url}/all"' in page
    assert f'value="{web.url}/press"' in page
    assert "paper" not in page
    assert "javascript:" not in page


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", "This field is required."),
        ("https://127.0.0.1/", "We can’t read there"),
        ("ftp://x", "We can’t read there"),
        ("{web}/none", "There is nothing at this address any more."),
        ("{web}/plain", "There is no feed at this address."),
    ],
)
def test_says_what_to_do_where_there_is_none(cast, web, sign_in, address, words):
    web.pages["/plain"] = site()
    answer = find(sign_in(cast.alice), address.format(web=web.url))
    assert answer.status_code == 422
    assert words in told(answer)


def test_adds_changes_pauses_and_removes(cast, web, sign_in):
    with tenant(cast.acme):
        topic = make_topic("Energy")
    client = sign_in(cast.alice)
    answer = client.post(f"{BASE}new/", form(web, topics=[topic.slug], keeps_days="14"))
    page = answer.url
    assert "Added. It is being read now." in told(client.get(page))
    changes = {"title": "Ours", "mode": "approved", "daily_cap": 1, "keeps_days": ""}
    assert client.post(page, changes).status_code == 302
    with tenant(cast.acme):
        source = Source.objects.get()
        assert (source.title, source.mode, source.keeps_days) == ("Ours", Mode.APPROVED, None)
        assert not source.topics.exists()
    assert "straight into the feed" in told(client.get(BASE))
    client.post(f"{page}pause/")
    assert "Paused" in told(client.get(page))
    client.post(f"{page}resume/")
    client.post(f"{page}read/")
    assert client.post(f"{page}remove/").status_code == 302
    assert "No source yet" in told(client.get(BASE))


def test_what_was_filled_in_stays_when_it_is_refused(cast, web, sign_in):
    client = sign_in(cast.alice)
    answer = client.post(f"{BASE}new/", form(web, title="Mine", daily_cap="99"))
    assert answer.status_code == 422
    assert 'value="Mine"' in told(answer)
    client.post(f"{BASE}new/", form(web))
    answer = client.post(f"{BASE}new/", form(web))
    assert "This feed is a source already" in told(answer)


def test_a_contributor_can_not_choose_the_feed(cast, web, sign_in):
    with tenant(cast.acme):
        carla = make_member("Carla", Role.CONTRIBUTOR)
        theirs = make_source(cast.alice)
    client = sign_in(carla)
    answer = client.post(f"{BASE}new/", form(web, mode="approved"))
    assert answer.status_code == 422
    assert client.post(f"{BASE}new/", form(web)).status_code == 302
    assert client.get(f"{BASE}{theirs.public_id}/").status_code == 404


def test_a_source_that_stopped_says_why_and_who_turns_it_on_looks_after_it(cast, sign_in):
    with tenant(cast.acme):
        dora = make_member("Dora", Role.CURATOR)
        stopped = {"state": SourceState.STOPPED, "result": "gone", "wake_at": None}
        source = make_source(cast.alice, **stopped)
    client, page = sign_in(dora), f"{BASE}{source.public_id}/"
    assert "There is nothing at this address any more." in told(client.get(page))
    client.post(f"{page}resume/")
    with tenant(cast.acme):
        source = Source.objects.get()
        assert (source.state, source.owner) == (SourceState.ACTIVE, dora)


def test_curators_see_where_a_post_is_from(cast, sign_in):
    with tenant(cast.acme):
        source = make_source(cast.alice, title="The Daily")
        post = make_post("Roof", source=source, state=State.DRAFT, expires_at=NOW)
    client = sign_in(cast.alice)
    assert "from The Daily" in told(client.get("/o/acme/desk/?state=draft"))
    page = told(client.get(f"/o/acme/desk/{post.public_id}/"))
    assert "From the source" in page
    assert "It goes into the archive by itself" in page


def test_the_list_takes_as_many_queries_whatever_is_in_it(cast, sign_in):
    client, counts = sign_in(cast.alice), []
    for more in (1, 8):
        with tenant(cast.acme):
            for _n in range(more):
                make_post(source=make_source(cast.alice))
        client.get(BASE)
        with CaptureQueriesContext(connection) as queries:
            client.get(BASE)
        counts.append(len(queries))
    assert counts[0] == counts[1]


class TestTheBookmark:
    def test_is_on_the_page_whole(self, cast, sign_in):
        page = told(sign_in(cast.alice).get(BASE))
        assert 'href="javascript:' in page
        assert "http://testserver/o/acme/desk/new/" in unquote(page)

    def test_names_the_editor_as_a_string_whatever_it_is_called(self):
        address = 'https://a.example/"+alert(1)+"/é'
        script = unquote(bookmarklet(address).removeprefix("javascript:"))
        assert json.dumps(address) in script
        assert script.count("alert") == 1

    def test_opens_the_editor_filled_in_and_saves_nothing(self, cast, sign_in):
        query = {"link": "https://news.example/x", "title": "A <b>", "words": "What I marked"}
        page = told(sign_in(cast.alice).get("/o/acme/desk/new/", query))
        assert 'value="https://news.example/x"' in page
        assert 'value="A &lt;b&gt;"' in page
        assert "What I marked" in page
        assert "Nothing is saved yet." in page
        with tenant(cast.acme):
            assert not Post.objects.exists()

    def test_says_when_there_is_a_post_already(self, cast, sign_in):
        with tenant(cast.acme):
            draft = PostDraft("There", "https://news.example/x")
            create_post(author=cast.alice, draft=draft, now=NOW)
        query = {"link": "https://www.news.example/x/?utm_source=y"}
        page = told(sign_in(cast.alice).get("/o/acme/desk/new/", query))
        assert "There is a post about this page already" in page

    def test_names_no_post_that_one_may_not_see(self, cast, sign_in):
        with tenant(cast.acme):
            carla = make_member("Carla", Role.CONTRIBUTOR)
            draft = PostDraft("Secret merger", "https://news.example/x")
            post = create_post(author=cast.alice, draft=draft, now=NOW)
        client, query = sign_in(carla), {"link": "https://news.example/x"}
        page = told(client.get("/o/acme/desk/new/", query))
        assert "There is a post about this page already, which you can’t see." in page
        assert "Secret merger" not in page
        with tenant(cast.acme):
            Post.objects.filter(pk=post.pk).update(state="approved", approved_at=NOW)
        page = told(client.get("/o/acme/desk/new/", query))
        assert f'<a href="/o/acme/posts/{post.public_id}/">Secret merger</a>' in page

    def test_is_explained_for_desk_and_phone(self, cast, sign_in):
        page = told(sign_in(cast.alice).get("/o/acme/desk/bookmark/"))
        assert page.count("javascript:") == 2
        assert "On a phone or tablet" in page
        assert sign_in(cast.bob).get("/o/acme/desk/bookmark/").status_code == 403

    def test_leaves_out_what_is_no_link_and_what_is_too_long(self):
        assert begun({"link": "javascript:alert(1)"}).link == ""
        assert begun({"link": "https://a.example/" + "x" * 1000}).link == ""
        start = begun({"title": "x" * 500, "words": "y " * 5000})
        assert (len(start.title), 900 < len(start.words) <= 1000) == (200, True)
        assert not begun({})
