"""A small month, last month, every figure worked out on paper: page, API and files say the same.

People: Alice runs Acme and connected no account. Bob (LinkedIn), Cara and Dan (the same Mastodon
account) accepted the guidelines; Alice, Bob and Dan the new ones of the 14th too.

| share           | on   | followers | link | clicks           | impressions | reach   | ♥, ✎, ↻ |
| 1 Bob, LinkedIn | 3rd  | not told  | yes  | 3rd: 3, 9th: 2   | 100, 250    | 80, 200 | 6, 1, 1 |
| 2 Bob, LinkedIn | 10th | not told  | no   | –                | 50          | 40      | 0, 0, 0 |
| 3 Cara, Mastodon| 12th | 50        | yes  | 13th: 4          | not told    | not told| 3, 2, 1 |
| 4 Cara, by hand | 15th | unknown   | yes  | 16th: 1          | –           | –       | –       |

Shares 1 and 4 lead to a site of Acme's own, share 3 to a partner's. Share 3 was deleted on the
20th: what it brought stays. Since the 2nd there is a goal: share 1 brought it on the 4th and the
10th, share 4 on the 17th. A click is worth 0.90 EUR since the 1st, at
LinkedIn 2 since the 9th; 1,000 impressions 10, a reaction, comment or reshare 0.50.

Posts were opened: on the 3rd the first by Bob, twice, and by Cara; on the 12th by Dan, and by Cara
again; on the 13th the second by Cara. So 3 + 2 + 1 times, by three and by one who were new to them.
"""

from __future__ import annotations

import itertools
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from analytics.kpis import COUNTS, KPIS
from analytics.models import Period, PeriodTotal
from analytics.periods import Span, midnight, utc_day
from analytics.rollup import rebuild, roll_up
from analytics.selectors import dashboard
from analytics.value.figures import PART_OF, value
from analytics.value.models import RateKind
from analytics.wording import whole
from content.services import record_shared
from policies.models import Acknowledgement, PolicyVersion
from sharing.models import Connection, Share, ShortLink, State
from sharing.services.activity import touch_day
from sharing.services.assisting import reopen_share
from tenants.models import Member
from tenants.scope import tenant
from tests.analytics.events import click, live_share, opened, snapshot, stored
from tests.analytics.factories import (
    make_conversion,
    make_conversion_goal,
    make_landing_site,
    make_rate,
)
from tests.analytics.reports.reading import csv_figures, pdf_text, xlsx_figures
from tests.api.callers import caller_of
from tests.factories import (
    acknowledge,
    make_connection,
    make_member,
    make_policy,
    make_post,
    make_share,
)

