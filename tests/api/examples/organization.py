"""Example calls about who is here, what the organization chose, and its guidelines."""

from __future__ import annotations

from tests.api.endpoints import Example

PAIRS = [{"do": "Say what you saw.", "dont": "Guess.", "reason": "Guesses travel."}]
EXAMPLES = {
    "me_show": Example("me"),
    "me_preferences": Example("me/preferences"),
    "me_set_preferences": Example("me/preferences", {"theme": "dark"}),
    "me_notification_settings": Example("me/notification-settings"),
    "me_set_notification_settings": Example(
        "me/notification-settings",
        {"settings": [{"kind": "share_live", "in_app": True, "by_mail": True}]},
    ),
    "notifications_list": Example("me/notifications?unread=true"),
    "notifications_see_all": Example("me/notifications/seen"),
    "notifications_see": Example("me/notifications/{notification}/seen"),
    "tokens_list": Example("me/tokens"),
    "tokens_revoke": Example("me/tokens/{token}"),
    "members_list": Example("members?team={team}"),
    "members_show": Example("members/{colleague}"),
    "members_change": Example(
        "members/{colleague}",
        {
            "roles": ["manager"],
            "team": "{team}",
            "answers_for": [{"role": "manager", "team": "{team}"}],
        },
    ),
    "members_change_many": Example(
        "members/change", {"members": ["{colleague}"], "change": "team", "team": "{team}"}
    ),
    "members_deactivate": Example("members/{colleague}/deactivate"),
    "members_reactivate": Example("members/{gone}/reactivate"),
    "members_tokens": Example("members/tokens"),
    "members_revoke_tokens": Example("members/{member}/tokens"),
    "invitations_list": Example("invitations"),
    "invitations_create": Example("invitations", {"email": "next@example.com", "team": "{team}"}),
    "invitations_withdraw": Example("invitations/{invitation}"),
    "invitations_resend": Example("invitations/{invitation}/resend"),
    "invitation_imports_list": Example("invitation-imports"),
    "invitation_imports_create": Example(
        "invitation-imports",
        {"lines": [{"email": "next@example.com", "roles": ["curator"]}], "team": "{team}"},
    ),
    "invitation_imports_show": Example("invitation-imports/{import}"),
    "invitation_imports_lines": Example("invitation-imports/{import}/lines"),
    "join_requests_list": Example("join-requests"),
    "join_requests_approve": Example("join-requests/{request}/approve"),
    "join_requests_decline": Example("join-requests/{request}/decline"),
    "teams_list": Example("teams"),
    "teams_create": Example("teams", {"name": "Night shift"}),
    "teams_rename": Example("teams/{team}", {"name": "Late shift"}),
    "teams_delete": Example("teams/{team}"),
    "domains_list": Example("domains"),
    "domains_create": Example("domains", {"name": "new.example"}),
    "domains_change": Example("domains/{domain}", {"joining": "approval"}),
    "domains_check": Example("domains/{domain}/check"),
    "domains_remove": Example("domains/{domain}"),
    "webhooks_list": Example("webhooks"),
    "webhooks_show": Example("webhooks/{webhook}"),
    "webhooks_pause": Example("webhooks/{webhook}/pause"),
    "webhooks_resume": Example("webhooks/{webhook}/resume"),
    "webhooks_test": Example("webhooks/{webhook}/test"),
    "webhooks_remove": Example("webhooks/{webhook}"),
    "deliveries_list": Example("webhooks/{webhook}/deliveries?state=delivered"),
    "deliveries_show": Example("deliveries/{delivery}"),
    "deliveries_redeliver": Example("deliveries/{delivery}/redeliver"),
    "organization_settings_privacy": Example("organization/privacy"),
    "organization_settings_set_privacy": Example(
        "organization/privacy", {"privacy_mode": True, "fewest": 8}
    ),
    "organization_settings_general": Example("organization/general"),
    "organization_settings_set_general": Example(
        "organization/general", {"name": "Other", "inviters": "leads"}
    ),
    "organization_settings_links": Example("organization/links"),
    "organization_settings_set_links": Example(
        "organization/links", {"utm_source": "news", "disclosure": "I work here"}
    ),
    "organization_settings_look": Example("organization/look"),
    "organization_settings_set_look": Example("organization/look", {"accent": "#1a2b3c"}),
    "organization_settings_show": Example("organization"),
    "organization_settings_sharing": Example("organization/sharing"),
    "organization_settings_set_sharing": Example("organization/sharing", {"late_after_h": 12}),
    "audit_list": Example("audit-events"),
    "guidelines_show": Example("policy"),
    "guidelines_accept": Example("policy/acceptance", {"number": 1}),
    "guidelines_answer": Example(
        "policy/quiz", {"number": 1, "answers": [{"position": 1, "chosen": [0]}]}
    ),
    "guideline_pictures_file": Example("policy/pictures/{policy_picture}/file"),
    "guideline_uploads_create": Example("policy/pictures"),
    "owners_set_owner": Example("policy/documents/content/owner", {"owner": "{curator}"}),
    "owners_keepers": Example("policy/keepers"),
    "owners_hand_lines": Example("policy/keepers", {"of": "{colleague}", "to": "{curator}"}),
    "guidelines_check": Example("policy/check", {"text": "This is secret."}),
    "rule_kinds_list": Example("policy/rule-kinds"),
    "rule_bench_check": Example(
        "policy/bench", {"texts": ["This is secret."], "draft": "{policy_draft}"}
    ),
    "rule_trials_create": Example("policy/trials", {"draft": "{policy_draft}"}),
    "versions_list": Example("policy/versions"),
    "versions_show": Example("policy/versions/1"),
    "versions_publish": Example("policy/versions", {"started_from": 1, "pairs": PAIRS}),
    "documents_list": Example("policy/documents"),
    "outside_show": Example("policy/outside"),
    "outside_set": Example("policy/outside", {"is_on": True}),
    "candidate_links_list": Example("policy/candidates"),
    "candidate_links_create": Example("policy/candidates", {"name": "Dana"}),
    "candidate_links_remove": Example("policy/candidates/{candidate}"),
    "policy_acceptances_show": Example("policy/acceptances"),
    "rule_tallies_show": Example("policy/how-rules-do?days=90"),
    "policy_acceptances_list": Example("policy/acceptances/readers?accepted=true"),
    "documents_show": Example("policy/documents/content"),
    "guidelines_search": Example("policy/search?q=troll"),
    "documents_set_reviews": Example("policy/documents/content/reviews", {"asks_review": True}),
    "drafts_list": Example("policy/drafts"),
    "drafts_create": Example("policy/drafts", {"kind": "style", "language": "pl"}),
    "drafts_show": Example("policy/drafts/{policy_draft}"),
    "drafts_change": Example(
        "policy/drafts/{policy_draft}", {"edition": 1, "intro": "Be kind.", "pairs": PAIRS}
    ),
    "drafts_send": Example("policy/drafts/{policy_draft}/review", {"reviewer": "{curator}"}),
    "drafts_decide": Example(
        "policy/drafts/{asked_draft}/decision", {"edition": 1, "is_yes": False, "note": "Shorter."}
    ),
    "drafts_publish": Example(
        "policy/drafts/{policy_draft}/publish", {"edition": 1, "started_from": 1}
    ),
    "drafts_put_aside": Example("policy/drafts/{policy_draft}/put-aside"),
    "drafts_take_up": Example("policy/drafts/{aside_draft}/take-up"),
}
