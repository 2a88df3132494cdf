"""A list of figures of shares by hand is looked through, kept, and tells nothing of one person."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from analytics.reported.keeping import Told, tell_figures
from analytics.reported.lists import MOST_LINES, import_figures, known_sharers, read_figures
from analytics.reported.models import ReportedFigure
from sharing.models import State
from tenants.models import Act, Event
from tenants.roles import Role
from tenants.scope import tenant
from tests.analytics.events import at
from tests.factories import make_member, make_post, make_share, make_user

HEAD = "Link,Network,Date,Impressions,Reactions,Mood\n"
PAGE = "/o/acme/brand/by-hand/"
NIGHT = at(6, 23, 59)


def reported(member, name):
    url = f"https://www.linkedin.com/posts/{name}"
    values = {"network": "linkedin", "remote_url": url, "created_at": at(0), "reported_at": at(1)}
    return make_share(member, make_post(name), state=State.SELF_REPORTED, **values)


@pytest.fixture
def six(in_acme):
    return [reported(make_member(f"P{n}", user=make_user()), f"p{n}") for n in range(6)]


def lines(*rows):
    return read_figures((HEAD + "\n".join(rows)).encode(), now=NIGHT)


def line(name, day="2026-11-18", figures="10,2"):
    return f"linkedin.com/posts/{name},LinkedIn,{day},{figures},good"


def of(name, **changes):
    return line(name, **changes).replace("linkedin.com/", "https://www.linkedin.com/")


@pytest.mark.parametrize(
    ("row", "problems"),
    [
        (line("a"), ()),
        (line("a", figures="10,"), ()),
        (line("a", figures=","), ("nothing",)),
        (line("a", figures="1.5,2"), ("figure",)),
        (line("a", figures="-1,2"), ("figure",)),
        (line("a", figures="99999999999999999999,2"), ("figure",)),
        (line("a", day="2026-11-24"), ("day",)),
        (line("a", day="2026-13-01"), ("day",)),
        ("javascript:alert(1),linkedin,2026-11-18,1,1", ("link",)),
        ("https://evil.example/,linkedin,2026-11-18,1,1", ("link",)),
        ("https://[::1,linkedin,2026-11-18,1,1", ("link",)),
        ("https://x.com/a,email,2026-11-18,1,1", ("network",)),
        (line("a") + ",more", ("cells",)),
    ],
)
def test_says_of_each_line_what_is_wrong(row, problems):
    (found,) = lines(row)
    assert found.problems == problems
    assert len(found.words) == len(problems)


def test_the_same_post_and_day_twice_is_wrong():
    assert [one.problems for one in lines(line("a"), line("a"))] == [(), ("twice",)]


def test_another_spelling_of_the_same_address_is_the_same_post():
    others = [
        "linkedin.com/posts/a/",
        "https://linkedin.com/posts/a",
        "https://linkedin.com/posts/a//",
    ]
    rows = [line("a").replace("linkedin.com/posts/a", link) for link in others]
    assert [one.problems for one in lines(line("a"), *rows)] == [(), *[("twice",)] * 3]


def test_many_lines_about_the_posts_of_few_keep_and_tell_nothing(in_acme, six):
    days = [f"2026-11-{number}" for number in range(18, 23)]
    reported(in_acme.alice, "own")
    found = lines(*(of(f"p{n}", day=day) for n in range(4) for day in days), of("own"))
    assert known_sharers(found, by=in_acme.alice, now=NIGHT) == 0
    assert import_figures(lines=found, by=in_acme.alice, now=NIGHT) == 0
    assert not ReportedFigure.objects.exists()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "columns"),
        (b"link,day\n", "columns"),
        (b"link,url,network,day\n", "columns"),
        (HEAD.encode(), "empty"),
        (HEAD.encode() + (line("a") + "\n").encode() * (MOST_LINES + 1), "many"),
        (HEAD.encode() + b"a" * 2_000_000, "large"),
    ],
)
def test_says_what_is_wrong_with_a_file(data, code):
    with pytest.raises(ValidationError) as refused:
        read_figures(data, now=NIGHT)
    assert refused.value.code == code


def test_what_is_known_is_kept_and_told_in_fives(in_acme, six):
    found = lines(*(of(f"p{n}") for n in range(6)), of("stranger"))
    assert known_sharers(found, by=in_acme.alice, now=NIGHT) == 5
    assert known_sharers(found[:4], by=in_acme.alice, now=NIGHT) == 0
    assert import_figures(lines=found, by=in_acme.alice, now=NIGHT) == 5
    assert ReportedFigure.objects.filter(source="imported").count() == 12
    assert Event.objects.get(act=Act.NUMBERS_IMPORTED).data == {"lines": 7}
    assert import_figures(lines=found, by=in_acme.alice, now=NIGHT) == 5  # the same again
    assert ReportedFigure.objects.count() == 12


def test_a_members_own_word_stays(in_acme, six):
    told = Told(six[0], at(2).date(), {"reactions": 7})
    tell_figures(told=[told], by=six[0].member, now=NIGHT)
    import_figures(lines=lines(*(of(f"p{n}") for n in range(6))), by=in_acme.alice, now=NIGHT)
    kept = ReportedFigure.objects.filter(share=six[0]).values_list("metric", "value", "source")
    assert set(kept) == {("reactions", 7, "self_reported"), ("impressions", 10, "imported")}


def test_a_long_list_asks_no_more_often_than_a_short_one(
    in_acme, six, django_assert_max_num_queries
):
    days = [f"2026-11-{number}" for number in range(18, 23)]
    rows = [of(f"p{n}", day=day) for n in range(6) for day in days]
    with CaptureQueriesContext(connection) as short:
        import_figures(lines=lines(*rows[::5]), by=in_acme.alice, now=NIGHT)
    with django_assert_max_num_queries(len(short)):
        import_figures(lines=lines(*rows), by=in_acme.alice, now=NIGHT)
    assert ReportedFigure.objects.count() == 60


def test_it_is_for_those_who_may_and_for_their_own_organization(cast, six):
    with tenant(cast.acme), pytest.raises(PermissionDenied):
        import_figures(lines=lines(of("p0")), by=cast.bob, now=NIGHT)
    with tenant(cast.globex):
        import_figures(lines=lines(of("p0")), by=cast.mallory, now=NIGHT)
    with tenant(cast.acme):
        assert not ReportedFigure.objects.exists()


def test_the_page_looks_through_and_keeps_nothing_until_told(cast, sign_in):
    with tenant(cast.acme):
        cast.alice.roles = [*cast.alice.roles, Role.MANAGER]
        for name in ("bob", "b1", "b2", "b3", "b4"):
            reported(cast.bob if name == "bob" else make_member(name), name)
    client = sign_in(cast.alice)
    today = timezone.now().date()
    rows = [of(name, day=today) for name in ("bob", "b1", "b2", "b3", "b4")]
    few = (HEAD + rows[0] + "\n" + rows[1]).encode()
    page = client.post(
        PAGE, {"file": SimpleUploadedFile("l.csv", few, "text/csv")}
    ).content.decode()
    assert "Fewer than 5 others reported posts" in page
    data = (HEAD + "\n".join([*rows, of("x", day="never")])).encode()
    answer = client.post(PAGE, {"file": SimpleUploadedFile("l.csv", data, "text/csv")})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "5 lines can be read." in page
    assert "at least 5 others" in page
    assert "Line 7" in page
    with tenant(cast.acme):
        assert not ReportedFigure.objects.exists()
    lines_ = answer.context["lines"]
    assert client.post(PAGE, {"lines": lines_}).status_code == 302
    with tenant(cast.acme):
        assert ReportedFigure.objects.count() == 10
    assert client.post(PAGE, {}).status_code == 422
    assert client.get(f"{PAGE}to-fill-in/").status_code == 200
