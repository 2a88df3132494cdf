from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from content.models import Asset, Caption, LinkCard, PostAsset, State, Suggestion, SuggestionNote
from content.services import approve_post
from content.services.reporting import tell_what_became
from content.services.suggesting import (
    SuggestionDraft,
    answer_curator,
    ask_sender,
    decline_suggestion,
    look_at_suggestion,
    send_suggestion,
    take_suggestion,
    withdraw_suggestion,
)
from content.voices.suggestions import own_suggestions, suggestion_queue
from tenants.models import Event, Letter, Notice, Notification
from tenants.notifying import set_notifications
from tenants.roles import Role
from tenants.scope import tenant
from tests.factories import NOW, make_asset, make_member, make_post, make_suggestion
from tests.images import image

LINK = "https://water.example/report"


def notices(member, kind):
    rows = Notification.objects.of(member).filter(kind=kind).order_by("pk")
    return [one.params.get("what") for one in rows]


def refused(code, act, **said):
    with pytest.raises(ValidationError) as error:
        act(now=NOW, **said)
    assert error.value.code == code


def test_a_suggestion_waits_on_the_desk_and_curators_are_told(in_acme):
    draft = SuggestionDraft(link=LINK, idea="Page 12")
    sent = send_suggestion(sender=in_acme.bob, draft=draft, now=NOW)
    page = suggestion_queue(member=in_acme.alice, is_open=True)
    assert [line.suggestion for line in page.lines] == [sent]
    assert notices(in_acme.alice, Notice.SUGGESTION_WAITS) == ["sent"]
    assert not notices(in_acme.bob, Notice.SUGGESTION_WAITS)


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        (SuggestionDraft(idea="  "), "empty"),
        (SuggestionDraft(link="acme.example"), "link"),
        (SuggestionDraft(link="javascript:alert(1)"), "link"),
        (SuggestionDraft(words="x" * 3001), "words"),
        (SuggestionDraft(idea="x" * 2001), "idea"),
    ],
)
def test_what_can_not_be_used_is_refused(in_acme, draft, code):
    refused(code, send_suggestion, sender=in_acme.bob, draft=draft)


def test_another_members_picture_is_refused(in_acme):
    draft = SuggestionDraft(picture=make_asset(in_acme.alice))
    refused("picture", send_suggestion, sender=in_acme.bob, draft=draft)


def test_more_than_twenty_a_day_wait_for_tomorrow(in_acme):
    for _number in range(20):
        make_suggestion(in_acme.bob)
    draft = SuggestionDraft(idea="One more")
    refused("pace", send_suggestion, sender=in_acme.bob, draft=draft)
    assert send_suggestion(sender=in_acme.bob, draft=draft, now=NOW + timedelta(days=2))


def test_the_same_click_twice_is_one_suggestion(in_acme):
    pictures = [make_asset(in_acme.bob), make_asset(in_acme.bob)]
    for again in ((None, None), pictures):
        sent = {
            send_suggestion(
                sender=in_acme.bob, draft=SuggestionDraft(idea="Page 12", picture=one), now=NOW
            )
            for one in again
        }
        assert len(sent) == 1
    later, draft = NOW + timedelta(minutes=2), SuggestionDraft(idea="Page 12")
    assert send_suggestion(sender=in_acme.bob, draft=draft, now=later) not in sent
    assert notices(in_acme.alice, Notice.SUGGESTION_WAITS) == ["sent"] * 3


def test_it_becomes_a_draft_with_link_words_reason_and_picture_and_its_sender_credited(
    cast, sign_in
):
    with tenant(cast.acme):
        picture = make_asset(cast.bob, renditions=True)
        sent = make_suggestion(
            cast.bob, link=LINK, idea="Page 12", words="Ours found it.", picture=picture
        )
        post = take_suggestion(suggestion=sent, by=cast.alice, now=NOW)
        assert (post.state, post.title, post.link, post.why) == (
            State.DRAFT,
            "Page 12",
            LINK,
            "Page 12",
        )
        assert [one.text for one in Caption.objects.filter(post=post)] == ["Ours found it."]
        assert LinkCard.objects.get(post=post).url == LINK
        assert [one.asset for one in PostAsset.objects.filter(post=post)] == [picture]
        assert notices(cast.bob, Notice.SUGGESTION_MOVED) == ["taken"]
        acts = list(Event.objects.order_by("pk").values_list("act", flat=True))
        assert acts == ["post.created", "suggestion.taken"]
    page = sign_in(cast.alice).get(reverse("content:post", args=["acme", post.public_id]))
    assert "Suggested by Bob" in page.content.decode()


