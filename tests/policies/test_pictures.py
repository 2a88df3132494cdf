from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from policies.contents import Contents, ExampleDraft, PairDraft
from policies.models import Draft, Example, Picture
from policies.outside import candidate_address, public_address
from policies.picture_files import visible_picture
from policies.services import picturing
from policies.services.drafting import publish_draft, put_aside, save_draft, start_draft
from policies.services.picturing import forget_pictures, keep_picture
from policies.services.showing import make_candidate_link, show_in_public
from tenants.roles import Role
from tenants.scope import tenant
from tests.factories import (
    NOW,
    acknowledge,
    make_example,
    make_guideline_picture,
    make_member,
    make_policy,
)
from tests.images import image
from tests.policies.test_outside import path_of


def files_of(cast):
    folder = f"{cast.acme.pk}/guidelines"
    return set(default_storage.listdir(folder)[1]) if default_storage.exists(folder) else set()


def test_a_picture_stays_while_any_draft_or_version_shows_it(in_acme):
    picture = str(make_guideline_picture(in_acme.alice).public_id)
    shown = Contents(
        pairs=(PairDraft("Smile."),), examples=(ExampleDraft("Room.", picture, "A logo."),)
    )
    drafts = [
        start_draft(member=in_acme.alice, kind=kind, contents=shown, now=NOW)
        for kind in ("content", "style")
    ]
    none = {"examples": ()}

    def clear(draft):
        save_draft(draft=draft, member=in_acme.alice, changes=none, edition=1, now=NOW)

    clear(drafts[0])
    assert Picture.objects.exists()
    put_aside(draft=drafts[1], member=in_acme.alice, now=NOW)
    forget_pictures(now=NOW + timedelta(days=9))
    assert Picture.objects.exists()
    other = start_draft(member=in_acme.alice, kind="style", contents=shown, now=NOW)
    publish_draft(draft=other, member=in_acme.alice, edition=1, started_from=0, now=NOW)
    Draft.objects.all().delete()
    forget_pictures(now=NOW + timedelta(days=9))
    assert Picture.objects.exists()
    Example.objects.all().delete()
    assert forget_pictures(now=NOW + timedelta(hours=23)) == 0
    assert forget_pictures(now=NOW + timedelta(hours=25)) == 1
    assert not Picture.objects.exists()


def test_a_bug_in_one_organization_keeps_no_picture_of_another(cast, monkeypatch):
    members = sorted((cast.alice, cast.mallory), key=lambda one: one.organization_id)
    for member in members:
        with tenant(member.organization_id):
            make_guideline_picture(member)

    def open_scope(organization_id):
        if organization_id == members[0].organization_id:
            raise ZeroDivisionError
        return tenant(organization_id)

    monkeypatch.setattr(picturing, "tenant", open_scope)
    assert forget_pictures(now=NOW + timedelta(hours=25)) == 1
    with tenant(members[1].organization_id):
        assert not Picture.objects.exists()


def test_all_drafts_are_read_once_for_all_pictures(in_acme, django_assert_max_num_queries):
    def forget(count, allowed):
        for _ in range(count):
            make_guideline_picture(in_acme.alice)
        with django_assert_max_num_queries(allowed) as asked:
            assert forget_pictures(now=NOW + timedelta(hours=25)) == count
        return asked

    few = len(forget(1, 30).captured_queries)
    held = [one["sql"] for one in forget(9, few).captured_queries if "FOR UPDATE" in one["sql"]]
    assert all('ORDER BY "policies_picture"."id"' in sql and "SKIP LOCKED" in sql for sql in held)
    assert held


def test_too_many_that_wait_are_refused(in_acme, monkeypatch):
    monkeypatch.setattr(picturing, "MOST_UNUSED", 1)
    make_guideline_picture(in_acme.alice)
    made, before = picturing.Made(image("PNG"), "image/png", 64, 48), files_of(in_acme)
    with pytest.raises(ValidationError) as refused:
        keep_picture(member=in_acme.alice, made=made, now=NOW)
    assert refused.value.code == "too_many"
    assert files_of(in_acme) == before


