from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from content.models import Comment, Post, PostTeam, State
from content.services.commenting import (
    change_comment,
    delete_comment,
    hide_comment,
    show_comment,
    write_comment,
)
from content.voices.comments import conversation
from tenants.models import Event, Member, Notice, Notification, NotificationSetting, Organization
from tenants.scope import tenant
from tenants.services.erasing import erase_member
from tenants.wording import put_into_words
from tests.factories import NOW, make_comment, make_member, make_post, make_team


def refused(code, act, **said):
    with pytest.raises(ValidationError) as error:
        act(now=NOW, **said)
    assert error.value.code == code


def told(member, kind):
    return list(Notification.objects.of(member).filter(kind=kind).values_list("path", flat=True))


def test_the_author_of_the_post_and_who_is_in_the_thread_are_told_but_no_one_of_their_own(in_acme):
    alice, bob, carl = in_acme.alice, in_acme.bob, make_member("Carl")
    post = make_post("Roof", author=alice)
    first = write_comment(post=post, author=bob, text="Why?", now=NOW)
    answer = write_comment(post=post, author=carl, text="Look.", parent=first, now=NOW)
    last = write_comment(post=post, author=bob, text="Ah.", parent=answer, now=NOW)
    assert last.parent == first
    assert told(alice, Notice.POST_COMMENTED) == [f"/o/acme/comments/{first.public_id}/"]
    assert told(bob, Notice.COMMENT_ANSWERED) == [f"/o/acme/comments/{answer.public_id}/"]
    assert told(carl, Notice.COMMENT_ANSWERED) == [f"/o/acme/comments/{last.public_id}/"]
    assert not told(bob, Notice.POST_COMMENTED)


def test_one_notice_waits_for_all_comments_until_it_is_read(in_acme):
    post = make_post(author=in_acme.alice)
    for text in ("One", "Two"):
        write_comment(post=post, author=in_acme.bob, text=text, now=NOW)
    assert len(told(in_acme.alice, Notice.POST_COMMENTED)) == 1
    Notification.objects.update(read_at=NOW)
    write_comment(post=post, author=in_acme.bob, text="Three", now=NOW)
    assert len(told(in_acme.alice, Notice.POST_COMMENTED)) == 2


def test_who_wants_no_notice_gets_none(in_acme):
    post = make_post(author=in_acme.alice)
    NotificationSetting.objects.create(
        member=in_acme.alice, kind=Notice.POST_COMMENTED, in_app=False, by_mail=False
    )
    write_comment(post=post, author=in_acme.bob, text="One", now=NOW)
    assert not told(in_acme.alice, Notice.POST_COMMENTED)


def test_who_may_not_read_the_post_any_more_is_not_told(in_acme):
    carl, post = make_member("Carl"), make_post()
    first = write_comment(post=post, author=carl, text="One", now=NOW)
    team = make_team()
    PostTeam.objects.create(post=post, team=team)
    Member.objects.filter(pk=in_acme.bob.pk).update(team=team)
    bob = Member.objects.get(pk=in_acme.bob.pk)
    write_comment(post=post, author=bob, text="Two", parent=first, now=NOW)
    assert not told(carl, Notice.COMMENT_ANSWERED)


@pytest.mark.parametrize("size", [2, 20])
def test_however_many_are_told_it_takes_as_many_queries(in_acme, size, django_assert_num_queries):
    post = make_post(author=in_acme.alice)
    thread = make_comment(post, in_acme.alice)
    for _number in range(size):
        make_comment(post, make_member(), parent=thread)
    assert in_acme.bob.organization == in_acme.acme  # a page has read it
    with django_assert_num_queries(16):
        write_comment(post=post, author=in_acme.bob, text="Why?", parent=thread, now=NOW)
    answered = Notification.objects.filter(kind=Notice.COMMENT_ANSWERED)
    assert answered.count() == size + 1


@pytest.mark.parametrize(
    "changes",
    [
        {"takes_comments": False},
        {"state": State.ARCHIVED, "archived_at": NOW},
        {"state": State.DRAFT},
        {"for_roles": ["manager"]},
    ],
)
def test_nobody_writes_under_a_post_that_takes_none_or_is_not_for_them(in_acme, changes):
    post = make_post(**changes)
    refused("closed", write_comment, post=post, author=in_acme.bob, text="Hello")


