"""Everything the class promises, against the playground's LinkedIn."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import count
from typing import Any

import pytest
from django.utils import timezone

from sharing.networks.base import (
    Attempted,
    Draft,
    Grant,
    Kind,
    LinkCard,
    NetworkError,
    PreparedGone,
    Receipt,
    TokenExpired,
)
from sharing.networks.linkedin import LinkedIn
from tests.images import image
from tests.networks.linkedin_playground import (
    ANALYTICS,
    CREATE,
    VERSION,
    calls,
    grant_at,
    posts,
    refuse,
)
from tests.networks.pictures import picture
from tests.networks.proxy import DroppingProxy
from tests.networks.test_mastodon_conformance import kind_of
from tests.playground.server import Playground

LINKEDIN = LinkedIn(version=VERSION)
LIMITS = LINKEDIN.limits("")
_NUMBERS = count(1)


def make_draft(text: str = "Two new roles (in Leipzig) #jobs {link}", **more: Any) -> Draft:
    link = f"https://go.acme.example/s/x{next(_NUMBERS)}"
    return Draft(text.replace("{link}", link), link, **more)


def commit(
    grant: Grant, draft: Draft, prepared: dict[str, Any], linkedin: LinkedIn = LINKEDIN
) -> Receipt:
    before = timezone.now() + timedelta(minutes=1)
    return linkedin.commit(grant, draft, key="k", prepared=prepared, send_before=before)


def publish(grant: Grant, draft: Draft) -> Receipt:
    return commit(grant, draft, LINKEDIN.prepare(grant, draft))


@pytest.fixture
def grant(playground: Playground) -> Grant:
    return grant_at(playground)


class TestLinkedInConformance:
    def test_limits_are_those_of_linkedin(self) -> None:
        assert (LIMITS.max_characters, LIMITS.max_pictures) == (3000, 20)
        assert LIMITS.characters_per_url is None

    def test_words_alone_are_live(self, playground, grant) -> None:
        draft = make_draft()
        receipt = publish(grant, draft)
        (post,) = posts(playground)
        assert receipt.remote_id == f"urn:li:share:{post['id']}"
        assert receipt.url.endswith(f"/feed/update/{receipt.remote_id}/")
        assert post["text"] == LINKEDIN.show(draft).text == draft.text
        assert (post["pictures"], post["card"], post["visibility"]) == ([], None, "public")

    def test_the_link_comes_with_our_own_preview(self, playground, grant) -> None:
        thumb = picture(image(size=(80, 60)))
        draft = make_draft(card=LinkCard("Our (new) roof #1", "How it_grew", thumb))
        publish(grant, draft)
        (post,) = posts(playground)
        assert post["card"] == {
            "url": draft.link,
            "title": "Our (new) roof #1",
            "description": "How it_grew",
            "thumb": thumb.digest,
        }
        assert LINKEDIN.show(draft).card == draft.card

    def test_a_long_preview_is_cut_rather_than_refused(self, playground, grant) -> None:
        publish(grant, make_draft(card=LinkCard("t" * 900, "d" * 900)))
        (post,) = posts(playground)
        assert len(post["card"]["title"]) == 400

    def test_one_picture_goes_with_its_description(self, playground, grant) -> None:
        one = picture(image(size=(80, 60)), alt="A door_(red)")
        receipt = publish(grant, make_draft(pictures=(one,), card=LinkCard("Not shown")))
        (post,) = posts(playground)
        assert [(each["digest"], each["alt"]) for each in post["pictures"]] == [
            (one.digest, "A door_(red)")
        ]
        assert post["card"] is None
        assert receipt.remote_id.startswith("urn:li:share:")

    def test_several_pictures_keep_their_order(self, playground, grant) -> None:
        many = [picture(image(size=(40 + n, 30)), alt=f"Picture {n}") for n in range(3)]
        receipt = publish(grant, make_draft(pictures=(*many, many[0])))
        (post,) = posts(playground)
        assert [each["alt"] for each in post["pictures"]] == [
            *("Picture 0", "Picture 1", "Picture 2", "Picture 0")
        ]
        assert receipt.remote_id.startswith("urn:li:ugcPost:")
        assert calls(playground, "linkedin.images.upload") == 3  # the same file once

    def test_more_pictures_than_fit_are_found_before(self) -> None:
        one = picture(image(size=(40, 30)))
        draft = make_draft(pictures=(one,) * 21)
        assert [issue.code for issue in LINKEDIN.check(draft, LIMITS)] == ["too_many_pictures"]

    def test_a_full_text_is_accepted_and_one_character_more_is_not(self, grant) -> None:
        full = Draft("(" * 3000, "")
        publish(grant, full)
        over = Draft("(" * 3001, "")
        assert [issue.code for issue in LINKEDIN.check(over, LIMITS)] == ["too_long"]
        kind, error = kind_of(lambda: publish(grant, over))
        assert (kind, error.message) == (Kind.PERMANENT, "It is too long for LinkedIn.")

    def test_the_same_again_is_answered_with_the_first(self, playground, grant) -> None:
        draft = make_draft(pictures=(picture(image(size=(40, 30))),))
        prepared = LINKEDIN.prepare(grant, draft)
        first = commit(grant, draft, prepared)
        kind, error = kind_of(lambda: commit(grant, draft, prepared))
        assert kind is Kind.DUPLICATE
        assert (error.remote_id, error.remote_url) == (first.remote_id, first.url)
        assert len(posts(playground)) == 1

    @pytest.mark.parametrize("status", [400, 409, 422])
    @pytest.mark.parametrize(
        ("body", "urn"),
        [
            ({"message": "Content is a duplicate of urn:li:activity:7"}, "urn:li:activity:7"),
            ({"code": "DUPLICATE_POST", "message": "See urn:li:ugcPost:9."}, "urn:li:ugcPost:9"),
            ({"message": "Content is a duplicate of urn:li:person:abc"}, None),
            ({"code": "DUPLICATE_POST"}, None),
        ],
    )
    def test_only_a_posts_own_name_proves_that_it_is_there(
        self, playground, grant, status, body, urn
    ) -> None:
        refuse(playground, CREATE, status, **body)
        kind, error = kind_of(lambda: publish(grant, make_draft()))
        assert (kind, error.remote_id) == (Kind.DUPLICATE, urn)
        assert bool(error.remote_url) is bool(urn)

    @pytest.mark.parametrize(
        ("status", "code", "kind"),
        [
            (400, "MISSING_FIELD", Kind.PERMANENT),
            (400, "INVALID_VALUE_FOR_FIELD", Kind.PERMANENT),
            (400, "PARAM_INVALID", Kind.PERMANENT),
            (400, "FIELD_LENGTH_TOO_LONG", Kind.PERMANENT),
            (400, "MEDIA_ASSET_WAITING_UPLOAD", Kind.WAIT),
            (400, "MEDIA_ASSET_PROCESSING", Kind.WAIT),
            (400, "VERSION_MISSING", Kind.OPERATOR),
            (401, "EMPTY_ACCESS_TOKEN", Kind.REAUTH),
            (401, "INVALID_ACCESS_TOKEN", Kind.REAUTH),
            (401, "REVOKED_ACCESS_TOKEN", Kind.REAUTH),
            (401, "EXPIRED_ACCESS_TOKEN", Kind.REAUTH),
            (403, "ACCESS_DENIED", Kind.OPERATOR),
            (404, "NOT_FOUND", Kind.PERMANENT),
            (409, "CONFLICT", Kind.RETRY),
            (422, "INVALID_VALUE_FOR_FIELD", Kind.PERMANENT),
            (426, "NONEXISTENT_VERSION", Kind.OPERATOR),
            (408, "", Kind.UNKNOWN),
            (500, "", Kind.UNKNOWN),
            (502, "", Kind.UNKNOWN),
            (503, "", Kind.UNKNOWN),
            (504, "", Kind.UNKNOWN),
        ],
    )
    def test_a_refused_post_is_of_the_kind_linkedin_means(
        self, playground, grant, status, code, kind
    ) -> None:
        refuse(playground, CREATE, status, **({"code": code, "message": "No"} if code else {}))
        draft = make_draft()
        assert kind_of(lambda: publish(grant, draft))[0] is kind
        assert posts(playground) == []
        assert publish(grant, draft).remote_id

    def test_a_code_is_found_in_a_field_too(self, playground, grant) -> None:
        inputs = [{"code": "FIELD_LENGTH_TOO_LONG", "description": "x"}]
        refuse(playground, CREATE, 422, errorDetails={"inputErrors": inputs})
        _, error = kind_of(lambda: publish(grant, make_draft()))
        assert error.message == "It is too long for LinkedIn."

    @pytest.mark.parametrize("code", ["MEDIA_ASSET_PROCESSING_FAILED", "EXPIRED_UPLOAD_URL"])
    def test_a_lost_picture_is_prepared_anew(self, playground, grant, code) -> None:
        refuse(playground, CREATE, 400, code=code)
        with pytest.raises(PreparedGone):
            publish(grant, make_draft(pictures=(picture(image(size=(40, 30))),)))

    @pytest.mark.parametrize(
        ("scopes", "message", "kind"),
        [
            (("openid", "profile"), "Not enough permissions to access: posts", Kind.REAUTH),
            (None, "Data Processing Exception while processing fields [/author]", Kind.REAUTH),
            (None, "Not enough permissions to access: posts", Kind.OPERATOR),
        ],
    )
    def test_forbidden_is_for_whoever_can_mend_it(
        self, playground, grant, scopes, message, kind
    ) -> None:
        refuse(playground, CREATE, 403, code="ACCESS_DENIED", message=message)
        asking = replace(grant, scopes=scopes) if scopes else grant
        assert kind_of(lambda: publish(asking, make_draft()))[0] is kind

    def test_an_ended_token_that_can_be_renewed_is_no_reason_to_ask(self, playground, grant):
        refuse(playground, CREATE, 401, code="EXPIRED_ACCESS_TOKEN")
        with pytest.raises(TokenExpired):
            publish(replace(grant, refresh_token="r"), make_draft())

    def test_an_unknown_token_means_connecting_again(self, playground, grant) -> None:
        stranger = replace(grant, access_token="x" * 1000)
        assert kind_of(lambda: publish(stranger, make_draft()))[0] is Kind.REAUTH
        assert kind_of(lambda: LINKEDIN.profile(stranger))[0] is Kind.REAUTH
        assert posts(playground) == []

    def test_a_post_in_anothers_name_is_refused(self, playground, grant) -> None:
        assert kind_of(lambda: publish(replace(grant, account_id="X"), make_draft()))[0] is (
            Kind.REAUTH
        )
        assert posts(playground) == []

    @pytest.mark.parametrize("version", ["202001", "209901"])
    def test_a_version_that_linkedin_does_not_take_is_for_the_operator(self, grant, version):
        other = LinkedIn(version=version)
        assert kind_of(lambda: commit(grant, make_draft(), {}, other))[0] is Kind.OPERATOR

    def test_a_spent_quota_waits_for_the_next_utc_day(self, playground, grant) -> None:
        playground.settings(rate_limits={"linkedin_member": [1, 86400]})
        publish(grant, make_draft())
        kind, error = kind_of(lambda: publish(grant, make_draft()))
        assert kind is Kind.WAIT
        assert error.retry_at is not None
        tomorrow = datetime.combine(timezone.now().date(), datetime.min.time(), UTC)
        late = error.retry_at - (tomorrow + timedelta(days=1))
        assert timedelta() <= late < timedelta(minutes=10)

    @pytest.mark.parametrize("route", ["posts.create", "posts.delete", "images.initialize"])
    def test_every_call_waits_for_a_limit(self, playground, grant, route) -> None:
        acts = {
            "posts.create": lambda: publish(grant, make_draft()),
            "posts.delete": lambda: LINKEDIN.delete(grant, "urn:li:share:1"),
            "images.initialize": lambda: publish(
                grant, make_draft(pictures=(picture(image(size=(40, 30))),))
            ),
        }
        playground.fault(f"linkedin.{route}", "rate_limit")
        assert kind_of(acts[route])[0] is Kind.WAIT

    @pytest.mark.parametrize("action", ["error_after", "cut_after", "cut_before", "error_before"])
    def test_a_server_that_fails_leaves_the_outcome_unknown(
        self, playground, grant, action
    ) -> None:
        playground.fault(CREATE, action)
        draft = make_draft()
        prepared = LINKEDIN.prepare(grant, draft)
        assert kind_of(lambda: commit(grant, draft, prepared))[0] is Kind.UNKNOWN
        if action.endswith("after"):
            kind, error = kind_of(lambda: commit(grant, draft, prepared))
            assert (kind, error.remote_id) == (
                Kind.DUPLICATE,
                f"urn:li:share:{posts(playground)[0]['id']}",
            )
        else:
            commit(grant, draft, prepared)
        assert [post["text"] for post in posts(playground)] == [draft.text]

    @pytest.mark.parametrize("half", [False, True], ids=["no reply", "half a reply"])
    def test_a_reply_lost_on_the_way_is_found_by_repeating(
        self, playground, grant, settings, *, half
    ) -> None:
        draft = make_draft()
        with DroppingProxy(playground.host) as proxy:
            settings.OUTBOUND_ALLOW = [*settings.OUTBOUND_ALLOW, proxy.host]
            proxy.drops, proxy.half = True, half
            through = replace(grant, host=proxy.host)
            assert kind_of(lambda: commit(through, draft, {}))[0] is Kind.UNKNOWN
        assert kind_of(lambda: commit(grant, draft, {}))[0] is Kind.DUPLICATE
        assert len(posts(playground)) == 1

    def test_nothing_is_posted_after_the_last_moment(self, playground, grant) -> None:
        late = timezone.now()
        kind, _ = kind_of(
            lambda: LINKEDIN.commit(grant, make_draft(), key="", prepared={}, send_before=late)
        )
        assert kind is Kind.RETRY
        assert posts(playground) == []

    def test_a_server_that_hangs_is_left_in_time(self, playground, grant, settings) -> None:
        settings.OUTBOUND_TIMEOUT_S = 0.5
        playground.fault(CREATE, "hang", seconds=2)
        assert kind_of(lambda: commit(grant, make_draft(), {}))[0] is Kind.UNKNOWN
        playground.fault("linkedin.userinfo.get", "hang", seconds=2)
        assert kind_of(lambda: LINKEDIN.profile(grant))[0] is Kind.RETRY

    def test_a_failed_upload_posts_nothing_and_is_tried_again(self, playground, grant) -> None:
        draft = make_draft(pictures=(picture(image(size=(40, 30))),))
        for route in ("initialize", "upload"):
            playground.fault(f"linkedin.images.{route}", "error_before")
            assert kind_of(lambda: publish(grant, draft))[0] is Kind.RETRY
        playground.fault("linkedin.images.initialize", "truncate")
        assert kind_of(lambda: publish(grant, draft))[0] is Kind.RETRY
        assert posts(playground) == []

    def test_what_is_no_picture_is_refused_for_good(self, playground, grant) -> None:
        whole = picture(image(size=(40, 30)))
        bad = replace(whole, open=lambda: BytesIO(b"x" * 20), size_bytes=20)
        draft = make_draft(pictures=(bad,))
        assert kind_of(lambda: publish(grant, draft))[0] is Kind.PERMANENT

    def test_the_token_goes_to_linkedin_alone(self, playground, grant) -> None:
        value = {"uploadUrl": "https://evil.example/up", "image": "urn:li:image:1"}
        body = {"value": value}
        playground.fault("linkedin.images.initialize", "refuse", status=200, body=body)
        draft = make_draft(pictures=(picture(image(size=(40, 30))),))
        assert kind_of(lambda: publish(grant, draft))[0] is Kind.RETRY

    def test_posts_can_not_be_read_back(self, grant) -> None:
        tried = Attempted(make_draft(), "k", timezone.now())
        assert kind_of(lambda: LINKEDIN.reconcile(grant, tried))[0] is Kind.PERMANENT
        assert LINKEDIN.idempotency == "duplicate_error"

    def test_a_deleted_post_is_gone_and_may_be_deleted_again(self, playground, grant) -> None:
        receipt = publish(grant, make_draft())
        LINKEDIN.delete(grant, receipt.remote_id)
        LINKEDIN.delete(grant, receipt.remote_id)
        assert posts(playground) == []
        refuse(playground, "linkedin.posts.delete", 503)
        assert kind_of(lambda: LINKEDIN.delete(grant, receipt.remote_id))[0] is Kind.RETRY

    def test_another_members_post_is_not_deleted(self, playground, grant) -> None:
        receipt = publish(grant, make_draft())
        other = grant_at(playground, "grace")
        with pytest.raises(NetworkError):
            LINKEDIN.delete(other, receipt.remote_id)
        assert len(posts(playground)) == 1

    def test_without_the_approval_no_count_is_offered_and_none_is_asked(
        self, playground, grant
    ) -> None:
        ids = ["urn:li:share:1", "urn:li:share:2"]
        nothing = dict.fromkeys(LINKEDIN.metrics)
        assert LINKEDIN.measure(grant, ids) == dict.fromkeys(ids, nothing)
        assert calls(playground, "linkedin.analytics.get") == 0

    def test_with_the_approval_counts_are_what_others_did(self, playground) -> None:
        grant = grant_at(playground, "ada", ANALYTICS)
        one = publish(grant, make_draft())
        pair = tuple(picture(image(size=size)) for size in ((40, 30), (50, 30)))
        two = publish(grant, make_draft(pictures=pair))
        number = one.remote_id.rpartition(":")[2]
        for act in (playground.favourite, playground.reblog, playground.reply):
            act(number, "grace")
        wanted = [one.remote_id, two.remote_id, "urn:li:share:1", "urn:li:activity:5"]
        read = LINKEDIN.measure(grant, wanted)
        counts = {"reactions": 1, "comments": 1, "reshares": 1, "impressions": 75, "reach": 60}
        assert read[one.remote_id] == counts
        assert read[two.remote_id] == dict.fromkeys(counts, 0)
        assert set(read) == {one.remote_id, two.remote_id, "urn:li:activity:5"}
        assert read["urn:li:activity:5"] == dict.fromkeys(counts)

    def test_no_elements_is_no_data_and_not_nought(self, playground) -> None:
        grant = grant_at(playground, "ada", ANALYTICS)
        receipt = publish(grant, make_draft())
        body: Any = {"elements": []}
        playground.fault("linkedin.analytics.get", "refuse", status=200, body=body, times=5)
        read = LINKEDIN.measure(grant, [receipt.remote_id])
        assert read == {receipt.remote_id: dict.fromkeys(LINKEDIN.metrics)}
