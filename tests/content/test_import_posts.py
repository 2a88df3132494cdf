"""A list of posts is looked through, imported whole, undone; nothing is lost by a mistake in it."""

from __future__ import annotations

import codecs
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from content.intake import LineOutcome, PostImport, PostImportLine
from content.lists import MOST_LINES, Row, read_posts
from content.models import Caption, KeptWords, Post, PostTeam, State, Submission
from content.problems import line_problems
from content.services import PostDraft, create_post, edit_post
from content.services.importing import forget_lists, import_list, look_through, undo_import
from content.services.noting import write_note
from tenants.models import Act, Event, Team
from tenants.roles import Role
from tenants.scope import tenant
from tests.factories import NOW, make_member, make_team

LIST = (
    "Title,URL,Why,More,Topics,Words\r\n"
    '"Roof, at last",https://acme.example/roof,Proof,"Two\nlines",Energy; Company,Proud.\r\n'
    "\r\n"
    "Pump,,,,,\r\n"
)


def code_of(data):
    with pytest.raises(ValidationError) as error:
        read_posts(data)
    return error.value.code


SAME = {
    "utf-8": LIST.encode(),
    "marked": codecs.BOM_UTF8 + LIST.encode(),
    "utf-16": LIST.encode("utf-16"),
    "utf-16-be": codecs.BOM_UTF16_BE + LIST.encode("utf-16-be"),
    "tabs": LIST.replace("Energy; Company", "Energy| Company").replace(",", "\t").encode(),
}


@pytest.mark.parametrize("name", SAME)
def test_reads_what_spreadsheets_save(name):
    roof, pump = read_posts(SAME[name])
    assert (roof.number, pump.number) == (2, 4)
    assert (roof.link, roof.why, roof.words) == ("https://acme.example/roof", "Proof", "Proud.")
    assert roof.more == "Two\nlines"
    assert (pump.title, pump.link) == ("Pump", "")


def test_reads_semicolons_where_they_part_the_columns():
    (row,) = read_posts("title;words\nCafé;a, b\n".encode())
    assert (row.title, row.words) == ("Café", "a, b")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "columns"),
        (b"link\nhttps://a.example/\n", "columns"),
        (b"title,headline\na,b\n", "columns"),
        (b"title\n", "empty"),
        ("title\nCafé".encode("cp1252"), "encoding"),
        (b'title\n"a', "csv"),
        (b"PK\x03\x04\x00title", "csv"),
        (b"title\n" + b"a\n" * (MOST_LINES + 1), "many"),
        (b"title\n" + b"a" * 2_000_000, "large"),
    ],
)
def test_says_what_is_wrong_with_a_file(data, code):
    assert code_of(data) == code


def look(cast, *rows, by=None):
    return look_through(rows=rows, by=by or cast.alice, now=NOW)


def outcomes(job):
    lines = PostImportLine.objects.filter(job=job).order_by("number")
    return [(line.outcome, [code for _column, code in line.problems]) for line in lines]


def test_says_of_each_line_what_would_become_of_it_and_makes_nothing(in_acme):
    draft = PostDraft("There", "https://acme.example/there")
    create_post(author=in_acme.alice, draft=draft, now=NOW)
    job = look(
        in_acme,
        Row(2, "Fine", "https://acme.example/fine"),
        Row(3, "Twice", "http://www.acme.example/fine/"),
        Row(4, "Known", "https://acme.example/there?utm_source=x"),
        Row(5, "", "acme.example", why="x" * 401, topics="x" * 61),
        Row(6, "Cells", is_whole=False),
        Row(7, "x" * 201, topics=";".join(map(str, range(21)))),
    )
    assert outcomes(job) == [
        (LineOutcome.READY, []),
        (LineOutcome.TWICE, []),
        (LineOutcome.KNOWN, []),
        (LineOutcome.WRONG, ["missing", "long", "link", "long"]),
        (LineOutcome.WRONG, ["cells"]),
        (LineOutcome.WRONG, ["long", "many"]),
    ]
    assert Post.objects.count() == 1