def test_nobody_writes_while_the_organization_has_comments_off(in_acme):
    Organization.objects.filter(pk=in_acme.acme.pk).update(takes_comments=False)
    bob = Member.objects.get(pk=in_acme.bob.pk)
    refused("closed", write_comment, post=make_post(), author=bob, text="Hello")


def test_the_same_click_twice_is_one_comment(in_acme):
    post, bob = make_post(), in_acme.bob
    one = write_comment(post=post, author=bob, text="Hello", now=NOW)
    assert write_comment(post=post, author=bob, text=" Hello ", now=NOW) == one
    later = write_comment(post=post, author=bob, text="Hello", now=NOW + timedelta(minutes=2))
    assert later != one


def test_a_flood_is_slowed_down(in_acme):
    post, bob = make_post(), in_acme.bob
    for number in range(5):
        write_comment(post=post, author=bob, text=f"Number {number}", now=NOW)
    refused("pace", write_comment, post=post, author=bob, text="And one more")
    later = NOW + timedelta(minutes=2)
    assert write_comment(post=post, author=bob, text="And one more", now=later)


def test_what_is_deleted_or_hidden_or_elsewhere_can_not_be_answered(in_acme):
    post, bob = make_post(), in_acme.bob
    gone = [
        make_comment(post, bob, deleted_at=NOW),
        make_comment(post, bob, hidden_at=NOW),
        make_comment(make_post(), bob),
    ]
    for parent in gone:
        refused("gone", write_comment, post=post, author=bob, text="Hm", parent=parent)


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 2001])
def test_a_comment_has_words_and_not_too_many(in_acme, text):
    refused("text", write_comment, post=make_post(), author=in_acme.bob, text=text)


def test_its_writer_changes_it_for_an_hour_and_deletes_it_any_time(in_acme):
    comment = make_comment(make_post(), in_acme.bob, created_at=NOW)
    soon, late = NOW + timedelta(minutes=59), NOW + timedelta(minutes=61)
    change_comment(comment=comment, by=in_acme.bob, text="Better", now=soon)
    assert (comment.text, comment.edited_at) == ("Better", soon)
    with pytest.raises(ValidationError):
        change_comment(comment=comment, by=in_acme.bob, text="Best", now=late)
    delete_comment(comment=comment, by=in_acme.bob, now=late)
    assert (comment.text, comment.deleted_at) == ("", late)


def test_nobody_changes_or_deletes_anothers(in_acme):
    comment = make_comment(make_post(), in_acme.bob, created_at=NOW)
    with pytest.raises(PermissionDenied):
        change_comment(comment=comment, by=in_acme.alice, text="Mine", now=NOW)
    with pytest.raises(PermissionDenied):
        delete_comment(comment=comment, by=in_acme.alice, now=NOW)
    with pytest.raises(PermissionDenied):
        hide_comment(comment=comment, by=in_acme.bob, reason="So", now=NOW)


def test_a_curator_hides_it_with_a_reason_that_its_writer_reads_and_shows_it_again(in_acme):
    alice, bob, carl = in_acme.alice, in_acme.bob, make_member("Carl")
    post = make_post()
    comment = make_comment(post, bob, "The customer is Initech")
    refused("reason", hide_comment, comment=comment, by=alice, reason=" ")
    hide_comment(comment=comment, by=alice, reason="It names a customer.", now=NOW)
    seen = {
        one.name: [x.is_readable for x in conversation(post=post, member=one, now=NOW).threads]
        for one in (alice, bob, carl)
    }
    assert seen == {"Alice": [True], "Bob": [True], "Carl": []}
    assert told(bob, Notice.COMMENT_HIDDEN) == [f"/o/acme/comments/{comment.public_id}/"]
    notice = Notification.objects.get(kind=Notice.COMMENT_HIDDEN)
    assert notice.params["reason"] == "It names a customer."
    refused("gone", hide_comment, comment=comment, by=alice, reason="Again")
    show_comment(comment=comment, by=alice, now=NOW)
    assert len(conversation(post=post, member=carl, now=NOW).threads) == 1
    acts = [(event.act, event.subject) for event in Event.objects.order_by("pk")]
    assert acts == [
        ("comment.hidden", comment.public_id),
        ("comment.shown", comment.public_id),
    ]


