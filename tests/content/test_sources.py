"""Sources as people handle them: who may what, and what is refused with which words."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from content.intake import Mode, Source, SourceState
from content.models import Post, State
from content.services import sources as services
from content.services.sources import SourceDraft, changed_draft
from tenants.models import Act, Event
from tenants.roles import Role
from tenants.scope import tenant
from tests.factories import NOW, make_member, make_post, make_source, make_topic

URL = "https://news.example/feed"
DRAFT = SourceDraft("News")


@pytest.fixture
def carla(in_acme):
    return make_member("Carla", Role.CONTRIBUTOR)


def add(by, url=URL, **changes):
    return services.add_source(
        url=url, draft=SourceDraft(**{"title": "News", **changes}), by=by, now=NOW
    )


def test_adds_one_that_is_due_at_once_and_tells_the_audit(in_acme):
    topic = make_topic()
    source = add(in_acme.alice, topics=(topic,), daily_cap=5, keeps_days=None)
    assert (source.owner, source.wake_at, source.state) == (in_acme.alice, NOW, SourceState.ACTIVE)
    assert list(source.topics.all()) == [topic]
    event = Event.objects.get(act=Act.SOURCE_ADDED)
    assert event.data == {"mode": "draft", "daily_cap": 5, "keeps_days": None}


def test_one_feed_is_one_source_by_whatever_address(in_acme):
    add(in_acme.alice)
    with pytest.raises(ValidationError) as error:
        add(in_acme.alice, "http://www.news.example/feed/?utm_source=x")
    assert error.value.code == "taken"
    assert "“News”" in error.value.messages[0]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"url": "ftp://news.example/"}, "url"),
        ({"url": "https://127.0.0.1/feed"}, "url"),
        ({"url": "https://me:secret@news.example/"}, "url"),
        ({"url": "https://news.example/" + "x" * 1000}, "url"),
        ({"url": ""}, "url"),
        ({"title": " "}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"mode": "other"}, "mode"),
        ({"daily_cap": 0}, "daily_cap"),
        ({"daily_cap": 21}, "daily_cap"),
        ({"keeps_days": 0}, "keeps_days"),
        ({"keeps_days": 366}, "keeps_days"),
    ],
)
def test_refuses_what_can_not_be(in_acme, changes, code):
    with pytest.raises(ValidationError) as error:
        add(in_acme.alice, **changes)
    assert error.value.code == code
    assert not Source.objects.exists()


def test_there_are_only_so_many(in_acme, monkeypatch):
    monkeypatch.setattr(services, "MOST", 1)
    add(in_acme.alice)
    with pytest.raises(ValidationError) as error:
        add(in_acme.alice, "https://other.example/")
    assert error.value.code == "too_many"


def test_a_writer_adds_drafts_alone_and_changes_only_their_own(in_acme, carla):
    with pytest.raises(ValidationError) as error:
        add(carla, mode=Mode.APPROVED)
    assert error.value.code == "mode"
    own, other = add(carla), make_source(in_acme.alice)
    services.pause_source(source=own, by=carla, now=NOW)
    assert set(Source.objects.on_desk_of(carla)) == {own}
    acts = (
        services.pause_source,
        services.resume_source,
        services.read_source_now,
        services.remove_source,
    )
    for act in acts:
        with pytest.raises(PermissionDenied):
            act(source=other, by=carla, now=NOW)
    with pytest.raises(PermissionDenied):
        services.change_source(source=other, draft=DRAFT, by=carla, now=NOW)


def test_once_a_curator_lets_it_into_the_feed_it_is_the_curators(in_acme, carla):
    source = add(carla)
    draft = changed_draft(source, mode=Mode.APPROVED)
    source = services.change_source(source=source, draft=draft, by=in_acme.alice, now=NOW)
    assert source.owner == in_acme.alice
    with pytest.raises(PermissionDenied):
        services.pause_source(source=source, by=carla, now=NOW)


def test_others_add_nothing(in_acme):
    with pytest.raises(PermissionDenied):
        add(in_acme.bob)


def test_pausing_and_going_on_are_told_once(in_acme):
    source, by = make_source(in_acme.alice), in_acme.alice
    for act in (services.pause_source, services.pause_source):
        act(source=source, by=by, now=NOW)
    source.refresh_from_db()
    assert (source.state, source.wake_at) == (SourceState.PAUSED, None)
    with pytest.raises(ValidationError):
        services.read_source_now(source=source, by=by, now=NOW)
    for act in (services.resume_source, services.resume_source):
        act(source=source, by=by, now=NOW)
    source.refresh_from_db()
    assert (source.state, source.wake_at) == (SourceState.ACTIVE, NOW)
    acts = list(Event.objects.order_by("pk").values_list("act", flat=True))
    assert acts == [Act.SOURCE_PAUSED, Act.SOURCE_RESUMED]


def test_is_not_read_again_within_a_minute(in_acme):
    source = make_source(in_acme.alice, read_at=NOW)
    with pytest.raises(ValidationError) as error:
        services.read_source_now(source=source, by=in_acme.alice, now=NOW)
    assert error.value.code == "soon"


def test_posts_stay_when_a_source_goes(in_acme):
    source = make_source(in_acme.alice)
    post = make_post(source=source)
    services.remove_source(source=source, by=in_acme.alice, now=NOW)
    post = Post.objects.get(pk=post.pk)
    assert (post.source, post.state) == (None, State.APPROVED)
    assert not Source.objects.exists()


def test_another_organizations_source_is_not_there(cast):
    with tenant(cast.globex):
        source = make_source(cast.mallory)
    with tenant(cast.acme):
        assert not Source.objects.filter(pk=source.pk).exists()
        with pytest.raises(Source.DoesNotExist):
            services.pause_source(source=source, by=cast.alice, now=NOW)
