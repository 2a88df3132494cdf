"""Every address of the product, and an organization with one of each thing they name."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from analytics.models import BrandImport
from content.intake import PostImport
from content.models import BulkAct, KeptWords, Note, Post, PostTemplate, Revision
from content.services.shelving import keep_asset
from policies.models import CandidateLink, Example, PolicyVersion, Situation
from policies.services.drafting import start_draft
from sharing.models import Mention, State
from tenants.models import (
    Archive,
    ArchiveKind,
    ArchiveState,
    Domain,
    Invitation,
    InvitationImport,
    JoinRequest,
    Member,
    Notice,
    Notification,
    Organization,
    Purpose,
)
from tenants.roles import Role
from tenants.scope import tenant
from tenants.services.tokens import make_token
from tenants.webhooks.emitting import ping
from tests.factories import (
    LATER,
    NOW,
    acknowledge,
    make_asset,
    make_attachment,
    make_brand_number,
    make_campaign,
    make_clearance,
    make_comment,
    make_concern,
    make_connection,
    make_example,
    make_guideline_picture,
    make_hashtag,
    make_member,
    make_organization,
    make_own_app,
    make_policy,
    make_poll,
    make_post,
    make_question,
    make_reply,
    make_share,
    make_source,
    make_suggestion,
    make_team,
    make_topic,
    make_user,
    make_webhook,
)

PUBLIC = {
    "home",  # sends on to sign-in or to one's own feed
    "manifest",
    "share_target",  # sends on to sign-in or to a page of one's own
    "set_language",
    "styleguide",
    "analytics:calculator",  # of no organization
    "analytics:evidence",
    "content:digest_stop",  # the token is the key
    "policies:public",  # the token is the key
    "policies:candidate",  # the token is the key
    "policies:public_picture",  # the token is the key
    "policies:candidate_picture",  # the token is the key
    "tenants:join",  # the token is the key
    "tenants:find_organization",  # for everybody who is signed in, member or not
    "sharing:operating",  # 404 but for whoever runs the deployment
    "sharing:consented",  # the signed state is the key
    "sharing:calendar_feed",  # the token is the key
}
NEEDS_PICTURE = {
    "content:media",
    "content:picture",
    "content:picture_details",
    "content:picture_remove",
}
POST_ONLY = {
    "content:comment_delete",
    "content:comment_hide",
    "content:comment_show",
    "content:digest_plan_test",
    "policies:draft_aside",
    "policies:draft_decide",
    "policies:draft_publish",
    "policies:draft_rule_remove",
    "policies:draft_send",
    "policies:draft_take_up",
    "sharing:rule_trial",
    "policies:hand_over",
    "policies:hand_lines",
    "policies:reviews",
    "policies:show_public",
    "policies:candidate_remove",
    "analytics:acceptances_file",
    "analytics:brand_list_run",
    "analytics:brand_list_undo",
    "analytics:brand_number_remove",
    "content:kept_discard",
    "content:post_template_remove",
    "content:post_template_rename",
    "content:post_version_restore",
    "content:confirm",
    "content:confirming",
    "content:feedback",
    "content:poll_close",
    "content:poll_remove",
    "content:question_answer",
    "content:question_close",
    "content:question_merge",
    "content:question_reopen",
    "content:question_reword",
    "content:question_split",
    "content:question_write",
    "content:concern_hand_over",
    "content:concern_take",
    "content:standard_reply_remove",
    "content:suggestion_ask",
    "content:suggestion_decline",
    "content:suggestion_take",
    "content:suggestion_withdraw",
    "content:asset_delete",
    "content:asset_replace",
    "content:campaign_add",
    "content:campaign_archive",
    "content:campaign_end",
    "content:campaign_open",
    "content:campaign_pilot",
    "content:campaign_restore",
    "content:campaign_take",
    "content:hashtag_remove",
    "content:logo",
    "content:post_open",
    "content:picture_upload",
    "content:picture_details",
    "content:picture_remove",
    "content:desk_bulk",
    "content:desk_bulk_undo",
    "content:note_answer",
    "content:note_reopen",
    "content:note_resolve",
    "content:note_write",
    "content:post_approve",
    "content:post_archive",
    "content:post_clear",
    "content:post_keep_longer",
    "content:post_look_again",
    "content:post_propose",
    "content:post_send_back",
    "content:post_submit",
    "content:post_withdraw",
    "content:post_import_run",
    "content:post_import_undo",
    "content:post_restore",
    "content:source_find",
    "content:source_pause",
    "content:source_read",
    "content:source_remove",
    "content:source_resume",
    "content:follow",
    "content:topic_defaults",
    "content:topic_delete",
    "content:topic_merge",
    "sharing:bring_back",
    "sharing:not_for_me",
    "sharing:save",
    "sharing:three",
    "sharing:check",
    "sharing:resume",
    "sharing:answer_recall",
    "sharing:share_now",
    "sharing:cancel",
    "sharing:retry",
    "sharing:answer",
    "sharing:delete",
    "sharing:dismiss",
    "sharing:reopen",
    "sharing:report",
    "sharing:assisted",
    "sharing:post_now",
    "sharing:clearance_approve",
    "sharing:clearance_return",
    "sharing:mention_remove",
    "sharing:connect",
    "sharing:sign_in",
    "sharing:disconnect",
    "sharing:check_account",
    "sharing:own_app_check",
    "sharing:own_app_remove",
    "tenants:export_everything",
    "tenants:export_own",
    "tenants:keep_organization",
    "tenants:withdraw",
    "tenants:resend",
    "tenants:members_change",
    "tenants:members_undo",
    "tenants:member_deactivate",
    "tenants:member_reactivate",
    "tenants:hand_over",
    "tenants:join_approve",
    "tenants:join_decline",
    "tenants:team_rename",
    "tenants:team_delete",
    "tenants:domain_check",
    "tenants:domain_joining",
    "tenants:domain_remove",
    "tenants:token_revoke",
    "tenants:member_tokens_revoke",
    "tenants:preferences",
    "tenants:notifications_read",
    "tenants:webhook_pause",
    "tenants:webhook_resume",
    "tenants:webhook_test",
    "tenants:webhook_remove",
    "tenants:delivery_again",
}
KINDS = {
    "content:attachment": "attachment",
    "tenants:archive_download": "archive",
    "tenants:archive_progress": "archive",
    "sharing:finish": "by_hand",
    "sharing:report": "by_hand",
    "sharing:check_account": "connection",
    "sharing:disconnect": "connection",
    "tenants:delivery": "delivery",
    "tenants:delivery_again": "delivery",
    "tenants:domain_check": "domain",
    "tenants:domain_joining": "domain",
    "tenants:domain_remove": "domain",
    "tenants:import_lines": "import",
    "tenants:invitation_import": "import",
    "tenants:resend": "invitation",
    "tenants:withdraw": "invitation",
    "tenants:hand_over": "member",
    "tenants:member": "member",
    "tenants:member_deactivate": "member",
    "tenants:member_reactivate": "member",
    "tenants:member_tokens_revoke": "member",
    "sharing:clearance_approve": "clearance",
    "sharing:clearance_return": "clearance",
    "sharing:mention": "mention",
    "sharing:mention_remove": "mention",
    "sharing:receipt": "live",
    "tenants:notification_open": "notification",
    "content:comment": "comment",
    "content:comment_delete": "comment",
    "content:comment_hide": "comment",
    "content:comment_show": "comment",
    "content:comments": "post",
    "content:confirm": "post",
    "content:confirming": "post",
    "content:feedback": "post",
    "content:poll": "poll",
    "content:poll_close": "poll",
    "content:poll_remove": "poll",
    "content:question": "question",
    "content:question_answer": "question",
    "content:question_close": "question",
    "content:question_merge": "question",
    "content:question_reopen": "question",
    "content:question_reword": "question",
    "content:question_split": "question",
    "content:question_write": "question",
    "content:concern": "concern",
    "content:concern_hand_over": "concern",
    "content:concern_offer": "concern",
    "content:concern_take": "concern",
    "content:concern_tend": "concern",
    "content:standard_reply": "reply",
    "content:standard_reply_remove": "reply",
    "content:suggestion": "suggestion",
    "content:suggestion_ask": "suggestion",
    "content:suggestion_decide": "suggestion",
    "content:suggestion_decline": "suggestion",
    "content:suggestion_take": "suggestion",
    "content:suggestion_withdraw": "suggestion",
    "content:kept_discard": "unsaved",
    "content:post_history": "post",
    "content:post_template_remove": "template",
    "content:post_template_rename": "template",
    "content:post_version": "post",
    "content:post_version_restore": "post",
    "content:link_card": "post",
    "sharing:confirm": "post",
    "content:post": "post",
    "content:desk_bulk_undo": "act",
    "content:note_answer": "note",
    "content:note_reopen": "note",
    "content:note_resolve": "note",
    "content:note_write": "post",
    "content:post_approve": "post",
    "content:post_clear": "post",
    "content:post_embargo": "post",
    "content:post_keep_longer": "post",
    "content:post_look_again": "post",
    "content:post_propose": "post",
    "content:post_send_back": "post",
    "content:post_submit": "post",
    "content:post_withdraw": "post",
    "content:review": "post",
    "content:post_archive": "post",
    "content:post_edit": "post",
    "content:post_restore": "post",
    "content:post_import_list": "list",
    "content:post_import_run": "list",
    "content:post_import_undo": "list",
    "analytics:brand_list": "brand_list",
    "analytics:brand_list_run": "brand_list",
    "analytics:brand_list_undo": "brand_list",
    "analytics:brand_number_remove": "brand_number",
    "analytics:campaign": "campaign",
    "content:asset": "kept",
    "content:asset_delete": "kept",
    "content:asset_replace": "kept",
    "content:campaign_add": "campaign",
    "content:campaign_archive": "campaign",
    "content:campaign_edit": "campaign",
    "content:campaign_end": "campaign",
    "content:campaign_open": "campaign",
    "content:campaign_pilot": "campaign",
    "content:campaign_restore": "campaign",
    "content:campaign_take": "campaign",
    "content:hashtag": "hashtag",
    "content:hashtag_remove": "hashtag",
    "content:post_open": "post",
    "content:post_pilot": "post",
    "content:source": "source",
    "content:source_pause": "source",
    "content:source_read": "source",
    "content:source_remove": "source",
    "content:source_resume": "source",
    "content:follow": "topic",
    "content:topic_delete": "topic",
    "content:topic_edit": "topic",
    "content:topic_merge": "topic",
    **dict.fromkeys(
        (
            "content:guideline_pictures",
            "policies:draft",
            "policies:draft_aside",
            "policies:draft_decide",
            "policies:draft_edit",
            "policies:draft_publish",
            "policies:draft_rule",
            "policies:draft_rule_remove",
            "policies:draft_rules",
            "policies:draft_quiz",
            "policies:draft_send",
            "policies:draft_structure",
            "policies:draft_take_up",
            "sharing:rule_trial",
        ),
        "policy_draft",
    ),
    "policies:situation": "policy_situation",
    "policies:picture": "policy_picture",
    "policies:candidate_remove": "candidate",
    "sharing:bring_back": "post",
    "sharing:card": "post",
    "sharing:not_for_me": "post",
    "sharing:save": "post",
    "sharing:box": "post",
    "sharing:check": "post",
    "sharing:compose": "post",
    "sharing:share_now": "post",
    "sharing:recall": "post",
    "tenants:join_approve": "request",
    "tenants:join_decline": "request",
    "sharing:answer": "share",
    "sharing:answer_recall": "share",
    "sharing:recalled": "share",
    "sharing:cancel": "share",
    "sharing:delete": "share",
    "sharing:dismiss": "share",
    "sharing:move": "share",
    "sharing:post_now": "share",
    "sharing:reopen": "share",
    "sharing:retry": "share",
    "sharing:row": "share",
    "tenants:team_delete": "team",
    "tenants:team_rename": "team",
    "tenants:token_revoke": "token",
    "tenants:webhook": "webhook",
    "tenants:webhook_edit": "webhook",
    "tenants:webhook_pause": "webhook",
    "tenants:webhook_remove": "webhook",
    "tenants:webhook_resume": "webhook",
    "tenants:webhook_secret": "webhook",
    "tenants:webhook_test": "webhook",
}
"""What the id in an address names, where it names one thing."""

FOUND = {200, 204, 302, 405, 422}


def _walk(
    patterns: list[URLPattern | URLResolver], space: str = ""
) -> list[tuple[str, URLPattern]]:
    found = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else space
            found += _walk(pattern.url_patterns, inner)
        else:
            found.append((f"{space}{pattern.name}", pattern))
    return found


ADDRESSES = dict(_walk(get_resolver().url_patterns))
OWN = sorted(
    name
    for name in ADDRESSES
    if name not in PUBLIC and not name.startswith(("account_", "mfa_", "api"))
)


NAMES_NO_THING = {
    "sharing:own_app": "linkedin",
    "sharing:own_app_check": "linkedin",
    "sharing:own_app_remove": "linkedin",
    "sharing:connect": "mastodon",
    "sharing:sign_in": "bluesky",
    "sharing:receipts_file": "csv",
}
"""What stands in an address besides the organization, where it is no row's id."""


