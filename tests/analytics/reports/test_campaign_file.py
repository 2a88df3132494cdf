"""The page of a campaign as a file: what it shows, for who may see the dashboard."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from analytics.campaigns import fill_campaign
from analytics.reports.campaign_book import campaign_book
from analytics.rollup import roll_up
from analytics.selectors.campaigns import campaign_numbers
from content.models import Post
from tenants.models import Event
from tenants.scope import tenant
from tests.analytics.events import click, live_share
from tests.analytics.reports.reading import csv_tables, xlsx_tables
from tests.api.callers import caller_of
from tests.factories import make_campaign, make_hashtag, make_member, make_post


@pytest.fixture
def campaign(cast):
    """Two days ago to tomorrow: three shares, one with the hashtag, and two clicks, today."""
    now = timezone.now()
    with tenant(cast.acme):
        found = make_campaign(
            cast.alice,
            name="=Fair",
            starts_on=(now - timedelta(days=2)).date(),
            ends_on=(now + timedelta(days=1)).date(),
            target_value=4,
            hashtag=make_hashtag("OurRoof"),
        )
        post = make_post("Inside")
        Post.objects.filter(pk=post.pk).update(campaign=found)
        shares = [live_share(make_member(f"Sharer {n}"), now, post) for n in range(2)]
        shares.append(live_share(cast.bob, now, post, text="Look #OurRoof"))
        for share in shares[:2]:
            click(share, now)
        make_member("More")
    roll_up(now=now, since=now - timedelta(days=3))
    with tenant(cast.acme):
        fill_campaign(found, now=now)
    return found


def test_the_file_says_what_the_page_says(campaign, cast, sign_in):
    client = sign_in(cast.alice)
    page = client.get(f"/o/acme/campaigns/{campaign.public_id}/")
    answer = client.post(f"/o/acme/campaigns/{campaign.public_id}/file/")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"
    title, about, figures, days, phases = csv_tables(answer.content)
    assert title == [["'=Fair"]]
    assert ["Hashtag", "#OurRoof"] in about
    told = {row[0]: row[1] for row in figures[2:]}
    assert (told["Target"], told["Reached"], told["Shares with the hashtag"]) == ("4", "3", "1")
    tiles = {str(one["label"]): one["value"] for one in page.context["tiles"]}
    for label in ("Shares", "Clicks", "Engagements", "People"):
        assert told[label] == str(tiles[label]), label
    points = [value for _label, value in page.context["numbers"].points]
    assert [row[1] for row in days[2:]] == ["" if one is None else str(one) for one in points]
    assert points == [0, 0, 3, None]
    shown = {str(row.label): row.values for row in page.context["compared"]}
    assert [row[1:] for row in phases[4:]] == [
        ["" if value == "not yet" else value for value in shown[row[0]]] for row in phases[4:]
    ]
    assert phases[4][:3] == ["Shares", "0", "3"]
    with tenant(cast.acme):
        event = Event.objects.get(act="campaign.exported")
        assert (event.by_id, event.data) == (cast.alice.pk, {"kind": "csv"})


def test_only_who_sees_the_dashboard_takes_it_and_the_page_offers_it(campaign, cast, sign_in):
    page, file = (f"/o/acme/campaigns/{campaign.public_id}/{end}" for end in ("", "file/"))
    assert file in sign_in(cast.alice).get(page).content.decode()
    bob = sign_in(cast.bob)
    assert file not in bob.get(page).content.decode()
    assert bob.post(file).status_code in (403, 404)
    assert sign_in(cast.mallory).post(file).status_code in (403, 404)


def test_programs_fetch_the_same(campaign, cast, sign_in):
    answer = caller_of(cast.alice)("GET", f"campaigns/{campaign.public_id}/numbers/csv")
    assert answer.status_code == 200
    file, client = f"/o/acme/campaigns/{campaign.public_id}/file/", sign_in(cast.alice)
    assert answer.content == client.post(file, {"kind": "csv"}).content
    tables = xlsx_tables(client.post(file, {"kind": "xlsx"}).content)
    book = caller_of(cast.alice)("GET", f"campaigns/{campaign.public_id}/numbers/xlsx")
    assert tables == xlsx_tables(book.content)
    assert [len(table) for table in csv_tables(answer.content)[1:]] == [
        len(table) + 1 for table in tables
    ]
    assert client.post(file, {"kind": "pdf"}).status_code == 404
    refused = caller_of(cast.bob)("GET", f"campaigns/{campaign.public_id}/numbers/csv")
    assert refused.status_code == 403


def test_of_so_few_nothing_is_told(campaign, cast, monkeypatch):
    monkeypatch.setattr("analytics.selectors.campaigns.small_campaigns", set)
    now = timezone.now()
    with tenant(cast.acme):
        numbers = campaign_numbers(campaign=campaign, now=now)
        book = campaign_book(numbers, None, None, today=now.date(), slug="acme")
    assert [sheet.title for sheet in book.sheets] == ["Campaign"]
