"""Pages for people: the timeline, profiles, pictures, app passwords, the inbox."""

from __future__ import annotations

from flask import Blueprint

from playground.pages.acts import acts
from playground.pages.inbox import inbox
from playground.pages.passwords import passwords
from playground.pages.pictures import pictures
from playground.pages.posts import posts
from playground.pages.stories import stories

PAGES: tuple[Blueprint, ...] = (posts, acts, inbox, passwords, pictures, stories)
