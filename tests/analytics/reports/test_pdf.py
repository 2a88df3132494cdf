"""The dashboard on paper: what people typed is never markup, and nobody waits for ever."""

from __future__ import annotations

import json
from calendar import monthrange
from dataclasses import replace
from datetime import timedelta

import pypdfium2  # type: ignore[import-untyped]  # ships no types
import pytest
import typst
from django.utils import timezone, translation
from structlog.testing import capture_logs

from analytics import plotting
from analytics.kpis import Basis
from analytics.reports.book import Sheet, make_book, read_edition
from analytics.reports.pdf import writing
from analytics.reports.pdf.child import HERE, TEMPLATE, set_page
from analytics.reports.pdf.page import (
    LONGEST_NAME,
    MOST_EVENTS,
    MOST_ROWS,
    clean,
    tell_page,
)
from analytics.reports.pdf.writing import NotSet, book_pdf
from analytics.reports.viewing import read_view
from analytics.rollup import roll_up
from content.models import Post
from tenants.models import Event
from tenants.scope import tenant
from tests.analytics.events import click, live_share
from tests.analytics.factories import make_annotation
from tests.analytics.reports.reading import pdf_pages, pdf_text
from tests.api.callers import caller_of
from tests.factories import make_member, make_post, make_team

FILE = "/o/acme/dashboard/file/"
HOSTILE = [
    '#read("/etc/passwd")',
    "#eval(1 + 1)",
    "= Heading *bold* _it_ `raw` $x^2$ <label> @ref",
    '#link("https://evil.example")[x]',
    "]}); #panic() \\ // /* ",
    '"},"accent":"#ffffff","x":{"',
    "{n} of {c}",
]


@pytest.fixture
def book(cast):
    """Acme's running month: a click on each of five shares."""
    now = timezone.now()
    with tenant(cast.acme):
        post = make_post("Roof")
        team = make_team("Sales")
        for number in range(5):
            seller = make_member(f"Seller {number}", team=team)
            click(live_share(seller, now, post), now, b"%d" % number)
    roll_up(now=now)
    return book_of(cast)


def book_of(cast, reader=None):
    now = timezone.now()
    with tenant(cast.acme):
        edition = read_edition(read_view({}, cast.alice, now), now=now, reader=reader)
        return make_book(edition, organization=cast.acme)


def named(book, name):
    """Return a book with one name everywhere that people give names."""
    ranked = [
        replace(sheet, rows=[[name, 7.0], [f"2 {name}", 3.0]]) if sheet.is_ranked else sheet
        for sheet in book.sheets
    ]
    told = Sheet("Told", ["What", "Value"], [[name, 5.0]])
    front = replace(book.front, whose=name, lead=name)
    return replace(book, title=name, front=front, sheets=[*ranked, told])


@pytest.mark.parametrize("name", HOSTILE)
def test_what_people_typed_is_never_markup(book, name):
    data = book_pdf(named(book, name))
    text = pdf_text(data)
    assert text.count(" ".join(name.split())) >= 6
    assert b"evil.example" not in data  # no link is made of it


def test_names_come_from_the_library_as_they_stand(cast, sign_in, book):
    with tenant(cast.acme):
        Post.objects.update(title=HOSTILE[0])
    roll_up(now=timezone.now())
    answer = sign_in(cast.alice).post(FILE, {"kind": "pdf"})
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert f"{HOSTILE[0]} 5" in pdf_text(answer.content)
    with tenant(cast.acme):
        [event] = Event.objects.filter(act="dashboard.exported")
    assert event.data["kind"] == "pdf"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("a\x00b\x07c\u202ed\u2066e", "abcde"),
        ("two\n lines\t", "two lines"),
        ("e" + "\u0301" * 50, "e" + "\u0301" * 3),
        ("x" * 50, f"{'x' * 24}\u200b{'x' * 24}\u200bxx"),
        ("\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u200c\u062e"),
        ("नेपाली प्रतिवेदन", "नेपाली प्रतिवेदन"),
    ],
)
def test_a_text_is_cleaned_of_what_no_paper_shows(typed, shown):
    assert clean(typed) == shown


