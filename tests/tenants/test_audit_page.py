"""The audit as admins read it: filters, pages, names of today, links, the export, how long kept."""

from __future__ import annotations

import csv
import io
import tracemalloc
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenants.audit import coming_from, record
from tenants.models import Act, Event, Member, Organization, Via
from tenants.scope import platform, tenant
from tenants.services.auditing import note_export, set_audit_retention
from tenants.sheets import plain_cell
from tenants.trail.files import trail_csv
from tenants.trail.keeping import trim_audit
from tenants.trail.reading import GROUPS, Filter
from tests.factories import NOW, make_post, make_webhook

PATH = "/o/acme/audit/"


def note(
    cast, act=Act.POST_APPROVED, *, by=None, at=NOW, about=None, via=Via.PAGE, **data
) -> Event:
    with tenant(cast.acme), coming_from(via, request_id="req-1"):
        return record(act, by=by or cast.alice, about=about, data=data, now=at)


def read(client, query="") -> str:
    answer = client.get(f"{PATH}?{query}")
    assert answer.status_code == 200
    return answer.content.decode().partition("<main")[2]


def test_it_says_who_did_what_to_what_and_leads_there(cast, sign_in):
    with tenant(cast.acme):
        post, webhook = make_post(), make_webhook(cast.alice)
    note(cast, about=post, version=3)
    note(cast, Act.WEBHOOK_DISABLED, about=webhook)
    page = read(sign_in(cast.alice))
    assert "Approved a post" in page
    assert "Alice" in page
    assert "version: 3" in page
    assert "request req-1" in page
    assert f'href="/o/acme/posts/{post.public_id}/"' in page
    assert f'href="/o/acme/webhooks/{webhook.public_id}/"' in page


def test_names_are_those_of_today(cast, sign_in):
    note(cast, by=cast.bob)
    with tenant(cast.acme):
        Member.objects.filter(pk=cast.bob.pk).update(name="Robert")
    client = sign_in(cast.alice)
    assert "Robert" in read(client)
    with tenant(cast.acme):
        Member.objects.filter(pk=cast.bob.pk).update(name="")
    assert "Former member" in read(client)


FOUND = {
    "": {"approved", "joined", "archived"},
    "what=post": {"approved", "archived"},
    "what=member": {"joined"},
    "what=webhook": set(),
    "what=nonsense&via=nonsense&since=nonsense": {"approved", "joined", "archived"},
    "by={bob}": {"joined"},
    "by=nonsense": {"approved", "joined", "archived"},
    "thing={post}": {"approved", "archived"},
    "via=api": {"archived"},
    "since=2026-11-18": {"joined", "archived"},
    "until=2026-11-17": {"approved"},
    "since=2026-11-18&until=2026-11-18": {"joined"},
    "since=0001-01-01&until=9999-12-31": {"approved", "joined", "archived"},
    "what=post&via=page&thing={post}": {"approved"},
}


@pytest.mark.parametrize(("query", "shown"), FOUND.items())
def test_filters_narrow_it_by_the_organizations_days(cast, sign_in, query, shown):
    with tenant(cast.acme):
        Organization.objects.filter(pk=cast.acme.pk).update(time_zone="Asia/Tokyo")
        post = make_post()
    note(cast, about=post, at=datetime(2026, 11, 17, 14, 59, tzinfo=UTC))  # 23:59 in Tokyo
    note(cast, Act.MEMBER_JOINED, by=cast.bob, at=datetime(2026, 11, 17, 15, tzinfo=UTC))
    late = datetime(2026, 11, 18, 15, tzinfo=UTC)  # the 19th there
    note(cast, Act.POST_ARCHIVED, about=post, at=late, via=Via.API)
    page = read(
        sign_in(cast.alice), query.format(bob=cast.bob.public_id, post=post.public_id)
    ).lower()
    words = {"approved": "approved a post", "joined": ">joined<", "archived": "archived a post"}
    assert {name for name, said in words.items() if said in page} == shown


