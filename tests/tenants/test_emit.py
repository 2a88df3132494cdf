"""Events: queued in the transaction of what they tell, for those who want them, without names."""

from __future__ import annotations

import jsonschema  # type: ignore[import-untyped]  # it has no types
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from advocacy.management.commands.webhooks import PATH, document
from content.services import PostDraft, approve_post, archive_post, create_post
from policies.services import PairDraft, publish_policy
from sharing.models import State
from sharing.services.announcing import EVENTS as SHARE_EVENTS
from sharing.services.announcing import announce_share
from sharing.services.assisting import report_share
from tenants.models import WebhookDelivery, WebhookState
from tenants.scope import tenant
from tenants.services.domain_joining import let_in
from tenants.services.inviting import invite_member
from tenants.services.joining import accept_invitation
from tenants.services.members import deactivate_member, reactivate_member
from tenants.webhooks import EVENTS, WebhookEvent, emit, emit_all
from tenants.webhooks.emitting import body_of
from tenants.webhooks.events import payload_schema
from tenants.webhooks.showing import example_of
from tests.factories import NOW, make_connection, make_post, make_share, make_webhook

LEFT = {"member": "c3f4f0de-8a6b-4b52-9a66-2f4f5f6f7c33"}


def queued() -> list[tuple[str, dict[str, object]]]:
    rows = WebhookDelivery.objects.order_by("pk")
    return [(row.kind, row.payload["data"]) for row in rows]


def test_costs_one_look_up_where_nobody_listens_and_three_more_where_one_does(in_acme):
    with CaptureQueriesContext(connection) as nobody:
        assert emit(WebhookEvent.MEMBER_LEFT, LEFT, now=NOW) == 0
    make_webhook(in_acme.alice)
    with CaptureQueriesContext(connection) as one:
        assert emit(WebhookEvent.MEMBER_LEFT, LEFT, now=NOW) == 1
    assert (len(nobody), len(one)) == (1, 3)


def test_only_active_webhooks_that_want_it_get_it_each_its_own_row_of_one_event(in_acme):
    first, second = make_webhook(in_acme.alice), make_webhook(in_acme.alice)
    make_webhook(in_acme.alice, WebhookEvent.POST_CREATED)
    make_webhook(in_acme.alice, state=WebhookState.PAUSED)
    make_webhook(in_acme.alice, state=WebhookState.DISABLED)
    assert emit(WebhookEvent.MEMBER_LEFT, LEFT, now=NOW) == 2
    rows = list(WebhookDelivery.objects.order_by("pk"))
    assert [row.webhook for row in rows] == [first, second]
    assert len({row.event_id for row in rows}) == 1
    assert rows[0].payload["organization"] == "acme"


def test_another_organizations_webhook_hears_nothing(cast):
    with tenant(cast.globex):
        make_webhook(cast.mallory)
    with tenant(cast.acme):
        assert emit(WebhookEvent.MEMBER_LEFT, LEFT, now=NOW) == 0


def test_what_is_rolled_back_was_never_told(in_acme):
    make_webhook(in_acme.alice)
    with transaction.atomic():
        emit(WebhookEvent.MEMBER_LEFT, LEFT, now=NOW)
        transaction.set_rollback(True)
    assert queued() == []


@pytest.mark.parametrize("data", [{}, {**LEFT, "name": "Bob"}])
def test_nothing_goes_out_that_is_not_documented(in_acme, data):
    with pytest.raises(ValueError, match="tells"):
        emit(WebhookEvent.MEMBER_LEFT, data, now=NOW)


