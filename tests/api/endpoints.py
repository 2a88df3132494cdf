"""Every endpoint with an example call: its tests of roles, scopes and organizations go by this.

A path names things of the house as `{post}`; what is sent may too. `needs_none` marks those that
name nothing of another organization.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.urls import URLPattern
from django.utils import timezone

from advocacy.api.urls import VERSION_1
from sharing.clearances import digest_of
from tenants.rest.endpoints import Endpoints, Spec, operation_name


@dataclass(frozen=True)
class Example:
    """A call that does something sensible in the house of `tests.api.house`."""

    path: str
    data: Any = None


SOON = (timezone.now() + timedelta(days=7)).isoformat()
NEW_POST = {"title": "New", "link": "https://acme.example/new", "why": "Because."}
NEW_CAMPAIGN = {
    "name": "Roof week",
    "why": "Buyers ask for proof.",
    "goal": "awareness",
    "target": "shares",
    "target_value": 40,
    "starts_on": "2030-01-07",
    "ends_on": "2030-01-13",
    "hashtag": "{hashtag}",
}
PAIRS = [{"do": "Say what you saw.", "dont": "Guess.", "reason": "Guesses travel."}]
EXAMPLES: dict[str, Example] = {
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
    "posts_list": Example("posts"),
    "posts_search": Example("posts/search?q=post"),
    "topics_search": Example("topics/search?q=energy"),
    "colleagues_search": Example("colleagues/search?q=bo"),
    "posts_create": Example("posts", {**NEW_POST, "pictures": ["{picture}"]}),
    "posts_show": Example("posts/{post}"),
    "posts_change": Example("posts/{draft}", {"version": 1, "title": "Other"}),
    "posts_see": Example("posts/{post}/seen"),
    "posts_approve": Example("posts/{draft}/approve", {"version": 1}),
    "approvals_show": Example("posts/{draft}/approval"),
    "approvals_submit": Example("posts/{draft}/submit", {"version": 1}),
    "approvals_withdraw": Example("posts/{submitted}/withdraw"),
    "approvals_clear": Example("posts/{about}/clear", {"version": 1}),
    "approvals_send_back": Example("posts/{submitted}/send-back", {"words": "Which roof?"}),
    "approvals_propose": Example("posts/{post}/propose"),
    "approvals_date": Example("posts/{draft}/dates", {"review_at": None}),
    "post_notes_list": Example("posts/{submitted}/notes"),
    "post_notes_create": Example("posts/{draft}/notes", {"field": "title", "text": "Which?"}),
    "post_notes_answer": Example("post-notes/{note}/answers", {"text": "This."}),
    "post_notes_resolve": Example("post-notes/{note}/resolve"),
    "post_notes_reopen": Example("post-notes/{note}/reopen"),
    "desk_waiting": Example("desk/waiting"),
    "desk_calendar": Example("desk/calendar?show=2026-12"),
    "desk_balance": Example("desk/balance?days=90"),
    "post_acts_create": Example("post-acts", {"posts": [{"id": "{post}"}], "act": "archive"}),
    "post_acts_show": Example("post-acts/{act}"),
    "post_acts_undo": Example("post-acts/{act}/undo"),
    "approval_settings_show": Example("organization/approval"),
    "approval_settings_change": Example("organization/approval", {"company": None}),
    "approval_settings_reviewers": Example("topics/reviewed/reviewers"),
    "approval_settings_set_reviewers": Example(
        "topics/reviewed/reviewers", {"members": ["{colleague}"], "roles": ["admin"]}
    ),
    "absences_show": Example("me/absence"),
    "absences_write": Example(
        "me/absence",
        {
            "stand_in": "{curator}",
            "starts_at": "2026-01-01T00:00:00Z",
            "ends_at": "2099-01-01T00:00:00Z",
        },
    ),
    "absences_end": Example("me/absence"),
    "posts_archive": Example("posts/{post}/archive"),
    "posts_restore": Example("posts/{archived}/restore"),
    "digests_show": Example("me/digest"),
    "digests_choose": Example("me/digest", {"pace": "daily"}),
    "digests_test": Example("me/digest/test"),
    "digests_plan": Example("digest-plan"),
    "digests_set_plan": Example(
        "digest-plan",
        {"is_on": True, "pace": "weekly", "weekday": 2, "hour": 8, "greeting": "Hello."},
    ),
    "comments_list": Example("posts/{post}/comments"),
    "comments_create": Example("posts/{post}/comments", {"text": "Good.", "parent": "{comment}"}),
    "comments_show": Example("comments/{comment}"),
    "comments_change": Example("comments/{comment}", {"text": "Better."}),
    "comments_remove": Example("comments/{comment}"),
    "comments_hide": Example("comments/{comment}/hide", {"reason": "It names a customer."}),
    "comments_unhide": Example("comments/{hidden}/unhide"),
    "feedback_show": Example("posts/{post}/feedback"),
    "feedback_give": Example("posts/{post}/feedback", {"verdict": "useful"}),
    "feedback_confirm": Example("posts/{internal}/confirmation"),
    "feedback_ask": Example("posts/{internal}/confirmation", {"is_asked": False}),
    "concerns_list": Example("concerns"),
    "concerns_queue": Example("concerns/queue?settled=false"),
    "concerns_create": Example("concerns", {"words": "A rumour.", "picture": "{picture}"}),
    "concerns_show": Example("concerns/{concern}"),
    "concerns_answer": Example("concerns/{concern}/answer", {"text": "It is gone."}),
    "offers_create": Example("concern-answers/offer", {"question": "May I?", "answer": "Gladly."}),
    "concerns_take": Example("concerns/{concern}/take"),
    "concerns_hand_over": Example("concerns/{concern}/hand-over", {"to": "{curator}"}),
    "concerns_settle": Example("concerns/{concern}/settle", {"outcome": "It was a joke."}),
    "programme_leads_show": Example("programme-lead"),
    "programme_leads_write": Example("programme-lead", {"lead": "{keeper}"}),
    "standard_replies_list": Example("standard-replies"),
    "standard_replies_create": Example("standard-replies", {"title": "A rumour", "text": "No."}),
    "standard_replies_write": Example(
        "standard-replies/{reply}", {"title": "A threat", "text": "We are sorry."}
    ),
    "standard_replies_remove": Example("standard-replies/{reply}"),
    "suggestions_list": Example("suggestions"),
    "suggestions_queue": Example("suggestions/queue?decided=false"),
    "suggestions_create": Example("suggestions", {"idea": "Roof", "picture": "{picture}"}),
    "suggestions_show": Example("suggestions/{suggestion}"),
    "suggestions_withdraw": Example("suggestions/{suggestion}"),
    "suggestions_answer": Example("suggestions/{suggestion}/answer", {"text": "On Monday."}),
    "suggestions_ask": Example("suggestions/{suggestion}/ask", {"text": "When?"}),
    "suggestions_take": Example("suggestions/{suggestion}/take"),
    "suggestions_decline": Example("suggestions/{suggestion}/decline", {"reason": "Too early."}),
    "customer_questions_list": Example("customer-questions?state=open"),
    "customer_questions_alike": Example("customer-questions/alike?text=question"),
    "customer_questions_heard": Example("customer-questions/heard"),
    "customer_questions_report": Example(
        "customer-questions", {"text": "Does it float?", "same_as": "{question}"}
    ),
    "customer_questions_show": Example("customer-questions/{question}"),
    "customer_questions_reword": Example("customer-questions/{question}", {"text": "Does it?"}),
    "customer_questions_merge": Example(
        "customer-questions/{question}/merge", {"others": ["{other_question}"]}
    ),
    "customer_questions_split": Example(
        "customer-questions/{question}/split", {"hearings": ["{hearing}"]}
    ),
    "customer_questions_answer": Example(
        "customer-questions/{question}/answer", {"post": "{post}"}
    ),
    "customer_questions_close": Example(
        "customer-questions/{question}/close", {"reason": "It floats."}
    ),
    "customer_questions_reopen": Example("customer-questions/{closed_question}/reopen"),
    "polls_list": Example("polls"),
    "polls_show": Example("polls/{poll}"),
    "polls_create": Example(
        "polls",
        {"question": "Tea?", "options": ["Yes", "No"], "closes_at": SOON},
    ),
    "polls_vote": Example("polls/{poll}/vote", {"options": ["{option}"]}),
    "polls_close": Example("polls/{poll}/close"),
    "polls_remove": Example("polls/{poll}"),
    "campaigns_list": Example("campaigns?stage=running"),
    "campaigns_create": Example("campaigns", NEW_CAMPAIGN),
    "campaigns_show": Example("campaigns/{campaign}"),
    "campaigns_change": Example("campaigns/{campaign}", {"version": 1, "name": "Other"}),
    "campaigns_add": Example("campaigns/{campaign}/posts", {"posts": ["{post}"]}),
    "campaigns_take": Example("campaigns/{campaign}/posts/{post}"),
    "campaigns_end": Example("campaigns/{campaign}/end"),
    "campaigns_archive": Example("campaigns/{campaign}/archive"),
    "campaigns_restore": Example("campaigns/{put_away}/restore"),
    "campaign_results_show": Example("campaigns/{campaign}/numbers"),
    "campaign_results_csv": Example("campaigns/{campaign}/numbers/csv"),
    "pilots_of_campaign": Example("campaigns/{campaign}/pilot"),
    "pilots_start_campaign": Example("campaigns/{campaign}/pilot", {"members": ["{member}"]}),
    "pilots_open_campaign": Example("campaigns/{tried}/pilot/open"),
    "pilots_of_post": Example("posts/{post}/pilot"),
    "pilots_start_post": Example("posts/{post}/pilot", {"members": ["{member}"]}),
    "pilots_open_post": Example("posts/{tried_post}/pilot/open"),
    "hashtags_list": Example("hashtags"),
    "hashtags_create": Example("hashtags", {"name": "#OpenDoors", "purpose": "event"}),
    "hashtags_change": Example("hashtags/{hashtag}", {"is_default": True}),
    "hashtags_remove": Example("hashtags/{hashtag}"),
    "library_files_list": Example("library?kind=picture&flaw=no_alt"),
    "library_files_create": Example("library"),
    "library_files_show": Example("library/{kept}"),
    "library_files_change": Example("library/{kept}", {"valid_until": "2030-01-31"}),
    "library_files_replace": Example("library/{kept}/replace", {"other": "{other}"}),
    "library_files_remove": Example("library/{kept}"),
    "sources_list": Example("sources"),
    "sources_find": Example("sources/find", {"address": "https://127.0.0.1/"}),
    "sources_create": Example("sources", {"url": "https://acme.example/feed", "title": "Ours"}),
    "sources_show": Example("sources/{source}"),
    "sources_change": Example("sources/{source}", {"daily_cap": 5, "keeps_days": None}),
    "sources_pause": Example("sources/{source}/pause"),
    "sources_resume": Example("sources/{source}/resume"),
    "sources_read": Example("sources/{source}/read"),
    "sources_remove": Example("sources/{source}"),
    "post_versions_list": Example("posts/{draft}/versions"),
    "post_versions_show": Example("posts/{draft}/versions/1"),
    "post_versions_restore": Example("posts/{draft}/versions/1/restore"),
    "post_versions_audience": Example("posts/{draft}/audience?member={colleague}&team={team}"),
    "post_templates_list": Example("post-templates"),
    "post_templates_create": Example("post-templates", {**NEW_POST, "name": "Weekly"}),
    "post_templates_change": Example("post-templates/{template}", {"name": "Monthly"}),
    "post_templates_remove": Example("post-templates/{template}"),
    "post_imports_list": Example("post-imports"),
    "post_imports_create": Example("post-imports", {"lines": [{"title": "Roof"}]}),
    "post_imports_show": Example("post-imports/{list}"),
    "post_imports_run": Example("post-imports/{list}/run"),
    "post_imports_undo": Example("post-imports/{imported}/undo"),
    "topics_list": Example("topics"),
    "topics_create": Example("topics", {"name": "Rivers"}),
    "topics_follow": Example("topics/{topic}/follow"),
    "topics_unfollow": Example("topics/{topic}/follow"),
    "topics_show": Example("topics/{topic}"),
    "topics_change": Example("topics/{topic}", {"is_closed": True, "teams": ["{team}"]}),
    "topics_merge": Example("topics/{topic}/merge", {"into": "other-topic"}),
    "topics_delete": Example("topics/{topic}"),
    "topics_begin": Example("topics/defaults"),
    "feed_list": Example("feed?show=unread&for_my_team=false"),
    "feed_three": Example("feed/three"),
    "feed_put_three_away": Example("feed/three"),
    "feed_take_three_out": Example("feed/three"),
    "marks_show": Example("posts/{post}/marks"),
    "marks_save": Example("posts/{post}/marks/saved"),
    "marks_unsave": Example("posts/{post}/marks/saved"),
    "marks_hide": Example("posts/{post}/marks/not-for-me"),
    "marks_bring_back": Example("posts/{post}/marks/not-for-me"),
    "pictures_create": Example("pictures"),
    "pictures_show": Example("pictures/{picture}"),
    "pictures_describe": Example("pictures/{picture}", {"alt": "A pump"}),
    "pictures_discard": Example("pictures/{picture}"),
    "pictures_file": Example("pictures/{picture}/files/thumb"),
    "attachments_create": Example("attachments"),
    "attachments_show": Example("attachments/{attachment}"),
    "attachments_describe": Example("attachments/{attachment}", {"title": "Deck"}),
    "attachments_discard": Example("attachments/{attachment}"),
    "attachments_file": Example("attachments/{attachment}/files/file"),
    "link_previews_show": Example("posts/{draft}/link-preview"),
    "link_previews_write": Example("posts/{draft}/link-preview", {"title": "A page"}),
    "link_previews_read_again": Example("posts/{draft}/link-preview/read-again"),
    "composer_suggestions": Example("posts/{post}/suggestions"),
    "composer_preview": Example("posts/{post}/share-preview", {"words": "Look."}),
    "shares_list": Example("shares?post={post}"),
    "shares_create": Example("shares", {"post": "{fresh}", "connections": ["{connection}"]}),
    "shares_show": Example("shares/{failed}"),
    "shares_cancel": Example("shares/{failed}/cancel"),
    "shares_retry": Example("shares/{failed}/retry"),
    "shares_answer": Example("shares/{asked}/answer", {"is_there": True}),
    "shares_move": Example("shares/{planned}/move", {"timing": "spread"}),
    "shares_post_now": Example("shares/{planned}/post-now"),
    "shares_report": Example("shares/{by_hand}/report", {}),
    "shares_dismiss": Example("shares/{by_hand}/dismiss"),
    "shares_reopen": Example("shares/{dismissed}/reopen"),
    "shares_delete": Example("shares/{failed}/delete"),
    "shares_answer_recall": Example("shares/{recalled}/answer-recall", {"is_gone": True}),
    "pauses_show": Example("pause"),
    "pauses_start": Example("pause", {"reason": "An accident."}),
    "pauses_end": Example("pause"),
    "recalls_show": Example("posts/{taken_back}/recall"),
    "recalls_start": Example("posts/{post}/recall", {"reason": "It was wrong."}),
    "shares_finish": Example("shares/{by_hand}/finish"),
    "receipts_list": Example("receipts"),
    "receipts_show": Example("shares/{live}/receipt"),
    "clearances_list": Example("clearances"),
    "clearances_approve": Example(
        "clearances/{clearance}/approve", {"note": "Fine.", "seen": digest_of([])}
    ),
    "clearances_send_back": Example("clearances/{clearance}/send-back", {"note": "Not yet."}),
    "mentions_list": Example("mentions"),
    "mentions_create": Example(
        "mentions", {"name": "Partner", "urn": "urn:li:organization:2", "x": "@partner"}
    ),
    "mentions_change": Example("mentions/{mention}", {"x": "@other"}),
    "mentions_remove": Example("mentions/{mention}"),
    "organization_receipts_file": Example(
        "organization/receipts?since=2026-01-01&until=2026-11-30"
    ),
    "connections_list": Example("connections"),
    "connections_disconnect": Example("connections/{connection}"),
    "connections_check": Example("connections/{connection}/check"),
    "own_apps_list": Example("own-apps"),
    "own_apps_check": Example("own-apps/{own_app}/check"),
    "health_show": Example("organization/health"),
    "assisted_networks_list": Example("assisted-networks"),
    "assisted_networks_choose": Example("assisted-networks", {"networks": ["email"]}),
    "slots_list": Example("slots"),
    "slots_add": Example("slots", {"weekday": 1, "at": "09:30"}),
    "slots_remove": Example("slots/1/09:30"),
    "slots_copy": Example("slots/copy", {"weekday": 0}),
    "slots_suggest": Example("slots/suggest"),
    "calendar_show": Example("calendar?week=2026-W48"),
    "impacts_show": Example("impact?period=quarter&on=2026-Q4"),
    "reported_figures_create": Example(
        "impact/by-hand", {"share": "{by_hand}", "day": "2026-11-20", "reactions": 3}
    ),
    "kept_data_show": Example("me/kept-data"),
    "board_settings_show": Example("leaderboard/settings"),
    "board_settings_set": Example("leaderboard/settings", {"most_a_day": 3}),
    "leaderboards_show": Example("leaderboard?who=teams"),
    "dashboards_show": Example("dashboard?metric=share_rate"),
    "dashboard_facts_show": Example("dashboard/facts?metric=shares_confirmed"),
    "cohorts_show": Example("dashboard/cohorts?of=active"),
    "kpis_list": Example("kpis"),
    "dashboard_files_csv": Example("dashboard/csv?metric=share_rate"),
    "dashboard_files_xlsx": Example("dashboard/xlsx?period=week"),
    "dashboard_files_pdf": Example("dashboard/pdf?period=week"),
    "reports_list": Example("reports"),
    "reports_create": Example("reports", {"pace": "month", "readers": ["{member}"]}),
    "reports_show": Example("reports/{report}"),
    "reports_change": Example(
        "reports/{report}", {"pace": "week", "attached": "csv", "readers": ["{member}"]}
    ),
    "reports_pause": Example("reports/{report}/pause", {"is_paused": True}),
    "reports_test": Example("reports/{report}/test"),
    "reports_remove": Example("reports/{report}"),
    "report_links_list": Example("report-links"),
    "report_links_create": Example("report-links", {"name": "Board", "days": 7}),
    "report_links_revoke": Example("report-links/{report_link}/revoke"),
    "report_link_settings_show": Example("report-links/settings"),
    "report_link_settings_set": Example("report-links/settings", {"is_on": False}),
    "payoffs_show": Example("payoff?period=quarter"),
    "goals_list": Example("goals"),
    "goals_create": Example(
        "goals",
        {
            "label": "Be heard",
            "metric": "shares_confirmed",
            "target": "200",
            "period": "quarter",
            "starts_on": "2026-11-02",
        },
    ),
    "goals_remove": Example("goals/{goal}"),
    "annotations_list": Example("annotations"),
    "annotations_create": Example("annotations", {"day": "2026-11-02", "text": "Fair"}),
    "annotations_remove": Example("annotations/{annotation}"),
    "brand_numbers_list": Example("brand-numbers?metric=mentions_market"),
    "brand_numbers_create": Example(
        "brand-numbers",
        {
            "numbers": [
                {"day": "2026-11-02", "metric": "brand_reach", "value": 9, "source": "Radar"}
            ]
        },
    ),
    "brand_numbers_remove": Example("brand-numbers/{brand_number}"),
    "values_show": Example("value?period=quarter"),
    "rates_list": Example("rates"),
    "rates_create": Example(
        "rates",
        {
            "kind": "cpm",
            "network": "linkedin",
            "currency": "EUR",
            "amount": "7.50",
            "source": "Our own ads",
            "starts_on": "2026-11-01",
        },
    ),
    "rates_remove": Example("rates/{rate}"),
    "conversions_create": Example(
        "conversions", {"goal": "newsletter", "link": "Nobody0000", "external_id": "order-1"}
    ),
    "conversion_goals_list": Example("conversion-goals"),
    "conversion_goals_create": Example("conversion-goals", {"name": "demo-booked"}),
    "conversion_goals_end": Example("conversion-goals/{conversion_goal}"),
    "landing_sites_list": Example("landing-sites"),
    "landing_sites_create": Example("landing-sites", {"host": "shop.example"}),
    "landing_sites_remove": Example("landing-sites/{landing_site}"),
}
REFUSED_AS_THINGS_STAND = {
    # nothing of the house is live at a network, and no account has a credential
    "shares_delete": 409,
    "connections_check": 422,
    # there are topics already
    "topics_begin": 422,
    # no share has this link
    "conversions_create": 422,
    # nothing is paused
    "pauses_end": 409,
    # its secret can't be read
    "own_apps_check": 422,
    # its address is one that nobody is called at
    "sources_find": 422,
    # one curator may change posts alone: nothing has to be proposed
    "approvals_propose": 422,
}


@dataclass(frozen=True)
class Operation:
    """An endpoint as the router knows it."""

    name: str
    method: str
    pattern: URLPattern
    spec: Spec


def operations() -> dict[str, Operation]:
    """Return every operation by its name."""
    found = {}
    for pattern in VERSION_1:
        view: Any = pattern.callback
        for method, action in view.actions.items():
            if method == "head":
                continue
            assert issubclass(view.cls, Endpoints), pattern
            name = operation_name(view.cls, action)
            assert name not in found, name
            spec = getattr(view.cls, action).spec
            found[name] = Operation(name, method.upper(), pattern, spec)
    return found
