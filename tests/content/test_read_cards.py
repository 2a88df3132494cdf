"""Pages behind links are read once, by a worker, and nobody inside is ever called for it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from content.cards import calling
from content.models import Asset, AssetState, CardState, LinkCard
from content.services import PostDraft, create_post, edit_post
from content.services.cards import edit_card
from content.services.preparing import prepare_batch
from content.services.reading import claim_cards, read_batch, read_card
from tenants.scope import tenant
from tests.content.drawing import as_bytes, drawn
from tests.content.pages import HTML, Web, moved, page
from tests.factories import NOW, make_post
from tests.outbound.raw import RawServer, drip, reply

pytestmark = pytest.mark.django_db(transaction=True)
PNG = "Content-Type: image/png"
BATCHES = (NOW, NOW + timedelta(minutes=1), NOW + timedelta(minutes=10))


@pytest.fixture
def cast(make_cast):
    return make_cast()


@pytest.fixture
def web(settings):
    """A server that may be called."""
    with Web() as server:
        settings.OUTBOUND_ALLOW = [server.host]
        yield server


@pytest.fixture
def inside():
    """A server in our own network, which nobody may call for a stranger's page."""
    with Web() as server:
        server.pages["/"] = page("Secret")
        yield server


def new_card(cast, link: str) -> LinkCard:
    with tenant(cast.acme):
        post = create_post(author=cast.alice, draft=PostDraft("Roof", link), now=NOW)
        return LinkCard.objects.get(post=post)


def fresh(cast, card: LinkCard) -> LinkCard:
    with tenant(cast.acme):
        return LinkCard.objects.select_related("picture").get(pk=card.pk)


def read(cast, link: str) -> LinkCard:
    card = new_card(cast, link)
    for now in BATCHES:
        read_batch(now=now)
    return fresh(cast, card)


def test_a_new_link_becomes_a_card_with_a_picture_of_ours(cast, web):
    web.pages["/roof"] = page(
        "Roof", "og:description=A year", "og:image=/a.png", "og:image:alt=Sun"
    )
    web.pages["/a.png"] = reply(as_bytes(drawn(900, 600), "PNG"), "200 OK", PNG)
    card = read(cast, f"{web.url}/roof")
    assert (card.state, card.title, card.description) == (CardState.READY, "Roof", "A year")
    assert (card.read_at, card.wake_at, card.is_edited, card.problem) == (NOW, None, False, "")
    assert (card.picture.alt, card.picture.file_name) == ("Sun", "a.png")
    assert card.picture.uploaded_by is None
    assert prepare_batch(now=NOW) == 1
    with tenant(cast.acme):
        assert Asset.objects.get().state == AssetState.READY
        assert card.picture.renditions.filter(name="card").exists()
    assert len(web.requests) == 2


def test_redirects_are_followed_to_other_hosts_and_relative_addresses_follow(cast, web, settings):
    with Web() as other:
        settings.OUTBOUND_ALLOW = [*settings.OUTBOUND_ALLOW, other.host]
        web.pages["/roof"] = moved(f"{other.url}/b/roof")
        other.pages["/b/roof"] = page("Moved", "og:image=a.png")
        other.pages["/b/a.png"] = reply(as_bytes(drawn(90, 60), "PNG"), "200 OK", PNG)
        card = read(cast, f"{web.url}/roof")
    assert card.title == "Moved"
    assert card.picture is not None


PRIVATE = ["https://127.0.0.1/", "https://[::1]/", "https://10.1.2.3/", "https://169.254.169.254/x"]


@pytest.mark.parametrize("link", [*PRIVATE, "https://me:secret@acme.example/"])
def test_private_addresses_are_not_called(cast, link):
    card = read(cast, link)
    assert (card.state, card.attempts) == (CardState.FAILED, 1)
    assert card.problem.startswith("We do not call the address of this link.")


def test_nobody_inside_is_called_by_way_of_a_link_a_redirect_or_a_picture(cast, web, inside):
    web.pages["/redirect"] = moved(f"{inside.url}/")
    web.pages["/picture"] = page("Public", f"og:image={inside.url}/a.png")
    web.pages["/picture-redirect"] = page("Public", f"og:image={web.url}/to")
    web.pages["/to"] = moved(f"{inside.url}/")
    links = [
        f"{inside.url}/",
        *(f"{web.url}/{p}" for p in ("redirect", "picture", "picture-redirect")),
    ]
    cards = [read(cast, link) for link in links]
    states = [CardState.FAILED, CardState.FAILED, CardState.READY, CardState.READY]
    assert [card.state for card in cards] == states
    assert [card.picture for card in cards] == [None] * 4
    assert inside.connections == 0


def test_a_circle_of_redirects_ends(cast, web):
    web.pages["/a"] = moved("/a")
    assert read(cast, f"{web.url}/a").state == CardState.FAILED
    assert len(web.requests) == calling.REDIRECTS + 1


UNREADABLE = [
    (reply(b"%PDF", "200 OK", "Content-Type: application/pdf"), "to a file, not to a page"),
    (reply(b"x" * 2_000_001, "200 OK", HTML), "too large"),
    (reply(b"<p>No title", "200 OK", HTML), "does not say what it is called"),
    (page(status="404 Not Found"), "no page at this link"),
    (page(status="403 Forbidden"), "not open to everybody"),
    (page(status="418 I'm a teapot"), "did not give us the page"),
]