def test_imports_what_is_ready_once(in_acme):
    rows = [Row(2, "Roof", "https://acme.example/roof", "Why", "More", "Energy; Company", "Proud.")]
    job = look(in_acme, *rows, Row(3, ""), Row(4, "Plain"))
    assert import_list(job=job, by=in_acme.alice, now=NOW) == 2
    post = Post.objects.get(title="Roof")
    assert (post.state, post.author, post.body) == (State.DRAFT, in_acme.alice, "More")
    assert sorted(topic.name for topic in post.topics.all()) == ["Company", "Energy"]
    assert Caption.objects.get(post=post).text == "Proud."
    assert Event.objects.get(act=Act.POSTS_IMPORTED).data == {"posts": 2}
    with pytest.raises(ValidationError) as error:
        import_list(job=job, by=in_acme.alice, now=NOW)
    assert error.value.code == "imported"


def test_a_post_made_since_is_not_made_again(in_acme):
    job = look(in_acme, Row(2, "Roof", "https://acme.example/roof"), Row(3, "Pump"))
    draft = PostDraft("Quicker", "https://acme.example/roof/")
    create_post(author=in_acme.alice, draft=draft, now=NOW)
    assert import_list(job=job, by=in_acme.alice, now=NOW) == 1
    assert outcomes(job)[0] == (LineOutcome.KNOWN, [])


def test_a_list_without_a_good_line_makes_nothing(in_acme):
    job = look(in_acme, Row(2, ""))
    with pytest.raises(ValidationError) as error:
        import_list(job=job, by=in_acme.alice, now=NOW)
    assert error.value.code == "nothing"
    assert PostImport.objects.get().imported_at is None


HEADINGS = (
    "title,language,kind,resource,evergreen,embargo,expires,review,teams,roles,readers,"
    "words,words mastodon,Words: pl,words linkedin pl\n"
)


def listed(*lines: str) -> list[Row]:
    return read_posts((HEADINGS + "\n".join(lines)).encode())


def test_a_list_says_for_whom_for_when_and_in_which_languages(in_acme):
    type(in_acme.acme).objects.update(time_zone="Europe/Warsaw")
    in_acme.alice.refresh_from_db()
    sales = make_team("Sales")
    row = (
        "Roof,Polski,Prompt,walk_through,yes,2026-12-01 09:30,2026-12-24,2026-12-10,sales,"
        "manager; curator,pl;en,Any,Toot,Słowa,Polski link"
    )
    job = look(in_acme, *listed(row))
    assert outcomes(job) == [(LineOutcome.READY, [])]
    assert line_problems([["words:linkedin:pl", "long"]])[0][0] == "Suggested words (linkedin, pl)"
    import_list(job=job, by=in_acme.alice, now=NOW)
    post = Post.objects.get()
    assert (post.language, post.kind, post.resource) == ("pl", "prompt", "walk_through")
    assert post.is_evergreen
    zone = ZoneInfo("Europe/Warsaw")
    assert post.embargo_until == datetime(2026, 12, 1, 9, 30, tzinfo=zone)
    assert post.expires_at == datetime(2026, 12, 25, tzinfo=zone)
    assert post.review_at == datetime(2026, 12, 10, tzinfo=zone)
    assert (post.for_roles, post.for_languages) == (["curator", "manager"], ["en", "pl"])
    assert [one.team for one in PostTeam.objects.filter(post=post)] == [sales]
    captions = Caption.objects.filter(post=post)
    assert set(captions.values_list("network", "language", "text")) == {
        ("", "", "Any"),
        ("mastodon", "", "Toot"),
        ("", "pl", "Słowa"),
        ("linkedin", "pl", "Polski link"),
    }
    assert undo_import(job=job, by=in_acme.alice, now=NOW) == (1, 0)


