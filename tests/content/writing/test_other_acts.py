"""What other acts than a save make of a post: a version, and what was said to its words stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from content.desk.rules import standing_of
from content.drafts import CaptionDraft
from content.history import versions
from content.models import Caption, State
from content.services import approve_post, edit_post, submit_post
from content.services.bulk import BulkKind, Chosen, do_many, undo_many
from content.services.campaigns import put_in_campaign
from content.services.dating import set_dates
from content.services.proposing import propose_change
from content.written import draft_of, written
from tenants.roles import Role
from tests.content.test_approve import two_steps
from tests.factories import NOW, make_campaign, make_member, make_post, make_topic

LATER = NOW + timedelta(days=9)


def changed(post):
    return [version.fields for version in versions(post)]


def test_dates_and_topics_set_on_the_desk_are_versions(in_acme):
    post, topic = make_post("Roof", approved_at=NOW - timedelta(days=2)), make_topic("Energy")
    set_dates(post=post, by=in_acme.alice, now=NOW, review_at=LATER)
    many = do_many(
        chosen=[Chosen(post.public_id)], kind=BulkKind.TOPIC, by=in_acme.alice, now=NOW, topic=topic
    )
    undo_many(bulk=many, by=in_acme.alice, now=NOW)
    assert changed(post) == [("topics",), ("topics",), ("review_at",), ()]


def test_an_approved_proposal_is_a_version_with_all_its_words(in_acme):
    post = make_post("Roof", caption="Up.")
    curators = [make_member(name, Role.CURATOR) for name in ("Cleo", "Dan")]
    two_steps(in_acme.alice)
    proposal = propose_change(post=post, by=in_acme.alice, now=NOW)
    assert written(proposal)["captions::"] == ["Up."]
    words = draft_of(written(proposal), member=in_acme.alice, post=proposal)
    said = (CaptionDraft("Hinauf.", "mastodon", "de"),)
    values = {**vars(words), "title": "New roof", "captions": said}
    given = {"post": proposal, "by": in_acme.alice, "now": NOW}
    edit_post(**given, draft=type(words)(**values), version=1)
    submit_post(**given)
    for curator in curators:
        shown = approve_post(post=proposal, by=curator, now=NOW)
    assert (shown, shown.title) == (post, "New roof")
    caption = Caption.objects.get(post=post)
    assert (caption.network, caption.language, caption.text) == ("mastodon", "de", "Hinauf.")
    newest, *_older = versions(post)
    assert newest.by == in_acme.alice
    assert set(newest.fields) == {"captions::", "captions:mastodon:de", "title"}


@pytest.mark.parametrize("act", ["dates", "campaign"])
def test_a_yes_to_the_words_stays_when_something_else_is_set(in_acme, act):
    writer, second = make_member("Wim", Role.CONTRIBUTOR), make_member("Cleo", Role.CURATOR)
    post = make_post("Roof", state=State.DRAFT, approved_at=None, author=writer)
    two_steps(in_acme.alice)
    submit_post(post=post, by=writer, now=NOW)
    approve_post(post=post, by=second, now=NOW)
    if act == "dates":
        set_dates(post=post, by=in_acme.alice, now=NOW, review_at=LATER)
    else:
        campaign = make_campaign(in_acme.alice)
        put_in_campaign(campaign=campaign, by=in_acme.alice, posts=[post], now=timezone.now())
    post.refresh_from_db()
    assert [one.member for one in standing_of(post).yeses] == [second]