def test_pages_are_cut_by_keyset_with_the_same_queries_at_every_size(cast, sign_in):
    client, counts = sign_in(cast.alice), []
    for more in (3, 117):
        for number in range(more):
            note(cast, at=NOW - timedelta(minutes=number // 2))
        with CaptureQueriesContext(connection) as queries:
            page = read(client)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    seen, before = 0, ""
    for size in (50, 50, 20):
        page = read(client, f"what=post{before}")
        assert page.count("<b>Approved a post</b>") == size
        seen += size
        before = "&before=" + page.rpartition("before=")[2].partition('"')[0]
    assert seen == 120


def test_an_empty_audit_and_one_that_nothing_fits_say_so(cast, sign_in):
    client = sign_in(cast.alice)
    assert "Nothing yet" in read(client)
    note(cast)
    assert "Nothing fits" in read(client, "what=account")


def test_nothing_of_another_organization_is_shown_or_counted(cast, sign_in):
    event = note(cast)
    client = sign_in(cast.mallory)
    page = client.get(f"/o/globex/audit/?before={event.public_id}").content.decode()
    assert "Approved" not in page
    by_name = client.get(f"/o/globex/audit/?by={cast.alice.public_id}").content.decode()
    assert "Alice" not in by_name
    assert b"".join(client.post("/o/globex/audit/export/").streaming_content).count(b"\n") == 2


def export(client, query="") -> list[dict[str, str]]:
    answer = client.post(f"{PATH}export/?{query}")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_export_holds_what_the_filters_show_and_is_an_act_itself(cast, sign_in):
    with tenant(cast.acme):
        post = make_post()
    note(cast, about=post, fields=["title"])
    note(cast, Act.MEMBER_JOINED, by=cast.bob)
    client = sign_in(cast.alice)
    assert "Download" in client.get(f"{PATH}export/?what=post").content.decode()
    [row] = export(client, "what=post")
    assert (row["act"], row["name"], row["thing"], row["thing_id"], row["request_id"]) == (
        "post.approved",
        "Alice",
        "post",
        str(post.public_id),
        "req-1",
    )
    assert row["by"] == str(cast.alice.public_id)
    assert row["at"] == "2026-11-18T10:00:00+00:00"
    assert row["data"] == '{"fields": ["title"]}'
    with tenant(cast.acme):
        taken = Event.objects.get(act=Act.AUDIT_EXPORTED)
        assert (taken.by, taken.data) == (cast.alice, {"filters": ["group"]})
    assert len(export(client)) == 4


@pytest.mark.parametrize(
    "name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("x")']
)
def test_no_name_becomes_a_formula(cast, sign_in, name):
    note(cast, by=cast.bob)
    with tenant(cast.acme):
        Member.objects.filter(pk=cast.bob.pk).update(name=name)
    [row, *_] = [r for r in export(sign_in(cast.alice)) if r["act"] == "post.approved"]
    assert row["name"].startswith("'")
    assert plain_cell(name) == f"'{name}"
    assert plain_cell("Alice") == "Alice"


def test_who_has_a_password_is_asked_for_it_before_the_export(cast, sign_in):
    cast.alice.user.set_password("three plain words")
    cast.alice.user.save()
    client = sign_in(cast.alice)
    assert client.get(f"{PATH}export/?what=post").url == (
        "/account/reauthenticate/?next=%2Fo%2Facme%2Faudit%2Fexport%2F%3Fwhat%3Dpost"
    )
    assert client.post(f"{PATH}export/?what=post").url.startswith("/account/reauthenticate/")
    with tenant(cast.acme):
        assert not Event.objects.exists()


def test_the_export_holds_no_transaction_and_little_memory(cast):
    with tenant(cast.acme):
        events = [Event(at=NOW, act=Act.POST_APPROVED, by=cast.alice) for _ in range(6_000)]
        Event.objects.bulk_create(events)

    def peak(most: int) -> int:
        tracemalloc.start()
        for taken, _piece in enumerate(trail_csv(organization=cast.acme, wanted=Filter()), start=1):
            if taken == most:
                break
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size

    peak(2)
    assert peak(8) < 1.5 * peak(3)
    lines = "".join(trail_csv(organization=cast.acme, wanted=Filter()))
    assert lines.count("\n") == 6_001


def test_an_admin_says_how_long_it_is_kept_and_that_is_an_act(cast, sign_in):
    client = sign_in(cast.alice)
    assert 'value="730"' in client.get(f"{PATH}keep/").content.decode()
    for days in ("89", "3651", "x", ""):
        assert client.post(f"{PATH}keep/", {"days": days}).status_code == 422
    assert client.post(f"{PATH}keep/", {"days": "90"}).status_code == 302
    assert "Kept for 90 days" in read(client)
    with tenant(cast.acme):
        changed = Event.objects.get()
        assert (changed.act, changed.data["audit_kept_days"]) == ("organization.changed", 90)


def test_the_services_hold_the_rules_too(in_acme):
    with pytest.raises(PermissionDenied):
        set_audit_retention(days=100, by=in_acme.bob, now=NOW)
    with pytest.raises(PermissionDenied):
        note_export(filters=[], by=in_acme.bob, now=NOW)
    with pytest.raises(ValidationError) as refused:
        set_audit_retention(days=89, by=in_acme.alice, now=NOW)
    assert refused.value.code == "days"
    set_audit_retention(days=730, by=in_acme.alice, now=NOW)
    assert not Event.objects.exists()


def test_each_organization_keeps_its_own_as_long_as_it_says(cast):
    with platform():
        Organization.objects.filter(pk=cast.globex.pk).update(audit_kept_days=90)
    for age in (89, 91, 729, 731):
        note(cast, at=NOW - timedelta(days=age))
        with tenant(cast.globex):
            record(Act.MEMBER_JOINED, by=cast.mallory, now=NOW - timedelta(days=age))
    assert trim_audit(now=NOW, batch=2) == 4
    with tenant(cast.acme):
        assert Event.objects.count() == 3
    with tenant(cast.globex):
        assert Event.objects.count() == 1


def test_every_act_is_in_a_group_that_can_be_chosen():
    assert {act.partition(".")[0] for act in Act.values} == set(GROUPS)
