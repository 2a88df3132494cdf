"""The languages a post can be in: those that people can say they read."""

from __future__ import annotations

from tenants.languages import LANGUAGES, language_name

__all__ = ["LANGUAGES", "language_name"]
