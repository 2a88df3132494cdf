"""What an author writes of a post, before it is one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from content.models import Asset, Kind, Resource, Topic
from tenants.models import Team


@dataclass(frozen=True)
class CaptionDraft:
    """Suggested words for one network, or for any (`network=""`).

    `language` is "" while it is the post's.
    """

    text: str
    network: str = ""
    language: str = ""


@dataclass(frozen=True)
class PostDraft:
    """What an author writes; a draft may lack everything but its title.

    `pictures` in order, or in their place one `attachment`, a video or document; None leaves what
    is there. It is for members of `teams`, with one of `for_roles`, who read one of
    `for_languages`; each, where it is empty, for all.
    """

    title: str
    link: str = ""
    why: str = ""
    body: str = ""
    company_post: str = ""
    """What names the organization's own post at LinkedIn that is reshared there (any way)."""
    language: str = ""
    kind: str = Kind.SHARE.value
    resource: str = Resource.ARTICLE.value
    topics: tuple[Topic, ...] = ()
    captions: tuple[CaptionDraft, ...] = ()
    pictures: tuple[Asset, ...] | None = None
    attachment: tuple[Asset, ...] | None = None
    teams: tuple[Team, ...] = ()
    for_roles: tuple[str, ...] = ()
    for_languages: tuple[str, ...] = ()
    embargo_until: datetime | None = None
    expires_at: datetime | None = None
    review_at: datetime | None = None
    pinned_until: datetime | None = None
    is_evergreen: bool = False
    takes_comments: bool = True
    required_hashtags: tuple[str, ...] = ()
    is_caption_locked: bool = False
    share_limit: int | None = None
