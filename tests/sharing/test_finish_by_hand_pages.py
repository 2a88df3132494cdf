"""The pages of finishing by hand, from the button on a card to the row of what was told."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from django.utils.html import escape

from content.models import State as PostState
from sharing.assisted import OFFERED_FOR, TARGETS
from sharing.finishing import finishing
from sharing.models import AssistedNetwork, Share, SharePicture, State
from tenants.scope import tenant
from tests.factories import make_asset, make_connection, make_post, make_share

WORDS = "Worth “a” <look> & more"
POST_URL = "https://www.linkedin.com/posts/bob-1"


@pytest.fixture
def bob(cast, sign_in):
    return sign_in(cast.bob)


@pytest.fixture
def offered(cast):
    """Make shares of Bob's to finish by hand."""

    def make(network: str = "linkedin", state: State = State.OFFERED, **changes) -> Share:
        now = timezone.now()
        with tenant(cast.acme):
            post = changes.pop("post", None) or make_post("Our roof")
            values = {"due_at": now, "wake_at": now + OFFERED_FOR, "words": WORDS, **changes}
            share = make_share(cast.bob, post, network=network, state=state, **values)
            share.text = f"{WORDS}\n\nhttp://localhost:8000/s/{share.link_id}"
            share.save()
        return share

    return make


def url(share: Share, act: str = "finish") -> str:
    return f"/o/acme/shares/{share.public_id}/{act}/"


def fresh(cast, share: Share) -> Share:
    with tenant(cast.acme):
        return Share.objects.get(pk=share.pk)


@pytest.mark.parametrize("place", TARGETS, ids=lambda place: place.key)
def test_the_page_holds_the_words_and_the_way_there(cast, bob, offered, place):
    share = offered(place.key)
    page = bob.get(url(share)).content.decode()
    with tenant(cast.acme):
        finish = finishing(Share.objects.select_related("post").get(pk=share.pk))
    assert f'href="{escape(finish.address)}"' in page
    assert f">{escape(finish.words)}</textarea>" in page
    assert escape(place.opens) in page
    assert ("data-pasted" in page) is place.copies_words(finish.draft)
    assert ('name="url"' in page) is place.has_post_address


def test_a_mail_opens_here_and_a_network_in_a_tab_that_knows_nothing_of_us(bob, offered):
    beside = 'target="_blank" rel="noopener noreferrer"'
    assert beside in bob.get(url(offered("x"))).content.decode()
    assert beside not in bob.get(url(offered("email"))).content.decode()


def test_the_subject_of_a_mail_is_what_the_post_is_called(bob, offered):
    assert (
        "mailto:?subject=Our%20roof&amp;body=Worth"
        in bob.get(url(offered("email"))).content.decode()
    )


@pytest.mark.parametrize("typed", ["", POST_URL])
def test_i_posted_it_is_taken_at_ones_word(cast, bob, offered, typed):
    share = offered()
    answer = bob.post(url(share, "posted"), {"url": typed}, follow=True)
    page = answer.content.decode()
    assert "Noted: you posted it on LinkedIn." in page
    assert "Posted by you" in page
    assert "Live" not in page
    assert (f'href="{POST_URL}"' in page) is bool(typed)
    assert fresh(cast, share).state == State.SELF_REPORTED


