"""Who is offered a post, and from when on; held on every way to it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import Exists
from django.utils import timezone

from content.models import Admission, Follow, Mark, Pilot, Post, PostAsset, PostTeam, State
from content.ranking.pages import feed_page, ranked_page
from content.ranking.places import Place
from content.ranking.three import three_for_you
from content.ranking.wanted import Wanted
from content.search.indexing import index_post
from content.services.campaigns import put_in_campaign
from content.services.marks import save_post
from content.services.piloting import PilotDraft, open_to_all, start_pilot
from content.topics import chips_of, topics_in_use
from content.uploads import visible_assets
from sharing.models import Share
from sharing.services.offering import post_problem, posts_offered
from tenants.roles import Role
from tenants.scope import tenant
from tests.content.searching import found_by
from tests.factories import (
    NOW,
    make_asset,
    make_campaign,
    make_member,
    make_post,
    make_share,
    make_team,
    make_topic,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
EVERYBODY = {"bob", "mover"}


@pytest.fixture
def readers(in_acme):
    """Give a member without a team, and one of Sales who manages and reads Polish."""
    sales = make_team("Sales")
    mover = make_member("Mover", Role.MANAGER, team=sales, languages=["pl", "ko"])
    return {"bob": in_acme.bob, "mover": mover}


def offered_to(readers, post: Post) -> set[str]:
    """Ask every way to a post who is offered it; they must agree."""
    post.refresh_from_db()
    index_post(post)
    ways = [
        {n for n, m in readers.items() if [p.id for p in feed_page(member=m).posts] == [post.pk]},
        {n for n, m in readers.items() if Post.objects.open_to(m).filter(pk=post.pk).exists()},
        {n for n, m in readers.items() if Post.objects.visible_to(m).filter(pk=post.pk).exists()},
        {n for n, m in readers.items() if found_by("roof", m) == [post]},
        {n for n, m in readers.items() if visible_assets(m).exists()},
        {n for n, m in readers.items() if topics_in_use(m)},
        {n for n, m in readers.items() if chips_of(m)},
        {n for n, m in readers.items() if ranked(m) == [post.pk]},
        {n for n, m in readers.items() if ranked(m, Wanted(is_evergreen=True)) == [post.pk]},
        {n for n, m in readers.items() if ranked(m, Wanted(show="saved")) == [post.pk]},
        {n for n, m in readers.items() if [p.id for p in week(m)] == [post.pk]},
    ]
    assert all(way == ways[0] for way in ways), ways
    return ways[0]


def ranked(member, wanted: Wanted | None = None) -> list[int]:
    wanted = wanted or Wanted()
    if not wanted.is_ranked:
        return [one.id for one in feed_page(member=member, wanted=wanted).posts]
    page = ranked_page(member=member, place=Place(timezone.now()), wanted=wanted)
    return [one.id for one in page.posts]


def week(member):
    return three_for_you(member=member, now=timezone.now())


@pytest.fixture
def post(readers):
    approved = timezone.now() - 2 * HOUR
    made = make_post("Our roof", make_topic("News"), is_evergreen=True, approved_at=approved)
    for reader in readers.values():  # marks from when it was for them give no way in
        save_post(post=made, member=reader, now=approved)
    PostAsset.objects.create(post=made, asset=make_asset(renditions=True), position=0)
    return made


def test_without_an_audience_it_is_for_all(readers, post):
    assert offered_to(readers, post) == EVERYBODY


def test_a_team(readers, post):
    PostTeam.objects.create(post=post, team=readers["mover"].team)
    assert offered_to(readers, post) == {"mover"}
    PostTeam.objects.update(team=make_team("Ops"))
    assert offered_to(readers, post) == set()


@pytest.mark.parametrize(
    ("changes", "whom"),
    [
        ({"for_roles": ["manager"]}, {"mover"}),
        ({"for_roles": ["curator"]}, set()),
        ({"for_languages": ["pl"]}, {"mover"}),
        ({"for_languages": ["en"]}, {"bob"}),  # who says nothing reads the organization's
        ({"for_languages": ["en", "ko"]}, EVERYBODY),
        ({"for_roles": ["manager"], "for_languages": ["en"]}, set()),
        ({"embargo_until": timezone.now() + HOUR}, set()),
        ({"embargo_until": timezone.now() - HOUR}, EVERYBODY),
        ({"state": State.ARCHIVED}, set()),
    ],
)
def test_roles_languages_and_time(readers, post, changes, whom):
    Post.objects.filter(pk=post.pk).update(**changes)
    post.refresh_from_db()
    assert offered_to(readers, post) == whom


def test_a_closed_topic_admits_teams_and_people(readers, post):
    topic = post.topics.get()
    topic.is_closed = True
    topic.save()
    assert offered_to(readers, post) == set()
    Admission.objects.create(topic=topic, team=readers["mover"].team)
    assert offered_to(readers, post) == {"mover"}
    Admission.objects.create(topic=topic, member=readers["bob"])
    assert offered_to(readers, post) == EVERYBODY


def test_who_has_no_team_is_not_admitted_with_another_person(readers, post):
    topic = post.topics.get()
    topic.is_closed = True
    topic.save()
    Admission.objects.create(topic=topic, member=readers["mover"])
    assert offered_to(readers, post) == {"mover"}


@pytest.mark.parametrize(
    ("changes", "was_offered"),
    [
        ({}, True),
        ({"state": State.ARCHIVED, "archived_at": timezone.now() - HOUR}, True),
        ({"state": State.ARCHIVED, "approved_at": None}, False),  # a draft that was put away
        (
            {
                "state": State.ARCHIVED,
                "embargo_until": timezone.now() - HOUR,
                "archived_at": timezone.now() - 2 * HOUR,
            },
            False,
        ),
        ({"embargo_until": timezone.now() + HOUR}, False),
        ({"state": State.DRAFT, "approved_at": None}, False),
    ],
)
def test_only_what_was_really_offered_stays_for_its_readers(readers, post, changes, was_offered):
    Post.objects.filter(pk=post.pk).update(**changes)
    assert Post.objects.offered_to(readers["bob"]).exists() == was_offered


def test_an_embargo_moves_its_place_in_the_feed(readers, post):
    early = make_post("Told later", embargo_until=timezone.now() - HOUR)
    early.refresh_from_db()
    assert early.opens_at == early.embargo_until > post.approved_at
    assert feed_page(member=readers["bob"]).posts[0].title == "Told later"


@pytest.fixture
def secret(cast):
    """Give a post that is for nobody of the cast but the curators' desk: closed, and to come."""
    with tenant(cast.acme):
        topic = make_topic("Secret", is_closed=True)
        return make_post("Our secret", topic), topic


