"""Brand numbers worked out by hand: what they come to, whose they are, what page and API say."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import formats, timezone

from analytics.brand.figures import brand, brand_phases
from analytics.brand.keeping import enter_numbers, remove_number
from analytics.brand.lists import LineReader, Row
from analytics.models import BrandNumber, Period, PeriodTotal, Subject
from analytics.periods import Span
from content.models import Hashtag
from sharing.models import State
from tenants.models import Act, Event
from tenants.roles import Permission, Role, may
from tenants.scope import tenant
from tenants.services.tokens import make_token
from tests.analytics.events import MONDAY, at, live_share
from tests.analytics.factories import make_brand_number
from tests.factories import NOW, make_campaign, make_hashtag, make_member, make_post, make_share

FIRST = MONDAY.date()
"""Monday the 16th of November 2026; NOW is Wednesday."""
MONTH = Span(Period.MONTH, FIRST.replace(day=1))
NUMBERS = (
    # sentiment: Monday is whole, (12 - 3) ÷ 45 = 0.2; of Tuesday nobody told the negative ones
    ("2026-11-16", "mentions_positive", "", 12, "Radar"),
    ("2026-11-16", "mentions_neutral", "", 30, "Radar"),
    ("2026-11-16", "mentions_negative", "", 3, "Radar"),
    ("2026-11-17", "mentions_positive", "", 900, "Radar"),
    ("2026-11-17", "mentions_neutral", "", 1, "Radar"),
    # another tool tells less far, so it is not used, and never added
    ("2026-11-15", "mentions_positive", "", 1, "Second ear"),
    ("2026-11-15", "mentions_neutral", "", 0, "Second ear"),
    ("2026-11-15", "mentions_negative", "", 9, "Second ear"),
    # share of voice: (10 + 5) ÷ (40 + 20) = 0.25; the 14th can't be right and is left out
    ("2026-11-16", "mentions_own", "", 10, "Radar"),
    ("2026-11-16", "mentions_market", "", 40, "Radar"),
    ("2026-11-17", "mentions_own", "", 5, "Radar"),
    ("2026-11-17", "mentions_market", "", 20, "Radar"),
    ("2026-11-14", "mentions_own", "", 30, "Radar"),
    ("2026-11-14", "mentions_market", "", 3, "Radar"),
    # 41 mentions and seven own shares of five people on Monday: 48
    ("2026-11-16", "hashtag_mentions", "#OurRoof", 41, "Radar"),
    ("2026-11-16", "brand_reach", "", 200, "Insights"),
    ("2026-11-16", "leads_advocacy", "", 7, "CRM"),
    ("2026-11-16", "leads_other", "", 21, "CRM"),
)


def enter(by, *lines, now=NOW):
    reader = LineReader(now)
    read = [reader.read(Row(1, *map(str, line))) for line in lines]
    assert [problems for _entry, problems in read if problems] == []
    return enter_numbers(entries=[entry for entry, _problems in read], by=by, now=now)


@pytest.fixture
def told(cast):
    """Enter the numbers above; on Monday Bob shared with the hashtag thrice, four others once."""
    with tenant(cast.acme):
        make_hashtag("OurRoof")
        post = make_post()
        live_share(cast.bob, at(0), post, text="Look #ourroof!")
        live_share(cast.bob, at(0, 23, 59), post, text="#OurRoof")
        for number in range(4):
            live_share(make_member(f"Guest {number}"), at(0), post, text="#OurRoof, too")
        by_hand = {"state": State.SELF_REPORTED, "reported_at": at(0), "network": "linkedin"}
        make_share(cast.bob, post, text="By hand #OurRoof", **by_hand)
        live_share(cast.bob, at(0), post, text="#OurRoofTop is another")
        live_share(cast.bob, at(1), post, text="#OurRoof a day later")
        written = enter(cast.alice, *NUMBERS)
    assert written.counts == {"added": len(NUMBERS), "changed": 0, "unchanged": 0}
    return cast


def figures_of(found):
    return {figure.kpi.key: figure for figure in found.figures}


def test_every_figure(told):
    with tenant(told.acme):
        found = brand(MONTH, now=NOW)
    figures = figures_of(found)
    assert figures["net_sentiment"].value == pytest.approx(0.2)
    assert figures["share_of_voice"].value == pytest.approx(0.25)
    assert figures["hashtag_mentions"].value == 48
    assert figures["reach_uplift"].value is None
    (tag,) = found.tags
    assert (tag.name, tag.mentions, tag.own_shares) == ("OurRoof", 41, 7)
    assert found.leads.totals == {"leads_advocacy": 7, "leads_other": 21}
    sentiment, voice = figures["net_sentiment"], figures["share_of_voice"]
    assert (sentiment.source, sentiment.until) == ("Radar", FIRST)
    assert voice.until == FIRST + timedelta(days=1)
    assert found.sources == ["CRM", "Insights", "Radar", "Second ear"]


def test_reach_is_compared_on_the_days_that_both_are_told(told):
    """On Monday (200 + 50) ÷ 200 - 1 = 0.25; Tuesday's reach of shares has none beside it."""
    with tenant(told.acme):
        for day, value in ((0, 50), (1, 999)):
            PeriodTotal.objects.create(
                period=Period.DAY,
                starts_on=at(day).date(),
                subject=Subject.ORGANIZATION,
                metric="reach_measured",
                value=value,
            )
        assert figures_of(brand(MONTH, now=NOW))["reach_uplift"].value == pytest.approx(0.25)


