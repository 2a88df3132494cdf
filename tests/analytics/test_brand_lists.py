"""A list of brand numbers is looked through, imported whole, undone; hostile files do no harm."""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from analytics.brand.importing import (
    Undone,
    forget_lists,
    import_list,
    look_through,
    undo_import,
)
from analytics.brand.lists import (
    MOST_LINES,
    MOST_SOURCES,
    LineReader,
    Row,
    read_numbers,
    told,
)
from analytics.models import BrandImport, BrandImportLine, BrandNumber
from content.models import Hashtag
from tenants.models import Act, Event
from tenants.roles import Role
from tenants.scope import tenant
from tests.analytics.factories import make_brand_number
from tests.factories import NOW, make_hashtag, make_member

LIST = (
    "Date,Metric,Tag,Count,Tool,Mood\r\n"
    '2026-11-16,hashtag_mentions,#OurRoof,41,"Radar, all of it",good\r\n'
    "\r\n"
    "2026-11-16,Mentions positive,,12,Radar,\r\n"
)
SAME = {
    "utf-8": LIST.encode(),
    "marked": codecs.BOM_UTF8 + LIST.encode(),
    "utf-16": LIST.encode("utf-16"),
    "semicolons": LIST.replace("Radar, all", "Radar. all").replace(",", ";").encode(),
}
PAGE = "/o/acme/brand/lists/"


@pytest.mark.parametrize("name", SAME)
def test_reads_what_spreadsheets_save_and_leaves_out_what_it_does_not_know(name):
    roof, positive = read_numbers(SAME[name])
    assert (roof.number, positive.number) == (2, 4)
    assert (roof.day, roof.hashtag, roof.value) == ("2026-11-16", "#OurRoof", "41")
    assert (positive.metric, positive.source) == ("Mentions positive", "Radar")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "columns"),
        (b"day,metric,value\n2026-11-16,brand_reach,1\n", "columns"),
        (b"day,date,metric,value,source\n", "columns"),
        (b"day,metric,value,source\n", "empty"),
        ("day,metric,value,source\n2026-11-16,brand_reach,1,Café".encode("cp1252"), "encoding"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8\x00", "encoding"),
        (b'day,metric,value,source\n"a', "csv"),
        (b"PK\x03\x04\x00day", "csv"),
        (b"day,metric,value,source\n" + b"a,b,c,d\n" * (MOST_LINES + 1), "many"),
        (b"day,metric,value,source\n" + b"a" * 10_000_000, "large"),
        (b"day,metric,value,source\n" + b"a" * 1_000_000, "csv"),  # one cell
    ],
)
def test_says_what_is_wrong_with_a_file(data, code):
    with pytest.raises(ValidationError) as error:
        read_numbers(data)
    assert error.value.code == code


GOOD = Row(2, "2026-11-16", "brand_reach", "", "12", "Radar")


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"day": "16.11.2026"}, ["day", "day"]),
        ({"day": "2026-02-30"}, ["day", "day"]),
        ({"day": "20261116"}, ["day", "day"]),
        ({"day": "2026-11-18"}, ["day", "running"]),
        ({"day": ""}, ["day", "missing"]),
        ({"metric": "reach_measured"}, ["metric", "metric"]),
        ({"metric": "hashtag_mentions"}, ["hashtag", "missing"]),
        ({"metric": "hashtag_mentions", "hashtag": "#Theirs"}, ["hashtag", "hashtag"]),
        ({"hashtag": "#OurRoof"}, ["hashtag", "no_hashtag"]),
        ({"value": "-1"}, ["value", "number"]),
        ({"value": "1,200"}, ["value", "number"]),
        ({"value": "1e5"}, ["value", "number"]),
        ({"value": "١٢"}, ["value", "number"]),
        ({"value": "=1+1"}, ["value", "number"]),
        ({"value": "9" * 5000}, ["value", "large"]),
        ({"value": "1000000000001"}, ["value", "large"]),
        ({"source": "  "}, ["source", "missing"]),
        ({"source": "x" * 121}, ["source", "long"]),
        ({"source": "Radar\u202e"}, ["source", "text"]),
        ({"is_whole": False}, ["", "cells"]),
    ],
)
def test_says_what_is_wrong_with_a_line(in_acme, changes, problem):
    make_hashtag("OurRoof")
    values = {**GOOD.__dict__, **changes}
    entry, problems = LineReader(NOW).read(Row(**values))
    assert entry is None
    assert problems == [problem]


