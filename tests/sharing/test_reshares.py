"""A post that names the company's own at LinkedIn: reshared there, linked everywhere else."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.utils import timezone

from content.models import Post
from sharing.composer import look_over
from sharing.models import Reason, Share, State
from sharing.networks import network
from sharing.networks.base import Draft
from sharing.plans import Compose, plan_for
from sharing.services.composing import share_post
from sharing.services.publishing import publish_batch
from tenants.scope import tenant
from tests.networks.linkedin_playground import grant_at
from tests.networks.test_linkedin_conformance import publish
from tests.sharing.conftest import Stage, connect_linkedin


@pytest.fixture
def parent(stage: Stage) -> str:
    """Let the company have posted, and the stage's post name that."""
    page = grant_at(stage.playground, "acme_page")
    urn = publish(page, Draft("We opened our roof.", "")).remote_id
    with tenant(stage.cast.acme):
        Post.objects.filter(pk=stage.post.pk).update(company_post=urn)
        stage.post.refresh_from_db()
    return urn


def compose(stage: Stage) -> Compose:
    account = connect_linkedin(stage.cast.bob, stage.playground, "bob_in")
    return Compose(connections=[account, stage.connection], key=uuid4(), words={"": "Proud of us."})


def share(stage: Stage) -> list[Share]:
    asked = compose(stage)
    with tenant(stage.cast.acme):
        made = share_post(member=stage.cast.bob, post=stage.post, compose=asked, now=timezone.now())
    publish_batch(now=timezone.now())
    return [stage.fresh(one) for one in made]


def test_linkedin_reshares_it_and_others_share_the_link(stage, parent) -> None:
    on_linkedin, elsewhere = share(stage)
    assert (on_linkedin.state, elsewhere.state) == (State.PUBLISHED, State.PUBLISHED)
    posts = {post["network"]: post for post in stage.playground.ledger()["statuses"]}
    assert posts["linkedin"]["text"] == on_linkedin.text
    assert posts["linkedin"]["card"]["url"].endswith(f"/feed/update/{parent}/")
    assert posts["mastodon"]["text"] == elsewhere.text


def test_a_company_post_that_is_gone_fails_that_share_alone_and_says_what_to_do(
    stage, parent
) -> None:
    network("linkedin").delete(grant_at(stage.playground, "acme_page"), parent)
    on_linkedin, elsewhere = share(stage)
    assert (on_linkedin.state, on_linkedin.reason) == (State.FAILED, Reason.REFUSED)
    assert "is not at LinkedIn any more" in on_linkedin.problem
    assert elsewhere.state == State.PUBLISHED


def test_the_preview_shows_it_at_linkedin_alone(stage, parent) -> None:
    asked = compose(stage)
    with tenant(stage.cast.acme):
        plan = plan_for(member=stage.cast.bob, post=stage.post, compose=asked, now=timezone.now())
        on_linkedin, elsewhere = look_over(plan).previews
    assert on_linkedin.shown.reshares.endswith(f"/feed/update/{parent}/")
    assert elsewhere.shown.reshares == ""