def test_a_wrong_address_is_explained_and_kept(cast, bob, offered):
    share = offered()
    answer = bob.post(url(share, "posted"), {"url": "https://evil.example/1"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "This address is not on LinkedIn." in page
    assert 'value="https://evil.example/1"' in page
    assert fresh(cast, share).state == State.OFFERED


def test_an_address_can_be_added_later(cast, bob, offered):
    share = offered(state=State.SELF_REPORTED, reported_at=timezone.now())
    assert "Where is your post?" in bob.get(url(share)).content.decode()
    bob.post(url(share, "posted"), {"url": POST_URL})
    assert fresh(cast, share).remote_url == POST_URL


def test_not_now_and_back_again(cast, bob, offered):
    share = offered()
    page = bob.post(url(share, "not-now"), follow=True).content.decode()
    assert "Bring it back" in page
    page = bob.post(url(share, "reopen"), follow=True).content.decode()
    assert "Finish it on LinkedIn" in page
    assert fresh(cast, share).state == State.OFFERED


def test_the_row_of_the_list_answers_in_place(bob, offered):
    share = offered()
    headers = {"HX-Request": "true", "HX-Target": f"share-{share.public_id}"}
    row = bob.post(url(share, "not-now"), headers=headers).content.decode()
    assert row.strip().startswith(f'<li id="share-{share.public_id}"')
    assert "Not now" in row


def test_what_lapsed_can_still_be_told(cast, bob, offered):
    share = offered(state=State.LAPSED)
    assert "I posted it after all" in bob.get("/o/acme/shares/").content.decode()
    bob.post(url(share, "posted"))
    assert fresh(cast, share).state == State.SELF_REPORTED


def test_a_withdrawn_post_is_not_led_to(cast, bob, offered):
    with tenant(cast.acme):
        post = make_post("Gone", state=PostState.ARCHIVED)
    page = bob.get(url(offered(post=post))).content.decode()
    assert "This post was withdrawn." in page
    assert "linkedin.com/sharing" not in page
    assert "I posted it" in page


@pytest.mark.parametrize("state", [State.SCHEDULED, State.DISMISSED, State.CANCELLED])
def test_what_is_not_open_says_how_it_is(bob, offered, state):
    page = bob.get(url(offered(state=state))).content.decode()
    assert "<finish-by-hand" not in page
    assert "I posted it" not in page


@pytest.mark.parametrize(("state", "act"), [("dismissed", "reopen"), ("scheduled", "cancel")])
def test_what_is_not_open_is_acted_on_as_a_whole_page_and_in_the_list_in_place(
    bob, offered, state, act
):
    share = offered(state=State(state))
    page = bob.get(url(share)).content.decode()
    assert f'action="{url(share, act)}"' in page
    assert f'hx-post="{url(share, act)}"' not in page  # there is no row to put in its place
    assert f'hx-post="{url(share, act)}"' in bob.get("/o/acme/shares/").content.decode()


@pytest.mark.parametrize("act", ["finish", "posted"])
def test_a_share_of_an_account_has_no_such_page(cast, bob, act):
    with tenant(cast.acme):
        share = make_share(cast.bob, make_post(), make_connection(cast.bob), state="failed")
    assert bob.get(url(share)).status_code == 404
    assert bob.post(url(share, "posted")).status_code == 404


@pytest.mark.parametrize("act", ["posted", "not-now", "reopen"])
def test_it_is_ones_own_alone(cast, sign_in, offered, act):
    share = offered()
    alice = sign_in(cast.alice)
    assert alice.get(url(share)).status_code == 404
    assert alice.post(url(share, act)).status_code == 404
    assert fresh(cast, share).state == State.OFFERED


def test_the_card_says_what_is_ones_to_finish_and_what_one_posted(cast, bob, offered):
    with tenant(cast.acme):
        post = make_post("Our roof")
    box = f"/o/acme/posts/{post.public_id}/box/"
    share = offered(post=post)
    page = bob.get(box).content.decode()
    assert "Yours to finish:" in page
    assert url(share) in page
    bob.post(url(share, "posted"), {"url": POST_URL})
    page = bob.get(box).content.decode()
    assert "Posted by you:" in page
    assert POST_URL in page
    assert "Live" not in page


@pytest.mark.parametrize("state", [State.DISMISSED, State.LAPSED])
def test_what_was_put_away_can_be_shared_anew(cast, bob, offered, state):
    with tenant(cast.acme):
        post = make_post("Our roof")
        make_connection(cast.bob)
    offered(post=post, state=state)
    assert "Share to Mastodon" in bob.get(f"/o/acme/posts/{post.public_id}/box/").content.decode()


def test_two_networks_by_hand_stand_side_by_side(cast, bob, offered):
    with tenant(cast.acme):
        post = make_post("Our roof")
    offered("linkedin", post=post)
    offered("whatsapp", post=post)
    page = bob.get(f"/o/acme/posts/{post.public_id}/box/").content.decode()
    assert page.count("/finish/") == 2


def test_the_networks_are_chosen_on_the_connections_page(cast, bob):
    page = bob.get("/o/acme/connections/").content.decode()
    assert page.count('name="networks"') == len(TARGETS)
    answer = bob.post("/o/acme/connections/by-hand/", {"networks": ["x", "reddit"]}, follow=True)
    assert "Saved." in answer.content.decode()
    with tenant(cast.acme):
        stored = set(AssistedNetwork.objects.values_list("network", flat=True))
    assert stored == {"x", "reddit"}
    bob.post("/o/acme/connections/by-hand/", {"networks": ["myspace"]})
    with tenant(cast.acme):
        assert AssistedNetwork.objects.count() == 2


def test_a_report_that_is_too_old_offers_no_way_back(bob, offered):
    long_ago = timezone.now() - OFFERED_FOR - timedelta(days=1)
    offered(state=State.SELF_REPORTED, reported_at=long_ago)
    assert "I did not post it" not in bob.get("/o/acme/shares/").content.decode()


def test_the_pictures_are_there_to_be_saved(cast, bob, offered, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    share = offered("instagram")
    with tenant(cast.acme):
        asset = make_asset(cast.bob, renditions=True)
        SharePicture.objects.create(share=share, asset=asset, position=0, alt="Panels <in> snow")
    page = bob.get(url(share)).content.decode()
    save = f"/o/acme/media/{asset.public_id}/save"
    assert f'href="{save}" download' in page
    assert 'alt="Panels &lt;in&gt; snow"' in page
    assert "takes no post without a picture" not in page
    saved = bob.get(save)
    assert saved.headers["Content-Disposition"].startswith("attachment")
    saved.close()


def test_the_only_one_by_hand_is_finished_at_once(cast, bob):
    with tenant(cast.acme):
        post = make_post("Our roof")
    answer = bob.post(
        f"/o/acme/posts/{post.public_id}/share/",
        {"words": "Look", "by_hand": ["linkedin"], "compose_key": str(uuid4()), "timing": "now"},
    )
    with tenant(cast.acme):
        share = Share.objects.get()
    assert answer.headers["Location"] == f"{url(share)}?sent={post.public_id}"
    assert (
        f"share-{cast.bob.public_id}-{post.public_id}"
        in bob.get(answer.headers["Location"]).content.decode()
    )


def test_undoing_the_click_puts_away_what_it_left_to_finish(cast, bob, offered):
    key = uuid4()
    with tenant(cast.acme):
        post = make_post("Our roof")
        going_out = make_share(cast.bob, post, make_connection(cast.bob), compose_key=key)
    waiting = offered(post=post, compose_key=key)
    other = offered("x", post=post)
    bob.post(f"{url(going_out, 'cancel')}?all")
    assert fresh(cast, going_out).state == State.CANCELLED
    assert fresh(cast, waiting).state == State.DISMISSED
    assert fresh(cast, other).state == State.OFFERED