def test_a_reach_that_is_told_to_be_zero_is_an_uplift_of_zero(told):
    with tenant(told.acme):
        PeriodTotal.objects.create(
            period=Period.DAY,
            starts_on=FIRST,
            subject=Subject.ORGANIZATION,
            metric="shares_with_reach",
            value=1,
        )
        assert figures_of(brand(MONTH, now=NOW))["reach_uplift"].value == 0


def test_nothing_entered_is_no_number(in_acme):
    with CaptureQueriesContext(connection) as queries:
        found = brand(MONTH, now=NOW)
    assert len(queries) == 1
    assert found.is_empty
    assert {figure.value for figure in found.figures} == {None}


def test_mentions_of_several_hashtags_may_come_from_several_sources(told):
    with tenant(told.acme):
        make_hashtag("JoinUs")
        enter(told.alice, ("2026-11-17", "hashtag_mentions", "#joinus", 6, "Tags"))
        found = brand(MONTH, now=NOW)
    assert [(tag.name, tag.mentions) for tag in found.tags] == [("OurRoof", 41), ("JoinUs", 6)]
    mentions = figures_of(found)["hashtag_mentions"]
    assert (mentions.value, mentions.source) == (41 + 6 + 7, "Radar, Tags")


def test_a_number_entered_again_replaces_the_one_that_is_there(in_acme):
    line = ("2026-11-16", "brand_reach", "", 200, "Insights")
    enter(in_acme.alice, line)
    assert enter(in_acme.alice, line).counts == {"added": 0, "changed": 0, "unchanged": 1}
    again = enter(in_acme.alice, ("2026-11-16", "brand_reach", "", 300, "  INSIGHTS "))
    assert again.counts == {"added": 0, "changed": 1, "unchanged": 0}
    assert list(again.replaced.values()) == [200]
    (number,) = BrandNumber.objects.all()
    assert (number.value, number.source) == (300, "Insights")
    acts = Event.objects.filter(act=Act.NUMBERS_ENTERED).order_by("pk")
    assert [event.data for event in acts] == [
        {"added": 1, "changed": 0},
        {"added": 0, "changed": 1},
    ]


def test_who_may_not_writes_nothing(in_acme):
    number = make_brand_number()
    with pytest.raises(PermissionDenied):
        enter(in_acme.bob, ("2026-11-16", "brand_reach", "", 1, "Insights"))
    with pytest.raises(PermissionDenied):
        remove_number(number=number, by=in_acme.bob, now=NOW)
    assert BrandNumber.objects.get() == number


def shared_with(text, *moments, people=5, **post):
    """Let some people share a text at each moment; return the post."""
    made = make_post(**post)
    for _person in range(people):
        member = make_member()
        for moment in moments:
            live_share(member, moment, made, text=text)
    return made


def own_shares_of(by, *names, day=FIRST):
    """Enter mentions of hashtags; return the own shares that are kept with them."""
    for name in names:
        Hashtag.objects.filter(name=name).exists() or make_hashtag(name)
    enter(by, *((day, "hashtag_mentions", name, 41, "Radar") for name in names))
    return dict(BrandNumber.objects.values_list("hashtag", "own_shares"))


def test_own_shares_of_fewer_than_five_people_are_not_told(in_acme, sign_in):
    shared_with("#OurRoof", at(0), at(0, 13), people=4)
    assert own_shares_of(in_acme.alice, "OurRoof") == {"ourroof": None}
    found = brand(MONTH, now=NOW)
    assert [tag.own_shares for tag in found.tags] == [None]
    assert figures_of(found)["hashtag_mentions"].value == 41
    page = sign_in(in_acme.alice).get("/o/acme/dashboard/?period=month&on=2026-11")
    assert "41 imported; own shares are too few to tell" in page.content.decode()