def test_who_may_not_read_the_post_any_more_reads_why_a_comment_is_hidden_and_no_title(in_acme):
    post = make_post("The merger")
    comment = make_comment(post, in_acme.bob)
    Post.objects.filter(pk=post.pk).update(for_roles=["manager"])
    hide_comment(comment=comment, by=in_acme.alice, reason="It names a customer.", now=NOW)
    notice = Notification.objects.get(kind=Notice.COMMENT_HIDDEN)
    said = put_into_words(notice.kind, notice.params)
    assert (said.headline, said.detail, notice.path) == (
        "A comment of yours was hidden",
        "It names a customer.",
        "/o/acme/",
    )


def test_a_thread_stays_for_its_answers_when_its_first_words_are_gone(in_acme):
    post, bob = make_post(), in_acme.bob
    first = make_comment(post, in_acme.alice, "Secret words")
    make_comment(post, bob, "An answer", parent=first)
    delete_comment(comment=first, by=in_acme.alice, now=NOW)
    (thread,) = conversation(post=post, member=bob, now=NOW).threads
    assert (thread.shown_text, thread.shown_author) == ("", None)
    assert [one.shown_text for one in thread.answers] == ["An answer"]


def test_pages_go_on_where_they_ended_and_take_three_queries(in_acme, django_assert_num_queries):
    post = make_post()
    texts = [f"Comment {number}" for number in range(12)]
    for number, text in enumerate(texts):
        at = NOW + timedelta(seconds=number // 2)
        thread = make_comment(post, in_acme.bob, text, created_at=at)
        make_comment(post, in_acme.alice, parent=thread)
    bob, found, before = in_acme.bob, [], None
    for _page in range(3):
        with django_assert_num_queries(3):
            page = conversation(post=post, member=bob, now=NOW, before=before, size=5)
        found += [one.comment.text for one in page.threads]
        before = page.next_before
    assert (found, before, page.total) == (texts[::-1], None, 24)


def test_who_is_erased_has_no_name_under_their_words(in_acme):
    post, carl = make_post(), make_member("Carl")
    make_comment(post, carl, "Good")
    erase_member(member=carl, now=NOW)
    (thread,) = conversation(post=post, member=in_acme.bob, now=NOW).threads
    assert thread.shown_author is not None
    assert (thread.shown_author.name, thread.shown_text) == ("Former member", "Good")


def test_the_page_takes_a_comment_and_shows_it_with_links_and_without_markup(cast, sign_in):
    with tenant(cast.acme):
        post = make_post()
    client, page = sign_in(cast.bob), reverse("content:post", args=["acme", post.public_id])
    text = "<b>See</b> https://acme.example/x"
    answer = client.post(f"{page}comments/", {"text": text})
    with tenant(cast.acme):
        comment = Comment.objects.get()
    assert answer.url == f"{page}#comment-{comment.public_id}"
    html = client.get(page).content.decode()
    assert "&lt;b&gt;See&lt;/b&gt;" in html
    assert '<a href="https://acme.example/x" rel="nofollow">' in html


def test_what_is_refused_is_still_there(cast, sign_in):
    with tenant(cast.acme):
        post = make_post()
        first = make_comment(post, cast.alice)
    url = reverse("content:comments", args=["acme", post.public_id])
    too_long = "y" * 2001
    answer = sign_in(cast.bob).post(url, {"text": too_long, "parent": first.public_id})
    assert answer.status_code == 422
    assert too_long in answer.content.decode()


def field_of(html, name):
    """Return what stands in a field of a page."""
    return html.split(f'id="{name}"')[1].split(">", 1)[1].split("<")[0].strip()


@pytest.mark.parametrize("newer", [0, 12])
def test_a_refused_answer_stands_below_what_it_answers_however_old_that_is(cast, sign_in, newer):
    with tenant(cast.acme):
        post = make_post()
        first = make_comment(post, cast.alice, created_at=NOW - timedelta(days=1))
        for _number in range(newer):
            make_comment(post, cast.alice)
    url = reverse("content:comments", args=["acme", post.public_id])
    said = {"text": "y" * 2001, "parent": first.public_id}
    html = sign_in(cast.bob).post(url, said).content.decode()
    assert field_of(html, f"answer-{first.public_id}") == said["text"]
    assert html.count(f'id="answer-{first.public_id}"') == 1
    assert not field_of(html, "new-comment")


@pytest.mark.parametrize(
    ("changes", "closes"),
    [({"deleted_at": NOW}, False), ({"hidden_at": NOW}, False), ({}, True)],
)
def test_where_nothing_can_be_answered_any_more_the_words_are_kept(cast, sign_in, changes, closes):
    with tenant(cast.acme):
        post = make_post()
        first = make_comment(post, cast.alice, **changes)
        if closes:  # a curator may read it still
            Post.objects.filter(pk=post.pk).update(state=State.ARCHIVED, archived_at=NOW)
            Member.objects.filter(pk=cast.bob.pk).update(roles=["advocate", "curator"])
    url = reverse("content:comments", args=["acme", post.public_id])
    said = {"text": "Half a thought", "parent": first.public_id}
    answer = sign_in(cast.bob).post(url, said)
    assert answer.status_code == 422
    assert field_of(answer.content.decode(), "new-comment") == "Half a thought"


def test_an_answer_comes_back_below_what_it_answers_after_sign_in(cast, sign_in, client):
    with tenant(cast.acme):
        post = make_post()
        first = make_comment(post, cast.alice)
    url = reverse("content:comments", args=["acme", post.public_id])
    said = {"text": "Half a thought", "parent": first.public_id, "writer": cast.bob.public_id}
    client.post(url, said)
    html = sign_in(cast.bob).get(url).content.decode()
    assert field_of(html, f"answer-{first.public_id}") == "Half a thought"


def test_changed_words_come_back_after_sign_in_and_when_it_is_too_late(cast, sign_in, client):
    with tenant(cast.acme):
        comment = make_comment(make_post(), cast.bob, "Before", created_at=NOW)
    url = f"/o/acme/comments/{comment.public_id}/"
    client.post(url, {"text": "Half a thought", "writer": cast.bob.public_id})
    back = sign_in(cast.bob).get(url)
    late = client.post(url, {"text": "Half a thought"})
    assert (back.status_code, late.status_code) == (200, 422)
    for page in (back, late):
        assert field_of(page.content.decode(), "id_text") == "Half a thought"


@pytest.mark.parametrize("reason", ["y" * 301, "It names a customer."])
def test_a_reason_that_is_refused_is_still_there(cast, sign_in, reason):
    with tenant(cast.acme):
        hidden = None if len(reason) > 300 else NOW
        comment = make_comment(make_post(), cast.bob, hidden_at=hidden, hidden_reason="So.")
    answer = sign_in(cast.alice).post(
        f"/o/acme/comments/{comment.public_id}/hide/", {"reason": reason}
    )
    assert answer.status_code == 422
    assert f'value="{reason}"' in answer.content.decode()


def test_comments_of_a_post_for_others_are_not_there(cast, sign_in):
    with tenant(cast.acme):
        post = make_post(for_roles=["manager"])
        comment = make_comment(post, cast.alice)
    client = sign_in(cast.bob)
    for name, thing in (("comments", post), ("comment", comment)):
        url = reverse(f"content:{name}", args=["acme", thing.public_id])
        assert client.get(url).status_code == 404


def test_off_for_the_organization_no_page_shows_any(cast, sign_in):
    with tenant(cast.acme):
        post = make_post()
        comment = make_comment(post, cast.bob, "Still kept")
        Organization.objects.filter(pk=cast.acme.pk).update(takes_comments=False)
    client = sign_in(cast.bob)
    page = reverse("content:post", args=["acme", post.public_id])
    assert "Still kept" not in client.get(page).content.decode()
    assert client.get(f"{page}comments/").status_code == 404
    assert client.get(f"/o/acme/comments/{comment.public_id}/").status_code == 404


def test_opening_the_comment_reads_its_notice(cast, sign_in):
    with tenant(cast.acme):
        post = make_post()
        first = write_comment(post=post, author=cast.bob, text="Why?", now=NOW)
        answer = write_comment(post=post, author=cast.alice, text="So.", parent=first, now=NOW)
    sign_in(cast.bob).get(f"/o/acme/comments/{answer.public_id}/")
    with tenant(cast.acme):
        assert not Notification.objects.of(cast.bob).unread().exists()
