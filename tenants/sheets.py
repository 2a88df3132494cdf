"""Tables that people open in a spreadsheet: nothing in a cell is ever calculated there.

Source: OWASP, CSV Injection.
"""

from __future__ import annotations

BYTE_ORDER_MARK = "\ufeff"
"""Tells spreadsheets that a file is UTF-8."""
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def plain_cell(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(STARTS_FORMULA) else text
