"""Where a company's links lead in a demonstration: a page that says it would be theirs."""

from __future__ import annotations

from flask import Blueprint, render_template

stories = Blueprint("stories", __name__)


@stories.get("/stories/<slug>")
def story(slug: str) -> str:
    """Stand in for any article on a company's own site."""
    return render_template("story.html", title=slug.replace("-", " ").capitalize())
