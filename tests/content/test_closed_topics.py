"""What writers learn of closed topics that do not admit them: nothing but what their posts have."""

from __future__ import annotations

import pytest

from content.forms.sources import SourceForm
from content.intake import LineOutcome, PostImportLine, SourceTopic
from content.lists import read_posts
from content.models import Admission, Post, Topic
from content.services.importing import import_list, look_through
from tenants.roles import Role
from tenants.scope import tenant
from tests.api.callers import caller_of
from tests.factories import NOW, make_member, make_post, make_source, make_topic

DESK = "/o/acme/desk/"
LIST = b"Title,Topics\nBoth,River; Takeover\nOne,River\n"


@pytest.fixture
def writer(cast):
    """Give a writer beside an open topic and a closed one."""
    with tenant(cast.acme):
        make_topic("Takeover", is_closed=True)
        make_topic("Energy")
        return make_member("Writer", Role.CONTRIBUTOR)


@pytest.mark.parametrize("path", ["", "new/"])
def test_the_desk_names_none_that_is_closed(cast, writer, sign_in, path):
    page = sign_in(writer).get(f"{DESK}{path}").content.decode()
    assert ("Energy" in page, "Takeover" in page) == (True, False)
    assert "Takeover" in sign_in(cast.alice).get(f"{DESK}{path}").content.decode()


def test_the_preview_names_none_that_is_closed(cast, writer, sign_in):
    said = {"title": "Roof", "topics": ["takeover", "energy"]}
    said |= {"captions-TOTAL_FORMS": "0", "captions-INITIAL_FORMS": "0"}
    page = sign_in(writer).post(f"{DESK}preview/", said).content.decode()
    assert ("Energy" in page, "Takeover" in page) == (True, False)


def test_a_writer_chooses_what_admits_them_or_their_post_has(cast, writer, sign_in):
    with tenant(cast.acme):
        closed = Topic.objects.get(slug="takeover")
        post = make_post("Mine", closed, author=writer, state="draft", approved_at=None)
    client = sign_in(writer)
    assert "Takeover" in client.get(f"{DESK}{post.public_id}/").content.decode()
    with tenant(cast.acme):
        Post.objects.all().delete()
        Admission.objects.create(topic=closed, member=writer)
    assert "Takeover" in client.get(f"{DESK}new/").content.decode()


def test_a_new_topic_of_a_closed_ones_name_is_refused_at_its_field(cast, writer, sign_in):
    said = {"title": "Roof", "new_topic": "Takeover", "takes_comments": "on"}
    said |= {"captions-TOTAL_FORMS": "0", "captions-INITIAL_FORMS": "0"}
    answer = sign_in(writer).post(f"{DESK}new/", said)
    assert answer.status_code == 422
    assert "This name is taken" in answer.content.decode()
    with tenant(cast.acme):
        assert not Post.objects.exists()


def test_a_source_offers_none_that_is_closed_but_its_own(cast, writer):
    with tenant(cast.acme):
        source = make_source(writer)
        assert [topic.name for topic in SourceForm(writer).fields["topics"].queryset] == ["Energy"]
        SourceTopic.objects.create(source=source, topic=Topic.objects.get(slug="takeover"))
        shown = SourceForm(writer, source=source).fields["topics"].queryset
        assert [topic.name for topic in shown] == ["Energy", "Takeover"]


def test_a_list_puts_no_post_under_one_that_is_closed(cast, writer):
    with tenant(cast.acme):
        job = look_through(rows=read_posts(LIST), by=writer, file_name="list.csv", now=NOW)
        assert import_list(job=job, by=writer, now=NOW) == 1
        lines = PostImportLine.objects.order_by("number").values_list("outcome", "problems")
        assert list(lines) == [
            (LineOutcome.WRONG, [["topics", "taken"]]),
            (LineOutcome.IMPORTED, []),
        ]
        assert [topic.name for topic in Post.objects.get().topics.all()] == ["River"]


def test_programs_are_told_of_none_that_is_closed(cast, writer):
    call, whole = caller_of(writer), caller_of(cast.alice)
    names = [topic["name"] for topic in call.get("topics")["items"]]
    assert names == ["Energy"]
    assert len(whole.get("topics")["items"]) == 2
    draft = {"title": "Roof", "topics": ["takeover"]}
    assert call("POST", "posts", draft).json()["code"] == "topics"
    assert call("POST", "topics", {"name": "Takeover"}).json()["code"] == "taken"
    with tenant(cast.acme):
        make_post("Mine", Topic.objects.get(slug="takeover"), author=writer, state="draft")
        mine = Post.objects.get().public_id
    kept = {"version": 1, "why": "So.", "topics": ["takeover", "energy"]}
    answer = call("PATCH", f"posts/{mine}", kept)
    assert answer.status_code == 200, answer.content
