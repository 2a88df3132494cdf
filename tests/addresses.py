"""Every address of the product by name, and what a test has to know of it."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, get_resolver

PUBLIC = {
    "home",  # sends on to sign-in or to one's own feed
    "manifest",
    "share_target",  # sends on to sign-in or to a page of one's own
    "styleguide",
    "analytics:calculator",  # of no organization
    "analytics:evidence",
    "analytics:screen",  # the token is the key
    "analytics:shown",  # the secret is the key
    "analytics:report_stop",  # the token is the key
    "analytics:pixel",  # the sealed token counts
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
    "analytics:screen_end",
    "analytics:note_remove",
    "analytics:goal_remove",
    "analytics:brand_list_run",
    "analytics:dashboard_file",
    "analytics:campaign_file",
    "analytics:facts_file",
    "analytics:post_file",
    "analytics:what_it_pays_file",
    "analytics:cohorts_file",
    "analytics:impact_file",
    "analytics:link_revoke",
    "analytics:links_turn",
    "analytics:report_pause",
    "analytics:report_remove",
    "analytics:report_test",
    "analytics:brand_list_undo",
    "analytics:brand_number_remove",
    "analytics:rate_remove",
    "analytics:view_rate_remove",
    "analytics:goal_end",
    "analytics:site_remove",
    "analytics:mention_settings",
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
    "tenants:speak",
    "tenants:notifications_read",
    "tenants:webhook_pause",
    "tenants:webhook_resume",
    "tenants:webhook_test",
    "tenants:webhook_remove",
    "tenants:delivery_again",
}

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