def test_days_that_tell_are_not_filled_up_by_those_that_do_not(in_acme):
    shared_with("#OurRoof", at(0))
    shared_with("#OurRoof", at(1), people=4)
    own_shares_of(in_acme.alice, "OurRoof")
    own_shares_of(in_acme.alice, "OurRoof", day=at(1).date())
    assert [(tag.mentions, tag.own_shares) for tag in brand(MONTH, now=NOW).tags] == [(82, 5)]


@pytest.mark.parametrize(("audience", "own"), [({}, 5), ({"for_roles": ["admin"]}, None)])
def test_own_shares_with_the_hashtag_of_a_small_campaign_are_not_told(in_acme, audience, own):
    campaign = make_campaign(in_acme.alice, hashtag=make_hashtag("OurRoof"))
    shared_with("#OurRoof", at(0), campaign=campaign, **audience)
    assert own_shares_of(in_acme.alice, "OurRoof") == {"ourroof": own}


def test_own_shares_with_hashtags_of_any_script(in_acme):
    """One is the beginning of the other, up to a mark that is no letter by itself."""
    short, whole = "\u0928\u092e\u0938", "\u0928\u092e\u0938\u094d\u0924\u0947"
    shared_with(f"#{whole} #STRASSE \uff03\uff32oof", at(0))
    make_hashtag("Straße", key="strasse")
    found = own_shares_of(in_acme.alice, short, whole, "Straße", "Roof")
    assert found == {short: None, whole: 5, "strasse": 5, "roof": 5}


def test_shares_are_read_once_for_all_hashtags_and_only_of_their_days(in_acme):
    shared_with("#OurRoof #JoinUs", at(-1), at(0), at(1))
    for name in ("OurRoof", "JoinUs"):
        make_hashtag(name)
    mentions = ("hashtag_mentions", "OurRoof", 1, "Radar")
    lines = [(at(1).date(), *mentions), (at(-1).date(), *mentions), ("2000-01-01", *mentions)]
    lines.append((FIRST, "hashtag_mentions", "JoinUs", 1, "Radar"))
    with CaptureQueriesContext(connection) as queries:
        enter(in_acme.alice, *lines)
    assert sum('FROM "sharing_share"' in query["sql"] for query in queries) == 1
    rows = BrandNumber.objects.order_by("day")
    assert list(rows.values_list("own_shares", flat=True)) == [None, 5, 5, 5]


def test_a_number_is_removed_once(in_acme):
    number = make_brand_number()
    stale = BrandNumber.objects.get()
    assert remove_number(number=number, by=in_acme.alice, now=NOW)
    assert not remove_number(number=stale, by=in_acme.alice, now=NOW)
    assert Event.objects.filter(act=Act.NUMBER_REMOVED).count() == 1


def test_before_during_and_after_a_campaign(told):
    """Two days each; sentiment is told of the first day before it alone, mentions by day."""
    with tenant(told.acme):
        campaign = make_campaign(told.alice, hashtag=Hashtag.objects.get())
        phases = [(at(n).date(), at(n + 1).date()) for n in (0, 2, 4)]
        later = at(8)
        enter(
            told.alice,
            ("2026-11-18", "mentions_positive", "", 3, "Radar"),
            ("2026-11-18", "mentions_neutral", "", 0, "Radar"),
            ("2026-11-18", "mentions_negative", "", 1, "Radar"),
            ("2026-11-19", "mentions_positive", "", 1, "Radar"),
            ("2026-11-19", "mentions_neutral", "", 4, "Radar"),
            ("2026-11-19", "mentions_negative", "", 1, "Radar"),
            ("2026-11-18", "hashtag_mentions", "OurRoof", 60, "Radar"),
            now=later,
        )
        with CaptureQueriesContext(connection) as queries:
            found = brand_phases(campaign, phases)
    assert len(queries) == 1
    assert found.sentiment == [pytest.approx(0.2), pytest.approx(2 / 10), None]
    assert found.mentions == [45, 5, None]
    assert found.tagged == [41, 60, None]
    assert found.told.source == "Radar"