def test_there_are_twenty_sources_at_most(in_acme):
    """Those of lines that are wrong take no place; what is there already may be used on."""
    for number in range(MOST_SOURCES - 1):
        make_brand_number(source=f"Tool {number}")
    reader = LineReader(NOW)
    lines = [("-1", "Wrong"), ("1", "Last"), ("1", "One more"), ("1", "TOOL 0"), ("1", "last")]
    read = [reader.read(replace(GOOD, value=value, source=source)) for value, source in lines]
    assert [entry and entry.source for entry, _ in read] == [None, "Last", None, "Tool 0", "Last"]
    assert read[2][1] == [["source", "sources"]]
    assert str(MOST_SOURCES) in told(read[2][1])[0][1]


def look(cast, *rows, by=None):
    return look_through(rows=rows, by=by or cast.alice, now=NOW)


def outcomes(job):
    rows = BrandImportLine.objects.filter(job=job).order_by("number")
    return list(rows.values_list("outcome", "before"))


@pytest.fixture
def job(in_acme):
    """One number is there, one would change, one is new, one stands twice, one is wrong."""
    for metric, value in (("brand_reach", 12), ("leads_other", 5)):
        make_brand_number(day="2026-11-16", metric=metric, value=value, source="Radar")
    return look(
        in_acme,
        GOOD,
        Row(3, "2026-11-16", "leads_other", "", "6", "radar"),
        Row(4, "2026-11-16", "mentions_own", "", "3", "Radar"),
        Row(5, "2026-11-16", "mentions_own", "", "4", "RADAR"),
        Row(6, "2026-11-16", "mentions_own", "", "many", "Radar"),
    )


def values():
    return dict(BrandNumber.objects.values_list("metric", "value"))


def test_says_of_each_line_what_would_become_of_it_and_writes_nothing(in_acme, job):
    assert outcomes(job) == [
        ("known", None),
        ("changes", 5),
        ("ready", None),
        ("twice", None),
        ("wrong", None),
    ]
    assert values() == {"brand_reach": 12, "leads_other": 5}


def test_imports_once_and_says_what_it_replaced(in_acme, job):
    assert import_list(job=job, by=in_acme.alice, now=NOW) == {"added": 1, "changed": 1}
    assert values() == {"brand_reach": 12, "leads_other": 6, "mentions_own": 3}
    assert outcomes(job)[1:3] == [("changed", 5), ("imported", None)]
    assert Event.objects.get(act=Act.NUMBERS_IMPORTED).data == {"added": 1, "changed": 1}
    with pytest.raises(ValidationError):
        import_list(job=job, by=in_acme.alice, now=NOW)


def test_the_same_list_again_changes_nothing(in_acme, job):
    import_list(job=job, by=in_acme.alice, now=NOW)
    again = look(in_acme, GOOD, Row(3, "2026-11-16", "leads_other", "", "6", "radar"))
    assert {outcome for outcome, _before in outcomes(again)} == {"known"}
    with pytest.raises(ValidationError) as error:
        import_list(job=again, by=in_acme.alice, now=NOW)
    assert error.value.code == "nothing"


def test_undoing_takes_back_what_nobody_changed_since(in_acme, job):
    import_list(job=job, by=in_acme.alice, now=NOW)
    assert undo_import(job=job, by=in_acme.alice, now=NOW) == Undone(1, 1, 0)
    assert values() == {"brand_reach": 12, "leads_other": 5}
    assert Event.objects.get(act=Act.NUMBERS_IMPORT_UNDONE).data == {"removed": 1, "restored": 1}
    with pytest.raises(ValidationError):
        undo_import(job=job, by=in_acme.alice, now=NOW)


def test_what_a_later_list_changed_or_somebody_removed_stays_so(in_acme, job):
    import_list(job=job, by=in_acme.alice, now=NOW)
    later = look(in_acme, Row(2, "2026-11-16", "mentions_own", "", "9", "Radar"))
    import_list(job=later, by=in_acme.alice, now=NOW)
    BrandNumber.objects.filter(metric="leads_other").delete()
    assert undo_import(job=job, by=in_acme.alice, now=NOW) == Undone(0, 0, 2)
    assert values() == {"brand_reach": 12, "mentions_own": 9}


