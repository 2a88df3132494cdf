"""App passwords, as Bluesky's settings have them; here everybody may see everybody's."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from playground.accounts import Account
from playground.networks.bluesky.identity import handle_of
from playground.origin import is_own
from playground.world import world

passwords = Blueprint("passwords", __name__)
_LONGEST_NAME = 60


@dataclass(frozen=True)
class Shown:
    """One app password and what to type with it."""

    person: Account
    handle: str
    name: str
    password: str


@passwords.get("/settings/app-passwords")
def app_passwords() -> str:
    """Everybody's app passwords, newest first."""
    people = {person.id: person for person in world().accounts.all()}
    shown = [
        Shown(people[account_id], handle_of(people[account_id].username), name, password)
        for account_id, name, password in world().sessions.passwords()
    ]
    return render_template("app_passwords.html", shown=shown, people=people.values())


@passwords.post("/settings/app-passwords")
def add() -> Response:
    """Make one, for a known person or a new one."""
    if not is_own():
        abort(403)
    who = request.form.get("who", "").strip()
    if who:
        person = world().accounts.named(who, now=world().now())
        name = request.form.get("name", "").strip()[:_LONGEST_NAME] or "Advocacy"
        world().sessions.add_password(person.id, name, now=world().now())
    return redirect(url_for("passwords.app_passwords"), 303)


@passwords.post("/settings/app-passwords/remove")
def remove() -> Response:
    """Take one back; what it opened ends."""
    if not is_own():
        abort(403)
    person = world().accounts.by_id(request.form.get("account", "")) or abort(404)
    world().sessions.remove_password(person.id, request.form.get("password", ""))
    return redirect(url_for("passwords.app_passwords"), 303)
