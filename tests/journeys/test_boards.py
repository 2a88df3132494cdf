"""The boards, walked: out of them and back under another name; a screen without signing in."""

from __future__ import annotations

