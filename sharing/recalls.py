"""Reading recalls and pauses for their pages: numbers, never who."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.models import Post
from sharing.models import (
    Cause,
    CrisisPause,
    Reason,
    Recall,
    Retraction,
    RetractionState,
    Share,
    State,
)
from sharing.services.recalling import WAITING, on_the_way

PAUSES = 10


@dataclass(frozen=True)
class Outlook:
    """What recalling a post would do."""

    by_us: int
    by_hand: int
    waiting: int
    on_the_way: int


def outlook(post: Post) -> Outlook:
    """Count what is live or waits of a post; one query."""
    moving = [State.PUBLISHING, State.UNCONFIRMED]
    found = Share.objects.filter(post=post).aggregate(
        by_us=Count("pk", filter=Q(state=State.PUBLISHED)),
        by_hand=Count("pk", filter=Q(state=State.SELF_REPORTED)),
        waiting=Count("pk", filter=Q(state__in=WAITING)),
        on_the_way=Count("pk", filter=Q(state__in=moving)),
    )
    return Outlook(**found)


@dataclass(frozen=True)
class Progress:
    """How far a recall is. `done` counts shares that are gone or whose member was asked.

    `deleted` by a network's API, `removed` by the member's word, `asked` without an answer yet,
    `kept` on purpose, `unreachable` of members who have left, `unsure` where the member was asked
    whether it is there at all; `deleting` and `on_the_way` are not done.
    """

    recall: Recall
    deleted: int
    removed: int
    asked: int
    kept: int
    unreachable: int
    unsure: int
    deleting: int
    on_the_way: int
    causes: list[tuple[str, int]]
    """Why some could not be deleted for their members, and how many each."""

    @property
    def gone(self) -> int:
        """Return how many are not there any more."""
        return self.deleted + self.removed

    @property
    def done(self) -> int:
        """Return how many nothing more is to be done about."""
        return self.gone + self.asked + self.kept + self.unreachable + self.unsure

    @property
    def total(self) -> int:
        """Return how many were or may be live."""
        return self.done + self.deleting + self.on_the_way

    @property
    def percent(self) -> int:
        """Return the part that is done; 100 only when all are."""
        return self.done * 100 // self.total if self.total else 100

    @property
    def is_moving(self) -> bool:
        """Tell whether a page should look again."""
        return self.recall.finished_at is None

    @property
    def told(self) -> str:
        """Say whether it still goes on, in one sentence."""
        if self.is_moving:
            return _("Going on. You can leave this page: it goes on without you.")
        if not self.total:
            return _("Nothing of it was live.")
        if self.unreachable:
            return _("Done: each share is deleted, or its member was asked where they can be.")
        return _("Done: each share is deleted, or its member was asked.")

    @property
    def said(self) -> str:
        """Return the part in words, for the bar."""
        numbers = {"done": self.done, "total": self.total, "percent": self.percent}
        return _("%(done)s of %(total)s, %(percent)s %%") % numbers

    @property
    def lines(self) -> list[tuple[str, int]]:
        """Return what became of them, each with its number; what there is none of is left out."""
        rows = [
            (_("Deleted from the network"), self.deleted),
            (_("Gone, as their members told us"), self.removed),
            (_("Being deleted"), self.deleting),
            (_("Just on their way: they are caught when they are live"), self.on_the_way),
            (_("Their members are asked to delete them"), self.asked),
            (_("Their members are asked whether they are there at all"), self.unsure),
            (_("Kept by their members"), self.kept),
            (_("Of people who have left: nobody can be asked"), self.unreachable),
        ]
        return [row for row in rows if row[1]]

    @property
    def cancelled_words(self) -> str:
        """Return how many never went out, "" for none."""
        count = self.recall.cancelled
        if not count:
            return ""
        text = ngettext(
            "%(count)s share was still waiting, and will not go out.",
            "%(count)s shares were still waiting, and will not go out.",
            count,
        )
        return text % {"count": count}


def recall_progress(recall: Recall) -> Progress:
    """Count how far a recall is; three queries, however many shares there are."""
    rows = Retraction.objects.filter(recall=recall).values_list("state", "cause")
    states = dict.fromkeys(RetractionState.values, 0)
    causes: dict[str, int] = {}
    for state, cause, count in rows.annotate(count=Count("pk")).order_by("state", "cause"):
        states[state] += count
        if cause and state in {RetractionState.ASKED, RetractionState.UNREACHABLE}:
            causes[cause] = causes.get(cause, 0) + count
    asks = Share.objects.filter(post=recall.post_id, state=State.UNCONFIRMED, reason=Reason.ASK)
    return Progress(
        recall=recall,
        unsure=asks.count(),
        on_the_way=on_the_way(recall.post_id).count(),
        causes=[(str(Cause(cause).label), causes[cause]) for cause in sorted(causes)],
        **states,
    )


@dataclass(frozen=True)
class PausePage:
    """The pause that is on, if any, what waits for its end, and the ones before."""

    pause: CrisisPause | None
    waiting: int
    before: list[CrisisPause]

    @property
    def under_way_words(self) -> str:
        """Say what the pause could not stop, "" for nothing."""
        count = self.pause.under_way if self.pause else 0
        if not count:
            return ""
        text = ngettext(
            "%(count)s post was on its way already: it may be live.",
            "%(count)s posts were on their way already: they may be live.",
            count,
        )
        return text % {"count": count}

    @property
    def waiting_words(self) -> str:
        """Say how many shares would have gone out by now."""
        text = ngettext(
            "%(count)s share waits for the end of the pause.",
            "%(count)s shares wait for the end of the pause.",
            self.waiting,
        )
        return text % {"count": self.waiting}


def pause_page(*, now: datetime) -> PausePage:
    """Read the organization's pauses; two queries."""
    pauses = list(
        CrisisPause.objects.select_related("started_by", "ended_by").order_by("-started_at", "-pk")[
            : PAUSES + 1
        ]
    )
    current = next((pause for pause in pauses if pause.ended_at is None), None)
    due = Share.objects.filter(state=State.SCHEDULED, wake_at__lte=now)
    before = [pause for pause in pauses if pause is not current]
    return PausePage(current, due.count() if current else 0, before[:PAUSES])
