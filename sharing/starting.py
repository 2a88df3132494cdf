"""What the composer starts from: the suggested words, wherever the member has not shared yet."""

from __future__ import annotations

from django.db.models import Q

from content.models import Kind, Post
from content.services import suggest
from sharing.drafts import chosen_of, offered
from sharing.models import Connection, Reason, Share, State
from sharing.selectors import active_connections
from tenants.models import Member


def not_shared_yet(member: Member, post: Post) -> list[Connection]:
    """Return the accounts that no standing share of this post has gone to, or is on its way to."""
    standing = Share.objects.of(member).standing().filter(post=post, connection__isnull=False)
    taken = set(standing.values_list("connection_id", flat=True))
    return [one for one in active_connections(member) if one.pk not in taken]


def fresh_start(member: Member, post: Post) -> dict[str, list[str]]:
    """Return the composer's fields for a first look: one click would send the same.

    A prompt begins without words: they are to be one's own.
    """
    connections = not_shared_yet(member, post) or active_connections(member)
    pictures = [str(one.asset.public_id) for one in offered(post)]
    if post.kind == Kind.PROMPT:
        chosen = [str(one.public_id) for one in connections]
        return {"words": [""], "connections": chosen, "pictures": pictures}
    networks = {one.network for one in connections}
    suggested = suggest(member=member, post=post, networks={"", *networks})
    common = suggested[""].text
    fields = {"words": [common], "connections": [str(one.public_id) for one in connections]}
    for network in networks:
        if suggested[network].text != common:
            fields[f"words_{network}"] = [suggested[network].text]
    return fields | {"pictures": pictures}


def write_anew(share: Share) -> dict[str, list[str]]:
    """Return the composer's fields to mend a share that did not go out: its place alone.

    One whose words were sent back is over, so it is not replaced.
    """
    there = {one.asset for one in offered(share.post)}
    chosen = [one.asset for one in chosen_of(share)]
    pictures = [str(asset.public_id) for asset in chosen if asset in there]
    fields = {"words": [share.words], "pictures": pictures}
    if share.state != State.CANCELLED:
        fields["instead_of"] = [str(share.public_id)]
    own = [asset for asset in chosen if asset not in there]
    for place, asset in enumerate(own, start=1):  # named as `content.forms.Pictures` reads it
        fields[f"{asset.public_id}-place"] = [str(place)]
    if share.connection is None:
        return fields | {"by_hand": [share.network]}
    return fields | {"connections": [str(share.connection.public_id)]}


def mendable(member: Member, post: Post, public_id: str) -> Share | None:
    """Return the share of this post that a member wants to write anew, if it may be."""
    sent_back = Q(state=State.CANCELLED, reason=Reason.APPROVAL)
    waiting: Share | None = (
        Share.objects.of(member)
        .filter(Q(state__in=[State.FAILED, State.HELD]) | sent_back)
        .filter(post=post, public_id=public_id)
        .select_related("connection", "post")
        .first()
    )
    return waiting