@pytest.mark.parametrize(
    ("cells", "problems"),
    [
        ("Klingon,,,,,,,,,", [["language", "language"]]),
        (",poem,,,,,,,,", [["kind", "kind"]]),
        (",,book,,,,,,,", [["resource", "resource"]]),
        (",,,maybe,,,,,,", [["evergreen", "yes"]]),
        (",,,,31.12.2026,,,,,", [["embargo", "date"]]),
        (",,,,,2026-02-30,,,,", [["expires", "date"]]),
        (",,,,,2020-01-01,,,,", [["expires", "past"]]),
        (",,,,2027-02-01,2027-01-01,,,,", [["expires", "order"]]),
        (",,,,,,,Nobody,,", [["teams", "team"]]),
        (",,,,,,,,boss,", [["roles", "role"]]),
        (",,,,,,,,,pl;xx", [["readers", "language"]]),
    ],
)
def test_says_what_is_wrong_with_a_cell(in_acme, cells, problems):
    job = look(in_acme, *listed(f"Roof,{cells},,,,"))
    line = PostImportLine.objects.get(job=job)
    assert (line.outcome, line.problems) == (LineOutcome.WRONG, problems)
    for column, words in line_problems(line.problems):
        assert column
        assert words.endswith(".")


def test_says_that_a_column_of_words_is_for_nobody(in_acme):
    (row,) = read_posts(b"title,words myspace\nRoof,Hello\n")
    job = look(in_acme, row)
    (line,) = PostImportLine.objects.filter(job=job)
    assert line.problems == [["words:myspace", "words_for"]]
    assert line_problems(line.problems)[0][0] == "Suggested words (myspace)"


def test_a_team_that_has_gone_since_holds_its_line_back(in_acme):
    make_team("Sales")
    job = look(in_acme, *listed("Roof,,,,,,,,sales,,,,,,", "Pump,,,,,,,,,,,,,,"))
    Team.objects.update(ended_at=NOW)
    assert import_list(job=job, by=in_acme.alice, now=NOW) == 1
    assert outcomes(job) == [(LineOutcome.WRONG, ["team"]), (LineOutcome.IMPORTED, [])]


def test_the_same_list_sent_twice_makes_nothing_twice(in_acme):
    rows = [Row(2, "Roof", "https://acme.example/roof"), Row(3, "Without a link")]
    first, second = look(in_acme, *rows), look(in_acme, *rows)
    assert import_list(job=first, by=in_acme.alice, now=NOW) == 2
    with pytest.raises(ValidationError) as error:
        import_list(job=second, by=in_acme.alice, now=NOW)
    assert error.value.code == "nothing"
    assert [outcome for outcome, _ in outcomes(look(in_acme, *rows))] == [LineOutcome.KNOWN] * 2
    undo_import(job=first, by=in_acme.alice, now=NOW)
    assert [outcome for outcome, _ in outcomes(look(in_acme, *rows))] == [LineOutcome.READY] * 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("lists", [1, 2])
