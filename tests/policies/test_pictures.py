from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from policies.comparing import compare
from policies.contents import Contents, ExampleDraft, PairDraft, contents_of, read_contents
from policies.models import Draft, Example, Picture
from policies.outside import candidate_address, public_address
from policies.picture_files import visible_picture
from policies.services import picturing
from policies.services.drafting import publish_draft, put_aside, save_draft, start_draft
from policies.services.picturing import forget_pictures, keep_picture
from policies.services.showing import make_candidate_link, show_in_public
from tenants.roles import Role
from tenants.scope import tenant
from tests.api.callers import caller_of
from tests.factories import (
    NOW,
    acknowledge,
    make_example,
    make_guideline_picture,
    make_member,
    make_policy,
)
from tests.images import image
from tests.policies.test_draft_pages import DRAFTS
from tests.policies.test_outside import path_of

SAID = {"do": "Leave room around it.", "do_alt": "Our logo on white."}


@pytest.fixture
def draft(cast):
    with tenant(cast.acme):
        acknowledge(cast.alice, make_policy())
        return start_draft(member=cast.alice, kind="content", now=NOW)


def page_of(draft):
    return f"{DRAFTS}{draft.public_id}/pictures/"


def a_file(name="do_file", content=None):
    return {name: SimpleUploadedFile("logo.png", image("PNG") if content is None else content)}


def examples_of(cast, draft):
    with tenant(cast.acme):
        return read_contents(Draft.objects.get(pk=draft.pk).contents).examples


def files_of(cast):
    folder = f"{cast.acme.pk}/guidelines"
    return set(default_storage.listdir(folder)[1]) if default_storage.exists(folder) else set()


@pytest.fixture
def put(cast, sign_in, draft):
    """Put an example into the draft, by its page."""

    def send(**said):
        client = sign_in(cast.alice)
        answer = client.post(page_of(draft), {**SAID, **a_file(), **said})
        assert answer.status_code == 302, answer.context["form"].errors
        return examples_of(cast, draft)[-1]

    return send


def test_a_picture_is_made_anew_and_put_into_the_draft(cast, sign_in, draft, put):
    made = put(dont="Do not squeeze it.", dont_alt="A squeezed logo.", **a_file("dont_file"))
    assert (made.do, made.do_alt) == (SAID["do"], SAID["do_alt"])
    assert (made.dont, made.dont_alt) == ("Do not squeeze it.", "A squeezed logo.")
    with tenant(cast.acme):
        kept = Picture.objects.get(public_id=made.do_picture)
    assert (kept.mime_type, kept.width, kept.height) == ("image/jpeg", 64, 48)
    assert kept.file.startswith(f"{cast.acme.pk}/guidelines/")
    for path in (page_of(draft), f"{DRAFTS}{draft.public_id}/"):
        page = sign_in(cast.alice).get(path).content.decode()
        assert f"/o/acme/guidelines/pictures/{made.dont_picture}/" in page
        assert 'alt="A squeezed logo."' in page


@pytest.mark.parametrize(
    ("said", "file", "field"),
    [
        ({"do": ""}, "do_file", "do"),
        ({"do_alt": ""}, "do_file", None),
        ({}, "", None),
        ({"dont": "Do not squeeze it."}, "do_file", "dont"),
        ({"dont_alt": "Squeezed.", "do_alt": ""}, "dont_file", "dont"),
    ],
)
def test_what_is_not_fair_is_refused_and_the_picture_kept(cast, sign_in, draft, said, file, field):
    sent = {**SAID, **said, **(a_file(file) if file else {})}
    answer = sign_in(cast.alice).post(page_of(draft), sent)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert set(form.errors) == {field or "__all__"}
    assert examples_of(cast, draft) == ()
    if file:
        with tenant(cast.acme):
            kept = Picture.objects.get()
        name = f"{file.removesuffix('_file')}_picture"
        assert f'name="{name}" value="{kept.public_id}"' in answer.content.decode()
        again = {**SAID, "dont": "No.", "dont_alt": "Squeezed.", name: str(kept.public_id)}
        if name == "do_picture":
            again |= {"dont": "", "dont_alt": ""}
        else:
            again |= {"do_alt": ""}
        assert sign_in(cast.alice).post(page_of(draft), again).status_code == 302


@pytest.mark.parametrize("content", [b"", b"no picture", image("PNG")[:40]])
def test_what_is_no_picture_is_refused_at_its_field(cast, sign_in, draft, content):
    sent = {**SAID, **a_file(content=content)}
    answer = sign_in(cast.alice).post(page_of(draft), sent)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"do_file"}
    assert files_of(cast) == set()


def test_an_example_is_changed_and_its_old_picture_deleted(
    cast, sign_in, draft, put, django_capture_on_commit_callbacks
):
    before = put()
    client = sign_in(cast.alice)
    ((mark, _one),) = client.get(page_of(draft)).context["examples"]
    opened = client.get(f"{page_of(draft)}?change={mark}").context["form"]
    assert opened["do"].value() == SAID["do"]
    old = files_of(cast)
    sent = {**SAID, "do": "Leave more room.", "was": mark, "do_picture": before.do_picture}
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page_of(draft), {**sent, **a_file(content=image("PNG", (9, 9)))})
    (after,) = examples_of(cast, draft)
    assert after.do == "Leave more room."
    assert after.do_picture != before.do_picture
    assert not old & files_of(cast)
    assert len(files_of(cast)) == 1
    again = client.post(page_of(draft), sent | {"do": "Mine."})
    assert again.status_code == 422
    assert "Somebody changed this example" in again.content.decode()


