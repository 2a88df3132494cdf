"""The composer: nothing is sent that should not be, and no written word is lost."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.contrib.messages import get_messages

from content.models import Post
from content.models import State as PostState
from sharing.models import Connection, ConnectionState, Share, State
from sharing.networks import network
from sharing.networks.base import (
    Draft,
    Limits,
)
from sharing.text import compose_text, short_address
from tenants.scope import tenant
from tests.factories import make_connection, make_policy, make_post, make_share

WORDS = "Our roof now feeds the kitchen.\r\nSee for yourself."


class Desk:
    """Bob before the composer, with one account and one post."""

    def __init__(self, cast, client) -> None:
        self.cast, self.client = cast, client
        with tenant(cast.acme):
            self.connection = make_connection(cast.bob)
            self.post = make_post("Our roof")
        self.url = f"/o/acme/posts/{self.post.public_id}/share/"
        self.one_click = f"/o/acme/posts/{self.post.public_id}/share-now/"

    def send(self, words: str = WORDS, **changes):
        """Press Share."""
        values = {
            "words": words,
            "connections": [str(self.connection.public_id)],
            "compose_key": str(uuid4()),
            **changes,
        }
        return self.client.post(self.url, values)

    def shares(self) -> list[Share]:
        """Every share there is."""
        with tenant(self.cast.acme):
            return list(Share.objects.order_by("pk"))

    def change_post(self, state: PostState) -> None:
        """Let a curator change the post."""
        with tenant(self.cast.acme):
            Post.objects.filter(pk=self.post.pk).update(state=state)


@pytest.fixture
def desk(cast, sign_in) -> Desk:
    return Desk(cast, sign_in(cast.bob))


def complaint(answer) -> str:
    """Return the one sentence above the words, which are still there."""
    assert answer.status_code == 422
    form = answer.context["form"]
    assert form["words"].value() == WORDS
    assert "Our roof now feeds the kitchen." in answer.content.decode()
    assert len(form.non_field_errors()) == 1
    return str(form.non_field_errors()[0])


def test_it_queues_the_words_with_their_link_and_shows_them(desk):
    answer = desk.send()
    assert answer.headers["Location"] == f"/o/acme/shares/?sent={desk.post.public_id}"
    share = desk.shares()[0]
    assert share.words == WORDS.replace("\r\n", "\n")
    assert share.text == f"{share.words}\n\nhttp://localhost:8000/s/{share.link_id}"
    page = desk.client.get(answer.headers["Location"]).content.decode()
    assert f'data-draft-sent="share-{desk.cast.bob.public_id}-{desk.post.public_id}"' in page


def test_reload_and_back_show_the_share_there_is(desk):
    key = str(uuid4())
    for _ in range(3):
        assert desk.send(compose_key=key).status_code == 302
    assert len(desk.shares()) == 1


def test_the_same_key_in_anothers_hand_is_another_click(desk, sign_in):
    key = str(uuid4())
    desk.send(compose_key=key)
    with tenant(desk.cast.acme):
        other = make_connection(desk.cast.alice)
    sign_in(desk.cast.alice)
    assert desk.send(compose_key=key, connections=[str(other.public_id)]).status_code == 302
    assert [share.member_id for share in desk.shares()] == [desk.cast.bob.pk, desk.cast.alice.pk]


def test_a_second_share_is_offered_and_not_made(desk):
    desk.send()
    answer = desk.send()
    assert "You have shared this already." in complaint(answer)
    assert 'name="is_again"' in answer.content.decode()
    assert len(desk.shares()) == 1
    assert desk.send(is_again="on").status_code == 302
    assert [share.repeat for share in desk.shares()] == [0, 1]


def test_what_failed_or_was_taken_back_may_be_written_anew(desk):
    for state in (State.FAILED, State.CANCELLED, State.RECALLED):
        desk.send()
        with tenant(desk.cast.acme):
            Share.objects.update(state=state)
    assert len(desk.shares()) == 3


def test_too_long_says_by_how_much_and_counts_as_the_network_does(desk):
    words = "wörd 👩‍👩‍👧 https://acme.example/a/very/long/address " * 20
    answer = desk.send(words)
    draft = Draft(compose_text(words, short_address("x" * 10, "")), "")
    count = network("mastodon").count(draft, Limits(500, 23))[0].used
    surplus = f"Mastodon: {count - 500} characters too many for your server."
    assert answer.context["form"].non_field_errors() == [surplus]
    assert answer.context["look"].previews[0].counts[0].used == count
    assert str(count) in answer.content.decode()
    assert desk.shares() == []


def test_too_long_for_one_account_sends_to_none(desk):
    with tenant(desk.cast.acme):
        small = make_connection(desk.cast.bob, host="small.example", limits={"max_characters": 30})
    both = [str(desk.connection.public_id), str(small.public_id)]
    assert "too many" in complaint(desk.send(connections=both))
    assert desk.shares() == []


@pytest.mark.parametrize("words", ["", "   ", "\r\n"])
def test_without_words_it_asks_for_some(desk, words):
    answer = desk.send(words)
    assert answer.status_code == 422
    assert answer.context["form"].errors["words"] == [
        "Write a few words, or start from the suggested ones."
    ]


def test_a_post_withdrawn_meanwhile_is_not_shared_and_the_words_stay(desk):
    assert desk.client.get(desk.url).status_code == 200
    desk.change_post(PostState.ARCHIVED)
    assert "This post was withdrawn while you were writing." in complaint(desk.send())
    assert desk.shares() == []
    assert desk.client.get(desk.url).status_code == 404


@pytest.mark.parametrize("is_htmx", [True, False])
def test_one_click_on_a_withdrawn_post_says_so(desk, is_htmx):
    desk.change_post(PostState.ARCHIVED)
    headers = {"HX-Request": "true"} if is_htmx else {}
    answer = desk.client.post(desk.one_click, {"compose_key": uuid4()}, headers=headers)
    said = answer.content.decode() + "".join(map(str, get_messages(answer.wsgi_request)))
    assert "This post was withdrawn while you were writing. Nothing was sent." in said


def test_one_click_sends_the_suggested_words_once(desk):
    key = uuid4()
    for _ in range(2):
        desk.client.post(desk.one_click, {"compose_key": key}, headers={"HX-Request": "true"})
    assert [(share.words, share.is_suggested) for share in desk.shares()] == [
        ("Worth a look.", True)
    ]


@pytest.mark.parametrize("key", ["", "garbage", "0", "x" * 5000])
def test_a_key_that_is_none_asks_to_press_again_with_a_sound_one(desk, key):
    answer = desk.send(compose_key=key)
    assert "That did not arrive completely." in complaint(answer)
    form = answer.context["form"]
    fresh = str(form["compose_key"].value())
    assert form["connections"].value() == [str(desk.connection.public_id)]
    assert desk.send(compose_key=fresh).status_code == 302
    answer = desk.client.post(desk.one_click, {"compose_key": key}, headers={"HX-Request": "true"})
    assert "That did not arrive completely." in answer.content.decode()


def test_a_blocked_phrase_stops_it_and_is_shown_with_the_words(desk):
    with tenant(desk.cast.acme):
        make_policy({"parameters": {"phrase": "kitchen"}, "suggestion": "canteen"})
    answer = desk.send()
    assert "The policy does not allow “kitchen”." in complaint(answer)
    findings = answer.context["look"].findings
    assert [marked.finding.matched for marked in findings] == ["kitchen"]
    assert "canteen" in answer.content.decode()
    assert desk.shares() == []


def test_a_hint_is_shown_and_stops_nothing(desk):
    with tenant(desk.cast.acme):
        make_policy({"parameters": {"phrase": "kitchen"}, "severity": "hint"})
    url = f"/o/acme/posts/{desk.post.public_id}/check/"
    shown = desk.client.post(url, {"words": WORDS, "connections": [desk.connection.public_id]})
    assert "kitchen" in shown.content.decode()
    assert desk.send().status_code == 302


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("See {link} now", "See LINK now"),
        ("{link}", "LINK"),
        ("{link} and {link}", "LINK and "),
        ("No place", "No place\n\nLINK"),
        ("{LINK} {0} {link.x}", "{LINK} {0} {link.x}\n\nLINK"),
    ],
)
def test_the_link_goes_where_it_is_put(desk, words, text):
    desk.send(words)
    share = desk.shares()[0]
    assert share.text.replace(f"http://localhost:8000/s/{share.link_id}", "LINK") == text


@pytest.mark.parametrize("whose", ["a colleague's", "another organization's", "nobody's"])
def test_an_account_of_somebody_else_is_refused_alike_and_never_used(desk, whose):
    cast = desk.cast
    with tenant(cast.acme):
        colleagues = make_connection(cast.alice)
    with tenant(cast.globex):
        mallorys = make_connection(cast.mallory)
    others = {"a colleague's": colleagues.public_id, "another organization's": mallorys.public_id}
    wanted = str(others.get(whose, uuid4()))
    answer = desk.send(connections=[str(desk.connection.public_id), wanted])
    assert answer.status_code == 422
    assert "not one of the available choices" in answer.context["form"].errors["connections"][0]
    assert desk.shares() == []


@pytest.mark.parametrize("wanted", [["garbage"], [], ["1"], ["' OR 1=1"]])
def test_what_is_no_account_is_refused(desk, wanted):
    answer = desk.send(connections=wanted)
    assert answer.status_code == 422
    assert answer.context["form"].errors["connections"]
    assert answer.context["form"]["words"].value() == WORDS


def test_an_account_that_has_to_be_reconnected_is_refused(desk):
    with tenant(desk.cast.acme):
        Connection.objects.update(state=ConnectionState.EXPIRED)
    assert desk.send().status_code == 422
    answer = desk.client.post(desk.one_click, {"compose_key": uuid4()})
    assert desk.shares() == []
    said = "".join(map(str, get_messages(answer.wsgi_request)))
    assert said == "Choose at least one account to share to."


def test_fields_nobody_offered_change_nothing(desk):
    with tenant(desk.cast.acme):
        other = make_post("Other")
    desk.send(member=desk.cast.alice.pk, state="published", post=other.pk, repeat=7, text="x")
    share = desk.shares()[0]
    assert (share.member_id, share.state, share.post_id, share.repeat) == (
        desk.cast.bob.pk,
        State.SCHEDULED,
        desk.post.pk,
        0,
    )


def test_a_long_address_gets_its_tags(desk):
    with tenant(desk.cast.acme):
        post = make_post("Long", link="https://acme.example/?q=" + "ü" * 900)
        make_share(desk.cast.bob, desk.post, desk.connection, state=State.CANCELLED)
    desk.url = f"/o/acme/posts/{post.public_id}/share/"
    assert desk.send().status_code == 302
    with tenant(desk.cast.acme):
        assert Share.objects.get(post=post).link.url.endswith("utm_campaign=advocacy")


def test_a_draft_is_its_writers_alone(cast, sign_in):
    with tenant(cast.acme):
        draft = make_post("Not yet", state=PostState.DRAFT, approved_at=None)
    client = sign_in(cast.bob)
    for page in ("share", "check", "share-now", "box"):
        address = f"/o/acme/posts/{draft.public_id}/{page}/"
        assert client.post(address, {"words": "x"}).status_code == 404, page


def test_what_was_disclosed_is_kept_with_the_share(desk):
    parameters = {"phrases": ["#ad"], "networks": ["mastodon"], "within": 125}
    with tenant(desk.cast.acme):
        make_policy({"kind": "required_disclosure", "parameters": parameters})
    assert "The policy asks for “#ad” near the start." in complaint(desk.send())
    assert desk.send(words="#AD From the kitchen.").status_code == 302
    (share,) = desk.shares()
    assert share.disclosure == "#AD"
