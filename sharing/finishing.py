"""What a member needs to finish one share by hand: the words, the pictures, the way there."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from content.models import AssetKind
from content.models import State as PostState
from sharing.assisted import Target, target
from sharing.assisted.base import without_link
from sharing.drafts import Chosen, attachment_in, chosen_of, draft_of
from sharing.models import Share, State
from sharing.networks.base import (
    Draft,
    LinkCard,
)


@dataclass(frozen=True)
class Finish:
    """One share by hand, put for its page."""

    share: Share
    place: Target
    draft: Draft
    pictures: list[Chosen]
    attachment: Chosen | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether it can be finished: also after it lapsed, somebody may have posted it."""
        return self.share.state in {State.OFFERED, State.LAPSED}

    @property
    def is_withdrawn(self) -> bool:
        """Tell whether the post may not be shared any more."""
        return self.share.post.state != PostState.APPROVED

    @property
    def title(self) -> str:
        """Return what the page is for."""
        if self.is_open:
            return self.place.finish
        return _("Your share: %(network)s") % {"network": self.place.label}

    @property
    def words(self) -> str:
        """Return what is copied."""
        return self.place.copied(self.draft)

    @property
    def address(self) -> str:
        """Return the page to open."""
        return self.place.address(self.draft)

    @property
    def is_pasted(self) -> bool:
        """Tell whether the member has to paste the words."""
        return self.place.copies_words(self.draft)

    @property
    def handed_over(self) -> str:
        """Say what the page gets from us and what it does not."""
        named = {"network": self.place.label}
        if not self.place.takes:
            return (
                _(
                    "%(network)s takes nothing from us: copy your words and paste them there. "
                    "Links in its captions can’t be tapped."
                )
                % named
            )
        if self.is_pasted:
            return _("%(network)s takes only the link from us: paste your words there.") % named
        return _("Your words and your link are filled in for you. Should they not be, copy them.")

    @property
    def sheet_text(self) -> str:
        """Return what a phone's own sheet is handed beside the link."""
        return without_link(self.draft)

    @property
    def lacks_picture(self) -> bool:
        """Tell whether the network wants a picture and we have none to give."""
        return self.place.needs_picture and not self.pictures and not self.attachment

    @property
    def copied_note(self) -> str:
        """Say that the words are on the clipboard and what to do with them."""
        if self.is_pasted:
            return _("Copied. Paste your words on %(network)s.") % {"network": self.place.label}
        return _("Copied.")

    @property
    def question(self) -> str:
        """Ask what became of it."""
        return _("Did you post it?") if self.place.has_post_address else _("Did you send it?")

    @property
    def answer(self) -> str:
        """Return the name of the button that says it is done."""
        return _("I posted it") if self.place.has_post_address else _("I sent it")


def finishing(share: Share) -> Finish:
    """Put a share by hand for its page; it comes with its post."""
    draft = draft_of(share)
    if draft.card is None:
        draft = replace(draft, card=LinkCard(title=share.post.title))
    chosen = chosen_of(share)
    pictures = [one for one in chosen if one.asset.kind == AssetKind.PICTURE]
    return Finish(share, target(share.network), draft, pictures, attachment_in(chosen))
