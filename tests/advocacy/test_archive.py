"""Archives: complete, without secrets, made by one worker, fetched by whom they are for."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from advocacy.archive import EVERYTHING, LEFT_OUT, LEFT_OUT_COLUMNS, OWN
from analytics.conversions.models import Conversion
from analytics.models import PeriodTotal
from content.models import PollOption, Post
from tenants.models import (
    Act,
    Archive,
    ArchiveKind,
    Event,
    Notification,
    TenantModel,
)
from tenants.packing import AT_ONCE, _cell
from tenants.scope import tenant
from tests.advocacy.archives import ask, made
from tests.advocacy.houses import SECRET
from tests.factories import make_post, make_share


def opened(archive: Archive) -> zipfile.ZipFile:
    with default_storage.open(archive.file) as file:
        return zipfile.ZipFile(io.BytesIO(file.read()))


def lines(packed: zipfile.ZipFile, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in packed.read(f"{name}.jsonl").splitlines()]


def test_every_table_of_an_organization_is_in_it_or_left_out_for_a_reason():
    models = {m._meta.label for m in apps.get_models() if issubclass(m, TenantModel)}
    packed = {table.model._meta.label for table in EVERYTHING.tables} - {"tenants.Organization"}
    assert packed | set(LEFT_OUT) == models
    assert not packed & set(LEFT_OUT)


def test_every_column_of_a_table_is_in_it_or_left_out_for_a_reason():
    held = {
        f"{one.model._meta.label}.{read.partition('__')[0]}"
        for one in EVERYTHING.tables
        for read in one.columns.values()
    }
    held |= {f"{one.model._meta.label}.{one.column}" for one in EVERYTHING.files}
    left_out = [name for names in LEFT_OUT_COLUMNS.values() for name in names]
    columns = {
        f"{model._meta.label}.{column.name}"
        for model in {one.model for one in EVERYTHING.tables}
        for column in model._meta.concrete_fields
        if column.name not in {"id", "organization"}
    }
    assert columns - held == set(left_out)
    assert len(left_out) == len(set(left_out))


@pytest.mark.parametrize("contents", [EVERYTHING, OWN])
def test_the_description_names_every_file_and_column(contents):
    described = (settings.ROOT / "docs" / "export-format.md").read_text()
    for table in contents.tables:
        columns = ", ".join(f"`{name}`" for name in table.columns)
        assert f"### `{table.name}`\n\n{table.says} Columns: {columns}.\n" in described


@pytest.mark.parametrize("label", sorted(LEFT_OUT))
def test_the_description_says_what_is_left_out(label):
    described = (settings.ROOT / "docs" / "export-format.md").read_text()
    assert f"| {label} | {LEFT_OUT[label]} |" in described


def test_the_description_says_which_columns_are_left_out():
    described = (settings.ROOT / "docs" / "export-format.md").read_text()
    for why, names in LEFT_OUT_COLUMNS.items():
        assert f"| {', '.join(names)} | {why} |" in described


def test_it_holds_as_many_rows_as_the_tables(two):
    with tenant(two.acme):
        counts = {table.name: table.model.objects.count() for table in EVERYTHING.tables}
        counts["audit"] += 1  # asking for it is an act
        assert 0 not in counts.values(), counts
    packed = opened(made(ask(two.alice)))
    assert {name: len(lines(packed, name)) for name in counts} == counts
    assert set(packed.namelist()) >= {"README.txt", *(f"{name}.jsonl" for name in counts)}


def test_it_names_things_as_they_are_named_everywhere(two):
    packed = opened(made(ask(two.alice)))
    (share,), (post,) = lines(packed, "shares"), lines(packed, "posts")
    bob = next(one for one in lines(packed, "members") if one["name"] == "Bob")
    assert (share["member"], share["post"]) == (bob["id"], post["id"])
    assert bob["email"] == "bob@acme.example"
    (picture,) = lines(packed, "pictures")
    assert packed.read(f"media/{picture['id']}.jpg") == b"picture bytes"
    (shown,) = lines(packed, "policy_pictures")
    assert packed.read(f"guidelines/{shown['id']}.png").startswith(b"\x89PNG")


def test_votes_of_fewer_than_five_are_not_in_it(two):
    with tenant(two.acme):
        PollOption.objects.update(votes=3, shown_votes=None)
    assert {one["votes"] for one in lines(opened(made(ask(two.alice))), "poll_options")} == {None}


def test_goals_are_in_it_by_day_and_not_by_share(two):
    with tenant(two.acme):
        made_at, share = Conversion.objects.values_list("at", "share__public_id").get()
    packed = opened(made(ask(two.alice)))
    (told,) = lines(packed, "conversions")
    assert set(told) == {"day", "goal", "network", "source", "value", "currency"}
    assert told["day"] == made_at.date().isoformat()
    assert str(share) not in packed.read("conversions.jsonl").decode()


def test_whether_boards_show_somebody_is_not_in_it(two):
    members = lines(opened(made(ask(two.alice))), "members")
    assert members
    assert not any({"on_leaderboard", "on_screen", "pseudonym"} & set(one) for one in members)


def everything_in(packed: zipfile.ZipFile) -> bytes:
    return b"".join(packed.read(name) for name in packed.namelist())


def test_who_read_a_post_is_not_in_it(two):
    """On pages it is told in steps of five; the total itself would tell of one reader."""
    day = timezone.now().date()
    with tenant(two.acme):
        for subject in ("post", "organization"):
            PeriodTotal.objects.create(
                period="month", starts_on=day, subject=subject, metric="item_readers", value=1
            )
    rows = lines(opened(made(ask(two.alice))), "period_totals")
    assert [row["subject"] for row in rows if row["metric"] == "item_readers"] == ["organization"]


@pytest.mark.parametrize("kind", list(ArchiveKind))
def test_no_secret_is_in_it_and_nothing_of_another_organization(two, kind):
    with tenant(two.acme):
        person = two.alice.user if kind == ArchiveKind.ORGANIZATION else two.bob.user
        person.set_password("password canary")
        person.save()
    asks = two.alice if kind == ArchiveKind.ORGANIZATION else two.bob
    said = everything_in(opened(made(ask(asks, kind))))
    for secret in (SECRET, person.password, "mallory", "globex"):
        assert secret.encode() not in said, secret
    assert b"bob@acme.example" in said


def test_ones_own_is_ones_own_as_json_and_csv(two):
    with tenant(two.acme):
        make_share(two.alice, make_post("Alice wrote this", author=two.alice))
    packed = opened(made(ask(two.bob, ArchiveKind.MEMBER)))
    for table in OWN.tables:
        assert table.of_member, table.name
        listed = json.loads(packed.read(f"{table.name}.json"))
        sheet = list(csv.DictReader(io.StringIO(packed.read(f"{table.name}.csv").decode())))
        assert len(listed) == len(sheet) == (2 if table.name == "audit" else 1), table.name
        assert list(sheet[0]) == list(table.columns)
    assert b"Alice" not in everything_in(packed)
    assert packed.read(next(n for n in packed.namelist() if "media/" in n)) == b"picture bytes"


def test_an_empty_table_is_an_empty_list(cast):
    packed = opened(made(ask(cast.bob, ArchiveKind.MEMBER)))
    assert json.loads(packed.read("shares.json")) == []


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+49", "'+49"),
        ("\t=1", "'\t=1"),
        (-5, "-5"),
        (None, ""),
        ("plain", "plain"),
        (["a"], '["a"]'),
        (True, "true"),
    ],
)
def test_no_cell_is_a_formula(value, cell):
    assert _cell(value) == cell


def test_rows_beyond_one_batch_are_all_there_once(cast, monkeypatch):
    monkeypatch.setattr("tenants.packing.AT_ONCE", 3)
    with tenant(cast.acme):
        for _ in range(7):
            make_post()
        titles = set(Post.objects.values_list("title", flat=True))
    packed = opened(made(ask(cast.alice)))
    found = [one["title"] for one in lines(packed, "posts")]
    assert (len(found), set(found)) == (7, titles)
    assert AT_ONCE == 1000


def test_every_member_reads_who_made_it_and_nobody_elsewhere(two):
    made(ask(two.alice))
    with tenant(two.acme):
        told = Notification.objects.filter(kind="archive_made")
        assert {one.member_id for one in told} == {two.alice.pk, two.bob.pk}
        assert {one.params["name"] for one in told} == {"Alice"}
    with tenant(two.globex):
        assert not Notification.objects.filter(kind="archive_made").exists()
    made(ask(two.mallory, ArchiveKind.MEMBER))
    with tenant(two.globex):
        assert not Notification.objects.filter(kind="archive_made").exists()


def fetch(client, archive: Archive, slug: str = "acme"):
    answer = client.get(f"/o/{slug}/archives/{archive.public_id}/download/")
    content = b"".join(answer.streaming_content) if answer.streaming else b""
    return answer, content


def test_it_is_fetched_after_the_password_and_noted(two, client):
    user = two.alice.user
    user.set_password("plain words are good")
    user.save()
    archive = made(ask(two.alice))
    client.force_login(user)
    answer, _ = fetch(client, archive)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/reauthenticate/?next=")
    wrong = client.post(answer.headers["Location"], {"password": "wrong"})
    assert wrong.status_code == 200
    way = client.post(answer.headers["Location"], {"password": "plain words are good"})
    assert way.headers["Location"].endswith("/download/")
    answer, content = fetch(client, archive)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
    with tenant(two.acme):
        event = Event.objects.get(act=Act.ARCHIVE_FETCHED)
        assert event.subject == archive.public_id


def test_nobody_else_finds_it(two, client):
    everything, own = made(ask(two.alice)), made(ask(two.bob, ArchiveKind.MEMBER))
    for who, archive, slug in [
        (two.bob, everything, "acme"),
        (two.alice, own, "acme"),
        (two.mallory, everything, "globex"),
        (two.mallory, own, "globex"),
        (two.mallory, own, "acme"),
    ]:
        client.force_login(who.user)
        assert fetch(client, archive, slug)[0].status_code == 404
        progress = f"/o/{slug}/archives/{archive.public_id}/"
        assert client.get(progress).status_code == 404


def test_one_that_is_over_or_not_ready_is_not_fetched(two, client):
    archive = ask(two.alice)
    client.force_login(two.alice.user)
    assert fetch(client, archive)[0].status_code == 404
    page = client.get("/o/acme/settings/danger/").content.decode()
    assert "Waiting for a free worker" in page
    made(archive)
    with tenant(two.acme):
        Archive.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert fetch(client, archive)[0].status_code == 404


def test_pages_take_the_same_number_of_queries_whatever_was_made(two, client):
    made(ask(two.alice))
    client.force_login(two.alice.user)
    made(ask(two.alice, ArchiveKind.MEMBER))
    pages = ("/o/acme/settings/danger/", "/o/acme/privacy/")
    few = [queries_of(client, page) for page in pages]
    for kind in ArchiveKind:
        made(ask(two.alice, kind))
        made(ask(two.alice, kind))
    assert [queries_of(client, page) for page in pages] == few


def queries_of(client, page: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page).status_code == 200
    return len(captured)
