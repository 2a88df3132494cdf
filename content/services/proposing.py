"""Changing approved words that one person alone may not change: a draft that takes their place.

The approved words stay in the feed while the draft is written and approved.
"""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from content.desk.rules import needs_of
from content.history import written_at
from content.merging import merge
from content.models import Asset, Caption, CardState, LinkCard, Post, PostAsset, PostTeam, State
from content.search.indexing import index_post
from content.services.addresses import remember_addresses
from content.services.cards import want_card
from content.services.posts import (
    announce,
    changed_fields,
    write_captions,
    write_teams,
    write_topics,
)
from content.services.remembering import remember, remember_start
from content.showing import label_of
from content.written import FILES, MOMENTS, Written, draft_of, written
from tenants.audit import record
from tenants.models import Act, Member
from tenants.roles import Permission
from tenants.webhooks import WebhookEvent

WORDS = (
    "title",
    "link",
    "why",
    "body",
    "language",
    "company_post",
    "kind",
    "resource",
    "is_evergreen",
    "is_caption_locked",
    "takes_comments",
    "required_hashtags",
    "share_limit",
    "for_roles",
    "for_languages",
)
"""What a proposal is of; dates are set at the post itself."""
OTHERWISE = {"id", "post", "organization"}


@transaction.atomic
def propose_change(*, post: Post, by: Member, now: datetime) -> Post:
    """Return the draft that is to take the place of an approved post's words; the one there is.

    Raises PermissionDenied; ValidationError of code "transition"; "alone": one person may change
    it, so nothing is to be proposed.
    """
    locked = Post.objects.select_for_update(of=("self",), no_key=True).get(pk=post.pk)
    is_own = locked.author_id == by.pk and by.may(Permission.WRITE_POSTS)
    if not (by.may(Permission.APPROVE_POSTS) or is_own):
        raise PermissionDenied
    if locked.state != State.APPROVED:
        raise ValidationError(_("The post is not in a state that allows this."), code="transition")
    there: Post | None = Post.objects.proposed_for(locked.pk).first()
    if there is not None:
        return there
    if not needs_of(locked).is_settled:
        said = _("A curator alone may change this post. Nothing has to be proposed.")
        raise ValidationError(said, code="alone")
    draft: Post = Post.objects.create(
        replaces=locked,
        author=by,
        state=State.DRAFT,
        created_at=now,
        updated_at=now,
        **{name: getattr(locked, name) for name in WORDS},
    )
    _copy_parts(locked, draft)
    remember_start(post=draft, content=written(draft), by=by, now=now)
    record(Act.CHANGE_PROPOSED, by=by, about=locked, data={"draft": str(draft.public_id)}, now=now)
    return draft


def take_over(draft: Post, by: Member, now: datetime) -> Post:
    """Put the words of an approved proposal in place of those in the feed; return that post.

    What others changed there since it was proposed stays. Raises ValidationError of code "gone": it
    is not in the feed any more; "stale": both changed the same.
    """
    post = Post.objects.select_for_update(of=("self",), no_key=True).get(pk=draft.replaces_id)
    if post.state != State.APPROVED:
        said = _("The post this was to change is not in the feed any more.")
        raise ValidationError(said, code="gone")
    before = written(post)
    merged = _merged(draft, before)
    new = draft_of(merged, member=by, post=post)
    words = {name: getattr(new, name) for name in WORDS}
    hand = draft.changed_by or draft.author
    Post.objects.filter(pk=post.pk).update(
        version=F("version") + 1, updated_at=now, approved_by=by, changed_by=hand, **words
    )
    post.refresh_from_db()
    write_captions(post, new.captions)
    write_topics(post, new.topics)
    write_teams(post, new.teams)
    _show_files(post, merged)
    _show_card(post, draft)
    want_card(post=post, now=now)
    ended = {"state": State.ARCHIVED, "archived_at": now, "updated_at": now}
    Post.objects.filter(pk=draft.pk).update(version=F("version") + 1, **ended)
    remember_addresses(post=post, urls=[post.link])
    index_post(post)
    after = written(post)
    remember(post=post, before=before, after=after, by=hand or by, now=now)
    data = {"version": post.version, "fields": changed_fields(before, after)}
    data |= {"draft": str(draft.public_id)}
    record(Act.POST_APPROVED, by=by, about=post, data=data, now=now)
    announce(WebhookEvent.POST_APPROVED, post, now)
    return post


def _merged(draft: Post, theirs: Written) -> Written:
    """Return a post with what its proposal changes. Raises ValidationError("stale")."""
    base = written_at(draft, 1) or theirs  # not kept: nobody knows of another change
    mine = written(draft)
    dates = {name: theirs[name] for name in MOMENTS}
    merged, both = merge(base={**base, **dates}, mine={**mine, **dates}, theirs=theirs)
    if both:
        labels = ", ".join(label_of(name) for name in both)
        said = _(
            "The post in the feed was changed meanwhile, too: %(fields)s. Write there what it says"
            " now, or put this away and propose a change anew."
        )
        raise ValidationError(said, code="stale", params={"fields": labels})
    return merged


def _show_files(post: Post, content: Written) -> None:
    ids = [public_id for name in FILES for public_id in content[name]]
    found = {str(one.public_id): one for one in Asset.objects.filter(public_id__in=ids)}
    PostAsset.objects.filter(post=post).delete()
    PostAsset.objects.bulk_create(
        PostAsset(post=post, asset=found[public_id], position=position)
        for position, public_id in enumerate(ids)
    )


def _show_card(post: Post, draft: Post) -> None:
    """Keep one preview of a post and its proposal: of its link, and the newer one."""
    own, theirs = (LinkCard.objects.filter(post=one).first() for one in (post, draft))
    if theirs is None or post.link != draft.link:
        return
    is_newer = own is None or _age(own) < _age(theirs)
    if is_newer or (own.url != post.link == theirs.url and not own.is_edited):
        LinkCard.objects.filter(post=post).delete()
        LinkCard.objects.filter(pk=theirs.pk).update(post=post)


def _age(card: LinkCard) -> tuple[bool, datetime | None, bool]:
    """Return how new a preview is: as old as its words, newer where it is being read again."""
    return card.read_at is not None, card.read_at, card.state == CardState.WAITING


def _copy_parts(post: Post, draft: Post) -> None:
    write_topics(draft, tuple(post.topics.all()))
    for model in (Caption, LinkCard):
        names = [one.attname for one in model._meta.concrete_fields if one.name not in OTHERWISE]
        rows = model.objects.filter(post=post).order_by("pk").values(*names)
        model.objects.bulk_create(model(post=draft, **row) for row in rows)
    for link in PostAsset.objects.filter(post=post).order_by("position", "pk"):
        PostAsset.objects.create(post=draft, asset_id=link.asset_id, position=link.position)
    teams = PostTeam.objects.filter(post=post).order_by("pk")
    PostTeam.objects.bulk_create(PostTeam(post=draft, team_id=one.team_id) for one in teams)
