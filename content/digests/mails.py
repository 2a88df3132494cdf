"""What a digest says: composed when it leaves, without what was seen or taken back by then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.functional import cached_property

from content.digests.choosing import COUNTED, count_unseen, still_worth_telling
from content.digests.models import Digest, Pace
from content.digests.paces import pace_of
from content.digests.sending import plan_of
from content.digests.stopping import stop_address
from content.models import Kind, Post
from tenants.mails import Written
from tenants.models import Letter, Member


@dataclass(frozen=True)
class Told:
    """One post as a digest tells of it."""

    post: Post
    slug: str

    @property
    def is_to_share(self) -> bool:
        """Tell whether it can be shared as it stands."""
        return self.post.kind == Kind.SHARE

    @property
    def link(self) -> str:
        """Return where it is read, and where what to do with it is asked once more."""
        name = "sharing:confirm" if self.is_to_share else "content:post"
        return self._at(name)

    @property
    def page(self) -> str:
        """Return its page."""
        return self._at("content:post")

    @cached_property
    def topics(self) -> list[str]:
        """Return the names of its topics."""
        return sorted(topic.name for topic in self.post.topics.all())

    def _at(self, name: str) -> str:
        return settings.BASE_URL + reverse(name, args=[self.slug, self.post.public_id])


def tell(member: Member, posts: Sequence[Post], *, is_anothers: bool = False) -> dict[str, object]:
    """Return what a digest of these posts says to a member, for a mail or its preview. In scope.

    Where another one reads it, it says nothing of what the member has seen, and ends nothing.
    """
    slug = member.organization.slug
    more = 0 if is_anothers else max(0, count_unseen(member) - len(posts))
    return {
        "organization": member.organization,
        "member": member,
        "greeting": plan_of().greeting,
        "told": [Told(post, slug) for post in posts],
        "more": more,
        "is_many": more >= COUNTED,
        "feed_link": settings.BASE_URL + reverse("sharing:feed", args=[slug]),
        "pace_link": settings.BASE_URL + reverse("content:digest", args=[slug]),
        "is_anothers": is_anothers,
        "stop_link": "" if is_anothers else stop_address(member),
    }


def _wants(member: Member) -> bool:
    """Tell whether a member still gets digests: they may have ended them since it was written."""
    digest = Digest.objects.filter(member=member).first() or Digest(member=member)
    return pace_of(digest, plan_of()) != Pace.NEVER


def compose_digest(letter: Letter, now: datetime) -> Written | None:
    """Compose a digest, in scope; None when nothing is left to tell."""
    del now
    of = Member.objects.active().select_related("organization", "user")
    member = of.filter(public_id=UUID(hex=str(letter.params["of"]))).first()
    if member is None or not (letter.params["is_test"] or _wants(member)):
        return None
    is_anothers = letter.member_id != member.pk
    ids = [UUID(hex=one) for one in letter.params["posts"]]
    posts = still_worth_telling(member, ids, with_marks=not is_anothers)
    if not posts:
        return None
    context = tell(member, posts, is_anothers=is_anothers)
    if is_anothers:
        return Written("content/email/digest", context)
    headers = {
        "List-Unsubscribe": f"<{context['stop_link']}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",  # RFC 8058
    }
    return Written("content/email/digest", context, headers)