ON_PAPER: dict[str, float | None] = {
    "adoption_rate": 3 / 4,  # Bob, Cara, Dan of those and Alice
    "share_rate": 2 / 3,  # Bob and Cara of Bob, Cara, Dan
    "shares_confirmed": 3,  # 1, 2 and 3, which is deleted
    "shares_self_reported": 1,  # 4
    "clicks": 10,  # 3 + 2, 4, 1
    "engagements": 24,  # reactions 6 + 0 + 3, comments 1 + 0 + 2, reshares 1 + 0 + 1, clicks 10
    "invited": 4,  # Alice, Bob, Cara, Dan
    "activated": 3,  # Bob, Cara, Dan
    "sharers": 2,  # Bob and Cara
    "unique_clicks": 10,  # each click came from another visitor, or on another day
    "reactions": 9,  # 6 + 0 + 3
    "comments": 3,  # 1 + 0 + 2
    "reshares": 2,  # 1 + 0 + 1
    "impressions": 300,  # 250 + 50
    "reach_measured": 240,  # 200 + 40
    "potential_reach": None,  # share 3 alone; of fewer than five members it is not told
    "impressions_est": None,  # nor is what is estimated from it
    "audience_size": None,  # nobody's followers were read in it
    "site_visits": 6,  # the clicks on shares 1 and 4: 3 + 2, 1
    "conversions": 3,  # by share 1 on the 4th and the 10th, by share 4 on the 17th
    "conversion_rate": 3 / 10,  # each click came from another visitor
    "shares_per_sharer": 2,  # 4 shares, by Bob and Cara
    "clicks_per_share": 2.5,  # 10 / 4
    "avg_reach": 120,  # 240 / 2: share 3 has no data
    "ctr": 5 / 250,  # share 1 alone: 2 has no link, 3 no impressions
    "engagement_rate": 13 / 300,  # share 1: 6 + 1 + 1 + 5 clicks; share 2: 0; over 250 + 50
    "engagement_rate_by_reach": 13 / 240,  # the same, over 200 + 40
    "amplification_rate": 2 / 3,  # reshares 1 + 0 + 1 over three confirmed shares
    "applause_rate": 3,  # reactions 6 + 0 + 3
    "conversation_rate": 1,  # comments 1 + 0 + 2
    "ack_rate": None,  # Bob, Cara and Dan are activated; of fewer than five it is not told
    "time_to_first_share": None,  # of Bob and Cara alone it is not told
    "reported_impressions": None,  # nobody told any of share 4
    "reported_engagements": None,
    "active": None,  # Bob, Cara and Dan; of fewer than five it is not told
    "active_rate": None,  # nor is it of these
    "item_views": 7,  # 1, 3, 2, 1
    "item_readers": 5,  # of the first post Alice, Bob, Cara and Dan; of the second Cara
    "clicks_per_suggested": None,  # of fewer than five people in a kind
    "clicks_per_own_words": None,  # it is not told
}
EMV_ON_PAPER = {
    "emv_clicks": 10 * 0.9,  # LinkedIn's own price does not count: fewer than five shared there
    "emv_impressions": 300 / 1000 * 10,
    "emv_engagements": (9 + 3 + 2) * 0.5,
}
SHOWN = {"ctr": "2 %", "engagement_rate": "4.3 %", "amplification_rate": "0.67"}
MONTH = Span.around(Period.MONTH, utc_day(timezone.now())).previous
FIRST = midnight(MONTH.starts_on)


def on(day: int, hour: int = 12):
    return FIRST + timedelta(days=day - 1, hours=hour)


def happen(cast, cara, post):
    """Let the month happen, event by event; yields after each."""
    goal, post = make_conversion_goal(added_at=on(2)), begun(cast, post or make_post("Roof"))
    one = live_share(cast.bob, on(3), post, network="linkedin")
    yield on(3)
    for number in range(3):
        click(one, on(3, 13), b"%d" % number)
    yield on(3, 13)
    snapshot(one, on(4), impressions=100, reach=80, reactions=4, comments=1, reshares=0)
    yield on(4)
    snapshot(one, on(8), impressions=250, reach=200, reactions=6, reshares=1)
    for number in range(2):
        click(one, on(9), b"%d" % number)
    yield on(9)
    two = live_share(cast.bob, on(10), make_post("Bare", link=""), network="linkedin")
    yield on(10)
    snapshot(two, on(11), impressions=50, reach=40, reactions=0, comments=0, reshares=0)
    three = to_partner(live_share(cara, on(12), post, followers=50))
    yield on(12)
    for number in range(4):
        click(three, on(13), b"%d" % number)
    snapshot(three, on(13), reactions=3, comments=2, reshares=1)
    yield on(13)
    four = make_share(cara, post, network="linkedin", state=State.SELF_REPORTED, reported_at=on(15))
    touch_day(day=on(15).date(), now=on(15))
    click(four, on(16))
    yield on(16)
    for share, day in ((one, 4), (one, 10), (four, 17)):
        make_conversion(share, goal, on(day))
        touch_day(day=on(day).date(), now=on(17))
    yield on(17)
    Share.objects.filter(pk=three.pk).update(state=State.RECALLED, recalled_at=on(20))
    touch_day(day=on(20).date(), now=on(20))
    read(cast, cara, post, two.post)
    yield on(20)


def begun(cast, post):
    """Name the own site and let a post be opened, so that openings are noted from the beginning."""
    make_landing_site("acme.example")
    opened(post, on(1), cast.alice)
    return post


def to_partner(share):
    """Let the link of a share lead to a partner's site."""
    ShortLink.objects.filter(pk=share.link_id).update(url="https://partner.example/roof")
    return share


