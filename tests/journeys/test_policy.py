"""What a browser refuses by our policy is heard, on whatever page it happens."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Arrive

VIOLATIONS = {
    "script-src": "let s = document.createElement('script'); s.text = '1'; document.body.append(s)",
    "style-src": "document.body.setAttribute('style', 'color: red')",
    "img-src": "new Image().src = 'https://elsewhere.example/x.png'",
    "connect-src": "fetch('https://elsewhere.example/').catch(() => 0)",
}


@pytest.mark.parametrize("directive", sorted(VIOLATIONS))
def test_a_violation_is_a_complaint(arrive: Arrive, directive: str) -> None:
    visitor = arrive()
    page = visitor.go("/account/login/")
    assert visitor.complaints == []
    with page.expect_console_message(lambda message: message.text.startswith("policy: ")):
        page.evaluate(f"() => {{ {VIOLATIONS[directive]} }}")
    told = [one for one in visitor.complaints if "policy: " in one]
    visitor.complaints.clear()
    assert any(directive in one for one in told), told
