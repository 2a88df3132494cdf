"""Which suggested words fit somebody best: their language first, then the network's own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from content.hashtags import with_hashtags
from content.models import Caption, Post
from content.models.audiences import usual_language
from tenants.models import Member


class Words(Protocol):
    """Suggested words, stored or being written."""

    @property
    def network(self) -> str:
        """The network they are for, "" for any."""
        ...

    @property
    def language(self) -> str:
        """Their language, "" for their post's."""
        ...


W = TypeVar("W", bound=Words)


@dataclass(frozen=True)
class Tongues:
    """What somebody reads, the best first, and the language of words that name none."""

    read: Sequence[str] = ()
    usual: str = ""

    def rank(self, words: Words) -> int:
        """Return how well they read some words: 0 is best, all are alike to whom says nothing."""
        language = words.language or self.usual
        return self.read.index(language) if language in self.read else len(self.read)


def tongues_for(member: Member, captions: Sequence[Caption], post_language: str) -> Tongues:
    """Return what a member reads, for words of a post in a language ("" for the organization's).

    Where no words name a language, all are alike.
    """
    if not any(caption.language for caption in captions):
        return Tongues()
    usual = usual_language(member.organization)
    return Tongues(member.languages or [usual], post_language or usual)


def all_fitting(captions: Iterable[W], network: str, tongues: Tongues | None = None) -> list[W]:
    """Return what may be suggested on a network: in one's language, then its own before any's."""
    tongues = tongues or Tongues()
    fitting = [caption for caption in captions if caption.network in {network, ""}]
    return sorted(fitting, key=lambda one: (tongues.rank(one), not one.network))


def first_choice(captions: Iterable[W], network: str, tongues: Tongues | None = None) -> list[W]:
    """Return what is suggested unasked: words one reads best, a network's own where it has any."""
    tongues = tongues or Tongues()
    fitting = all_fitting(captions, network, tongues)
    best = [(tongues.rank(one), one.network) for one in fitting[:1]]
    return [one for one in fitting if (tongues.rank(one), one.network) in best]


def held_to(captions: Iterable[W], network: str, tongues: Tongues | None = None) -> list[W]:
    """Return which words somebody may take where the words stay as they are.

    Those in languages they read, where there are any; a network's own, where it has any.
    """
    tongues = tongues or Tongues()
    fitting = all_fitting(captions, network, tongues)
    readable = [one for one in fitting if tongues.rank(one) < len(tongues.read)] or fitting
    return [one for one in readable if one.network] or readable


def captions_of(post: Post) -> list[Caption]:
    """Return the captions of one post, in their order."""
    return list(Caption.objects.filter(post=post).order_by("position", "id"))


def suggested_captions(post: Post, network: str, languages: Sequence[str] = ()) -> list[str]:
    """Return all suggestions for a post on a network, the most fitting first."""
    tongues = Tongues(languages, post.language)
    fitting = all_fitting(captions_of(post), network, tongues)
    return [with_hashtags(caption.text, post.required_hashtags) for caption in fitting]
