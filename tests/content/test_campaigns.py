"""Campaigns on the desk: who may what, what they hold, when they are over."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from content.campaign_rows import campaign_posts, campaign_rows
from content.models import Campaign, Post, Stage, State
from content.ranking.pages import feed_page
from content.ranking.wanted import Wanted
from content.services.campaigns import (
    CampaignDraft,
    archive_campaign,
    day_of,
    edit_campaign,
    end_campaign,
    put_in_campaign,
    restore_campaign,
    take_from_campaign,
)
from content.services.piloting import PilotDraft, open_to_all, start_pilot
from content.services.proposing import propose_change
from tenants.models import Act, Event, Organization
from tenants.roles import Role
from tests.content.test_approve import two_steps
from tests.factories import make_campaign, make_hashtag, make_member, make_post

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def draft_of(campaign: Campaign, **changes) -> CampaignDraft:
    names = CampaignDraft.__dataclass_fields__
    return CampaignDraft(**{**{name: getattr(campaign, name) for name in names}, **changes})


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": "  "}, "name"),
        ({"why": ""}, "why"),
        ({"goal": "fame"}, "goal"),
        ({"target": "likes"}, "target"),
        ({"target_value": 0}, "target_value"),
        ({"starts_on": date(2027, 1, 2), "ends_on": date(2027, 1, 1)}, "ends_on"),
        ({"starts_on": date(2027, 1, 1), "ends_on": date(2028, 1, 2)}, "ends_on"),
    ],
)
def test_what_a_campaign_must_say(in_acme, changes, code):
    with pytest.raises(ValidationError) as refused:
        make_campaign(in_acme.alice, **changes)
    assert refused.value.code == code
    assert not Campaign.objects.exists()


def test_its_owner_may_run_campaigns(in_acme):
    with pytest.raises(ValidationError) as refused:
        make_campaign(in_acme.alice, owner=in_acme.bob)
    assert refused.value.code == "owner"
    assert make_campaign(in_acme.alice).owner == in_acme.alice


def test_only_curators_run_campaigns(in_acme):
    campaign, now = make_campaign(in_acme.alice), timezone.now()
    writer = make_member("Writer", Role.CONTRIBUTOR)
    post = make_post()
    for act in (
        lambda: make_campaign(writer),
        lambda: edit_campaign(
            campaign=campaign, by=writer, draft=draft_of(campaign), version=1, now=now
        ),
        lambda: end_campaign(campaign=campaign, by=writer, now=now),
        lambda: archive_campaign(campaign=campaign, by=writer, now=now),
        lambda: put_in_campaign(campaign=campaign, by=writer, posts=[post], now=now),
        lambda: take_from_campaign(campaign=campaign, by=writer, post=post, now=now),
        lambda: start_pilot(
            about=campaign, by=writer, draft=PilotDraft(members=(writer,)), now=now
        ),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_two_curators_do_not_overwrite_each_other(in_acme):
    campaign, now = make_campaign(in_acme.alice), timezone.now()
    mine = draft_of(campaign, name="Mine")
    edit_campaign(campaign=campaign, by=in_acme.alice, draft=mine, version=1, now=now)
    with pytest.raises(ValidationError) as refused:
        edit_campaign(
            campaign=campaign,
            by=in_acme.alice,
            draft=draft_of(campaign, name="Theirs"),
            version=1,
            now=now,
        )
    assert refused.value.code == "stale"
    assert Campaign.objects.get().name == "Mine"
    changed = Event.objects.get(act=Act.CAMPAIGN_CHANGED)
    assert changed.data == {"fields": ["name"]}


def test_a_post_is_in_one_campaign_at_most(in_acme):
    first, second = make_campaign(in_acme.alice), make_campaign(in_acme.alice, name="Next")
    post, now = make_post(), timezone.now()
    put_in_campaign(campaign=first, by=in_acme.alice, posts=[post], now=now)
    before = Campaign.objects.get(pk=first.pk).version
    assert put_in_campaign(campaign=second, by=in_acme.alice, posts=[post], now=now) == 1
    assert campaign_posts(first).inside == []
    assert campaign_posts(second).inside == [post]
    assert Campaign.objects.get(pk=first.pk).version > before  # its numbers are counted again
    post.refresh_from_db()
    assert post.version == 3  # whoever is writing it is told
    take_from_campaign(campaign=second, by=in_acme.alice, post=post, now=now)
    assert campaign_posts(second).offered == [post]


def test_stages_follow_the_days_of_the_organization(in_acme):
    Organization.objects.filter(pk=in_acme.acme.pk).update(time_zone="Pacific/Kiritimati")
    in_acme.alice.organization.refresh_from_db()
    now = timezone.now().replace(hour=12)  # tomorrow there, by 14 hours
    today = day_of(in_acme.alice, now)
    assert today == now.date() + DAY
    campaign = make_campaign(in_acme.alice, starts_on=today, ends_on=today)
    assert campaign.stage(today) == Stage.RUNNING
    assert campaign.stage(today - DAY) == Stage.PLANNED
    assert campaign.stage(today + DAY) == Stage.ENDED
    for stage in Stage:
        for day in (today - DAY, today, today + DAY):
            listed = [row.campaign for row in campaign_rows(stage, day)]
            assert listed == ([campaign] if campaign.stage(day) == stage else [])


def test_end_archive_and_restore(in_acme):
    campaign, now = make_campaign(in_acme.alice), timezone.now()
    end_campaign(campaign=campaign, by=in_acme.alice, now=now)
    assert campaign.ends_on == day_of(in_acme.alice, now)
    assert campaign.stage(campaign.ends_on) == Stage.ENDED
    with pytest.raises(ValidationError) as refused:
        end_campaign(campaign=campaign, by=in_acme.alice, now=now)
    assert refused.value.code == "not_running"
    archive_campaign(campaign=campaign, by=in_acme.alice, now=now)
    with pytest.raises(ValidationError) as refused:
        put_in_campaign(campaign=campaign, by=in_acme.alice, posts=[make_post()], now=now)
    assert refused.value.code == "archived"
    restore_campaign(campaign=campaign, by=in_acme.alice, now=now)
    assert campaign.archived_at is None


def test_what_is_with_a_pilot_is_not_let_out_by_the_way(in_acme):
    campaign, now, post = make_campaign(in_acme.alice), timezone.now(), make_post()
    put_in_campaign(campaign=campaign, by=in_acme.alice, posts=[post], now=now)
    draft = PilotDraft(members=(in_acme.alice,))
    start_pilot(about=campaign, by=in_acme.alice, draft=draft, now=now)
    for act in (
        lambda: archive_campaign(campaign=campaign, by=in_acme.alice, now=now),
        lambda: take_from_campaign(campaign=campaign, by=in_acme.alice, post=post, now=now),
    ):
        with pytest.raises(ValidationError) as refused:
            act()
        assert refused.value.code == "pilot"
    open_to_all(about=campaign, by=in_acme.alice, now=now)
    archive_campaign(campaign=campaign, by=in_acme.alice, now=now)


def test_a_post_is_not_let_out_of_a_pilot_by_another_campaign(in_acme):
    campaign, now, post = make_campaign(in_acme.alice), timezone.now(), make_post()
    draft = make_post(state=State.DRAFT, approved_at=None)
    by = {"by": in_acme.alice, "now": now}
    put_in_campaign(campaign=campaign, posts=[post, draft], **by)
    start_pilot(about=campaign, draft=PilotDraft(members=(in_acme.alice,)), **by)
    other = make_campaign(in_acme.alice, name="Next")
    with pytest.raises(ValidationError) as refused:
        put_in_campaign(campaign=other, posts=[post, draft], **by)
    assert refused.value.code == "pilot"
    assert put_in_campaign(campaign=other, posts=[draft], **by) == 1  # nobody sees it yet
    open_to_all(about=campaign, **by)
    assert put_in_campaign(campaign=other, posts=[post], **by) == 1


def test_what_was_approved_meanwhile_is_not_taken_out_of_a_pilot(in_acme):
    campaign, now = make_campaign(in_acme.alice), timezone.now()
    seen = make_post(state=State.DRAFT, approved_at=None)
    by = {"by": in_acme.alice, "now": now}
    put_in_campaign(campaign=campaign, posts=[seen], **by)
    start_pilot(about=campaign, draft=PilotDraft(members=(in_acme.alice,)), **by)
    Post.objects.filter(pk=seen.pk).update(state=State.APPROVED, approved_at=now)
    with pytest.raises(ValidationError) as refused:
        take_from_campaign(campaign=campaign, post=seen, **by)
    assert refused.value.code == "pilot"


def test_no_pilot_begins_in_the_archive(in_acme):
    campaign, now = make_campaign(in_acme.alice), timezone.now()
    archive_campaign(campaign=campaign, by=in_acme.alice, now=now)
    draft = PilotDraft(members=(in_acme.alice,))
    with pytest.raises(ValidationError) as refused:
        start_pilot(about=campaign, by=in_acme.alice, draft=draft, now=now)
    assert refused.value.code == "archived"


def test_who_sees_a_campaign(in_acme):
    now = timezone.now()
    today = day_of(in_acme.alice, now)
    bob, eve = in_acme.bob, make_member("Eve")
    planned = make_campaign(in_acme.alice, name="Planned", starts_on=today + DAY)
    running = make_campaign(in_acme.alice, name="Running")

    def seen(member):
        return {one.name for one in Campaign.objects.visible_to(member, today)}

    assert seen(bob) == {"Running"}
    assert seen(in_acme.alice) == {"Planned", "Running"}
    for one in (planned, running):
        draft = PilotDraft(members=(eve,))
        start_pilot(about=one, by=in_acme.alice, draft=draft, now=now)
    assert seen(bob) == set()
    assert seen(eve) == {"Planned", "Running"}
    assert seen(in_acme.alice) == {"Planned", "Running"}


def test_the_feed_by_campaign_and_its_label(in_acme, sign_in):
    campaign, now = make_campaign(in_acme.alice), timezone.now()
    inside, outside = make_post("Inside"), make_post("Outside")
    put_in_campaign(campaign=campaign, by=in_acme.alice, posts=[inside], now=now)
    found = feed_page(member=in_acme.bob, wanted=Wanted(campaign=campaign)).posts
    assert [post.title for post in found] == ["Inside"]
    assert found[0].campaign == campaign
    assert {post.title for post in feed_page(member=in_acme.bob).posts} == {
        inside.title,
        outside.title,
    }


def test_a_proposal_is_no_post_of_a_campaign(in_acme):
    campaign, now, post = make_campaign(in_acme.alice), timezone.now(), make_post()
    make_member("Cleo", Role.CURATOR)
    two_steps(in_acme.alice)
    put_in_campaign(campaign=campaign, by=in_acme.alice, posts=[post], now=now)
    proposal = propose_change(post=post, by=in_acme.alice, now=now)
    assert put_in_campaign(campaign=campaign, by=in_acme.alice, posts=[proposal], now=now) == 0
    assert campaign_posts(campaign).offered == []
    Post.objects.filter(pk=proposal.pk).update(campaign=campaign)  # as it could be once
    assert campaign_posts(campaign).inside == [post]
    assert [row.posts for row in campaign_rows(Stage.RUNNING, now.date())] == [1]


@pytest.mark.parametrize("count", [1, 12])
def test_the_list_takes_two_queries(in_acme, django_assert_num_queries, count):
    hashtag = make_hashtag()
    for number in range(count):
        campaign = make_campaign(in_acme.alice, name=f"C{number}", hashtag=hashtag)
        put_in_campaign(
            campaign=campaign, by=in_acme.alice, posts=[make_post()], now=timezone.now()
        )
    with django_assert_num_queries(2):
        rows = campaign_rows(Stage.RUNNING, timezone.now().date())
        assert [
            (row.posts, str(row.campaign.hashtag), row.campaign.owner.name) for row in rows
        ] == [(1, "#OurRoof", "Alice")] * count


def url(name: str, campaign: Campaign) -> str:
    return reverse(f"content:{name}", args=["acme", campaign.public_id])


def test_the_desk_runs_a_campaign_by_forms_alone(in_acme, sign_in):
    client, today = sign_in(in_acme.alice), timezone.now().date()
    said = {
        "name": "Open doors",
        "why": "Neighbours ask what we do.",
        "goal": "culture",
        "target": "participants",
        "target_value": "12",
        "starts_on": str(today),
        "ends_on": str(today + 9 * DAY),
        "hashtag": str(make_hashtag().public_id),
        "owner": "",
    }
    refused = client.post(
        reverse("content:campaign_new", args=["acme"]), {**said, "ends_on": str(today - DAY)}
    )
    assert refused.status_code == 422
    assert b"The last day comes after the first" in refused.content
    client.post(reverse("content:campaign_new", args=["acme"]), said)
    campaign = Campaign.objects.get()
    assert (campaign.owner, campaign.hashtag.name) == (in_acme.alice, "OurRoof")
    post, draft = make_post("Roof"), make_post("Draft", state=State.DRAFT, approved_at=None)
    chosen = {"posts": [str(post.public_id), str(draft.public_id), "nonsense"]}
    client.post(url("campaign_add", campaign), chosen)
    assert Post.objects.filter(campaign=campaign).count() == 2
    page = client.get(url("campaign_edit", campaign)).content.decode()
    assert "Roof" in page
    client.post(url("campaign_take", campaign), {"post": str(draft.public_id)})
    assert Post.objects.filter(campaign=campaign).get() == post
    wrong = client.post(url("campaign_pilot", campaign), {"people": "nobody@acme.example"})
    assert wrong.status_code == 422
    assert b"nobody@acme.example" in wrong.content
    client.post(url("campaign_pilot", campaign), {"people": "BOB@acme.example\n"})
    assert [p.title for p in feed_page(member=in_acme.bob).posts] == ["Roof"]
    assert feed_page(member=make_member("Eve")).posts == []
    client.post(url("campaign_open", campaign))
    assert feed_page(member=make_member("Eva")).posts
    client.post(url("campaign_end", campaign))
    client.post(url("campaign_archive", campaign))
    campaign.refresh_from_db()
    assert campaign.ended_at is not None
    assert campaign.archived_at is not None