def read(cast, cara, post, bare):
    """Let the posts be opened."""
    opened(post, on(3), cast.bob, cast.bob, cara)
    opened(post, on(12), Member.objects.get(name="Dan"), cara)
    opened(bare, on(13), cara)


@pytest.fixture
def people(cast):
    with tenant(cast.acme):
        cara, dan = make_member("Cara"), make_member("Dan")
        first, second = make_policy(), make_policy(number=2)
        for member in (cast.bob, cara, dan):
            acknowledge(member, first)
        for member in (cast.alice, cast.bob, dan):
            acknowledge(member, second)
        make_connection(cast.bob, network="linkedin", followers=None)
        make_connection(cara, account_id="same", followers=50)
        make_connection(dan, account_id="same", followers=60, checked_at=on(5))
        before = on(-5)
        Member.objects.update(joined_at=before)
        Connection.objects.update(connected_at=before)
        PolicyVersion.objects.filter(pk=first.pk).update(published_at=before)
        PolicyVersion.objects.filter(pk=second.pk).update(published_at=on(14))
        Acknowledgement.objects.filter(version=first).update(at=before)
        Acknowledgement.objects.filter(version=second).update(at=on(14))
    return cara


@pytest.fixture
def month(cast, people):
    with tenant(cast.acme):
        for _moment in happen(cast, people, make_post("Roof")):
            pass
    roll_up(now=timezone.now(), since=FIRST)


def figures(cast, span=MONTH, now=None):
    with tenant(cast.acme):
        found = dashboard(span=span, group=None, groups=[], key="clicks", now=now or timezone.now())
    return {figure.kpi.key: figure for figure in found.figures}


def test_every_figure_is_as_on_paper(month, cast):
    assert {key: one.value for key, one in figures(cast).items()} == pytest.approx(ON_PAPER)


def test_value_is_as_on_paper(month, cast):
    with tenant(cast.acme):
        make_rate(starts_on=on(1).date())
        make_rate(network="linkedin", amount=Decimal(2), starts_on=on(9).date())
        make_rate(kind=RateKind.CPM, amount=Decimal(10), starts_on=on(1).date())
        make_rate(kind=RateKind.CPE, amount=Decimal("0.5"), starts_on=on(1).date())
        found = value(span=MONTH, now=timezone.now())
    parts = {PART_OF[kind]: float(part) for kind, part in found.now.parts.items()}
    assert parts == pytest.approx(EMV_ON_PAPER)
    assert found.now.emv == pytest.approx(sum(EMV_ON_PAPER.values()))
    told = caller_of(cast.alice).get(f"value?period=month&on={MONTH.code}")
    assert (told["emv"], told["currency"]) == (found.now.emv, "EUR")
    assert told["parts"] == pytest.approx(EMV_ON_PAPER)


def test_paper_knows_every_figure():
    assert list(ON_PAPER) == [kpi.key for kpi in KPIS]


def test_page_and_api_say_the_same(month, cast, sign_in):
    query = f"?period=month&on={MONTH.code}"
    told = caller_of(cast.alice).get(f"dashboard{query}")["figures"]
    assert {one["key"]: one["value"] for one in told} == pytest.approx(ON_PAPER)
    answer = sign_in(cast.alice).get(f"/o/acme/dashboard/{query}")
    tiles = [*answer.context["tiles"], *answer.context["more_tiles"]]
    assert {tile.figure.kpi.key: tile.figure.value for tile in tiles} == pytest.approx(ON_PAPER)
    shown = {tile.figure.kpi.key: tile.figure.shown for tile in tiles}
    assert {key: shown[key] for key in SHOWN} == SHOWN
    assert all(f"<bdi>{text}</bdi>" in answer.content.decode() for text in SHOWN.values())


def test_the_files_say_the_same(month, cast, sign_in):
    address = f"/o/acme/dashboard/file/?period=month&on={MONTH.code}"
    client = sign_in(cast.alice)
    for kind, read in (("csv", csv_figures), ("xlsx", xlsx_figures)):
        assert read(client.post(address, {"kind": kind}).content) == pytest.approx(ON_PAPER)


