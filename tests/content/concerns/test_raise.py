"""Raising a concern: who is told, what is refused, who sees it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from content.concerns.models import Concern, ConcernKind
from content.concerns.services import ConcernDraft, raise_concern
from content.models import Asset
from content.services.pictures import attach_pictures
from policies.models import Policy
from tenants.models import Event, Letter, Member, Notice, Notification
from tenants.roles import Role
from tenants.scope import tenant
from tests.factories import (
    NOW,
    acknowledge,
    make_asset,
    make_concern,
    make_member,
    make_policy,
    make_post,
)
from tests.images import image

HELP = "/o/acme/help/"


def told(member, kind) -> list[str]:
    rows = Notification.objects.of(member).filter(kind=kind).order_by("pk")
    return [one.params["what"] for one in rows]


def status(client, url: str) -> int:
    answer = client.get(url)
    b"".join(getattr(answer, "streaming_content", ()))  # a file is closed once it is read
    return answer.status_code


def refused(code, sender, **said) -> None:
    with pytest.raises(ValidationError) as error:
        raise_concern(sender=sender, draft=ConcernDraft(**said), now=NOW)
    assert error.value.code == code


def own_policy(owner: Member) -> None:
    make_policy()
    Policy.objects.update(owner=owner)


def test_the_owner_of_the_guidelines_is_told_and_nobody_else(in_acme):
    carla = make_member("Carla", Role.CURATOR)
    own_policy(carla)
    raise_concern(sender=in_acme.bob, draft=ConcernDraft(words="A rumour"), now=NOW)
    assert told(carla, Notice.CONCERN_WAITS) == ["raised"]
    assert Notification.objects.count() == 1
    assert not Letter.objects.exists()


def test_what_can_not_wait_comes_by_mail_too(in_acme):
    raise_concern(sender=in_acme.bob, draft=ConcernDraft(words="A threat", urgency="now"), now=NOW)
    assert told(in_acme.alice, Notice.CONCERN_URGENT) == ["raised"]
    letter = Letter.objects.get()
    assert (letter.email, letter.template) == ("alice@acme.example", "concern_urgent")
    assert "threat" not in str(letter.params)
    assert "Bob" not in str(letter.params)


@pytest.mark.parametrize("why", ["left", "advocate"])
def test_admins_are_told_where_the_owner_can_not_help(in_acme, why):
    carla = make_member("Carla", Role.CURATOR)
    own_policy(carla)
    change = {"left_at": NOW} if why == "left" else {"roles": [Role.ADVOCATE]}
    Member.objects.filter(pk=carla.pk).update(**change)
    raise_concern(sender=in_acme.bob, draft=ConcernDraft(words="A rumour"), now=NOW)
    assert told(in_acme.alice, Notice.CONCERN_WAITS) == ["raised"]
    assert Notification.objects.count() == 1


def test_who_would_be_told_of_their_own_concern_is_passed_over(in_acme):
    carla = make_member("Carla", Role.CURATOR)
    own_policy(carla)
    raise_concern(sender=carla, draft=ConcernDraft(words="A rumour"), now=NOW)
    assert told(in_acme.alice, Notice.CONCERN_WAITS) == ["raised"]
    assert not Notification.objects.of(carla).exists()


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("empty", {"words": "  "}),
        ("words", {"words": "x" * 3001}),
        ("words", {"kind": ConcernKind.QUESTION, "link": "https://x.example/"}),
        ("link", {"link": "x.example"}),
        ("link", {"link": "javascript:alert(1)"}),
        ("link", {"link": "https://x.example/" + "x" * 1000}),
        ("network", {"words": "A rumour", "network": "yelp"}),
        ("urgency", {"words": "A rumour", "urgency": "asap"}),
    ],
)
def test_what_can_not_be_used_is_refused(in_acme, code, said):
    refused(code, in_acme.bob, **said)
    assert not Concern.objects.exists()


def test_another_members_picture_is_refused(in_acme):
    refused("picture", in_acme.bob, picture=make_asset(in_acme.alice))


def test_the_same_click_twice_is_one_concern(in_acme):
    pictures = [make_asset(in_acme.bob), make_asset(in_acme.bob)]
    for again in ((None, None), pictures):
        drafts = [ConcernDraft(words="A rumour", picture=one) for one in again]
        assert len({raise_concern(sender=in_acme.bob, draft=one, now=NOW) for one in drafts}) == 1
    assert Notification.objects.of(in_acme.alice).count() == 2


def test_of_ten_open_ones_it_goes_on_there(in_acme):
    for _number in range(10):
        make_concern(in_acme.bob, created_at=NOW - timedelta(days=9))
    refused("open", in_acme.bob, words="One more")
    Concern.objects.filter(pk=Concern.objects.first().pk).update(state="settled", settled_at=NOW)
    assert raise_concern(sender=in_acme.bob, draft=ConcernDraft(words="One more"), now=NOW)


def test_twenty_a_day_are_enough(in_acme):
    for _number in range(20):
        make_concern(in_acme.bob, state="settled", settled_at=NOW)
    refused("pace", in_acme.bob, words="One more")
    later = NOW + timedelta(days=1, seconds=1)
    assert raise_concern(sender=in_acme.bob, draft=ConcernDraft(words="One more"), now=later)


def test_the_form_takes_a_screenshot_and_leads_to_the_thread(cast, sign_in):
    said = {"words": "", "urgency": "now", "network": "mastodon", "link": ""}
    sent = {**said, "new_pictures": SimpleUploadedFile("shot.png", image("PNG"))}
    answer = sign_in(cast.bob).post(HELP, sent)
    with tenant(cast.acme):
        raised = Concern.objects.get()
        assert (raised.urgency, raised.network) == ("now", "mastodon")
        assert raised.picture == Asset.objects.get()
        assert not Event.objects.exists()
    assert answer.headers["Location"] == f"{HELP}{raised.public_id}/"


def test_what_was_typed_stays_in_a_form_that_is_refused(cast, sign_in):
    answer = sign_in(cast.bob).post(
        HELP, {"words": "Typed", "link": "not a link", "urgency": "now"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Typed" in page
    assert "not a link" in page


def test_what_was_typed_outlives_a_session(cast, client):
    sent = {"words": "Typed", "urgency": "now", "writer": str(cast.bob.public_id)}
    client.post(HELP, sent)
    client.force_login(cast.bob.user)
    assert "Typed" in client.get(HELP).content.decode()


def test_it_is_open_to_who_has_not_accepted_the_guidelines(cast, sign_in):
    with tenant(cast.acme):
        make_policy()
    client = sign_in(cast.bob)
    assert client.get("/o/acme/shares/").status_code == 302
    assert client.get(HELP).status_code == 200


def test_only_its_sender_and_who_looks_after_concerns_see_it_and_its_screenshot(cast, client):
    with tenant(cast.acme):
        picture = make_asset(cast.bob, renditions=True)
        found = make_concern(cast.bob, words="Unheard of", picture=picture)
        people = {
            "bob": cast.bob,
            "curator": make_member("Carla", Role.CURATOR),
            "writer": make_member("Wen", Role.CONTRIBUTOR),
            "colleague": make_member("Colin"),
        }
    shot = reverse("content:media", args=["acme", picture.public_id, "preview"])
    own, desk = f"{HELP}{found.public_id}/", f"/o/acme/desk/concerns/{found.public_id}/"
    seen = {}
    for name, member in people.items():
        client.force_login(member.user)
        seen[name] = [status(client, url) for url in (own, desk, shot)]
    assert seen == {
        "bob": [200, 403, 200],
        "curator": [404, 200, 200],
        "writer": [404, 403, 404],
        "colleague": [404, 403, 404],
    }


def test_who_looks_after_it_can_not_put_the_screenshot_on_a_post(in_acme):
    picture = make_asset(in_acme.bob, renditions=True)
    make_concern(in_acme.bob, picture=picture)
    with pytest.raises(PermissionDenied):
        attach_pictures(
            post=make_post(author=in_acme.alice), by=in_acme.alice, assets=[picture], now=NOW
        )


def test_lists_ask_as_often_whatever_there_is(cast, sign_in):
    def cost(client, url: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        return len(asked)

    with tenant(cast.acme):
        acknowledge(cast.alice, make_policy())
        make_concern(cast.alice, handler=cast.alice, state="taken")
    client, costs = sign_in(cast.alice), {}
    pages = (f"{HELP}mine/", "/o/acme/desk/concerns/")
    for url in pages:
        cost(client, url)
        costs[url] = cost(client, url)
    with tenant(cast.acme):
        for _number in range(7):
            make_concern(cast.alice, handler=make_member("Keeper", Role.CURATOR), state="taken")
    assert {url: cost(client, url) for url in pages} == costs
