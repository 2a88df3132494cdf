"""What a post was: kept, shown word by word, and brought back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from content.drafts import CaptionDraft, PostDraft
from content.history import KEPT, versions, written_at
from content.models import Caption, Post, PostAsset, Revision, State
from content.services import archive_post, create_post, edit_post, restore_post
from content.services.returning import return_to_version
from content.written import written
from tenants.diffing import diff_words
from tenants.roles import Role
from tenants.scope import tenant
from tests.api.callers import caller_of
from tests.factories import NOW, make_asset, make_member, make_post, make_topic

HOUR = timedelta(hours=1)
FIRST = PostDraft(
    "Our roof", "https://acme.example/", "It saves.", captions=(CaptionDraft("Look."),)
)


def other(**changes) -> PostDraft:
    return PostDraft(**{**vars(FIRST), **changes})


@pytest.fixture
def post(in_acme) -> Post:
    made = create_post(author=in_acme.alice, draft=FIRST, now=NOW)
    second = other(title="Our new roof", captions=(), topics=(make_topic("Energy"),))
    return edit_post(post=made, by=in_acme.alice, draft=second, version=1, now=NOW)


def test_each_save_is_a_version_that_holds_what_changed(in_acme, post):
    second, first = versions(post)
    assert (second.number, second.by, second.at) == (2, in_acme.alice, NOW)
    assert second.fields == ("captions::", "title", "topics")
    assert (first.number, first.fields, first.is_first) == (1, (), True)
    assert set(Revision.objects.get(version=2).content) == set(second.fields)
    assert written_at(post, 1)["title"] == "Our roof"
    assert written_at(post, 2) == written(post)


def test_a_save_that_changes_nothing_is_no_version(in_acme, post):
    same = other(title="Our new roof", captions=(), topics=tuple(post.topics.all()))
    edit_post(post=post, by=in_acme.alice, draft=same, version=2, now=NOW)
    assert [one.number for one in versions(post)] == [2, 1]


def test_only_so_many_are_kept_and_the_oldest_holds_the_whole_post(in_acme, post):
    for number in range(KEPT + 3):
        draft = other(title=f"Title {number}", captions=())
        edit_post(post=post, by=in_acme.alice, draft=draft, version=post.version, now=NOW)
    kept = versions(post)
    assert len(kept) == KEPT
    oldest = written_at(post, kept[-1].number)
    assert (oldest["title"], oldest["link"]) == ("Title 3", FIRST.link)
    assert written_at(post, kept[-1].number - 1) is None
    assert written_at(post, post.version) == written(post)


def test_a_version_comes_back_as_a_new_one(in_acme, post):
    back = return_to_version(post=post, by=in_acme.alice, version=1, now=NOW)
    assert (back.title, back.version, back.topics.count()) == ("Our roof", 3, 0)
    assert Caption.objects.get(post=back).text == "Look."
    newest = versions(post)[0]
    assert (newest.number, newest.of_version) == (3, 1)


def test_pictures_that_are_not_ones_own_stay_as_they_are_now(in_acme, post):
    gone = make_asset(make_member("Dora", Role.CURATOR))
    edit = other(pictures=(), attachment=())
    Revision.objects.filter(version=1).update(
        content={**written_at(post, 1), "pictures": [str(gone.public_id)]}
    )
    edit_post(post=post, by=in_acme.alice, draft=edit, version=2, now=NOW)
    own = make_asset(in_acme.alice)
    PostAsset.objects.create(post=post, asset=own, position=0)
    return_to_version(post=post, by=in_acme.alice, version=1, now=NOW)
    assert PostAsset.objects.get(post=post).asset == own


def test_a_time_that_is_over_does_not_come_back(in_acme):
    draft = other(expires_at=NOW + timedelta(hours=1))
    post = create_post(author=in_acme.alice, draft=draft, now=NOW)
    edit_post(post=post, by=in_acme.alice, draft=other(title="Later"), version=1, now=NOW)
    back = return_to_version(post=post, by=in_acme.alice, version=1, now=NOW + timedelta(hours=2))
    assert (back.title, back.expires_at) == ("Our roof", None)


def returned(in_acme, first, second, **later):
    post = create_post(author=in_acme.alice, draft=other(**first), now=NOW)
    edit_post(post=post, by=in_acme.alice, draft=other(**second), version=1, now=NOW)
    Post.objects.filter(pk=post.pk).update(**later)
    post.refresh_from_db()
    return return_to_version(post=post, by=in_acme.alice, version=1, now=NOW + 2 * HOUR)


def test_a_date_that_was_taken_away_by_mistake_comes_back(in_acme):
    ends = NOW + 9 * HOUR
    assert returned(in_acme, {"expires_at": ends}, {"title": "B"}).expires_at == ends


def test_dates_that_do_not_go_together_with_those_that_stay_stay_too(in_acme):
    begins, ends, later = NOW + HOUR, NOW + 3 * HOUR, NOW + 5 * HOUR
    back = returned(
        in_acme,
        {"embargo_until": begins, "expires_at": ends},
        {"embargo_until": later, "expires_at": None, "title": "B"},
    )
    assert (back.title, back.embargo_until, back.expires_at) == ("Our roof", later, None)


def test_a_date_to_the_minute_as_it_was_loses_no_second(in_acme):
    ends = NOW + 9 * HOUR + timedelta(seconds=42)
    back = returned(in_acme, {"expires_at": ends}, {"title": "B"}, expires_at=ends)
    assert back.expires_at == ends


@pytest.mark.parametrize("begins", [None, NOW + 19 * HOUR])
def test_a_date_that_the_version_does_not_speak_of_stays(in_acme, begins):
    post = create_post(author=in_acme.alice, draft=other(embargo_until=begins), now=NOW)
    known = Revision.objects.get(post=post).content
    known.pop("pinned_until")
    Revision.objects.filter(post=post).update(content=known)
    pinned = other(title="B", pinned_until=NOW + 9 * HOUR)
    edit_post(post=post, by=in_acme.alice, draft=pinned, version=1, now=NOW)
    back = return_to_version(post=post, by=in_acme.alice, version=1, now=NOW)
    assert (back.title, back.pinned_until) == ("Our roof", NOW + 9 * HOUR)
    assert back.embargo_until is None


def test_what_is_not_kept_or_not_ones_own_does_not_come_back(in_acme, post):
    with pytest.raises(ValidationError) as refused:
        return_to_version(post=post, by=in_acme.alice, version=0, now=NOW)
    assert refused.value.code == "no_version"
    with pytest.raises(PermissionDenied):
        return_to_version(post=post, by=in_acme.bob, version=1, now=NOW)
    archive_post(post=post, by=in_acme.alice, now=NOW)
    with pytest.raises(ValidationError) as refused:
        return_to_version(post=post, by=in_acme.alice, version=1, now=NOW)
    assert refused.value.code == "archived"


def test_a_post_from_before_is_kept_as_it_was_from_the_next_save_on(in_acme):
    post = make_post("Old", caption="Look.")
    edit_post(post=post, by=in_acme.alice, draft=other(), version=1, now=NOW)
    assert [(one.number, one.by) for one in versions(post)] == [(2, in_acme.alice), (1, None)]
    assert written_at(post, 1)["title"] == "Old"


def test_a_restored_post_says_that_its_times_are_gone(in_acme):
    post = make_post(state=State.ARCHIVED, pinned_until=NOW)
    restore_post(post=post, by=in_acme.alice, now=NOW)
    assert versions(post)[0].fields == ("pinned_until",)


def test_the_pages_list_show_and_restore(cast, sign_in, in_acme, post):
    client = sign_in(cast.alice)
    page = client.get(
        reverse("content:post_history", args=["acme", post.public_id])
    ).content.decode()
    assert all(words in page for words in ("Version 2", "Version 1", "Title", cast.alice.name))
    where = ["acme", post.public_id]
    page = client.get(reverse("content:post_version", args=[*where, 2])).content.decode()
    assert '<ins><span class="visually-hidden">added: </span>new ' in page
    assert '<del><span class="visually-hidden">removed: </span>Look.' in page
    assert client.get(reverse("content:post_version", args=[*where, 9])).status_code == 404
    done = client.post(reverse("content:post_version_restore", args=[*where, 1]))
    assert done.status_code == 302
    post.refresh_from_db()
    assert (post.title, post.version) == ("Our roof", 3)


def test_the_save_of_a_moment_ago_is_undone_with_one_button(cast, sign_in, in_acme, post):
    client = sign_in(cast.alice)
    edit = reverse("content:post_edit", args=["acme", post.public_id])
    undo = reverse("content:post_version_restore", args=["acme", post.public_id, 1])
    assert undo in client.get(f"{edit}?saved=2").content.decode()
    assert undo not in client.get(edit).content.decode()
    assert undo not in client.get(f"{edit}?saved=1").content.decode()


def test_a_contributor_sees_versions_of_own_posts_alone(cast, sign_in, in_acme, post):
    carla = make_member("Carla", Role.CONTRIBUTOR)
    address = reverse("content:post_history", args=["acme", post.public_id])
    assert sign_in(carla).get(address).status_code == 404
    assert sign_in(cast.bob).get(address).status_code == 403


def test_programs_list_read_and_restore(cast, in_acme, post):
    alice, path = caller_of(cast.alice), f"posts/{post.public_id}/versions"
    listed = alice.get(path)["items"]
    assert [one["version"] for one in listed] == [2, 1]
    assert listed[0]["changed"] == ["captions::", "title", "topics"]
    assert alice.get(f"{path}/1")["content"]["title"] == "Our roof"
    assert alice("GET", f"{path}/7").status_code == 404
    assert alice("POST", f"{path}/1/restore").json()["title"] == "Our roof"


def test_words_that_stay_are_shown_once():
    pieces = diff_words("one two three", "one four three five")
    assert [(piece.kind, piece.text.strip()) for piece in pieces] == [
        ("same", "one"),
        ("removed", "two"),
        ("added", "four"),
        ("same", "three"),
        ("added", "five"),
    ]


def test_it_is_listed_with_as_many_queries_however_many(in_acme, post, django_assert_num_queries):
    with django_assert_num_queries(1):
        versions(post)
    for number in range(5):
        draft = other(title=f"Title {number}")
        edit_post(post=post, by=in_acme.alice, draft=draft, version=post.version, now=NOW)
    with tenant(in_acme.acme), django_assert_num_queries(1):
        assert len(versions(post)) == 7