def test_so_does_the_pdf(month, cast, sign_in):
    client, query = sign_in(cast.alice), f"?period=month&on={MONTH.code}"
    page = client.get(f"/o/acme/dashboard/{query}").context
    text = pdf_text(client.post(f"/o/acme/dashboard/file/{query}", {"kind": "pdf"}).content)
    for figure in page["dashboard"].figures:
        if figure.value is not None:
            shown = figure.shown if isinstance(figure.shown, str) else whole(figure.shown)
            assert f"{figure.kpi.label} {shown}" in text
    unknown = [figure.kpi.label for figure in page["dashboard"].figures if figure.value is None]
    assert not unknown or ", ".join(map(str, unknown)) in text
    assert page["dashboard"].trend.sentence in text
    for tops in ("posts", "groups", "networks"):
        for row in getattr(page["dashboard"], tops):
            assert f"{row['label']} {whole(row['value'])}" in text


def test_one_sees_of_ones_own_what_is_for_people_to_read(month, cast):
    found = caller_of(cast.bob).get(f"impact?period=month&on={MONTH.code}")
    assert found["totals"]["impressions"] == 300
    told = {*found["totals"], *(key for post in found["posts"] for key in post["totals"])}
    assert told <= {*(count.key for count in COUNTS), "engagements"}


@pytest.mark.parametrize("key", [kpi.key for kpi in KPIS])
def test_every_figure_can_be_drawn(month, cast, sign_in, key):
    answer = sign_in(cast.alice).get(
        f"/o/acme/dashboard/?period=month&on={MONTH.code}&metric={key}"
    )
    assert answer.status_code == 200
    assert ('id="more" open' in answer.content.decode()) == answer.context["is_of_more"]


def test_counting_as_it_happens_gives_what_counting_afterwards_gives(cast, people):
    now = timezone.now()
    with tenant(cast.acme):
        post = make_post("Roof")
    happened = happen(cast, people, post)
    for _ in itertools.count():
        with tenant(cast.acme):
            moment = next(happened, None)
        if moment is None:
            break
        roll_up(now=moment, since=FIRST)
    with tenant(cast.acme):
        for number in range(31):
            touch_day(day=on(1 + number).date(), now=now)
    roll_up(now=now, since=FIRST)
    with tenant(cast.acme):
        before = stored()
    assert {key: one.value for key, one in figures(cast).items()} == pytest.approx(ON_PAPER)
    rebuild(organization=cast.acme, now=now)
    with tenant(cast.acme):
        assert stored() == before


def test_what_is_told_late_counts_the_days_before_too(cast, people):
    """Clicks of the 3rd count among those with impressions once these are told, on the 4th."""
    happened = happen(cast, people, None)

    def counted():
        rows = PeriodTotal.objects.filter(
            period=Period.DAY, subject="organization", starts_on=on(3).date()
        )
        return rows.filter(metric="clicks_with_impressions").values_list("value", flat=True).first()

    with tenant(cast.acme):
        found = []
        for moment in itertools.islice(happened, 3):
            roll_up(now=moment, since=FIRST)
            found.append(counted())
    assert found == [None, None, 3]


def test_nothing_is_made_up_where_no_network_tells(cast, people):
    with tenant(cast.acme):
        live_share(people, on(3), make_post("Roof"))
    roll_up(now=timezone.now(), since=FIRST)
    found = figures(cast)
    unknown = {key for key, one in found.items() if one.value is None}
    assert unknown == {
        "reactions",
        "comments",
        "reshares",
        "impressions",
        "reach_measured",
        "potential_reach",
        "impressions_est",
        "audience_size",
        "avg_reach",
        "ctr",
        "engagement_rate",
        "engagement_rate_by_reach",
        "amplification_rate",
        "applause_rate",
        "conversation_rate",
        "site_visits",
        "conversions",
        "conversion_rate",
        "ack_rate",
        "time_to_first_share",
        "reported_impressions",
        "reported_engagements",
        "active",
        "active_rate",
        "item_views",
        "item_readers",
        "clicks_per_suggested",
        "clicks_per_own_words",
    }
    assert found["clicks_per_share"].value == 0


