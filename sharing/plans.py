"""What one click is about to make, read once: the composer and the click see the same plan."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from content.models import Asset, AssetKind, AssetState, LinkCard, Post, PostTopic, Rendition
from content.selectors import ShownPicture, shown_rendition
from content.services import Suggestion, suggest
from sharing.assisted import Target
from sharing.drafts import (
    Chosen,
    attachment_for,
    attachment_in,
    card_for,
    card_of,
    offered,
    pictures_for,
    renditions_of,
)
from sharing.mentions import Known, known_mentions, with_mentions
from sharing.models import Connection, Share
from sharing.networks import base
from sharing.networks.attached import NOT_ATTACHED
from sharing.networks.base import (
    Draft,
    Issue,
)
from sharing.noticed import NOTHING, Noticed
from sharing.places import Place, places_of
from sharing.text import code_for, compose_text, short_address
from tenants.models import Member

THUMB = "thumb"


@dataclass(frozen=True)
class When:
    """When a member wants it to go out, as a form tells it (`sharing.moments.parse_timing`)."""

    timing: str = ""
    wall: str = ""
    zone: str = ""


@dataclass(frozen=True)
class Compose:
    """What a member asked for: where, in which words, with which pictures, when, once or again."""

    connections: Sequence[Connection]
    key: uuid.UUID
    by_hand: Sequence[Target] = ()
    """The networks where the member finishes the post."""
    words: Mapping[str, str] | None = None
    """Words by network key, "" for all networks not named; None = one click, the suggested ones."""
    pictures: Sequence[Asset] | None = None
    """The pictures in order, or one video or document; None = what is offered with the post."""
    when: When = When()
    is_again: bool = False
    asks_approval: bool = False
    """Whether somebody is asked for a yes where the policy wants one; else it refuses the words."""
    instead_of: Share | None = None
    """A share that did not go out, which this one replaces."""
    noticed: Noticed = NOTHING
    """What the guidelines found while it was written."""

    @property
    def places(self) -> list[Place]:
        """Return where it goes."""
        return places_of(self.connections, self.by_hand)


@dataclass(frozen=True)
class Plan:
    """All that the shares of one click have in common."""

    member: Member
    post: Post
    compose: Compose
    topic_ids: list[int]
    chosen: list[Chosen]
    renditions: Mapping[tuple[int, str], Rendition]
    card: LinkCard | None
    """The preview of the post's link; None where pictures go out instead. An attachment does not go
    everywhere, so it comes with one."""
    sent_card: base.LinkCard | None
    suggested: Mapping[str, Suggestion]
    """What is suggested to the member, by network key."""
    mentions: Known
    """Whom the organization's list lets members mention, by name."""
    now: datetime

    @property
    def attachment(self) -> Chosen | None:
        """Return the video or document that was chosen."""
        return attachment_in(self.chosen)

    @property
    def attachment_shown(self) -> ShownPicture | None:
        """Return the first page of a document, for the page."""
        one = self.attachment
        thumb = self.renditions.get((one.asset.pk, THUMB)) if one else None
        return shown_rendition(thumb, one.asset) if one and thumb else None

    def words_for(self, place: Place) -> tuple[str, bool]:
        """Return the words for a place, and whether they are the suggested ones unchanged."""
        suggested = self.suggested[place.network]
        if self.compose.words is None:
            return suggested.text.strip(), True
        own = self.compose.words.get(place.network, "").strip()
        words = own or self.compose.words.get("", "").strip()
        if not own and words not in suggested.allowed and self._is_another_networks(words):
            words = suggested.text.strip()
        return words, words == suggested.text.strip() or bool(suggested.caption_in(words))

    def _is_another_networks(self, words: str) -> bool:
        """Tell whether the words for all are locked ones, but another network's than this one's."""
        is_locked = self.post.is_caption_locked
        return is_locked and any(words in one.allowed for one in self.suggested.values())

    def texts_for(self, network: str) -> list[str]:
        """Return every text that may go out to a network: the words, and what is suggested."""
        suggested = self.suggested[network]
        words = self.compose.words or {}
        own = [words.get(network, ""), words.get("", ""), suggested.text]
        return [*own, *(caption.text for caption in suggested.others)]

    def code_for(self, place: Place) -> str:
        """Return the code of the share's own link, known before there is a share."""
        return code_for(member=self.member, key=self.compose.key, place=place.key)

    def mentioning(self, place: Place, words: str) -> str:
        """Return words with the mentions as a place takes them."""
        is_by_hand = place.connection is None
        return with_mentions(
            words, network=place.network, known=self.mentions, is_by_hand=is_by_hand
        )

    def draft_for(self, place: Place, words: str) -> Draft:
        """Return what a place would be given, with the very link that the share will have.

        An attachment that the place does not take is left out: the link's preview goes instead.
        """
        draft = self._whole(place, words)
        if draft.attachment is None:
            return draft
        is_taken = self.left_out(place, draft) is None
        return replace(draft, card=None) if is_taken else replace(draft, attachment=None)

    def left_out(self, place: Place, draft: Draft | None = None) -> Issue | None:
        """Say why the chosen attachment does not go to a place; None when it does, or for none."""
        issues = place.check(draft or self._whole(place, ""))
        return next((issue for issue in issues if issue.code in NOT_ATTACHED), None)

    def _whole(self, place: Place, words: str) -> Draft:
        host = self.member.organization.link_host
        link = short_address(self.code_for(place), host) if self.post.link else ""
        draft = Draft(
            text=compose_text(self.mentioning(place, words), link),
            link=link,
            pictures=pictures_for(self.chosen, place.network, self.renditions),
            card=self.sent_card,
            reshares=self.post.company_post,
            attachment=attachment_for(self.chosen, self.renditions),
        )
        return place.fit(draft)


