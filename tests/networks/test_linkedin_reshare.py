"""Mentions and reshares at the playground's LinkedIn, sent by the class that sends them there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sharing.networks.base import (
    Draft,
    Grant,
    Kind,
    LinkCard,
    NetworkError,
)
from tests.images import image
from tests.networks.linkedin_playground import CREATE, calls, grant_at, posts
from tests.networks.pictures import picture
from tests.networks.test_linkedin_conformance import LIMITS, LINKEDIN, commit, make_draft, publish
from tests.playground.server import Playground

WORDS = "Proud of my colleagues (all of them) #roof"


@pytest.fixture
def grant(playground: Playground) -> Grant:
    return grant_at(playground)


@pytest.fixture
def company(playground: Playground, grant: Grant) -> str:
    """Return the URN of a post of the company's page."""
    page = grant_at(playground, "acme")
    playground.account("acme", display_name="Acme")
    return publish(page, Draft("We opened our roof.", "")).remote_id


def test_a_mention_goes_out_by_its_urn_and_reads_as_its_name(playground, grant) -> None:
    draft = make_draft("With @[Acme (Group)](urn:li:organization:2414183), thanks. {link}")
    publish(grant, draft)
    (post,) = posts(playground)
    assert post["text"] == LINKEDIN.show(draft).text == f"With Acme (Group), thanks. {draft.link}"
    (count,) = LINKEDIN.count(draft, LIMITS)
    assert count.used == len(post["text"])


@pytest.mark.parametrize("words", [WORDS, ""])
def test_the_companys_post_is_reshared_with_ones_words_or_none(
    playground, grant, company, words
) -> None:
    thumb = picture(image(size=(80, 60)))
    draft = make_draft(words, reshares=company, card=LinkCard("Ours", "", thumb), pictures=(thumb,))
    assert LINKEDIN.check(draft, LIMITS) == []
    publish(grant, draft)
    *_parent, post = posts(playground)
    assert post["text"] == words
    assert post["card"]["url"].endswith(f"/feed/update/{company}/")
    assert (post["card"]["title"], post["card"]["description"]) == ("Acme", "We opened our roof.")
    assert post["pictures"] == []
    assert calls(playground, "linkedin.images.upload") == 0
    shown = LINKEDIN.show(draft)
    assert shown.reshares == f"https://www.linkedin.com/feed/update/{company}/"
    assert (shown.card, shown.pictures) == (None, ())


def test_words_of_a_reshare_have_the_usual_limit(company) -> None:
    draft = make_draft("a" * 3001, reshares=company)
    assert [issue.code for issue in LINKEDIN.check(draft, LIMITS)] == ["too_long"]


def test_a_repeat_of_a_reshare_names_the_first(playground, grant, company) -> None:
    draft = make_draft(WORDS, reshares=company)
    prepared = LINKEDIN.prepare(grant, draft)
    playground.fault(CREATE, "cut_after")
    with pytest.raises(NetworkError) as lost:
        commit(grant, draft, prepared)
    assert lost.value.kind is Kind.UNKNOWN
    with pytest.raises(NetworkError) as repeated:
        commit(grant, replace(draft, reshares=""), prepared)  # what was prepared counts
    assert repeated.value.kind is Kind.DUPLICATE
    assert repeated.value.remote_id == f"urn:li:share:{posts(playground)[-1]['id']}"


def test_a_parent_that_is_gone_is_said_plainly_and_nothing_is_posted(
    playground, grant, company
) -> None:
    LINKEDIN.delete(grant_at(playground, "acme"), company)
    with pytest.raises(NetworkError) as refused:
        publish(grant, make_draft(WORDS, reshares=company))
    assert refused.value.kind is Kind.PERMANENT
    assert "is not at LinkedIn any more" in refused.value.message
    assert posts(playground) == []


def test_another_404_is_not_blamed_on_a_parent(playground, grant) -> None:
    playground.fault(CREATE, "refuse", status=404)
    with pytest.raises(NetworkError) as refused:
        publish(grant, make_draft(WORDS))
    assert "reshares" not in refused.value.message


@pytest.mark.parametrize("parent", ["urn:li:activity:1", "urn:li:share:x", ""])
def test_the_playground_reshares_no_activity(playground, grant, parent) -> None:
    with pytest.raises(NetworkError) as refused:
        commit(grant, make_draft(WORDS), {"parent": parent or "x"})
    assert refused.value.kind is Kind.PERMANENT
