"""Pages for people: the timeline, profiles, pictures, the inbox."""

from __future__ import annotations

from flask import Blueprint

from playground.pages.acts import acts
from playground.pages.inbox import inbox
from playground.pages.pictures import pictures
from playground.pages.posts import posts
from playground.pages.stories import stories

PAGES: tuple[Blueprint, ...] = (posts, acts, inbox, pictures, stories)