def plan_for(*, member: Member, post: Post, compose: Compose, now: datetime) -> Plan:
    """Read what the shares of one click have in common. Raises ValidationError("pictures")."""
    chosen = offered(post) if compose.pictures is None else _usable(member, post, compose.pictures)
    networks = {place.network for place in compose.places}
    networks |= {""} if post.is_caption_locked else set()
    card = card_of(post) if not chosen or attachment_in(chosen) else None
    return Plan(
        member=member,
        post=post,
        compose=compose,
        topic_ids=list(PostTopic.objects.filter(post=post).values_list("topic_id", flat=True)),
        chosen=chosen,
        renditions=renditions_of(chosen),
        card=card,
        sent_card=card_for(card),
        suggested=suggest(member=member, post=post, networks=networks),
        mentions=known_mentions(),
        now=now,
    )


def _usable(member: Member, post: Post, assets: Sequence[Asset]) -> list[Chosen]:
    """Return what a member may send: the post's pictures and their own, ready ones.

    A video or document goes alone, and only with the post that offers it.
    """
    there = set(Asset.objects.offered_with(post).values_list("pk", flat=True))
    for asset in assets:
        is_picture = asset.kind == AssetKind.PICTURE
        if asset.pk not in there and not (is_picture and asset.uploaded_by_id == member.pk):
            raise ValidationError(_("One of the pictures is not yours to share."), "pictures")
        if not is_picture and len(assets) > 1:
            message = _("A video or document goes alone: take it off, or the pictures.")
            raise ValidationError(message, "pictures")
        if asset.state == AssetState.PROCESSING:
            message = _("“%(name)s” is still being prepared. Press Share again in a moment.")
            raise ValidationError(message % {"name": asset.file_name}, "pictures")
        if asset.state != AssetState.READY:
            message = _("“%(name)s” can’t be used: take it out first.")
            raise ValidationError(message % {"name": asset.file_name}, "pictures")
    return [Chosen(asset, asset.alt) for asset in assets]