def test_two_curators_never_decide_twice(in_acme):
    sent = make_suggestion(in_acme.bob)
    stale = Suggestion.objects.get(pk=sent.pk)
    take_suggestion(suggestion=sent, by=in_acme.alice, now=NOW)
    refused("decided", take_suggestion, suggestion=stale, by=in_acme.alice)
    refused("decided", decline_suggestion, suggestion=stale, by=in_acme.alice, reason="No")
    refused("decided", withdraw_suggestion, suggestion=stale, by=in_acme.bob)


def test_a_curator_asks_back_and_the_answer_comes_to_who_asked(in_acme):
    sent = make_suggestion(in_acme.bob)
    ask_sender(suggestion=sent, by=in_acme.alice, text="When?", now=NOW)
    assert (sent.state, notices(in_acme.bob, Notice.SUGGESTION_MOVED)) == ("asked", ["asked"])
    answer_curator(suggestion=sent, by=in_acme.bob, text="On Monday", now=NOW)
    assert sent.state == "seen"
    assert notices(in_acme.alice, Notice.SUGGESTION_WAITS) == ["answered"]
    said = SuggestionNote.objects.order_by("pk").values_list("text", flat=True)
    assert list(said) == ["When?", "On Monday"]


def test_an_answer_knows_what_was_asked_meanwhile(in_acme):
    sent = make_suggestion(in_acme.bob)
    stale = Suggestion.objects.get(pk=sent.pk)
    ask_sender(suggestion=sent, by=in_acme.alice, text="When?", now=NOW)
    answer_curator(suggestion=stale, by=in_acme.bob, text="It is on page 12", now=NOW)
    assert stale.state == "seen"
    ask_sender(suggestion=stale, by=in_acme.alice, text="Where?", now=NOW)
    answer_curator(suggestion=sent, by=in_acme.bob, text="Here", now=NOW)
    assert sent.state == "seen"


@pytest.mark.parametrize(
    "end",
    [
        lambda sent, cast: withdraw_suggestion(suggestion=sent, by=cast.bob, now=NOW),
        lambda sent, cast: decline_suggestion(suggestion=sent, by=cast.alice, reason="No", now=NOW),
    ],
)
def test_what_becomes_no_post_lets_go_of_its_picture_and_of_what_waited(in_acme, end):
    set_notifications(member=in_acme.alice, chosen={"suggestion_waits": (True, True)})
    others, own = make_suggestion(in_acme.bob), make_asset(in_acme.bob)
    sent = send_suggestion(sender=in_acme.bob, draft=SuggestionDraft(picture=own), now=NOW)
    end(sent, in_acme)
    assert (sent.picture, Asset.objects.count()) == (None, 0)
    assert not notices(in_acme.alice, Notice.SUGGESTION_WAITS)
    assert not Letter.objects.filter(template="suggestion_waits").exists()
    assert others.is_open


def test_a_picture_that_something_else_shows_stays(in_acme):
    sent = make_suggestion(in_acme.bob, picture=make_asset(in_acme.bob))
    PostAsset.objects.create(post=make_post(), asset=sent.picture, position=0)
    withdraw_suggestion(suggestion=sent, by=in_acme.bob, now=NOW)
    assert Asset.objects.count() == 1


def test_nothing_waits_for_curators_once_one_has_taken_it(in_acme):
    draft = SuggestionDraft(idea="Page 12")
    sent = send_suggestion(sender=in_acme.bob, draft=draft, now=NOW)
    take_suggestion(suggestion=sent, by=make_member("Zoe", Role.CURATOR), now=NOW)
    assert not notices(in_acme.alice, Notice.SUGGESTION_WAITS)


def test_declining_needs_a_reason_which_the_sender_reads(cast, sign_in):
    with tenant(cast.acme):
        sent = make_suggestion(cast.bob)
        refused("reason", decline_suggestion, suggestion=sent, by=cast.alice, reason=" ")
        decline_suggestion(suggestion=sent, by=cast.alice, reason="Too early.", now=NOW)
        assert notices(cast.bob, Notice.SUGGESTION_MOVED) == ["declined"]
    client = sign_in(cast.bob)
    assert "Too early." in client.get("/o/acme/suggest/mine/").content.decode()
    assert "Too early." in client.get(f"/o/acme/suggest/{sent.public_id}/").content.decode()