def test_a_long_name_is_cut(book):
    assert len(clean("ab " * 500, LONGEST_NAME)) <= LONGEST_NAME
    text = pdf_text(book_pdf(named(book, "Langer Titel " * 500)))
    assert "Langer Tite… 7 " in text


def test_a_huge_book_stays_small_and_quick(book):
    rows = [["W" * 5000, "\u0301" * 500, float(number)] for number in range(5000)]
    huge = [Sheet("Huge", ["A", "B", "C"], rows) for _ in range(3)]
    data = book_pdf(replace(book, sheets=[*book.sheets, *huge]))
    assert len(tell_page(replace(book, sheets=[*book.sheets, *huge]))["tables"][-1]["rows"]) == (
        MOST_ROWS
    )
    assert pdf_pages(data) < 40


@pytest.mark.parametrize("name", ["Zażółć gęślą jaźń", "Größe", "한국어 보고서", "日本語"])
def test_scripts_from_left_to_right_can_be_read(book, name):
    assert name in pdf_text(book_pdf(named(book, name)))


@pytest.mark.parametrize(
    "name", ["مبيعات الخليج", "מכירות", "नेपाली", "ไทย", "🎉 Roof", "Ελλάδα", "Київ"]
)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_letter_is_a_box_and_screen_readers_can_use_it(book, name, language):
    """PDF/UA-1 refuses a letter that no font has, an untitled file and a picture without words."""
    with translation.override(language):
        page = json.dumps(tell_page(named(book, name)))
    assert set_page(page, ["ua-1"]).startswith(b"%PDF")


def test_it_reads_from_the_right_in_arabic(cast, book):
    def left_of(words, data):
        page = pypdfium2.PdfDocument(data)[0]
        text = page.get_textpage()
        found = text.search(words).get_next()
        return text.get_charbox(found[0])[0]

    with translation.override("ar"):
        arabic = book_pdf(book_of(cast))
    assert left_of("Acme", arabic) > 400 > left_of("Acme", book_pdf(book))


def test_each_source_that_is_used_is_explained(book):
    page = tell_page(book)
    used = {one.kpi.basis for one in [*book.front.first, *book.front.more] if one.value is not None}
    assert {label for label, _words in page["sources"]} == {str(basis.label) for basis in used}
    assert Basis.SELF_REPORTED in used


def test_what_is_not_known_is_no_zero(book):
    text = pdf_text(book_pdf(book))
    assert "which is not 0: " in text


def test_a_team_has_figures_and_a_trend(cast, book, sign_in):
    with tenant(cast.acme):
        team = make_team("Support <b>")
        for number in range(5):
            make_member(f"Helper {number}", team=team)
    answer = sign_in(cast.alice).post(f"{FILE}?team={team.public_id}", {"kind": "pdf"})
    text = pdf_text(answer.content)
    assert "Support <b>" in text
    assert "Top posts" not in text


@pytest.mark.parametrize("metric", ["share_rate", "item_views", "time_to_first_share", "ctr"])
def test_every_kind_of_figure_can_be_drawn(cast, book, sign_in, metric):
    answer = sign_in(cast.alice).post(f"{FILE}?period=quarter&metric={metric}", {"kind": "pdf"})
    assert pdf_pages(answer.content) <= 2


def test_programs_get_it_too(cast, book):
    answer = caller_of(cast.alice)("GET", "dashboard/pdf")
    assert "Clicks 5" in pdf_text(answer.content)


def test_the_template_reads_and_fetches_nothing():
    source = TEMPLATE.read_text()
    for call in ("read(", "eval(", "import", "include", "plugin(", "image(", "@preview", "link("):
        assert call not in source, call


@pytest.mark.parametrize("path", ["/etc/passwd", "../book.py", "../../../manage.py"])
def test_what_lies_outside_its_folder_cannot_be_read(path):
    compiler = typst.Compiler(root=HERE, ignore_system_fonts=True)
    with pytest.raises(typst.TypstError):
        compiler.compile(f'#read("{path}")'.encode(), format="pdf")