NEEDS_VERSION = {"content:post_version", "content:post_version_restore"}


@dataclass
class House:
    """An organization with one of each thing that an address can name."""

    organization: Organization
    member: Member
    ids: dict[str, str]

    def url(self, name: str, ids: dict[str, str] | None = None) -> str:
        """Return the address of a page with this house's things, or another's."""
        slug = self.organization.slug
        if name in NAMES_NO_THING:
            return reverse(name, args=[slug, NAMES_NO_THING[name]])
        kind = KINDS.get(name, "")
        if name in NEEDS_PICTURE:
            more = ["preview"] if name == "content:media" else []
            return reverse(name, args=[slug, (ids or self.ids)["picture"], *more])
        more = ["1"] if name in NEEDS_VERSION else []
        return reverse(name, args=[slug, (ids or self.ids)[kind], *more] if kind else [slug])


def _both_sides(member: Member) -> Example:
    wrong = {
        "dont": "Squeeze it.",
        "dont_picture": make_guideline_picture(member),
        "dont_alt": "Our logo, squeezed.",
    }
    return make_example(PolicyVersion.objects.current(), member, **wrong)


def _desk(member: Member, post: Post) -> dict[str, Any]:
    return {
        "act": BulkAct.objects.create(by=member, act="pin", created_at=NOW),
        "clearance": make_clearance(make_share(make_member("Asks"), post)),
        "note": Note.objects.create(post=post, by=member, text="Which?", created_at=NOW),
        "candidate": CandidateLink.objects.create(made_by=member, made_at=NOW),
        "policy_draft": start_draft(member=member, kind="content", now=NOW),
        "policy_picture": _both_sides(member).do_picture,
    }


