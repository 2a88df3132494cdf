"""Everything the class promises, on every server there is."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from django.utils import timezone

from sharing.networks.base import (
    Attempted,
    Draft,
    Grant,
    Kind,
    NetworkError,
    Receipt,
)
from sharing.networks.mastodon import Mastodon
from tests.networks.servers import Server

_NUMBERS = itertools.count(1)


def make_draft(text: str = "Two new roles in Leipzig {link} #jobs") -> Draft:
    """Make words nobody posted before, with their own link where the text has a place for it."""
    number = next(_NUMBERS)
    url = f"https://go.acme.example/s/x{number}"
    return Draft(text.replace("{link}", url) + f" {number}", url, "en")


def attempt(draft: Draft) -> Attempted:
    return Attempted(draft, "a key", timezone.now())


def publish(mastodon: Mastodon, grant: Grant, draft: Draft, key: str = "") -> Receipt:
    return mastodon.commit(
        grant,
        draft,
        key=key or f"share-{draft.link}",
        prepared=mastodon.prepare(grant, draft),
        send_before=timezone.now() + timedelta(minutes=1),
    )


def kind_of(call) -> tuple[Kind, NetworkError]:
    with pytest.raises(NetworkError) as caught:
        call()
    message = caught.value.message
    assert message[-1] == "."
    assert not {"token", "Bearer", "{", "<"} & set(message.split())
    return caught.value.kind, caught.value


class TestMastodonConformance:
    def test_limits_are_read_from_the_server(self, mastodon: Mastodon, server: Server) -> None:
        limits = mastodon.limits(server.host)
        assert (limits.max_characters, limits.characters_per_url) == (500, 23)

    def test_the_profile_tells_whose_account_it_is(self, mastodon, server, grant) -> None:
        profile = mastodon.profile(grant)
        assert profile.account_id == grant.account_id
        assert profile.handle == f"@ada@{server.host}"
        assert (profile.display_name, profile.followers) == ("Ada Lovelace", 3)
        assert profile.url.endswith("/@ada")

    def test_a_post_is_live_and_read_back(self, mastodon, server, grant) -> None:
        draft = make_draft()
        tried = attempt(draft)
        receipt = publish(mastodon, grant, draft)
        assert receipt.url.startswith("http")
        assert receipt.created_at
        assert abs(receipt.created_at - tried.started_at) < timedelta(minutes=1)
        assert mastodon.reconcile(grant, tried) == receipt
        assert server.posted(draft.text) == 1

    @pytest.mark.parametrize(
        "text",
        [
            "Plain words",
            "First\n\nSecond line\nthird 👩‍👩‍👧 & <b>“quoted”</b>",
            "Meet @somebody@far.example and #Zürich",
        ],
    )
    def test_a_post_without_its_link_is_recognised_by_its_words(
        self, mastodon, server, grant, text
    ) -> None:
        draft = make_draft(text)
        tried = attempt(draft)
        assert mastodon.reconcile(grant, tried) is None
        receipt = publish(mastodon, grant, draft)
        assert mastodon.reconcile(grant, tried) == receipt

    def test_the_same_words_of_another_day_are_another_post(self, mastodon, server, grant) -> None:
        draft = make_draft("Good morning")
        receipt = publish(mastodon, grant, draft)
        now = timezone.now()
        later = Attempted(draft, "a key", now + timedelta(hours=2))
        earlier = Attempted(draft, "a key", now - timedelta(hours=2))
        assert mastodon.reconcile(grant, later) is None
        assert mastodon.reconcile(grant, earlier) == receipt

    def test_another_share_of_the_same_words_is_another_post(self, mastodon, server, grant) -> None:
        publish(mastodon, grant, make_draft())
        assert mastodon.reconcile(grant, attempt(make_draft())) is None

    def test_a_longer_link_is_another_link(self, mastodon, server, grant) -> None:
        draft = make_draft()
        publish(mastodon, grant, Draft(f"Look: {draft.link}0", f"{draft.link}0"))
        assert mastodon.reconcile(grant, attempt(draft)) is None

    def test_reading_back_goes_on_past_the_first_page(self, mastodon, server, grant) -> None:
        draft = make_draft()
        tried = attempt(draft)
        receipt = publish(mastodon, grant, draft)
        for _ in range(41):
            publish(mastodon, grant, make_draft("Another {link}"))
        assert mastodon.reconcile(grant, tried) == receipt

    def test_a_deleted_post_is_gone_and_may_be_deleted_again(self, mastodon, server, grant) -> None:
        draft = make_draft()
        receipt = publish(mastodon, grant, draft)
        mastodon.delete(grant, receipt.remote_id)
        mastodon.delete(grant, receipt.remote_id)
        assert server.posted(draft.text) == 0
        assert mastodon.reconcile(grant, attempt(draft)) is None
        assert mastodon.measure(grant, [receipt.remote_id]) == {}

    def test_the_same_key_gives_the_first_post(self, mastodon, server, grant) -> None:
        draft = make_draft()
        first = publish(mastodon, grant, draft, key="once")
        assert publish(mastodon, grant, draft, key="once").remote_id == first.remote_id
        assert server.posted(draft.text) == 1

    def test_counts_are_what_others_did(self, mastodon, server, grant) -> None:
        receipt = publish(mastodon, grant, make_draft())
        nothing = dict.fromkeys(mastodon.metrics, 0)
        assert mastodon.measure(grant, [receipt.remote_id]) == {receipt.remote_id: nothing}
        server.react(receipt.remote_id)
        one = dict.fromkeys(mastodon.metrics, 1)
        assert mastodon.measure(grant, [receipt.remote_id]) == {receipt.remote_id: one}

    def test_counts_come_in_batches_and_leave_out_what_is_gone(
        self, mastodon, server, grant
    ) -> None:
        ids = [publish(mastodon, grant, make_draft()).remote_id for _ in range(22)]
        mastodon.delete(grant, ids[3])
        measured = mastodon.measure(grant, [*ids, "1"])
        assert set(measured) == set(ids) - {ids[3]}
        assert mastodon.measure(grant, []) == {}

    def test_counts_come_one_by_one_where_there_are_no_batches(
        self, mastodon, server, grant
    ) -> None:
        ids = [publish(mastodon, grant, make_draft()).remote_id for _ in range(2)]
        server.refuse("batch", 404)
        assert set(mastodon.measure(grant, ids)) == set(ids)

    def test_a_full_text_is_accepted_and_one_character_more_is_not(
        self, mastodon, server, grant
    ) -> None:
        limits = mastodon.limits(server.host)
        full = Draft("é" * limits.max_characters, "")
        assert mastodon.check(full, limits) == []
        publish(mastodon, grant, full, key=f"full-{next(_NUMBERS)}")
        over = Draft(full.text + "é", "")
        assert [issue.code for issue in mastodon.check(over, limits)] == ["too_long"]
        kind, _ = kind_of(lambda: publish(mastodon, grant, over, key="over"))
        assert kind is Kind.PERMANENT

    def test_an_unknown_token_means_connecting_again(self, mastodon, server, grant) -> None:
        stranger = Grant(server.host, grant.account_id, "no such token")
        draft = make_draft()
        assert kind_of(lambda: publish(mastodon, stranger, draft))[0] is Kind.REAUTH
        assert kind_of(lambda: mastodon.profile(stranger))[0] is Kind.REAUTH
        assert server.posted(draft.text) == 0

    @pytest.mark.parametrize(
        ("status", "error", "kind"),
        [
            (400, "", Kind.PERMANENT),
            (401, "The access token is invalid", Kind.REAUTH),
            (403, "This action is outside the authorized scopes", Kind.REAUTH),
            (403, "Your login is currently disabled", Kind.PERMANENT),
            (404, "Record not found", Kind.PERMANENT),
            (410, "Gone", Kind.PERMANENT),
            (422, "Validation failed: Text character limit of 500 exceeded", Kind.PERMANENT),
            (500, "", Kind.UNKNOWN),
            (502, "", Kind.UNKNOWN),
            (503, "", Kind.UNKNOWN),
            (504, "", Kind.UNKNOWN),
        ],
    )
    def test_a_refused_post_is_of_the_kind_its_status_says(
        self, mastodon, server, grant, status, error, kind
    ) -> None:
        draft = make_draft()
        server.refuse("create", status, error)
        assert kind_of(lambda: publish(mastodon, grant, draft))[0] is kind
        assert server.posted(draft.text) == 0
        assert publish(mastodon, grant, draft).remote_id

    @pytest.mark.parametrize(
        ("status", "kind"), [(401, Kind.REAUTH), (404, Kind.PERMANENT), (503, Kind.RETRY)]
    )
    def test_a_refused_reading_is_never_of_unknown_outcome(
        self, mastodon, server, grant, status, kind
    ) -> None:
        server.refuse("own", status)
        assert kind_of(lambda: mastodon.reconcile(grant, attempt(make_draft())))[0] is kind
        server.refuse("account", status)
        assert kind_of(lambda: mastodon.profile(grant))[0] is kind

    def test_a_refused_deletion_can_be_tried_again(self, mastodon, server, grant) -> None:
        receipt = publish(mastodon, grant, make_draft())
        server.refuse("delete", 503)
        assert kind_of(lambda: mastodon.delete(grant, receipt.remote_id))[0] is Kind.RETRY
        mastodon.delete(grant, receipt.remote_id)

    @pytest.mark.parametrize("route", ["create", "own", "batch", "delete"])
    def test_a_limit_waits_for_the_stated_reset(self, mastodon, server, grant, route) -> None:
        calls = {
            "create": lambda: publish(mastodon, grant, make_draft()),
            "own": lambda: mastodon.reconcile(grant, attempt(make_draft())),
            "batch": lambda: mastodon.measure(grant, ["1", "2"]),
            "delete": lambda: mastodon.delete(grant, "1"),
        }
        server.limit(route)
        kind, error = kind_of(calls[route])
        assert kind is Kind.WAIT
        assert error.retry_at
        assert timedelta(minutes=4) < error.retry_at - timezone.now() < timedelta(minutes=6)

    def test_half_an_answer_to_a_post_leaves_the_outcome_unknown(
        self, mastodon, server, grant
    ) -> None:
        server.truncate("create")
        assert kind_of(lambda: publish(mastodon, grant, make_draft()))[0] is Kind.UNKNOWN

    def test_half_an_answer_to_a_reading_is_read_again(self, mastodon, server, grant) -> None:
        for route, call in (
            ("own", lambda: mastodon.reconcile(grant, attempt(make_draft()))),
            ("instance", lambda: mastodon.limits(server.host)),
        ):
            server.truncate(route)
            assert kind_of(call)[0] is Kind.RETRY

    def test_a_server_that_hangs_is_left_in_time(self, mastodon, server, grant, settings) -> None:
        settings.OUTBOUND_TIMEOUT_S = 0.5
        server.hang("create")
        assert kind_of(lambda: publish(mastodon, grant, make_draft()))[0] is Kind.UNKNOWN
        server.hang("instance")
        assert kind_of(lambda: mastodon.limits(server.host))[0] is Kind.RETRY

    def test_nothing_is_posted_after_the_last_moment(self, mastodon, server, grant) -> None:
        draft = make_draft()
        late = timezone.now()
        kind, _ = kind_of(
            lambda: mastodon.commit(grant, draft, key="late", prepared={}, send_before=late)
        )
        assert kind is Kind.RETRY
        assert server.posted(draft.text) == 0