def test_posts_people_and_the_policy_are_told_of(cast):
    with tenant(cast.acme):
        make_webhook(cast.alice)
        draft = PostDraft("Roof", link="https://acme.example/roof", why="News.")
        post = create_post(author=cast.alice, draft=draft, now=NOW)
        approve_post(post=post, by=cast.alice, now=NOW)
        archive_post(post=post, by=cast.alice, now=NOW)
        publish_policy(
            member=cast.alice,
            intro="",
            pairs=[PairDraft("Be kind")],
            rules=[],
            started_from=0,
            now=NOW,
        )
        invitation = invite_member(
            email="carla@acme.example", roles=[], team=None, by=cast.alice, now=NOW
        )
    joined = accept_invitation(
        invitation=invitation, name="Carla", password="three plain words", now=NOW
    )
    with tenant(cast.acme):
        told = queued()
    about = {"post": str(post.public_id), "title": "Roof", "link": draft.link}
    assert told == [
        ("post.created", {**about, "version": 1}),
        ("post.approved", {**about, "version": 2}),
        ("post.archived", {**about, "version": 3}),
        ("policy.published", {"version": 1}),
        ("member.invited", {"invitation": str(invitation.public_id)}),
        ("member.joined", {"member": str(joined.public_id)}),
    ]


def test_a_share_is_told_without_whose_it_is(in_acme):
    make_webhook(in_acme.alice)
    bob = in_acme.bob
    by_hand = make_share(bob, make_post(), network="linkedin", state=State.OFFERED)
    report_share(share=by_hand, url="https://www.linkedin.com/feed/update/urn:li:share:1", now=NOW)
    report_share(share=by_hand, url="https://www.linkedin.com/feed/update/urn:li:share:2", now=NOW)
    account = make_connection(bob)
    for state in (State.PUBLISHED, State.FAILED, State.RECALLED):
        share = make_share(bob, make_post(), account, state=state, reason="refused")
        announce_share(share_id=share.pk, now=NOW)
    told = queued()
    assert [kind for kind, _ in told] == [
        "share.self_reported",
        "share.published",
        "share.failed",
        "share.recalled",
    ]
    text = str(told)
    for secret in (bob.name, str(bob.public_id), account.handle, account.host, "urn:li", "url"):
        assert secret not in text


@pytest.mark.parametrize("kind", EVENTS)
def test_every_example_fits_its_schema_and_no_more_is_let_in(kind):
    example = example_of(kind)
    jsonschema.validate(example, payload_schema(kind))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**example, "data": {**example["data"], "x": 1}}, payload_schema(kind))


def test_every_type_is_described_and_no_share_event_has_room_for_a_person():
    assert set(EVENTS) == {*WebhookEvent.values, "ping"}
    for kind in SHARE_EVENTS.values():
        assert set(EVENTS[kind].fields) <= {"share", "post", "network", "reason"}


def test_the_page_of_the_docs_is_the_code():
    assert PATH.read_text(encoding="utf-8") == document()


def test_the_body_keeps_its_order_through_the_database(in_acme):
    make_webhook(in_acme.alice)
    emit(WebhookEvent.MEMBER_LEFT, LEFT, now=NOW)
    body = body_of(WebhookDelivery.objects.get().payload)
    assert body.index('"id"') < body.index('"type"') < body.index('"data"')
    assert '"created_at":"2026-11-18T10:00:00Z"' in body


def test_who_leaves_and_comes_back_is_told_of_by_id(in_acme):
    make_webhook(in_acme.alice)
    bob, alice = in_acme.bob, in_acme.alice
    for _ in range(2):
        deactivate_member(member=bob, by=alice, now=NOW)
    for _ in range(2):
        reactivate_member(member=bob, by=alice, now=NOW)
    let_in(user=bob.user, now=NOW)  # is in already
    deactivate_member(member=bob, by=alice, now=NOW)
    let_in(user=bob.user, now=NOW)
    about = {"member": str(bob.public_id)}
    assert queued() == [("member.left", about), ("member.joined", about)] * 2


def test_many_events_take_as_many_queries_as_one(in_acme):
    make_webhook(in_acme.alice)
    make_webhook(in_acme.alice)
    with CaptureQueriesContext(connection) as captured:
        assert emit_all(WebhookEvent.MEMBER_LEFT, [LEFT] * 50, now=NOW) == 100
    assert len(captured) == 3
    assert len({row.event_id for row in WebhookDelivery.objects.all()}) == 50
    assert emit_all(WebhookEvent.MEMBER_LEFT, [], now=NOW) == 0
