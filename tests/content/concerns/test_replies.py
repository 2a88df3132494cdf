"""Standard replies: who keeps them, which are suggested, how one is used."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from content.concerns.models import StandardReply
from content.concerns.replies import add_reply, change_reply, remove_reply, suggested_replies
from tenants.models import Event
from tenants.scope import tenant
from tests.factories import NOW, make_concern, make_reply

MONEY = "Somebody wants their money back"
REPLIES = "/o/acme/desk/concerns/replies/"


def refused(code, act, **said) -> None:
    with pytest.raises(ValidationError) as error:
        act(now=NOW, **said)
    assert error.value.code == code


def test_they_are_added_changed_and_removed_with_a_trace(in_acme):
    alice = in_acme.alice
    for _twice in range(2):
        reply = add_reply(by=alice, title="  A rumour ", text=" No. ", now=NOW)
    assert (reply.title, reply.text, StandardReply.objects.count()) == ("A rumour", "No.", 1)
    for _twice in range(2):
        change_reply(reply=reply, by=alice, title="A rumour", text="Not true.", now=NOW)
    assert StandardReply.objects.get().text == "Not true."
    remove_reply(reply=reply, by=alice, now=NOW)
    assert not StandardReply.objects.exists()
    acts = list(Event.objects.order_by("pk").values_list("act", flat=True))
    assert acts == ["reply.added", "reply.changed", "reply.removed"]


def test_what_can_not_be_kept_is_refused(in_acme):
    known, by = make_reply(MONEY), in_acme.alice
    refused("title", add_reply, by=by, title=" ", text="No.")
    refused("title", add_reply, by=by, title="x" * 121, text="No.")
    refused("text", add_reply, by=by, title="A rumour", text=" ")
    refused("text", add_reply, by=by, title="A rumour", text="x" * 2001)
    refused("title", add_reply, by=by, title=MONEY, text="No.")
    refused("title", change_reply, reply=make_reply(), by=by, title=MONEY, text="No.")
    assert change_reply(reply=known, by=by, title=MONEY, text="No.", now=NOW).text == "No."


def test_each_change_of_the_list_waits_for_the_one_before(in_acme):
    known, by = make_reply(), in_acme.alice
    for act, said in (
        (add_reply, {"title": "A rumour", "text": "No."}),
        (change_reply, {"reply": known, "title": "A rumour!", "text": "No."}),
        (remove_reply, {"reply": known}),
    ):
        with CaptureQueriesContext(connection) as captured:
            act(by=by, now=NOW, **said)
        first = next(one["sql"] for one in captured if "content_standardreply" in one["sql"])
        before = [one["sql"] for one in captured][: [one["sql"] for one in captured].index(first)]
        assert any("tenants_organization" in one and "FOR NO KEY UPDATE" in one for one in before)


def test_what_a_colleague_has_removed_is_neither_changed_nor_removed_again(in_acme):
    known, by = make_reply(MONEY), in_acme.alice
    stale = StandardReply.objects.get(pk=known.pk)
    remove_reply(reply=known, by=by, now=NOW)
    refused("gone", change_reply, reply=stale, by=by, title=MONEY, text="No.")
    remove_reply(reply=stale, by=by, now=NOW)
    assert Event.objects.filter(act="reply.removed").count() == 1


def test_fifty_are_enough(in_acme):
    for _number in range(50):
        make_reply()
    refused("full", add_reply, by=in_acme.alice, title="A rumour", text="No.")


def test_others_keep_none(in_acme):
    known = make_reply()
    for act, said in (
        (add_reply, {"title": "A rumour", "text": "No."}),
        (change_reply, {"reply": known, "title": "A rumour", "text": "No."}),
        (remove_reply, {"reply": known}),
    ):
        with pytest.raises(PermissionDenied):
            act(by=in_acme.bob, now=NOW, **said)
    assert list(StandardReply.objects.all()) == [known]


def test_what_is_most_like_the_concern_is_suggested_first(in_acme, django_assert_num_queries):
    make_reply("A journalist asks", text="Send them to the press office.")
    money = make_reply(MONEY, text="Our shop sends it back within a week.")
    make_reply("Zebras", text="Stripes.")
    found = make_concern(in_acme.bob, words="A customer wants his money back, and is angry")
    with django_assert_num_queries(3):
        offered = suggested_replies(found)
    assert (offered[0].key, offered[0].is_likely) == (money.public_id, True)
    assert len(offered) == 3
    assert not offered[-1].is_likely
    picture_alone = make_concern(in_acme.bob, words="")
    assert not any(one.is_likely for one in suggested_replies(picture_alone))


def test_one_that_is_chosen_stands_in_the_answer(cast, sign_in):
    with tenant(cast.acme):
        reply = make_reply(MONEY, text="Our shop sends it back.")
        found = make_concern(cast.bob)
    url, client = f"/o/acme/desk/concerns/{found.public_id}/", sign_in(cast.alice)
    begun = client.get(f"{url}?reply={reply.public_id}")
    assert begun.context["form"]["text"].value() == "Our shop sends it back."
    for nothing in ("", "?reply=nonsense", f"?reply={found.public_id}"):
        assert client.get(f"{url}{nothing}").context["form"]["text"].value() is None


def test_the_pages_add_change_and_remove(cast, sign_in):
    client = sign_in(cast.alice)
    assert client.post(REPLIES, {"title": MONEY, "text": ""}).status_code == 422
    assert client.post(REPLIES, {"title": MONEY, "text": "Yes."}).status_code == 302
    refusal = client.post(REPLIES, {"title": MONEY, "text": "Typed"})
    assert refusal.status_code == 422
    assert "Typed" in refusal.content.decode()
    with tenant(cast.acme):
        reply = StandardReply.objects.get()
    one = f"{REPLIES}{reply.public_id}/"
    assert "Yes." in client.get(one).content.decode()
    assert client.post(one, {"title": "", "text": "Yes."}).status_code == 422
    assert client.post(one, {"title": MONEY, "text": "No."}).status_code == 302
    with tenant(cast.acme):
        assert StandardReply.objects.get().text == "No."
    assert client.post(f"{one}remove/").status_code == 302
    with tenant(cast.acme):
        assert not StandardReply.objects.exists()