def _keys(member: Member, version: PolicyVersion) -> dict[str, str]:
    """Return what is named by a key of its own."""
    words = {"data": {"title": ["Ours"]}, "at": NOW}
    unsaved = KeptWords.objects.create(member=member, key=uuid.uuid4(), **words)
    values = {"kind": "other", "title": "A troll", "do": "Wait.", "position": 1}
    hand_over = {"handover_label": "Service", "handover_url": "https://acme.example/service"}
    situation = Situation.objects.create(version=version, **values, **hand_over)
    return {"unsaved": str(unsaved.key), "policy_situation": str(situation.key)}


def _writing(member: Member, post: Post) -> dict[str, Any]:
    dated, content = {"created_at": NOW, "updated_at": NOW}, {"title": "Ours"}
    Revision.objects.create(post=post, version=1, by=member, at=NOW, content=content)
    made = PostTemplate.objects.create(name="Ours", content=content, made_by=member, **dated)
    return {"template": made}


def _campaigns(member: Member) -> dict[str, Any]:
    kept = make_asset(member, renditions=True)
    keep_asset(asset=kept, by=member, now=NOW)
    campaign = make_campaign(member)
    return {"campaign": campaign, "hashtag": make_hashtag("OursOpenly"), "kept": kept}


def make_house(slug: str) -> House:
    """Make an organization with one of each thing."""
    organization = make_organization(slug)
    with tenant(organization):
        member = make_member("Owner", *Role)
        version = make_policy()
        acknowledge(member, version)
        post = make_post("Ours", author=member)
        connection = make_connection(member)
        make_own_app(member, secret="")
        share = make_share(member, post, connection, state=State.FAILED)
        by_hand = make_share(member, post, network="linkedin", state=State.OFFERED)
        live = make_share(member, post, connection, state=State.PUBLISHED)
        mention = Mention.objects.create(name="Ours", urn="urn:li:organization:1")
        invitation = Invitation.objects.create(
            email="new@example.com", created_at=NOW, expires_at=timezone.now() + (NOW - NOW)
        )
        picture, attachment = make_asset(member, renditions=True), make_attachment(member)
        file = default_storage.save(f"{slug}/thing.png", ContentFile(b"thing"))
        Organization.objects.filter(pk=organization.pk).update(logo=file)
        archive = Archive.objects.create(
            kind=ArchiveKind.MEMBER,
            asked_by=member,
            created_at=NOW,
            state=ArchiveState.READY,
            expires_at=timezone.now() + timedelta(days=1),
            file=file,
            size_bytes=1,
        )
        token, _text = make_token(
            member=member, name="Bot", scopes=["me:read"], days=30, now=timezone.now()
        )
        notification = Notification.objects.create(
            member=member,
            kind=Notice.SHARE_LIVE,
            subject="one",
            params={"title": "Ours", "network": "Mastodon"},
            path=f"/o/{slug}/shares/",
            created_at=NOW,
        )
        webhook = make_webhook(member)
        delivery = ping(webhook, now=NOW)
        job = InvitationImport.objects.create(total=0, created_at=NOW)
        asked = JoinRequest.objects.create(user=make_user(), email="x@x.example", asked_at=NOW)
        domain = Domain.objects.create(
            name="ours.example", purpose=Purpose.EMAIL, created_at=NOW, proved_at=NOW
        )
        colleague, team = make_member("Colleague"), make_team("Ours")
        library = _library(member, post)
        desk, keys = _desk(member, post), _keys(member, version)
    things = {
        "archive": archive,
        **library,
        "member": colleague,
        "team": team,
        "import": job,
        **desk,
        "request": asked,
        "domain": domain,
        "post": post,
        "share": share,
        "connection": connection,
        "invitation": invitation,
        "notification": notification,
        "by_hand": by_hand,
        "live": live,
        "mention": mention,
        "picture": picture,
        "attachment": attachment,
        "webhook": webhook,
        "delivery": delivery,
        "token": token,
    }
    ids = {k: str(v.public_id) for k, v in things.items()} | keys
    return House(organization, member, ids)


def _library(member: Member, post: Post) -> dict[str, Any]:
    """Return one of each thing of the library, and of what employees say back."""
    return {
        "list": PostImport.objects.create(by=member, total=0, created_at=NOW),
        "brand_list": BrandImport.objects.create(by=member, total=0, created_at=NOW),
        "brand_number": make_brand_number(),
        "source": make_source(member),
        "topic": make_topic("Ours"),
        **_campaigns(member),
        **_writing(member, post),
        "comment": make_comment(post, member),
        "suggestion": make_suggestion(member),
        "concern": make_concern(member),
        "reply": make_reply(),
        "question": make_question(member),
        "poll": make_poll(member, closes_at=LATER),
    }
