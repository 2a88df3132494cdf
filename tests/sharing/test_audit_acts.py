"""Every act through the real services: all of them are recorded, and no name or text with them."""

from __future__ import annotations

import json

from django.utils import timezone

from analytics.acceptances import export_acceptances
from content.lists import Row
from content.models import Kind, Post
from content.services import (
    CaptionDraft,
    PostDraft,
    approve_post,
    archive_post,
    create_post,
    edit_post,
    restore_post,
)
from content.services.answering import ask_to_confirm
from content.services.importing import import_list, look_through, undo_import
from policies.services import PairDraft, RuleDraft, publish_policy
from policies.services.drafting import put_aside, save_draft, start_draft, take_up
from policies.services.handing import hand_over_document, hand_over_lines
from policies.services.reviewing import ask_for_reviews, decide_review, send_to_review
from policies.services.showing import end_candidate_link, make_candidate_link, show_in_public
from sharing.services.connecting import disconnect
from sharing.services.recalling import recall_post
from tenants.models import Act, Event, Member, WebhookReason
from tenants.roles import Role
from tenants.scope import tenant
from tenants.services.auditing import note_export, set_audit_retention
from tenants.services.inviting import invite_member, withdraw_invitation
from tenants.services.joining import accept_invitation
from tenants.services.organizations import create_organization
from tenants.services.webhooks import (
    add_webhook,
    change_webhook,
    pause_webhook,
    redeliver,
    remove_webhook,
    renew_secret,
    resume_webhook,
    send_test,
)
from tenants.webhooks.disabling import disable
from tests.factories import NOW, make_asset, make_member, make_organization, make_team
from tests.sharing.conftest import connect

PLANTED = "Zanzibar"
GROUPS = ("post", "picture", "policy", "account", "webhook", "audit")
"""What is walked whole here; the other acts have tests of their own beside their services."""


def _write_and_publish(alice: Member) -> None:
    captions = (CaptionDraft(f"{PLANTED} words"),)
    link = f"https://{PLANTED.lower()}.example/{PLANTED}"
    draft = PostDraft(PLANTED, link=link, why=PLANTED, body=PLANTED, captions=captions)
    post = create_post(author=alice, draft=draft, now=NOW)
    with_picture = PostDraft(f"{PLANTED}!", link=link, why=PLANTED, pictures=(_picture(alice),))
    edit_post(post=post, by=alice, draft=with_picture, version=post.version, now=NOW)
    bare = PostDraft(f"{PLANTED}!", link=link, why=PLANTED, pictures=())
    edit_post(post=post, by=alice, draft=bare, version=post.version, now=NOW)
    approve_post(post=post, by=alice, now=NOW)
    Post.objects.filter(pk=post.pk).update(kind=Kind.INTERNAL)
    post.refresh_from_db()
    for is_asked in (True, False):
        ask_to_confirm(post=post, by=alice, is_asked=is_asked, now=NOW)
    archive_post(post=post, by=alice, now=NOW)
    restore_post(post=post, by=alice, now=NOW)
    approve_post(post=post, by=alice, now=NOW)
    recall_post(post=post, by=alice, reason=PLANTED, now=NOW)
    rule = RuleDraft({"phrase": f"old {PLANTED}"}, PLANTED, PLANTED)
    publish_policy(
        member=alice,
        intro=PLANTED,
        pairs=[PairDraft(PLANTED, PLANTED, PLANTED, owner=str(alice.public_id))],
        rules=[rule],
        started_from=0,
        now=NOW,
    )


def _draft_guidelines(alice: Member) -> None:
    reviewer = make_member("Rita", Role.CURATOR)
    ask_for_reviews(member=alice, kind="content", asks=True, now=NOW)
    draft = start_draft(member=alice, kind="content", now=NOW)
    said = {"intro": f"{PLANTED} again"}
    draft = save_draft(draft=draft, member=alice, changes=said, edition=draft.edition, now=NOW)
    put_aside(draft=draft, member=alice, now=NOW)
    draft = take_up(draft=draft, member=alice, now=NOW)
    for is_yes in (False, True):
        draft = send_to_review(draft=draft, member=alice, reviewer=reviewer, now=NOW)
        draft = decide_review(
            draft=draft,
            member=reviewer,
            is_yes=is_yes,
            note=PLANTED,
            edition=draft.edition,
            now=NOW,
        )
    show_in_public(member=alice, is_on=True, now=NOW)
    link = make_candidate_link(member=alice, name=PLANTED, now=NOW)
    end_candidate_link(link=link, member=alice, now=NOW)
    export_acceptances(member=alice, now=NOW)
    hand_over_document(policy=draft.policy, by=alice, to=reviewer, now=NOW)
    hand_over_lines(of=alice, by=alice, to=reviewer, now=NOW)


