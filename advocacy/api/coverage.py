"""Which endpoints stand for which page, and which pages have none and why. A test holds both whole.

Names are those of addresses and operations; every page is in exactly one of the two.
"""

from __future__ import annotations

ENDPOINTS_OF: dict[str, tuple[str, ...]] = {
    # who
    "tenants:members": ("members_list", "members_show", "teams_list", "invitations_list"),
    "tenants:invite": ("invitations_create", "teams_create"),
    "tenants:withdraw": ("invitations_withdraw",),
    "tenants:sharing_settings": (
        "organization_settings_sharing",
        "organization_settings_set_sharing",
    ),
    "tenants:preferences": ("me_show", "me_preferences", "me_set_preferences"),
    "tenants:notifications": ("notifications_list",),
    "tenants:notifications_recent": ("notifications_list",),
    "tenants:notifications_unread": ("notifications_list",),
    "tenants:notifications_read": ("notifications_see_all",),
    "tenants:notification_open": ("notifications_see",),
    "tenants:notification_settings": (
        "me_notification_settings",
        "me_set_notification_settings",
    ),
    "tenants:brand": ("organization_settings_show",),
    "tenants:tokens": ("tokens_list",),
    "tenants:token_revoke": ("tokens_revoke",),
    "tenants:member_tokens": ("members_tokens",),
    "tenants:member_tokens_revoke": ("members_revoke_tokens",),
    # may it
    "policies:guidelines": ("guidelines_show", "versions_list", "versions_show"),
    "policies:acknowledge": ("guidelines_accept",),
    "policies:edit": ("versions_publish",),
    # what
    "content:post": ("posts_show", "posts_see"),
    "content:media": ("pictures_file",),
    "content:picture_upload": ("pictures_create",),
    "content:picture": ("pictures_show",),
    "content:picture_details": ("pictures_describe",),
    "content:picture_remove": ("pictures_discard",),
    "content:desk": ("posts_list",),
    "content:post_new": ("posts_create", "topics_create"),
    "content:post_edit": ("posts_show", "posts_change"),
    "content:link_card": (
        "link_previews_show",
        "link_previews_write",
        "link_previews_read_again",
    ),
    "content:post_approve": ("posts_approve",),
    "content:post_archive": ("posts_archive",),
    "content:post_restore": ("posts_restore",),
    # out there
    "sharing:feed": ("posts_list", "topics_list"),
    "sharing:compose": ("composer_suggestions", "composer_preview", "shares_create"),
    "sharing:check": ("composer_preview", "guidelines_check"),
    "sharing:share_now": ("shares_create",),
    "sharing:box": ("shares_list",),
    "sharing:shares": ("shares_list",),
    "sharing:row": ("shares_show",),
    "sharing:cancel": ("shares_cancel",),
    "sharing:retry": ("shares_retry",),
    "sharing:answer": ("shares_answer",),
    "sharing:delete": ("shares_delete",),
    "sharing:finish": ("shares_finish",),
    "sharing:report": ("shares_report",),
    "sharing:dismiss": ("shares_dismiss",),
    "sharing:reopen": ("shares_reopen",),
    "sharing:assisted": ("assisted_networks_list", "assisted_networks_choose"),
    "sharing:move": ("shares_move",),
    "sharing:post_now": ("shares_post_now",),
    "sharing:calendar": ("calendar_show",),
    "sharing:slots": (
        "slots_list",
        "slots_add",
        "slots_remove",
        "slots_copy",
        "slots_suggest",
    ),
    "sharing:calendar_address": ("calendar_address", "calendar_renew_address"),
    "sharing:connections": ("connections_list", "assisted_networks_list"),
    "sharing:check_account": ("connections_check",),
    "sharing:disconnect": ("connections_disconnect",),
    # what came of it
    "analytics:impact": ("impacts_show",),
    "analytics:month": ("impacts_show",),
    "analytics:leaderboard": ("leaderboards_show",),
    "analytics:dashboard": ("dashboards_show", "kpis_list"),
}

PAGES_WITHOUT_ENDPOINT: dict[str, str] = {
    "home": "leads on to the feed",
    "set_language": "a browser's own language; programs send Accept-Language",
    "styleguide": "development only",
    "tenants:join": "the invited person has no membership yet, so no token",
    "start": "points a first admin to pages; what is done is told by the lists themselves",
    "tenants:sign_in_settings": "asked of a person who has just shown that it is them",
    "tenants:second_step": "leads a person to a browser's own ceremony",
    "tenants:token_new": "a token must not make tokens: a person shows that it is them",
    "content:post_preview": "draws a card as HTML; programs have the fields themselves",
    "sharing:connect": "the network asks the person on a page of its own",
    "sharing:sign_in": "a password for a network is typed by the person, into our page alone",
    "sharing:consented": "where the network's page sends the browser back to",
    "sharing:calendar_feed": "a feed for calendars, with a key of its own",
}
"""Second steps, passwords and sessions (`account_…`, `mfa_…`) need a browser too, all of them."""

ENDPOINTS_WITHOUT_PAGE: dict[str, str] = {
    "audit_list": "its page comes with the audit's own screens",
}