def test_a_measured_zero_is_a_zero(cast, people):
    with tenant(cast.acme):
        share = live_share(people, on(3), make_post("Roof"), followers=0)
        snapshot(share, on(4), impressions=0, reach=0, reactions=0)
    roll_up(now=timezone.now(), since=FIRST)
    found = figures(cast)
    for key in ("impressions", "reach_measured", "avg_reach", "applause_rate"):
        assert found[key].value == 0, key
    for key in ("ctr", "amplification_rate", "conversation_rate"):
        assert found[key].value is None, key


def test_audience_counts_each_account_once_as_it_was_last_told(month, cast):
    now = timezone.now()
    with tenant(cast.acme):
        for name in ("Eve", "Fay", "Gil", "Hal"):
            make_connection(make_member(name))
    roll_up(now=now, since=FIRST)
    running = figures(cast, Span.around(Period.MONTH, utc_day(now)), now)
    # Cara's and Dan's, read for Dan last; Bob's: unknown; four others' 100 each
    assert running["audience_size"].value == 460
    with tenant(cast.acme):
        Member.objects.filter(name="Dan").update(left_at=now)
    running = figures(cast, Span.around(Period.MONTH, utc_day(now)), now)
    assert running["audience_size"].value == 450


def by_hand(member, moment):
    """Make a share that its member reported at a moment, and touch its day."""
    touch_day(day=moment.date(), now=moment)
    return make_share(
        member,
        make_post(),
        network="linkedin",
        state=State.SELF_REPORTED,
        reported_at=moment,
    )


def test_time_to_first_share_is_told_of_five_people_and_more(cast, people):
    """They took 1, 2, 3, 5 and 9 hours, the first by hand; Bob shared in the month before, Eve took
    4 in the next, and Fay took back that she had shared.
    """
    joined = on(2)
    with tenant(cast.acme):
        post = make_post("Roof")
        live_share(cast.bob, on(0), post)
        beginners = [make_member(f"New {hours}", joined_at=joined) for hours in (1, 2, 3, 5, 9)]
        by_hand(beginners[0], joined + timedelta(hours=1))
        for member, hours in zip(beginners[1:], (2, 3, 5, 9), strict=True):
            live_share(member, joined + timedelta(hours=hours), post)
        for member in beginners:
            live_share(member, joined + timedelta(days=1))
        late = midnight(MONTH.ends_on)
        live_share(make_member("Eve", joined_at=late - timedelta(hours=4)), late)
        live_share(cast.bob, on(3), post)
        fay = make_member("Fay", joined_at=joined)
        told = by_hand(fay, timezone.now())
        record_shared(post=told.post, member=fay, now=joined + timedelta(hours=4))
        reopen_share(share=told, now=timezone.now())
    roll_up(now=timezone.now(), since=FIRST)
    assert figures(cast)["time_to_first_share"].value == 3 * 3600
    assert figures(cast)["time_to_first_share"].shown == "3 hours"
    with tenant(cast.acme):
        Member.objects.filter(pk=beginners[0].pk).update(left_at=on(10))
        touch_day(day=on(3).date(), now=timezone.now())
    roll_up(now=timezone.now(), since=FIRST)
    assert figures(cast)["time_to_first_share"].value is None


def test_others_figures_are_not_among_them(month, cast, sign_in):
    answer = sign_in(cast.mallory).get(f"/o/globex/dashboard/?period=month&on={MONTH.code}")
    values = {tile.figure.kpi.key: tile.figure.value for tile in answer.context["more_tiles"]}
    assert set(values.values()) <= {None, 0}


def test_the_dashboard_asks_eleven_times_at_most(month, cast):
    with CaptureQueriesContext(connection) as captured, tenant(cast.acme):
        dashboard(
            span=Span.around(Period.MONTH, utc_day(timezone.now())),
            group=None,
            groups=[],
            key="impressions",
            now=timezone.now(),
        )
    asked = [one["sql"] for one in captured if "SELECT" in one["sql"] and "FROM" in one["sql"]]
    assert len(asked) <= 11, asked
