"""The public timeline, hashtags, profiles, single posts."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from playground.accounts import Account
from playground.entries import Entry
from playground.networks import NETWORKS
from playground.networks.bluesky.identity import actor, did_of
from playground.networks.bluesky.lexicon import POST
from playground.pages.cards import cards
from playground.timeline import OPEN, Filter
from playground.visitors import current_visitor
from playground.world import world

posts = Blueprint("posts", __name__)
_PAGE = 20


@posts.app_context_processor
def _everywhere() -> dict[str, object]:
    return {
        "visitor": current_visitor(),
        "mail_count": world().inbox.count(),
        "networks": [network.label for network in NETWORKS],
    }


@posts.get("/")
def timeline() -> str:
    """Everything public, newest first."""
    return _listed("timeline.html", Filter(exclude_replies=True))


@posts.get("/tags/<tag>")
def tagged(tag: str) -> str:
    """Everything public with a hashtag."""
    return _listed("tag.html", Filter(tag=tag), tag=tag)


@posts.get("/@<username>")
def profile(username: str) -> str:
    """A person and what they posted and boosted."""
    person = _person(username)
    wanted = Filter(account_id=person.id, visibilities=OPEN, exclude_boosts=False)
    count = world().timeline.count(person.id)
    return _listed("profile.html", wanted, person=person, count=count)


@posts.get("/@<username>/<post_id>")
def post(username: str, post_id: str) -> str:
    """One post with what it answers and the answers to it."""
    entry = _post(username, post_id)
    parent = world().timeline.find(entry.reply_to_id) if entry.reply_to_id else None
    replies = [one for one in world().timeline.replies(entry) if one.visibility in OPEN]
    (card,) = cards([entry])
    return render_template(
        "post.html",
        card=card,
        parents=cards([parent] if parent and parent.visibility in OPEN else []),
        replies=cards(replies),
    )


@posts.get("/profile/<name>")
def bluesky_profile(name: str) -> Response:
    """A person, by their DID or handle."""
    person = actor(name) or abort(404)
    return redirect(url_for("posts.profile", username=person.username))


@posts.get("/profile/<name>/post/<rkey>")
def bluesky_post(name: str, rkey: str) -> str:
    """One post, where Bluesky has it."""
    person = actor(name) or abort(404)
    record = world().records.find(did_of(person.username), POST, rkey)
    return post(person.username, (record and record.post_id) or abort(404))


@posts.get("/i/status/<post_id>")
@posts.get("/<username>/status/<post_id>")
def x_post(post_id: str, username: str = "") -> Response | str:
    """One post, where X has it; its address without the author's name leads to the one with it."""
    entry = world().timeline.find(post_id, "x") or abort(404)
    author = world().accounts.by_id(entry.account_id) or abort(404)
    if username.casefold() != author.username.casefold():
        return redirect(url_for("posts.x_post", username=author.username, post_id=post_id))
    return post(author.username, post_id)


@posts.get("/feed/update/<urn>/")
def linkedin_post(urn: str) -> str:
    """One post, where LinkedIn has it."""
    entry = world().timeline.find(urn.rpartition(":")[2], "linkedin") or abort(404)
    person = world().accounts.by_id(entry.account_id) or abort(404)
    return post(person.username, entry.id)


@posts.get("/in/me/")
def linkedin_profile() -> Response:
    """The profile of whoever looks."""
    person = current_visitor()
    if person is None:
        return redirect(url_for("posts.timeline"))
    return redirect(url_for("posts.profile", username=person.username))


@posts.get("/<username>")
@posts.get("/users/<username>")
def user(username: str) -> Response:
    """The address other servers know a person by."""
    return redirect(url_for("posts.profile", username=_person(username).username))


@posts.get("/users/<username>/statuses/<post_id>")
def user_post(username: str, post_id: str) -> Response:
    """The address other servers know a post by."""
    entry = _post(username, post_id)
    return redirect(url_for("posts.post", username=username, post_id=entry.id))


def _listed(template: str, wanted: Filter, **values: object) -> str:
    before = request.args.get("before", "")
    found = world().timeline.posts(replace(wanted, max_id=before, limit=_PAGE + 1))
    shown = cards(found[:_PAGE])
    older = found[_PAGE - 1].id if len(found) > _PAGE else ""
    name = "_posts.html" if request.args.get("fragment") else template
    return render_template(name, cards=shown, older=older, is_first=not before, **values)


def _person(username: str) -> Account:
    person = world().accounts.by_username(username)
    return person or abort(404)


def _post(username: str, post_id: str) -> Entry:
    entry = world().timeline.find(post_id)
    person = _person(username)
    if entry is None or entry.account_id != person.id or entry.visibility not in OPEN:
        abort(404)
    return entry
