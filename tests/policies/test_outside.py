from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from policies.models import (
    Acknowledgement,
    CandidateLink,
    ConfidentialFact,
    Section,
    Situation,
)
from policies.outside import (
    candidate_address,
    open_candidate,
    open_public,
    public_address,
)
from policies.services.showing import (
    accept_as_candidate,
    forget_candidates,
    make_candidate_link,
    show_in_public,
)
from tenants.scope import tenant
from tests.factories import NOW, make_policy

OUTSIDE = "/o/acme/guidelines/outside/"


@pytest.fixture
def version(cast):
    with tenant(cast.acme):
        made = make_policy({"parameters": {"phrase": "Project Falcon"}}, intro="Be kind.")
        Situation.objects.create(
            version=made, position=1, kind="other", title="A troll", do="Wait.", tell=cast.bob
        )
        ConfidentialFact.objects.create(
            version=made, position=1, what="Talks with Umbrella", reason="Markets."
        )
        Section.objects.create(version=made, kind="tone", text="Warm.")
        Section.objects.create(version=made, kind="tools", text="Never name Hal.")
        return made


def path_of(address):
    return "/" + address.split("/", 3)[3]


def token_of(address):
    return path_of(address).split("/")[2]


def test_the_public_page_is_for_everybody_and_names_no_secret(cast, client, version):
    with tenant(cast.acme):
        assert public_address(cast.acme) == ""
        show_in_public(member=cast.alice, is_on=True, now=NOW)
        path = path_of(public_address(cast.acme))
    page = client.get(path).content.decode()
    for said in ("Be kind.", "Guesses travel.", "A troll", "Wait.", "Warm."):
        assert said in page
    for kept in ("Falcon", "Bob", "/o/acme/", "Umbrella", "Hal"):
        assert kept not in page


def test_turned_off_and_on_again_the_old_address_shows_nothing(cast, client, version):
    with tenant(cast.acme):
        show_in_public(member=cast.alice, is_on=True, now=NOW)
        old = public_address(cast.acme)
        show_in_public(member=cast.alice, is_on=False, now=NOW)
    assert client.get(path_of(old)).status_code == 404
    with tenant(cast.acme):
        show_in_public(member=cast.alice, is_on=True, now=NOW)
    assert client.get(path_of(old)).status_code == 404
    assert open_public(token_of(old)) is None
    assert open_public("nonsense") is None


def test_a_candidate_accepts_without_an_account(cast, client, version):
    with tenant(cast.acme):
        link = make_candidate_link(member=cast.alice, name="Dana", now=NOW)
    path = path_of(candidate_address(cast.acme, link))
    assert "I have read this" in client.get(path).content.decode()
    assert client.post(path, {"version": "x"}).status_code == 422
    page = client.post(path, {"version": 1}).content.decode()
    assert "You accepted these on" in page
    with tenant(cast.acme):
        assert CandidateLink.objects.get().version == version
        assert not Acknowledgement.objects.exists()
    assert client.get(path.replace("candidate", "")[:-1]).status_code == 404


def test_what_changed_meanwhile_is_not_accepted(in_acme):
    make_policy()
    link = make_candidate_link(member=in_acme.alice, name="", now=NOW)
    make_policy(number=2)
    with pytest.raises(ValidationError) as refused:
        accept_as_candidate(link=link, number=1, now=NOW)
    assert refused.value.code == "outdated"
    first = accept_as_candidate(link=link, number=2, now=NOW)
    make_policy(number=3)
    again = accept_as_candidate(link=link, number=3, now=NOW + timedelta(days=1))
    assert (again.version, again.accepted_at) == (first.version, NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        CandidateLink.objects.update(version=None)


def test_links_are_gone_after_90_days(cast, client, version):
    with tenant(cast.acme):
        link = make_candidate_link(member=cast.alice, name="Dana", now=NOW)
    address = candidate_address(cast.acme, link)
    assert forget_candidates(now=NOW + timedelta(days=89)) == 0
    assert open_candidate(token_of(address)) is not None
    assert forget_candidates(now=NOW + timedelta(days=91)) == 1
    assert open_candidate(token_of(address)) is None
    assert client.get(path_of(address)).status_code == 404
    with tenant(cast.acme), pytest.raises(ValidationError) as refused:
        accept_as_candidate(link=link, number=1, now=NOW)
    assert refused.value.code == "gone"


def test_editors_turn_it_on_and_hand_out_links(cast, sign_in, version):
    with tenant(cast.acme):
        Acknowledgement.objects.create(member=cast.alice, version=version, at=NOW)
    client = sign_in(cast.alice)
    client.post(f"{OUTSIDE}public/", {"is_on": "on"})
    page = client.post(OUTSIDE, {"name": "Dana", "make": "link"}, follow=True).content.decode()
    assert "Dana" in page
    assert "Turn it off" in page
    with tenant(cast.acme):
        link = CandidateLink.objects.get()
    assert candidate_address(cast.acme, link) in page
    client.post(f"{OUTSIDE}{link.public_id}/remove/")
    client.post(f"{OUTSIDE}public/", {"is_on": "off"})
    with tenant(cast.acme):
        assert not CandidateLink.objects.exists()
        assert public_address(cast.acme) == ""


def test_no_number_of_a_version_is_too_long(cast, client, version):
    with tenant(cast.acme):
        link = make_candidate_link(member=cast.alice, name="", now=NOW)
        path = path_of(candidate_address(cast.acme, link))
    assert client.post(path, {"version": "1" * 5_000}).status_code == 422
