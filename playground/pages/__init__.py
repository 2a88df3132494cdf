"""Pages for people."""

from __future__ import annotations

from flask import Blueprint

PAGES: tuple[Blueprint, ...] = ()
