"""Buttons of the composer that change the form and send nothing: ways out of its dead ends."""

from __future__ import annotations

from datetime import datetime

from django.http import QueryDict

from content.hashtags import with_hashtags
from content.models import Post
from content.services import suggest
from sharing.assisted import TARGETS
from sharing.chorus import listen
from sharing.mentions import known_mentions, token
from sharing.selectors import active_connections
from tenants.models import Member

FIELD = "way_out"
"""The buttons' name; a value is the way and the network ("another-x")."""


def take_way_out(data: QueryDict, *, member: Member, post: Post, now: datetime) -> QueryDict:
    """Return the composer's form as the pressed way out leaves it; an unknown one changes nothing.

    "another" takes a suggestion for the network that no colleague has used there, "by_hand" lets
    the member finish it there, "without" leaves the network out. "mention" puts the chosen name at
    the end of the words, for who has no script to put it where they write; "hashtags" those that
    belong to the post.
    """
    way, _, network = data.get(FIELD, "").partition("-")
    changed = data.copy()
    changed.pop(FIELD, None)
    if way == "mention":
        return _with_mention(changed)
    if way == "hashtags":
        return _with_hashtags(changed, post)
    own = [one for one in active_connections(member) if one.network == network]
    if way == "another" and own:
        suggestion = suggest(member=member, post=post, networks=[network])[network]
        texts = [suggestion.text, *(one.text for one in suggestion.others)]
        heard = listen(member=member, network_key=network, texts=texts, now=now)
        text = heard.another(suggestion)
        if text:
            changed[f"words_{network}"] = text
    elif way in {"by_hand", "without"}:
        left = {str(one.public_id) for one in own}
        kept = [each for each in data.getlist("connections") if each not in left]
        changed.setlist("connections", kept)
        if way == "by_hand" and network in {one.key for one in TARGETS}:
            changed.setlist("by_hand", list(dict.fromkeys([*data.getlist("by_hand"), network])))
    return changed


def _with_hashtags(changed: QueryDict, post: Post) -> QueryDict:
    for name in [name for name in changed if name.startswith("words")]:
        words = str(changed[name])
        if name == "words" or words.strip():
            changed[name] = with_hashtags(words, post.required_hashtags)
    return changed


def _with_mention(changed: QueryDict) -> QueryDict:
    mention = known_mentions().get(changed.get("mention", ""))
    if mention is not None:
        changed["words"] = f"{changed.get('words', '').rstrip()} {token(mention)} ".lstrip()
    return changed
