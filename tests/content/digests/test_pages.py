"""The digest's pages, and the page its links lead to."""

from __future__ import annotations

import pytest
from django.urls import reverse

from content.digests.choices import digest_of, set_pace
from content.digests.models import DigestPlan, Pace
from content.digests.sending import plan_of
from content.models import Kind, Mark, Post, State
from content.services import record_read
from sharing.models import Share
from tenants.models import Letter, Member
from tenants.scope import tenant
from tests.factories import NOW, make_connection, make_member, make_post


@pytest.fixture
def post(cast):
    with tenant(cast.acme):
        make_connection(cast.bob)
        return make_post("Our roof")


def test_one_chooses_a_pace_and_sees_what_would_come(cast, post, client):
    client.force_login(cast.bob.user)
    address = reverse("content:digest", args=["acme"])
    assert "Our roof" in client.get(address).content.decode()
    client.post(address, {"pace": "daily"})
    with tenant(cast.acme):
        assert digest_of(cast.bob).pace == Pace.DAILY
    assert client.post(address, {"pace": "hourly"}).status_code == 422


def test_a_test_is_sent_to_oneself(cast, post, client):
    client.force_login(cast.bob.user)
    client.post(reverse("content:digest_test", args=["acme"]))
    with tenant(cast.acme):
        assert Letter.objects.get().email == cast.bob.user.email


def test_a_curator_plans_looks_and_tests(cast, post, client):
    client.force_login(cast.alice.user)
    address = reverse("content:digest_plan", args=["acme"])
    shown = client.get(address, {"of": cast.bob.user.email}).content.decode()
    assert "Our roof" in shown
    plan = {"is_on": "on", "pace": "daily", "weekday": "3", "hour": "7", "greeting": "Hello."}
    client.post(address, plan)
    with tenant(cast.acme):
        stored = DigestPlan.objects.get()
    assert (stored.pace, stored.weekday, stored.hour, stored.greeting) == ("daily", 3, 7, "Hello.")
    client.post(reverse("content:digest_plan_test", args=["acme"]), {"of": cast.bob.user.email})
    with tenant(cast.acme):
        assert Letter.objects.get().email == cast.alice.user.email


def test_whoever_has_not_chosen_counts_at_the_plans_pace(cast, client):
    with tenant(cast.acme):
        set_pace(member=cast.bob, pace=Pace.DAILY, now=NOW)
        gone = make_member("Gone")
        Member.objects.filter(pk=gone.pk).update(left_at=NOW)
        set_pace(member=gone, pace=Pace.DAILY, now=NOW)
    client.force_login(cast.alice.user)
    rows = client.get(reverse("content:digest_plan", args=["acme"])).context["readership"]
    with tenant(cast.acme):
        plans, all_of_them = Pace(plan_of().pace), Member.objects.active().count()
    totals = {row.label: row.total for row in rows}
    assert totals[Pace.DAILY.label] == 1
    assert totals[plans.label] == all_of_them - 1


def test_a_curator_sees_no_marks_in_anothers_digest(cast, post, client):
    client.force_login(cast.alice.user)
    address = reverse("content:digest_plan", args=["acme"])
    before = client.get(address, {"of": cast.bob.user.email}).content.decode()
    with tenant(cast.acme):
        record_read(post=post, member=cast.bob, now=NOW)
    after = client.get(address, {"of": cast.bob.user.email}).content.decode()
    for page in (before, after):
        assert "Our roof" in page
        assert "is theirs: nobody sees it here" in page
        assert "that you have not seen" not in page
    assert "is theirs: nobody sees it here" not in client.get(address).content.decode()


def test_nobody_of_another_organization_is_looked_at(cast, post, client):
    client.force_login(cast.alice.user)
    address = reverse("content:digest_plan", args=["acme"])
    for unknown in (cast.mallory.user.email, cast.mallory.name, "nobody"):
        page = client.get(address, {"of": unknown}).content.decode()
        assert "We find no one colleague by this." in page
    test = reverse("content:digest_plan_test", args=["acme"])
    client.post(test, {"of": cast.mallory.user.email})
    with tenant(cast.acme):
        assert not Letter.objects.exists()


def test_a_link_of_a_mail_asks_and_publishes_nothing(cast, post, client):
    client.force_login(cast.bob.user)
    address = reverse("sharing:confirm", args=["acme", post.public_id])
    shown = client.get(address).content.decode()
    assert "Worth a look." in shown  # the words that would go out
    assert reverse("sharing:share_now", args=["acme", post.public_id]) in shown
    with tenant(cast.acme):
        assert not Share.objects.exists()
        assert Mark.objects.read().filter(member=cast.bob, post=post).exists()


def test_who_is_not_signed_in_comes_back_to_it(cast, post, client):
    address = reverse("sharing:confirm", args=["acme", post.public_id])
    answer = client.get(address)
    assert answer.status_code == 302
    assert address in answer["Location"]


@pytest.mark.parametrize("change", [{"state": State.ARCHIVED}, {"kind": Kind.INTERNAL}])
def test_what_can_not_be_shared_leads_to_its_page(cast, post, client, change):
    with tenant(cast.acme):
        Post.objects.update(**change)
    client.force_login(cast.bob.user)
    answer = client.get(reverse("sharing:confirm", args=["acme", post.public_id]))
    assert answer["Location"] == reverse("content:post", args=["acme", post.public_id])