def test_the_dashboard_shows_them_with_their_source(told, sign_in):
    page = sign_in(told.alice).get("/o/acme/dashboard/?period=month&on=2026-11")
    text = page.content.decode()
    for words in (
        "Beside our shares",
        f"Imported from Radar, up to {formats.date_format(FIRST)}",
        "20 %",
        "25 %",
        "41 imported, and 7 own shares",
        "7 through advocacy, 21 otherwise",
        "No network reports the reach of shares for these days.",
        "They are never added up",
    ):
        assert words in text, words
    assert "Second ear" not in text


def test_the_api_says_the_same(told, client):
    with tenant(told.acme):
        scopes = ["analytics:read", "analytics:write"]
        _token, text = make_token(
            member=told.alice, name="Bot", scopes=scopes, days=30, now=timezone.now()
        )
    headers = {"Authorization": f"Bearer {text}"}
    answer = client.get("/api/v1/dashboard?period=month&on=2026-11", headers=headers)
    found = {one["key"]: one for one in answer.json()["brand"]}
    assert found["net_sentiment"]["value"] == pytest.approx(0.2)
    assert found["net_sentiment"]["basis"] == "imported"
    assert found["hashtag_mentions"]["parts"] == {"hashtag_mentions": 41, "own_shares": 7}
    assert found["reach_uplift"]["value"] is None
    listed = client.get("/api/v1/brand-numbers?metric=brand_reach", headers=headers).json()
    assert [(one["value"], one["source"]) for one in listed["items"]] == [(200, "Insights")]
    new = {"day": "2026-11-16", "metric": "brand_reach", "value": 250, "source": "Insights"}
    headers["Idempotency-Key"] = "once"
    for _again in range(2):
        made = client.post(
            "/api/v1/brand-numbers",
            {"numbers": [new]},
            content_type="application/json",
            headers=headers,
        )
        assert (made.status_code, made.json()["changed"]) == (201, 1)
    headers["Idempotency-Key"] = "other"
    for wrong in ([new, new], [{**new, "hashtag": "#None"}], [{**new, "day": "2999-01-01"}]):
        refused = client.post(
            "/api/v1/brand-numbers",
            {"numbers": wrong},
            content_type="application/json",
            headers=headers,
        )
        assert (refused.status_code, refused.json()["code"]) == (422, "numbers")


def test_another_organization_sees_and_removes_nothing(told, sign_in):
    with tenant(told.acme):
        number = BrandNumber.objects.first()
    with tenant(told.globex):
        boss = make_member("Boss", Role.ADMIN)
        assert brand(MONTH, now=NOW).is_empty
        make_brand_number(day=number.day, metric=number.metric, source=number.source, value=1)
    client = sign_in(boss)
    assert client.post(f"/o/globex/brand/{number.public_id}/remove/").status_code == 404
    assert "Radar" in client.get("/o/globex/brand/").content.decode()
    assert "Second ear" not in client.get("/o/globex/brand/csv/").content.decode()
    with tenant(told.acme):
        assert BrandNumber.objects.get(pk=number.pk).value == number.value


def test_a_number_is_added_by_form_and_removed(cast, sign_in):
    client = sign_in(cast.alice)
    sent = {"day": "2026-11-16", "metric": "brand_reach", "value": "12", "source": "Insights"}
    assert client.post("/o/acme/brand/add/", sent).status_code == 302
    for wrong in ({"value": "-1"}, {"value": "1.5"}, {"source": " "}, {"day": "2999-01-01"}):
        assert client.post("/o/acme/brand/add/", {**sent, **wrong}).status_code == 422
    with tenant(cast.acme):
        number = BrandNumber.objects.get()
        assert (number.value, number.entered_by) == (12, cast.alice)
    page = client.get("/o/acme/brand/?metric=brand_reach").content.decode()
    assert "Insights" in page
    assert client.post(f"/o/acme/brand/{number.public_id}/remove/").status_code == 302
    with tenant(cast.acme):
        assert not BrandNumber.objects.exists()
        assert Event.objects.get(act=Act.NUMBER_REMOVED).subject == number.public_id


def test_who_may_write_may_read():
    for role in Role.values:
        assert may([role], Permission.SEE_DASHBOARD) or not may([role], Permission.ENTER_NUMBERS)


def test_older_numbers_are_a_page_away(cast, sign_in):
    with tenant(cast.acme):
        for n in range(51):
            make_brand_number(day=FIRST - timedelta(days=n), value=n)
    page = sign_in(cast.alice).get("/o/acme/brand/")
    shown = page.context["page"]
    assert [number.value for number in shown.numbers] == list(range(50))
    page = sign_in(cast.alice).get(f"/o/acme/brand/?after={shown.older}")
    assert [number.value for number in page.context["page"].numbers] == [50]