@pytest.mark.parametrize(("answer", "said"), UNREADABLE)
def test_what_can_not_be_read_is_told_at_once_in_plain_words(cast, web, answer, said):
    web.pages["/"] = answer
    card = read(cast, f"{web.url}/")
    assert (card.state, card.attempts, card.title) == (CardState.FAILED, 1, "")
    assert said in card.problem


def test_what_may_pass_is_tried_three_times(cast, web):
    web.pages["/"] = page(status="503 Busy")
    card = new_card(cast, f"{web.url}/")
    for number, now in enumerate(BATCHES, start=1):
        assert fresh(cast, card).state == CardState.WAITING
        assert read_batch(now=now) == 1
        assert read_batch(now=now + timedelta(seconds=1)) == 0
        assert len(web.requests) == number
    assert "had trouble" in fresh(cast, card).problem


def test_a_page_that_comes_back_in_time_is_read(cast, web):
    web.pages["/"] = page(status="503 Busy")
    card = new_card(cast, f"{web.url}/")
    read_batch(now=BATCHES[0])
    web.pages["/"] = page("Back")
    read_batch(now=BATCHES[1])
    assert fresh(cast, card).title == "Back"


def test_a_slow_page_holds_nobody_up(cast, settings, monkeypatch):
    monkeypatch.setattr(calling, "TIMEOUT_S", 0.3)
    with RawServer(drip(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b"x" * 40)) as slow:
        settings.OUTBOUND_ALLOW = [slow.host]
        card = read(cast, f"{slow.url}/")
    assert (card.state, card.attempts) == (CardState.FAILED, 3)
    assert "did not come in time" in card.problem


@pytest.mark.parametrize(
    "picture",
    [
        reply(b"<svg/>", "200 OK", "Content-Type: image/svg+xml"),
        reply(b"<html>", "200 OK", "Content-Type: image/png"),
        reply(b"x" * 8_000_001, "200 OK", "Content-Type: image/png"),
        reply(b"", "404 Not Found", "Content-Type: image/png"),
    ],
)
def test_a_card_goes_without_a_picture_that_is_none(cast, web, picture):
    web.pages |= {"/": page("Roof", "og:image=/a.png"), "/a.png": picture}
    card = read(cast, f"{web.url}/")
    assert (card.state, card.title, card.picture) == (CardState.READY, "Roof", None)


def test_a_worker_that_lost_its_lease_changes_nothing(cast, web):
    web.pages["/"] = page("Late")
    card = new_card(cast, f"{web.url}/")
    (late,) = claim_cards(now=NOW, limit=5)
    assert claim_cards(now=NOW, limit=5) == []
    (second,) = claim_cards(now=late.until, limit=5)
    read_card(late, now=NOW)
    assert fresh(cast, card).state == CardState.WAITING
    read_card(second, now=NOW)
    assert (fresh(cast, card).title, fresh(cast, card).attempts) == ("Late", 2)


def test_a_page_that_kills_its_workers_ends(cast, web):
    card = new_card(cast, f"{web.url}/")
    now = NOW
    for _ in range(3):
        (claim,) = claim_cards(now=now, limit=1)
        now = claim.until
    read_batch(now=now)
    assert "did not end" in fresh(cast, card).problem
    assert web.requests == []


@pytest.mark.parametrize("status", ["200 OK", "404 Not Found", "503 Busy"])
def test_words_written_while_a_page_is_read_stay(cast, web, status):
    web.pages["/"] = page("Read", status=status)
    card = new_card(cast, f"{web.url}/")
    (claim,) = claim_cards(now=NOW, limit=1)
    with tenant(cast.acme):
        edit_card(post=card.post, by=cast.alice, title="Mine", description="", now=NOW)
    read_card(claim, now=NOW)
    after = fresh(cast, card)
    assert (after.title, after.state, after.is_edited) == ("Mine", CardState.READY, True)


def test_another_link_meanwhile_is_read_instead(cast, web):
    web.pages |= {"/old": page("Old"), "/new": page("New")}
    card = new_card(cast, f"{web.url}/old")
    (claim,) = claim_cards(now=NOW, limit=1)
    with tenant(cast.acme):
        draft, post = PostDraft("Roof", f"{web.url}/new"), card.post
        later = NOW + timedelta(seconds=1)
        edit_post(post=post, by=cast.alice, draft=draft, version=post.version, now=later)
    read_card(claim, now=NOW)
    assert fresh(cast, card).title == ""
    read_batch(now=later)
    assert fresh(cast, card).title == "New"


def test_organizations_take_turns(cast):
    for organization, count in ((cast.acme, 3), (cast.globex, 1)):
        with tenant(organization):
            for _ in range(count):
                LinkCard.objects.create(post=make_post(), url="https://a.example/", wake_at=NOW)
    claimed = [claim.organization_id for claim in claim_cards(now=NOW, limit=2)]
    assert sorted(claimed) == sorted([cast.acme.pk, cast.globex.pk])