def test_only_curators_decide_and_only_its_sender_answers_or_takes_it_back(in_acme):
    sent, carl = make_suggestion(in_acme.bob), make_member("Carl")
    for act in (
        lambda: take_suggestion(suggestion=sent, by=in_acme.bob, now=NOW),
        lambda: ask_sender(suggestion=sent, by=in_acme.bob, text="?", now=NOW),
        lambda: decline_suggestion(suggestion=sent, by=in_acme.bob, reason="x", now=NOW),
        lambda: look_at_suggestion(suggestion=sent, by=in_acme.bob, now=NOW),
        lambda: answer_curator(suggestion=sent, by=carl, text="x", now=NOW),
        lambda: withdraw_suggestion(suggestion=sent, by=carl, now=NOW),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_its_sender_is_told_once_it_is_in_the_feed_and_not_before(cast):
    now = timezone.now()
    with tenant(cast.acme):
        sent = make_suggestion(cast.bob, link=LINK, idea="Page 12")
        post = take_suggestion(suggestion=sent, by=cast.alice, now=now)
    assert tell_what_became(now=now) == 0
    with tenant(cast.acme):
        approve_post(post=post, by=cast.alice, now=now)
    assert tell_what_became(now=timezone.now()) == 1
    assert tell_what_became(now=timezone.now()) == 0
    with tenant(cast.acme):
        assert notices(cast.bob, Notice.SUGGESTION_MOVED) == ["taken", "live"]


def test_its_sender_reads_no_title_of_a_post_that_is_not_for_them(cast):
    now = timezone.now()
    with tenant(cast.acme):
        sent = make_suggestion(cast.bob)
        Suggestion.objects.filter(pk=sent.pk).update(
            state="taken", post=make_post("The merger", for_roles=["manager"])
        )
    assert tell_what_became(now=now) == 0
    with tenant(cast.acme):
        assert not notices(cast.bob, Notice.SUGGESTION_MOVED)


@pytest.mark.parametrize("size", [2, 12])
def test_lists_take_two_queries_however_long(in_acme, django_assert_num_queries, size):
    for _number in range(size):
        make_suggestion(in_acme.bob, post=make_post(), state="taken")
    assert in_acme.bob.organization == in_acme.acme  # a page has read it
    with django_assert_num_queries(2):
        own = own_suggestions(member=in_acme.bob)
    with django_assert_num_queries(2):
        decided = suggestion_queue(member=in_acme.alice, is_open=False)
    assert len(own.lines) == len(decided.lines) == size
    assert all(line.is_in_feed for line in own.lines)


def test_the_queue_goes_on_where_a_page_ended(in_acme):
    sent = [make_suggestion(in_acme.bob, created_at=NOW + timedelta(hours=h)) for h in range(5)]
    found, before = [], None
    for _page in range(3):
        page = suggestion_queue(member=in_acme.alice, is_open=True, before=before, size=2)
        found += [line.suggestion for line in page.lines]
        before = page.next_before
    assert (found, before) == (sent, None)


def test_the_form_takes_a_picture_without_script_and_curators_see_it(cast, sign_in):
    client = sign_in(cast.bob)
    answer = client.post(
        "/o/acme/suggest/",
        {"new_pictures": [SimpleUploadedFile("roof.jpg", image("JPEG"), "image/jpeg")], "idea": ""},
    )
    with tenant(cast.acme):
        sent = Suggestion.objects.get()
        assert sent.picture is not None
    assert answer.url == f"/o/acme/suggest/{sent.public_id}/"
    looked = sign_in(cast.alice).get(f"/o/acme/desk/suggestions/{sent.public_id}/")
    assert looked.status_code == 200
    with tenant(cast.acme):
        assert Suggestion.objects.get().state == "seen"


def test_an_empty_form_says_what_is_enough_and_keeps_what_was_written(cast, sign_in):
    client = sign_in(cast.bob)
    empty = client.post("/o/acme/suggest/", {})
    assert empty.status_code == 422
    assert "one of them is enough" in empty.content.decode()
    wrong = client.post("/o/acme/suggest/", {"link": "not a link", "idea": "Keep this"})
    assert wrong.status_code == 422
    assert "Keep this" in wrong.content.decode()


def test_what_was_taken_back_is_not_on_the_desk(cast, sign_in):
    with tenant(cast.acme):
        sent = make_suggestion(cast.bob)
    sign_in(cast.bob).post(f"/o/acme/suggest/{sent.public_id}/withdraw/")
    client = sign_in(cast.alice)
    assert client.get(f"/o/acme/desk/suggestions/{sent.public_id}/").status_code == 404
    assert sent.title not in client.get("/o/acme/desk/suggestions/").content.decode()


def test_nobody_reads_anothers_suggestion(cast, sign_in):
    with tenant(cast.acme):
        sent = make_suggestion(cast.alice)
    assert sign_in(cast.bob).get(f"/o/acme/suggest/{sent.public_id}/").status_code == 404
