from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from policies.comparing import compare
from policies.contents import Contents, ExampleDraft, contents_of, read_contents
from policies.models import Draft, Picture
from policies.services.drafting import publish_draft, save_draft, start_draft
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
from tests.policies.test_pictures import files_of

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
    assert "Somebody changed the same part" in again.content.decode()


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
        acknowledge(cast.bob, draft.policy.versions.get())
        edition = Draft.objects.get().edition
        publish_draft(draft=draft, member=cast.alice, edition=edition, started_from=1, now=NOW)
    page = sign_in(cast.bob).get("/o/acme/guidelines/accept/").content.decode()
    assert f"/o/acme/guidelines/pictures/{made.do_picture}/" in page
    assert SAID["do"] in page.replace("</ins>", "").replace("<ins>", "")


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
        acknowledge(carl, draft.policy.versions.get())
    assert caller_of(carl).illustrate("logo.png", image("PNG")).status_code == 403
    assert caller_of(carl)("GET", f"policy/pictures/{picture}/file").status_code == 404