def _import_a_list(alice: Member) -> None:
    row = Row(1, PLANTED, f"https://{PLANTED.lower()}.example/list")
    job = look_through(rows=[row], file_name=f"{PLANTED}.csv", by=alice, now=NOW)
    import_list(job=job, by=alice, now=NOW)
    undo_import(job=job, by=alice, now=NOW)


def _picture(alice: Member):
    return make_asset(alice, file_name=f"{PLANTED}.png", alt=PLANTED)


def _run_webhooks(alice: Member) -> None:
    url = f"https://hooks.example/{PLANTED}"
    webhook, _ = add_webhook(url=url, events=["member.left"], by=alice, now=NOW)
    also = ["member.left", "member.joined"]
    change_webhook(webhook=webhook, url=f"{url}/2", events=also, by=alice, now=NOW)
    delivery = send_test(webhook=webhook, by=alice, now=NOW)
    delivery.state = "failed"
    delivery.save()
    redeliver(delivery=delivery, by=alice, now=NOW)
    renew_secret(webhook=webhook, by=alice, now=NOW)
    pause_webhook(webhook=webhook, by=alice, now=NOW)
    resume_webhook(webhook=webhook, by=alice, now=NOW)
    disable(webhook=webhook, reason=WebhookReason.GONE, now=NOW)
    remove_webhook(webhook=webhook, by=alice, now=NOW)


def test_every_act_is_recorded_and_tells_no_name_and_no_text(cast, playground):
    create_organization(
        name=f"{PLANTED} Inc", slug="zed", admin_email=f"{PLANTED}@zed.example", now=NOW
    )
    connection = connect(cast.bob, playground, PLANTED.lower())
    disconnect(organization_id=cast.acme.pk, connection=connection, by=cast.bob, now=timezone.now())
    with tenant(cast.acme):
        Member.objects.filter(pk=cast.alice.pk).update(name=PLANTED)
        team = make_team(PLANTED)
        _write_and_publish(cast.alice)
        _draft_guidelines(cast.alice)
        _import_a_list(cast.alice)
        _run_webhooks(cast.alice)
        set_audit_retention(days=100, by=cast.alice, now=NOW)
        note_export(filters=["by"], by=cast.alice, now=NOW)
        first, second = (
            invite_member(email=email, roles=["curator"], team=team, by=cast.alice, now=NOW)
            for email in (f"{PLANTED}@acme.example", f"two@{PLANTED}.example")
        )
        withdraw_invitation(invitation=first, by=cast.alice, now=NOW)
    accept_invitation(invitation=second, name=PLANTED, password="three plain words", now=NOW)
    with tenant(cast.acme):
        rows = list(Event.objects.values())
    told = {row["act"] for row in rows}
    assert {act for act in Act.values if act.startswith(GROUPS)} <= told
    assert PLANTED.lower() not in json.dumps(rows, default=str).lower()


def test_a_new_organization_begins_its_audit_with_that(db):
    organization, _ = create_organization(
        name=PLANTED, slug="zed", admin_email="ada@zed.example", now=NOW
    )
    make_organization("other")
    with tenant(organization):
        [event] = Event.objects.values()
    assert event["act"] == Act.ORGANIZATION_CREATED
    assert PLANTED not in json.dumps(event, default=str)


def test_an_edit_says_which_fields_and_one_without_change_says_nothing(in_acme):
    alice = in_acme.alice
    post = create_post(author=alice, draft=PostDraft("A", why="B"), now=NOW)
    changed = PostDraft("A", why="C", captions=(CaptionDraft("Words"),))
    edit_post(post=post, by=alice, draft=changed, version=1, now=NOW)
    edit_post(post=post, by=alice, draft=changed, version=2, now=NOW)
    [edited] = Event.objects.filter(act=Act.POST_EDITED)
    assert edited.data == {"fields": ["why", "captions"], "version": 2}
    assert (edited.by, edited.subject) == (alice, post.public_id)
