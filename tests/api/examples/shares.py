"""Example calls about shares and accounts."""

from __future__ import annotations

from sharing.clearances import digest_of
from tests.api.endpoints import Example

EXAMPLES = {
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
}
