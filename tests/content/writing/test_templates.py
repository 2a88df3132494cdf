"""Templates: kept from the editor, begun from, renamed and removed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from content.drafts import CaptionDraft, PostDraft
from content.models import Post, PostTemplate
from content.services.templates import remove_template, rename_template, save_template
from tenants.roles import Role
from tenants.scope import tenant
from tests.api.callers import caller_of
from tests.factories import NOW, make_member, make_topic

DRAFT = PostDraft(
    "Weekly",
    why="Because.",
    captions=(CaptionDraft("Look.", "x"),),
    required_hashtags=("Acme",),
    embargo_until=NOW + timedelta(hours=1),
)
NEW = "/o/acme/desk/new/"


def make(by, name="Weekly", draft=DRAFT) -> PostTemplate:
    return save_template(by=by, name=name, draft=draft, now=NOW)


def test_words_and_settings_are_kept_but_no_times_and_files(in_acme):
    template = make(in_acme.alice)
    assert template.content["required_hashtags"] == ["Acme"]
    assert template.content["captions:x:"] == ["Look."]
    assert not {"embargo_until", "pictures", "attachment"} & set(template.content)


def test_one_of_the_same_name_is_written_over_by_who_may(in_acme):
    writer, other = make_member("Carla", Role.CONTRIBUTOR), make_member("Dora", Role.CONTRIBUTOR)
    make(writer)
    make(in_acme.alice, " Weekly ", PostDraft("Other"))
    assert PostTemplate.objects.get().content["title"] == "Other"
    for act in (
        lambda one: make(other),
        lambda one: remove_template(template=one, by=other),
        lambda one: rename_template(template=one, by=other, name="Mine", now=NOW),
        lambda one: make(in_acme.bob, "New"),
    ):
        with pytest.raises(PermissionDenied):
            act(PostTemplate.objects.get())


@pytest.mark.parametrize("name", ["", "  ", "x" * 81])
def test_a_template_needs_a_name(in_acme, name):
    with pytest.raises(ValidationError) as refused:
        make(in_acme.alice, name)
    assert refused.value.code == "name"


def test_two_do_not_get_one_name(in_acme):
    make(in_acme.alice, "One")
    with pytest.raises(ValidationError):
        rename_template(template=make(in_acme.alice, "Two"), by=in_acme.alice, name="One", now=NOW)


def test_from_the_editor_and_back_into_it(cast, sign_in):
    with tenant(cast.acme):
        make_topic("Energy")
    client = sign_in(cast.alice)
    sent = {
        "title": "Weekly news",
        "kind": "internal",
        "topics": ["energy"],
        "required_hashtags": "#Acme",
        "captions-TOTAL_FORMS": "0",
        "captions-INITIAL_FORMS": "0",
        "as_template": "yes",
        "template_name": "Weekly",
    }
    answer = client.post(NEW, sent)
    assert (answer.status_code, "is a template now" in answer.content.decode()) == (200, True)
    assert (
        "Give the template a name"
        in client.post(NEW, {**sent, "template_name": ""}).content.decode()
    )
    with tenant(cast.acme):
        template = PostTemplate.objects.get()
        assert not Post.objects.exists()
    page = client.get("/o/acme/desk/templates/").content.decode()
    assert f"?template={template.public_id}" in page
    form = client.get(f"{NEW}?template={template.public_id}").context["form"]
    assert (form["title"].value(), form["kind"].value()) == ("Weekly news", "internal")
    assert (form["topics"].value(), form["required_hashtags"].value()) == (["energy"], "#Acme")
    there = f"/o/acme/desk/templates/{template.public_id}"
    client.post(f"{there}/rename/", {"name": "Monthly"})
    assert "Monthly" in client.get("/o/acme/desk/templates/").content.decode()
    client.post(f"{there}/remove/")
    with tenant(cast.acme):
        assert not PostTemplate.objects.exists()


def test_programs_manage_them(cast):
    alice = caller_of(cast.alice)
    made = alice("POST", "post-templates", {"name": "Weekly", "title": "Roof"})
    assert made.status_code == 201, made.content
    path = f"post-templates/{made.json()['id']}"
    assert alice("PATCH", path, {"name": "Monthly"}).json()["name"] == "Monthly"
    assert [one["content"]["title"] for one in alice.get("post-templates")["items"]] == ["Roof"]
    assert alice("DELETE", path).status_code == 204
    assert alice.get("post-templates")["items"] == []