def test_what_happened_is_marked_on_the_trend_and_told_below_it(book, cast):
    today = timezone.now().date()
    with tenant(cast.acme):
        make_annotation(day=today, text="Fair in Porto")
        make_annotation(day=today, text=HOSTILE[2])
        make_annotation(day=today - timedelta(days=400), text="Long ago")
    trend = tell_page(book_of(cast, reader=cast.alice))["trend"]
    ((x, number, _label, text),) = trend["events"]
    assert (number, trend["more_events"]) == ("1", "")
    assert text == f"Fair in Porto · {' '.join(HOSTILE[2].split())}"
    assert x == plotting.across(today.day - 1, monthrange(today.year, today.month)[1]).x
    shown = pdf_text(book_pdf(book_of(cast, reader=cast.alice)))
    assert "What happened" in shown
    assert "Fair in Porto" in shown
    assert "Long ago" not in shown
    assert tell_page(book_of(cast))["trend"]["events"] == []  # nobody is named who may read it


def test_a_list_of_what_happened_stays_short(book):
    events = [(place, "Launch " * 100) for place in range(MOST_EVENTS + 2)]
    trend = next(sheet for sheet in book.sheets if sheet.drawing)
    drawing = replace(trend.drawing, events=events)
    sheets = [replace(one, drawing=drawing) if one is trend else one for one in book.sheets]
    told = tell_page(replace(book, sheets=sheets))["trend"]
    assert len(told["events"]) == MOST_EVENTS
    assert all(len(text) <= LONGEST_NAME for *_mark, text in told["events"])
    assert told["more_events"] == "Earlier ones are on the dashboard: of 2 days."


def test_the_file_of_a_manager_has_the_notes(book, cast, sign_in):
    with tenant(cast.acme):
        make_annotation(day=timezone.now().date(), text="Fair in Porto")
    answer = sign_in(cast.alice).post(FILE, {"kind": "pdf"})
    assert "Fair in Porto" in pdf_text(answer.content)


def test_one_that_takes_too_long_is_ended(book, monkeypatch):
    monkeypatch.setattr(writing, "TIMEOUT_S", 0.001)
    with pytest.raises(NotSet, match="took more"):
        book_pdf(book)


def test_one_that_fails_says_why(book, monkeypatch):
    monkeypatch.setattr(writing, "tell_page", lambda _book: {"title": "no more"})
    with pytest.raises(NotSet, match="exit 1"):
        book_pdf(book)


def test_one_that_is_too_large_is_refused(book, monkeypatch):
    monkeypatch.setattr(writing, "MOST_BYTES", 100)
    with pytest.raises(NotSet, match="exit 0"):
        book_pdf(book)


@pytest.fixture
def no_maker(book, monkeypatch):
    """Let the process that sets a PDF end without one."""
    monkeypatch.setattr(writing, "tell_page", lambda _book: {"title": "no more"})


def test_where_none_can_be_made_the_page_says_what_works(no_maker, cast, sign_in):
    client = sign_in(cast.alice)
    with capture_logs() as logs:
        answer = client.post(f"{FILE}?period=quarter&metric=ctr", {"kind": "pdf"})
    text = answer.content.decode()
    assert answer.status_code == 503
    assert "The PDF could not be made just now." in text
    assert f'action="{FILE}?period=quarter&amp;' in text  # the same numbers, as XLSX or CSV
    (event,) = [one for one in logs if one["event"] == "report.not_set"]
    assert (event["log_level"], event["kind"]) == ("error", "pdf")
    with tenant(cast.acme):
        assert not Event.objects.filter(act="dashboard.exported").exists()
    assert client.post(FILE, {"kind": "csv"}).status_code == 200


def test_programs_are_told_that_none_can_be_made(no_maker, cast):
    answer = caller_of(cast.alice)("GET", "dashboard/pdf")
    assert (answer.status_code, answer.json()["code"]) == (503, "not_set")
    assert "XLSX or CSV" in answer.json()["detail"]


def test_a_process_that_does_not_start_makes_none(book, monkeypatch):
    monkeypatch.setattr(writing.sys, "executable", "/nowhere/python")
    with pytest.raises(NotSet, match="did not start"):
        book_pdf(book)