def test_the_last_use_taken_out_leaves_no_picture(
    cast, sign_in, draft, put, django_capture_on_commit_callbacks
):
    put()
    client = sign_in(cast.alice)
    ((mark, _one),) = client.get(page_of(draft)).context["examples"]
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(page_of(draft), {"remove": mark}).status_code == 302
    assert examples_of(cast, draft) == ()
    assert files_of(cast) == set()
    with tenant(cast.acme):
        assert not Picture.objects.exists()
    assert client.post(page_of(draft), {"remove": mark}).status_code == 422


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
    made = picturing.Made(image("PNG"), "image/png", 64, 48)
    with pytest.raises(ValidationError) as refused:
        keep_picture(member=in_acme.alice, made=made, now=NOW)
    assert refused.value.code == "too_many"


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


def test_pictures_of_drafts_are_for_editors_and_published_ones_for_members_alone(
    cast, sign_in, draft, put
):
    made = put()
    path = f"/o/acme/guidelines/pictures/{made.do_picture}/"
    assert sign_in(cast.bob).get(path).status_code == 404
    answer = sign_in(cast.alice).get(path)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content)[:2] == b"\xff\xd8"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert set(answer["Cache-Control"].split(", ")) == {"private", "no-cache"}
    with tenant(cast.acme):
        edition = Draft.objects.get().edition
        publish_draft(draft=draft, member=cast.alice, edition=edition, started_from=1, now=NOW)
        Picture.objects.exclude(public_id=made.do_picture).delete()
    bob = sign_in(cast.bob)
    assert b"".join(bob.get(path).streaming_content)  # before they accept, as they are shown it
    assert path in bob.get("/o/acme/guidelines/accept/").content.decode()
    assert sign_in(cast.mallory).get(path).status_code == 404
    other = path.replace("/o/acme/", "/o/globex/")
    assert sign_in(cast.mallory).get(other).status_code == 404
    cached = sign_in(cast.bob).get(path, headers={"If-None-Match": answer["ETag"]})
    assert cached.status_code == 304


def test_who_accepted_an_older_version_is_shown_new_and_gone_pictures(cast, sign_in, draft, put):
    made = put()
    with tenant(cast.acme):
        acknowledge(cast.bob, make_policy_of(draft))
        edition = Draft.objects.get().edition
        publish_draft(draft=draft, member=cast.alice, edition=edition, started_from=1, now=NOW)
    page = sign_in(cast.bob).get("/o/acme/guidelines/accept/").content.decode()
    assert f"/o/acme/guidelines/pictures/{made.do_picture}/" in page
    assert SAID["do"] in page.replace("</ins>", "").replace("<ins>", "")


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


def make_policy_of(draft):
    return draft.policy.versions.get()


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


def test_a_draft_takes_pictures_of_its_own_organization_alone(cast, draft):
    with tenant(cast.globex):
        foreign = str(make_guideline_picture(cast.mallory).public_id)
    for picture in (foreign, "nonsense", str(uuid4())):
        changes = {"examples": (ExampleDraft("Room.", picture, "A logo."),)}
        with tenant(cast.acme), pytest.raises(ValidationError) as refused:
            save_draft(draft=draft, member=cast.alice, changes=changes, edition=1, now=NOW)
        assert refused.value.code == "picture"


def test_another_picture_of_the_same_words_is_a_change():
    old = Contents(examples=(ExampleDraft("Room.", "1", "A logo."),))
    new = replace(old, examples=(replace(old.examples[0], do_picture="2"),))
    assert compare(old, old) == []
    (change,) = compare(old, new)
    assert ([one.id for one in change.gone], [one.id for one in change.new]) == (["1"], ["2"])


def test_a_version_with_pictures_is_read_as_it_was_written(in_acme):
    version = make_policy()
    example = make_example(version, in_acme.alice)
    (said,) = contents_of(version).examples
    assert said.do_picture == str(example.do_picture.public_id)
    assert (said.do, said.do_alt, said.dont_picture) == (example.do, example.do_alt, "")


def test_a_program_uploads_and_shows_pictures(cast, draft):
    alice = caller_of(cast.alice)
    made = alice.illustrate("logo.png", image("PNG"))
    assert made.status_code == 201
    picture = made.json()["id"]
    example = {"do": "Room.", "do_picture": picture, "do_alt": "A logo."}
    path = f"policy/drafts/{draft.public_id}"
    answer = alice("PATCH", path, {"edition": 1, "examples": [example]})
    assert answer.status_code == 200, answer.json()
    said = answer.json()
    assert said["contents"]["examples"][0]["do_picture"] == picture
    assert said["changes"][0]["pictures_new"] == [picture]
    file = alice("GET", f"policy/pictures/{picture}/file")
    assert b"".join(file.streaming_content)[:2] == b"\xff\xd8"
    bad = {"do": "Room.", "dont_picture": picture, "dont_alt": "A logo."}
    refused = alice("PATCH", path, {"edition": 2, "examples": [bad]})
    assert refused.status_code == 422
    assert "examples" in str(refused.json())
    with tenant(cast.acme):
        carl = make_member("Carl", Role.ADVOCATE)
        acknowledge(carl, make_policy_of(draft))
    assert caller_of(carl).illustrate("logo.png", image("PNG")).status_code == 403
    assert caller_of(carl)("GET", f"policy/pictures/{picture}/file").status_code == 404