@pytest.mark.parametrize("act", ["save", "not-for-me", "bring-back", "card"])
def test_nothing_can_be_noted_on_what_is_not_for_one(cast, secret, sign_in, act):
    post, _topic = secret
    for who in (cast.bob, cast.mallory):
        client = sign_in(who)
        ask = client.get if act == "card" else client.post
        assert ask(f"/o/acme/posts/{post.public_id}/{act}/").status_code == 404
    with tenant(cast.acme):
        assert not Mark.objects.exists()


@pytest.mark.parametrize(
    "path", ["", "?order=newest", "?show=saved", "evergreen/", "topics/", "?show=hidden"]
)
def test_no_page_names_a_closed_topic_or_its_post(cast, secret, sign_in, path):
    post, topic = secret
    with tenant(cast.acme):
        Mark.objects.create(post=post, member=cast.bob, saved_at=NOW, hidden_at=None)
        Follow.objects.create(topic=topic, member=cast.bob, at=NOW)
        Post.objects.filter(pk=post.pk).update(is_evergreen=True)
    page = sign_in(cast.bob).get(f"/o/acme/{path}").content.decode()
    assert "ecret" not in page


def test_a_closed_topics_address_tells_nothing(cast, secret, sign_in):
    client = sign_in(cast.bob)
    assert client.get("/o/acme/?topic=secret").status_code == 404
    assert client.get("/o/acme/?topic=nothing").status_code == 404
    assert "Secret" not in client.get("/o/acme/?q=secret").content.decode()


def test_a_pilot_of_the_post_sees_it_first(readers, post, in_acme):
    guests = PilotDraft(teams=(readers["mover"].team,))
    start_pilot(about=post, by=in_acme.alice, draft=guests, now=timezone.now())
    assert offered_to(readers, post) == {"mover"}
    named = PilotDraft(members=(readers["bob"],), until=timezone.now() + HOUR)
    start_pilot(about=post, by=in_acme.alice, draft=named, now=timezone.now())
    assert offered_to(readers, post) == {"bob"}
    open_to_all(about=post, by=in_acme.alice, now=timezone.now())
    assert offered_to(readers, post) == EVERYBODY


def test_a_pilot_of_its_campaign_sees_it_first_until_a_moment(readers, post, in_acme):
    campaign = make_campaign(in_acme.alice)
    guests = PilotDraft(members=(readers["bob"],), until=timezone.now() + HOUR)
    start_pilot(about=campaign, by=in_acme.alice, draft=guests, now=timezone.now())
    assert offered_to(readers, post) == EVERYBODY
    put_in_campaign(campaign=campaign, by=in_acme.alice, posts=[post], now=timezone.now())
    assert offered_to(readers, post) == {"bob"}
    Pilot.objects.update(until=timezone.now() - HOUR)
    assert offered_to(readers, post) == EVERYBODY


def test_whoever_is_in_both_pilots_sees_it(readers, post, in_acme):
    campaign = make_campaign(in_acme.alice)
    put_in_campaign(campaign=campaign, by=in_acme.alice, posts=[post], now=timezone.now())
    bob, mover, now = readers["bob"], readers["mover"], timezone.now()
    both = PilotDraft(members=(bob, mover))
    start_pilot(about=campaign, by=in_acme.alice, draft=both, now=now)
    start_pilot(about=post, by=in_acme.alice, draft=PilotDraft(members=(mover,)), now=now)
    assert offered_to(readers, post) == {"mover"}


def test_what_others_planned_waits_for_the_pilot(readers, post, in_acme):
    share = make_share(readers["mover"], post)
    assert post_problem(share) is None
    draft = PilotDraft(members=(readers["bob"],))
    start_pilot(about=post, by=in_acme.alice, draft=draft, now=timezone.now())
    assert post_problem(share)
    assert not Share.objects.filter(Exists(posts_offered()), pk=share.pk).exists()
    open_to_all(about=post, by=in_acme.alice, now=timezone.now())
    assert Share.objects.filter(Exists(posts_offered()), pk=share.pk).exists()