def test_what_drafts_show_waits_no_more_and_one_upload_comes_after_another(in_acme, monkeypatch):
    monkeypatch.setattr(picturing, "MOST_UNUSED", 1)
    shown = ExampleDraft("Room.", str(make_guideline_picture(in_acme.alice).public_id), "A logo.")
    contents = Contents(pairs=(PairDraft("Smile."),), examples=(shown,))
    start_draft(member=in_acme.alice, kind="content", contents=contents, now=NOW)
    made = picturing.Made(image("PNG"), "image/png", 64, 48)
    with CaptureQueriesContext(connection) as asked:
        keep_picture(member=in_acme.alice, made=made, now=NOW)
    first = next(one["sql"] for one in asked if "policies_" in one["sql"] or "FOR " in one["sql"])
    assert "tenants_organization" in first
    assert "FOR NO KEY UPDATE" in first
    with pytest.raises(ValidationError):
        keep_picture(member=in_acme.alice, made=made, now=NOW)


def test_what_could_not_be_kept_leaves_no_file(in_acme):
    made = picturing.Made(image("PNG"), "image/png", -1, 48)
    with pytest.raises(Exception, match="check"), transaction.atomic():
        keep_picture(member=in_acme.alice, made=made, now=NOW)
    assert files_of(in_acme) == set()


def test_members_see_what_is_in_force_and_what_they_accepted_last(in_acme):
    carl = make_member("Carl", Role.ADVOCATE)
    versions = [make_policy(number=number) for number in (1, 2, 3)]
    shown = [make_example(version, in_acme.alice).do_picture for version in versions]
    acknowledge(in_acme.bob, versions[0])
    acknowledge(in_acme.bob, versions[1])
    acknowledge(carl, versions[2])

    def seen_by(member):
        return [one for one in shown if visible_picture(member, one.public_id) == one]

    assert seen_by(in_acme.bob) == shown[1:]
    assert seen_by(carl) == shown[2:]
    assert seen_by(in_acme.alice) == shown


def test_a_published_draft_keeps_no_picture(in_acme):
    picture = str(make_guideline_picture(in_acme.alice).public_id)
    shown = Contents(
        pairs=(PairDraft("Smile."),), examples=(ExampleDraft("Room.", picture, "A logo."),)
    )
    draft = start_draft(member=in_acme.alice, kind="content", contents=shown, now=NOW)
    publish_draft(draft=draft, member=in_acme.alice, edition=1, started_from=0, now=NOW)
    Example.objects.all().delete()
    assert forget_pictures(now=NOW + timedelta(hours=25)) == 1


def test_the_public_page_shows_what_is_in_force_and_only_while_it_is_on(cast, client):
    with tenant(cast.acme):
        version = make_policy()
        shown = make_example(version, cast.alice)
        hidden = make_guideline_picture(cast.alice)
        show_in_public(member=cast.alice, is_on=True, now=NOW)
        public = path_of(public_address(cast.acme))
        link = make_candidate_link(member=cast.alice, name="", now=NOW)
        private = path_of(candidate_address(cast.acme, link))
    for path in (public, private):
        page = client.get(path).content.decode()
        picture = f"{path}pictures/{shown.do_picture.public_id}/"
        assert picture in page
        answer = client.get(picture)
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content)
        assert "no-store" in answer["Cache-Control"]
        assert not answer.cookies
        assert client.get(f"{path}pictures/{hidden.public_id}/").status_code == 404
        assert client.get(f"{path}pictures/{uuid4()}/").status_code == 404
    with tenant(cast.acme):
        show_in_public(member=cast.alice, is_on=False, now=NOW)
    gone = f"{public}pictures/{shown.do_picture.public_id}/"
    assert client.get(gone).status_code == 404
    with tenant(cast.acme):
        show_in_public(member=cast.alice, is_on=True, now=NOW)
        make_policy(number=2)
        again = path_of(public_address(cast.acme))
    assert client.get(f"{again}pictures/{shown.do_picture.public_id}/").status_code == 404