def test_a_hashtag_that_has_gone_since_holds_its_line_back(in_acme):
    make_hashtag("OurRoof")
    job = look(in_acme, GOOD, Row(3, "2026-11-16", "hashtag_mentions", "#ourroof", "4", "Radar"))
    Hashtag.objects.all().delete()
    assert import_list(job=job, by=in_acme.alice, now=NOW) == {"added": 1, "changed": 0}
    assert [outcome for outcome, _before in outcomes(job)] == ["imported", "wrong"]


def test_who_may_not_imports_nothing(in_acme, job):
    for act in (import_list, undo_import):
        with pytest.raises(PermissionDenied):
            act(job=job, by=in_acme.bob, now=NOW)
    with pytest.raises(PermissionDenied):
        look(in_acme, GOOD, by=in_acme.bob)


def test_lists_are_kept_for_90_days_and_their_numbers_for_good(in_acme, job):
    import_list(job=job, by=in_acme.alice, now=NOW)
    assert forget_lists(now=NOW + timedelta(days=90)) == 0
    assert forget_lists(now=NOW + timedelta(days=91)) == 1
    assert not BrandImport.objects.exists()
    assert len(values()) == 3


def send(client, data):
    return client.post(PAGE, {"file": SimpleUploadedFile("numbers.csv", data, "text/csv")})


def test_the_pages_lead_from_the_file_to_the_numbers_and_back(cast, sign_in):
    client = sign_in(cast.alice)
    with tenant(cast.acme):
        make_hashtag("OurRoof")
    answer = send(client, LIST.encode())
    assert answer.status_code == 302
    page = answer.headers["Location"]
    assert "2 ready" in client.get(page).content.decode()
    assert client.post(f"{page}import/").status_code == 302
    assert "Undo the import" in client.get(page).content.decode()
    with tenant(cast.acme):
        assert BrandNumber.objects.count() == 2
    client.post(f"{page}undo/")
    assert "The import was undone." in client.get(page).content.decode()
    with tenant(cast.acme):
        assert not BrandNumber.objects.exists()


def test_a_file_that_can_not_be_read_says_what_to_do(cast, sign_in):
    for data in (b"x" * 10_000_000, b"\xff\xfe\x00", "day;\xe9".encode("latin-1"), b""):
        answer = send(sign_in(cast.alice), data)
        assert answer.status_code == 422
    with tenant(cast.acme):
        assert not BrandImport.objects.exists()


def test_nothing_in_the_file_is_calculated_and_nothing_on_the_page_runs(cast, sign_in):
    client = sign_in(cast.alice)
    data = (
        "day,metric,value,source\n"
        '2026-11-16,brand_reach,1,"=HYPERLINK(""http://x.example"")"\n'
        "2026-11-15,brand_reach,2,<script>alert(1)</script>\n"
    )
    page = send(client, data.encode()).headers["Location"]
    client.post(f"{page}import/")
    for address in (page, "/o/acme/brand/", "/o/acme/dashboard/"):
        assert "<script>alert" not in client.get(address).content.decode()
    text = client.get("/o/acme/brand/csv/").content.decode("utf-8-sig")
    sources = [row["source"] for row in csv.DictReader(io.StringIO(text))]
    assert sources[1] == '\'=HYPERLINK("http://x.example")'


def test_the_list_to_fill_in_is_looked_through_as_it_is(cast, sign_in):
    client = sign_in(cast.alice)
    with tenant(cast.acme):
        make_hashtag("OurHashtag")
    page = send(client, client.get(f"{PAGE}to-fill-in/").content).headers["Location"]
    assert "4 ready" in client.get(page).content.decode()


def test_another_organizations_list_is_not_there(cast, sign_in):
    with tenant(cast.acme):
        job = look(cast, GOOD)
    with tenant(cast.globex):
        boss = make_member("Boss", Role.ADMIN)
    client = sign_in(boss)
    for path in ("", "import/", "undo/"):
        url = f"/o/globex/brand/lists/{job.public_id}/{path}"
        assert (client.post(url) if path else client.get(url)).status_code == 404
