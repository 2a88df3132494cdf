"""Everything the Bluesky adapter promises, on the real account server (PDS) and the playground."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from sharing.networks import network
from sharing.networks.base import (
    Attempted,
    Grant,
    Kind,
    TokenExpired,
)
from sharing.networks.bluesky import Bluesky
from tests.networks.bluesky_playground import PlaygroundBluesky
from tests.networks.bluesky_servers import (
    ACCOUNT,
    COUNTS,
    CREATE,
    DELETE,
    READ,
    REFRESH,
    SIGN_IN,
    UPLOAD,
    BlueskyServer,
    PdsServer,
    draw_picture,
    kind_of,
    make_draft,
    publish,
    sign_in,
)
from tests.networks.bluesky_software import BlueskyAccount, BlueskySoftware


@pytest.fixture
def bluesky() -> Bluesky:
    found = network("bluesky")
    assert isinstance(found, Bluesky)
    return found


@pytest.fixture
def pds(bluesky_pds: BlueskySoftware, settings) -> Iterator[PdsServer]:
    with PdsServer(bluesky_pds) as running:
        settings.OUTBOUND_ALLOW = [running.host]
        yield running


@pytest.fixture(params=["pds", "playground"])
def server(request: pytest.FixtureRequest) -> BlueskyServer:
    """Give every server in turn."""
    if request.param == "playground":
        return PlaygroundBluesky(request.getfixturevalue("playground"))
    return request.getfixturevalue("pds")


@pytest.fixture
def account(server: BlueskyServer) -> BlueskyAccount:
    return server.account()


@pytest.fixture
def grant(bluesky: Bluesky, server: BlueskyServer, account: BlueskyAccount) -> Grant:
    return sign_in(bluesky, server.host, account)


def attempt(draft, prepared) -> Attempted:
    return Attempted(draft, "a share", timezone.now(), prepared)


class TestSigningIn:
    @pytest.mark.parametrize("name", ["handle", "did"])
    def test_an_app_password_opens_a_session(self, bluesky, server, account, name) -> None:
        grant = bluesky.sign_in(
            identifier=getattr(account, name), password=account.app_password, host=server.host
        )
        assert (grant.host, grant.account_id) == (server.host, account.did)
        now = timezone.now()
        assert timedelta(hours=1, minutes=55) < grant.expires_at - now < timedelta(hours=2)
        assert timedelta(days=89) < grant.consent_ends_at - now < timedelta(days=91)
        assert not {account.app_password, grant.access_token} & set(repr(grant).split("'"))

    @pytest.mark.parametrize(
        "wrong", [{"handle": "nobody.test"}, {"app_password": "abcd-efgh-ijkl-mnop"}], ids=repr
    )
    def test_a_stranger_is_not_let_in(self, bluesky, server, account, wrong) -> None:
        stranger = replace(account, **wrong)
        assert kind_of(lambda: sign_in(bluesky, server.host, stranger))[0] is Kind.REAUTH

    def test_the_main_password_is_never_sent(self, bluesky, server, account) -> None:
        before = server.calls(SIGN_IN)
        with pytest.raises(ValidationError) as caught:
            sign_in(bluesky, server.host, replace(account, app_password="correct horse battery"))
        assert caught.value.code == "password"
        assert server.calls(SIGN_IN) == before

    def test_a_session_is_renewed(self, bluesky, grant, server) -> None:
        fresh = bluesky.refresh(grant)
        assert fresh.account_id == grant.account_id
        assert fresh.refresh_token != grant.refresh_token
        assert publish(bluesky, fresh, make_draft()).remote_id

    def test_a_lost_renewal_can_be_asked_for_again(self, bluesky, grant, server) -> None:
        server.truncate(REFRESH)
        assert kind_of(lambda: bluesky.refresh(grant))[0] is Kind.RETRY
        assert bluesky.profile(bluesky.refresh(grant)).account_id == grant.account_id

    def test_a_session_that_was_ended_is_over(self, bluesky, grant) -> None:
        bluesky.sign_out(grant)
        bluesky.sign_out(grant)
        assert kind_of(lambda: bluesky.refresh(grant))[0] is Kind.REAUTH

    def test_the_profile_tells_whose_account_it_is(self, bluesky, server, account, grant) -> None:
        profile = bluesky.profile(grant)
        assert (profile.account_id, profile.handle) == (account.did, f"@{account.handle}")
        assert profile.url == f"http://{server.host}/profile/{account.did}"


class TestPosts:
    def test_a_post_is_live_and_read_back(self, bluesky, server, account, grant) -> None:
        draft = make_draft()
        prepared = bluesky.prepare(grant, draft)
        tried = attempt(draft, prepared)
        assert bluesky.reconcile(grant, tried) is None
        receipt = publish(bluesky, grant, draft, prepared)
        assert bluesky.reconcile(grant, tried) == receipt
        record = server.records(account.did)[0]
        assert record["uri"] == receipt.remote_id
        assert record["value"] == prepared["record"]
        assert receipt.url.endswith(f"/profile/{account.did}/post/{prepared['rkey']}")
        assert receipt.created_at
        assert draft.at
        assert abs(receipt.created_at - draft.at) < timedelta(milliseconds=1)

    def test_another_share_of_the_same_words_is_another_post(
        self, bluesky, server, account, grant
    ) -> None:
        draft = make_draft("Good morning")
        ids = {publish(bluesky, grant, draft).remote_id for _ in range(3)}
        assert {record["uri"] for record in server.records(account.did)} == ids
        assert len(ids) == 3

    def test_a_repeat_finds_itself(self, bluesky, server, account, grant) -> None:
        draft = make_draft()
        prepared = bluesky.prepare(grant, draft)
        receipts = [publish(bluesky, grant, draft, prepared) for _ in range(3)]
        assert receipts == [receipts[0]] * 3
        assert len(server.records(account.did)) == 1

    def test_other_words_under_the_same_name_change_nothing(
        self, bluesky, server, account, grant
    ) -> None:
        draft = make_draft()
        prepared = bluesky.prepare(grant, draft)
        receipt = publish(bluesky, grant, draft, prepared)
        text = prepared["record"]["text"]
        other = {**prepared, "record": {**prepared["record"], "text": f"{text}!"}}
        assert publish(bluesky, grant, draft, other).remote_id == receipt.remote_id
        assert server.records(account.did)[0]["value"] == prepared["record"]

    def test_a_deleted_post_is_gone_and_may_be_deleted_again(
        self, bluesky, server, account, grant
    ) -> None:
        draft = make_draft()
        prepared = bluesky.prepare(grant, draft)
        receipt = publish(bluesky, grant, draft, prepared)
        bluesky.delete(grant, receipt.remote_id)
        bluesky.delete(grant, receipt.remote_id)
        assert server.records(account.did) == []
        assert bluesky.reconcile(grant, attempt(draft, prepared)) is None

    def test_nobody_deletes_the_post_of_another(self, bluesky, server, account, grant) -> None:
        receipt = publish(bluesky, grant, make_draft())
        other = sign_in(bluesky, server.host, server.account())
        bluesky.delete(other, receipt.remote_id)
        assert len(server.records(account.did)) == 1

    @pytest.mark.parametrize(("letter", "most"), [("é", 300), ("👨‍👩‍👧‍👦", 120)])
    def test_a_full_text_is_accepted_and_one_character_more_is_not(
        self, bluesky, server, account, grant, letter, most
    ) -> None:
        limits = bluesky.limits(server.host)
        full, over = make_draft(letter * most), make_draft(letter * (most + 1))
        assert bluesky.check(full, limits) == []
        publish(bluesky, grant, full)
        assert [issue.code for issue in bluesky.check(over, limits)] == ["too_long"]
        assert kind_of(lambda: publish(bluesky, grant, over))[0] is Kind.PERMANENT
        assert len(server.records(account.did)) == 1


class TestSessionsThatAreOver:
    def calls(self, bluesky, grant):
        draft = make_draft()
        prepared = bluesky.prepare(grant, draft)
        return {
            "commit": lambda other: publish(bluesky, other, draft, prepared),
            "upload": lambda other: bluesky.prepare(
                other, make_draft("A square", pictures=(draw_picture(),))
            ),
            "delete": lambda other: bluesky.delete(
                other, f"at://{grant.account_id}/app.bsky.feed.post/{prepared['rkey']}"
            ),
            "profile": bluesky.profile,
        }

    def test_an_unknown_token_means_connecting_again(self, bluesky, server, account, grant) -> None:
        stranger = replace(grant, access_token=f"{grant.access_token[:-4]}AAAA")
        for name, call in self.calls(bluesky, grant).items():
            kind, _ = kind_of(partial(call, stranger))
            assert (name, kind) == (name, Kind.REAUTH)
        assert server.records(account.did) == []

    @pytest.mark.parametrize("server", ["pds"], indirect=True)
    def test_an_ended_token_means_renewing_it(
        self, bluesky, server, account, grant, bluesky_pds
    ) -> None:
        late = replace(grant, access_token=bluesky_pds.expired(grant.access_token))
        for call in self.calls(bluesky, grant).values():
            with pytest.raises(TokenExpired):
                call(late)
        assert server.records(account.did) == []
        over = replace(grant, refresh_token=bluesky_pds.expired(grant.refresh_token))
        assert kind_of(lambda: bluesky.refresh(over))[0] is Kind.REAUTH

    @pytest.mark.parametrize("server", ["pds"], indirect=True)
    @pytest.mark.parametrize("deed", ["take_down", "deactivate"])
    def test_an_account_that_was_shut_means_connecting_again(
        self, bluesky, account, grant, bluesky_pds, deed
    ) -> None:
        draft = make_draft()
        prepared = bluesky.prepare(grant, draft)
        getattr(bluesky_pds, deed)(account)
        assert kind_of(lambda: publish(bluesky, grant, draft, prepared))[0] is Kind.REAUTH

    @pytest.mark.parametrize("server", ["pds"], indirect=True)
    @pytest.mark.parametrize("deed", ["take_down", "delete_password"])
    def test_a_consent_that_was_taken_back_is_not_renewed(
        self, bluesky, account, grant, bluesky_pds, deed
    ) -> None:
        getattr(bluesky_pds, deed)(account)
        assert kind_of(lambda: bluesky.refresh(grant))[0] is Kind.REAUTH


class TestFailures:
    @pytest.mark.parametrize(
        ("status", "name", "kind"),
        [
            (400, "", Kind.PERMANENT),
            (400, "InvalidRequest", Kind.PERMANENT),
            (400, "InvalidToken", Kind.REAUTH),
            (400, "AccountDeactivated", Kind.REAUTH),
            (401, "AuthMissing", Kind.REAUTH),
            (401, "AccountTakedown", Kind.REAUTH),
            (403, "ScopeMissingError", Kind.REAUTH),
            (403, "BlockedActor", Kind.PERMANENT),
            (404, "", Kind.PERMANENT),
            (413, "PayloadTooLarge", Kind.PERMANENT),
            (500, "InternalServerError", Kind.UNKNOWN),
            (502, "UpstreamFailure", Kind.UNKNOWN),
            (503, "", Kind.UNKNOWN),
            (504, "", Kind.UNKNOWN),
        ],
    )
    def test_a_refused_post_is_of_the_kind_its_answer_says(
        self, bluesky, server, account, grant, status, name, kind
    ) -> None:
        draft = make_draft()
        server.refuse(CREATE, status, name)
        assert kind_of(lambda: publish(bluesky, grant, draft))[0] is kind
        assert server.records(account.did) == []
        assert publish(bluesky, grant, draft).remote_id

    @pytest.mark.parametrize(
        ("status", "name", "kind"),
        [
            (401, "AuthMissing", Kind.REAUTH),
            (403, "BlockedActor", Kind.PERMANENT),
            (500, "", Kind.RETRY),
            (503, "", Kind.RETRY),
        ],
    )
    def test_other_refusals_are_never_of_unknown_outcome(
        self, bluesky, server, grant, status, name, kind
    ) -> None:
        for nsid, call in everything_else(bluesky, grant).items():
            server.refuse(nsid, status, name)
            assert (nsid, kind_of(call)[0]) == (nsid, kind)

    @pytest.mark.parametrize("nsid", [CREATE, READ, DELETE, UPLOAD, COUNTS, REFRESH, ACCOUNT])
    def test_a_limit_waits_for_its_stated_end(self, bluesky, server, grant, nsid) -> None:
        calls = everything_else(bluesky, grant)
        calls[CREATE] = lambda: publish(bluesky, grant, make_draft())
        server.limit(nsid)
        kind, error = kind_of(calls[nsid])
        assert kind is Kind.WAIT
        assert error.retry_at
        assert timedelta(minutes=4) < error.retry_at - timezone.now() < timedelta(minutes=6)

    def test_half_an_answer_to_anything_else_is_asked_for_again(
        self, bluesky, server, grant
    ) -> None:
        draft = make_draft()
        prepared = bluesky.prepare(grant, draft)
        publish(bluesky, grant, draft, prepared)
        calls = everything_else(bluesky, grant)
        calls[READ] = lambda: bluesky.reconcile(grant, attempt(draft, prepared))
        for nsid in (READ, UPLOAD, ACCOUNT):
            server.truncate(nsid)
            assert (nsid, kind_of(calls[nsid])[0]) == (nsid, Kind.RETRY)

    def test_a_server_that_hangs_is_left_in_time(self, bluesky, server, grant, settings) -> None:
        settings.OUTBOUND_TIMEOUT_S = 0.5
        for nsid, call in everything_else(bluesky, grant).items():
            server.hang(nsid)
            assert (nsid, kind_of(call)[0]) == (nsid, Kind.RETRY)

    def test_nothing_is_posted_after_the_last_moment(self, bluesky, server, account, grant) -> None:
        draft = make_draft()
        prepared, late = bluesky.prepare(grant, draft), timezone.now()
        kind, _ = kind_of(
            lambda: bluesky.commit(grant, draft, key="late", prepared=prepared, send_before=late)
        )
        assert kind is Kind.RETRY
        assert (server.records(account.did), server.calls(CREATE)) == ([], 0)


def everything_else(bluesky, grant):
    """Return one call for each procedure that does not publish."""
    tried = attempt(make_draft(), {"rkey": "3kznmn7xqxl22", "record": {}})
    uri = f"at://{grant.account_id}/app.bsky.feed.post/3kznmn7xqxl22"
    pictured = make_draft("A square", pictures=(draw_picture(),))
    return {
        READ: lambda: bluesky.reconcile(grant, tried),
        DELETE: lambda: bluesky.delete(grant, uri),
        UPLOAD: lambda: bluesky.prepare(grant, pictured),
        COUNTS: lambda: bluesky.measure(grant, [uri]),
        ACCOUNT: lambda: bluesky.profile(grant),
        REFRESH: lambda: bluesky.refresh(grant),
    }