def test_two_that_import_at_once_make_nothing_twice(make_cast, lists):
    cast = make_cast()
    rows = [Row(2, "Roof", "https://acme.example/roof"), Row(3, "Without a link")]
    with tenant(cast.acme):
        jobs = [look(cast, *rows) for _ in range(lists)] * (2 // lists)

    def run(job) -> str:
        try:
            with tenant(cast.acme):
                import_list(job=job, by=cast.alice, now=NOW)
        except ValidationError as error:
            return str(error.code)
        else:
            return "made"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        done = sorted(pool.map(run, jobs))
    assert done == sorted(["made", "imported" if lists == 1 else "nothing"])
    with tenant(cast.acme):
        assert Post.objects.count() == 2


def test_undoing_takes_back_what_nobody_has_worked_on(in_acme):
    job = look(in_acme, Row(2, "Gone"), Row(3, "Worked on"), Row(4, "Put aside"))
    import_list(job=job, by=in_acme.alice, now=NOW)
    post = Post.objects.get(title="Worked on")
    edit_post(post=post, by=in_acme.alice, draft=PostDraft("Better"), version=1, now=NOW)
    Post.objects.filter(title="Put aside").update(state=State.ARCHIVED, version=2)
    assert undo_import(job=job, by=in_acme.alice, now=NOW) == (1, 2)
    assert set(Post.objects.values_list("title", flat=True)) == {"Better", "Put aside"}
    assert [outcome for outcome, _ in outcomes(job)] == ["undone", "kept", "kept"]
    with pytest.raises(ValidationError):
        undo_import(job=job, by=in_acme.alice, now=NOW)


def test_asked_about_noted_on_or_being_written_is_worked_on(in_acme):
    titles = ["Gone", "Asked", "Noted", "Typed"]
    job = look(in_acme, *(Row(2 + n, title, why="Why") for n, title in enumerate(titles)))
    import_list(job=job, by=in_acme.alice, now=NOW)
    made = {post.title: post for post in Post.objects.all()}
    Submission.objects.create(post=made["Asked"], by=in_acme.alice, created_at=NOW)
    write_note(post=made["Noted"], by=in_acme.alice, text="Which roof?", now=NOW)
    typed = {"member": in_acme.alice, "post": made["Typed"], "at": NOW, "key": uuid4()}
    KeptWords.objects.create(data={"title": ["Better"]}, **typed)
    assert undo_import(job=job, by=in_acme.alice, now=NOW) == (1, 3)
    assert set(Post.objects.values_list("title", flat=True)) == set(titles[1:])


def test_who_writes_no_posts_imports_none(in_acme):
    with pytest.raises(PermissionDenied):
        look(in_acme, Row(2, "Roof"), by=in_acme.bob)


def upload(client, data: bytes):
    file = SimpleUploadedFile("posts.csv", data, "text/csv")
    return client.post("/o/acme/desk/import/", {"file": file})


def test_the_pages_lead_from_the_file_to_the_posts_and_back(cast, sign_in):
    client = sign_in(cast.alice)
    answer = upload(client, LIST.encode() + b",no link,,,,\r\n")
    page = client.get(answer.url).content.decode()
    assert "2 lines would become drafts." in page
    assert "Not a whole link. It begins with https:// or http://." in page
    assert "Import 2 posts" in page
    page = client.post(f"{answer.url}run/", follow=True).content.decode()
    assert "2 drafts were made." in page
    page = client.post(f"{answer.url}undo/", follow=True).content.decode()
    assert "2 drafts are gone; 0 were worked on and stay." in page
    with tenant(cast.acme):
        assert not Post.objects.exists()


def test_a_file_that_can_not_be_read_says_what_to_do(cast, sign_in):
    answer = upload(sign_in(cast.alice), "title\nCafé".encode("cp1252"))
    assert answer.status_code == 422
    assert "Save it as “CSV UTF-8” and choose it again." in answer.content.decode()


def test_the_list_to_fill_in_can_be_imported_as_it_is(cast, sign_in):
    client = sign_in(cast.alice)
    file = client.get("/o/acme/desk/import/posts.csv")
    page = client.get(upload(client, file.content).url).content.decode()
    assert "1 line would become a draft." in page


def test_a_contributor_sees_only_their_own_lists(cast, sign_in):
    with tenant(cast.acme):
        carla = make_member("Carla", Role.CONTRIBUTOR)
        job = look(cast, Row(2, "Hers not"))
    assert sign_in(carla).get(f"/o/acme/desk/import/{job.public_id}/").status_code == 404


def test_a_list_takes_as_many_queries_whatever_is_in_it(cast, sign_in):
    client, counts = sign_in(cast.alice), []
    for size in (1, 30):
        with tenant(cast.acme):
            job = look(cast, *(Row(n, f"Post {n}") for n in range(2, size + 2)))
            import_list(job=job, by=cast.alice, now=NOW)
        client.get(f"/o/acme/desk/import/{job.public_id}/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/o/acme/desk/import/{job.public_id}/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_lists_of_all_organizations_go_after_90_days_and_what_came_of_them_stays(cast):
    for organization, by in ((cast.acme, cast.alice), (cast.globex, cast.mallory)):
        with tenant(organization):
            by.roles = [Role.CURATOR]
            job = look(cast, Row(2, "Roof", "https://acme.example/roof"), by=by)
            import_list(job=job, by=by, now=NOW)
    with tenant(cast.globex):
        PostImport.objects.update(created_at=NOW + timedelta(days=1))
    assert forget_lists(now=NOW + timedelta(days=90)) == 0
    assert forget_lists(now=NOW + timedelta(days=91)) == 1
    with tenant(cast.acme):
        assert not PostImport.objects.exists()
        assert not PostImportLine.objects.exists()
        assert Post.objects.get().title == "Roof"
    with tenant(cast.globex):
        assert PostImport.objects.count() == 1
