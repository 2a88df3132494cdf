"""Shapes of sharing."""

from __future__ import annotations

from rest_framework import serializers

from sharing.assisted import TARGETS
from sharing.forms import LONGEST_WORDS
from sharing.models import AppState, ConnectionState, Reason, State, Timing
from sharing.networks import NETWORKS
from tenants.rest.shapes import Clock, Moment, PageQuery, Shape

KEYS = list(dict.fromkeys([one.key for one in NETWORKS] + [one.key for one in TARGETS]))
BY_HAND = [one.key for one in TARGETS]
MOVES = [Timing.AT.value, Timing.SLOT.value, Timing.SPREAD.value]
TONES = ["good", "warn", "bad", "info"]
MOST_PLACES, MOST_PICTURES = 20, 8


class PostName(Shape):
    """The post a share is of."""

    id = serializers.UUIDField(source="public_id")
    title = serializers.CharField()


class WaitingShape(Shape):
    """Why a share that is not finished waits: a stable `code`, a sentence, and until when.

    `code` is a reason of `reason`, or `time`, `undo`, `turn` (in the queue), `pause` (sharing is
    paused), `publishing`, `making_sure` (whether it is there), `by_hand`. `until` is null where
    nobody knows.
    """

    code = serializers.CharField()
    text = serializers.CharField()
    until = Moment(allow_null=True)


class ShareShape(Shape):
    """A share of one's own, its state in words, and which acts it is open to now.

    `connection` is null where one finishes it by hand. `wall_time` is the clock of `zone` (IANA).
    """

    id = serializers.UUIDField(source="share.public_id")
    post = PostName(source="share.post")
    network = serializers.ChoiceField(choices=KEYS, source="share.network")
    connection = serializers.UUIDField(source="connection_id", allow_null=True)
    state = serializers.ChoiceField(choices=State.choices, source="share.state")
    reason = serializers.ChoiceField(
        choices=Reason.choices, allow_blank=True, source="share.reason"
    )
    tone = serializers.ChoiceField(choices=TONES, source="line.wording.tone")
    headline = serializers.CharField(source="line.wording.headline")
    detail = serializers.CharField(source="line.wording.detail", allow_blank=True)
    waiting = WaitingShape(source="line.wording.waiting", allow_null=True)
    acts = serializers.ListField(child=serializers.CharField())
    words = serializers.CharField(source="share.words", allow_blank=True)
    text = serializers.CharField(source="share.text", allow_blank=True)
    link = serializers.CharField()
    url = serializers.CharField(source="line.url", allow_blank=True)
    timing = serializers.ChoiceField(choices=Timing.choices, source="share.timing")
    due_at = Moment(source="share.due_at")
    zone = serializers.CharField(source="share.zone", allow_blank=True)
    wall_time = serializers.CharField(source="share.wall_time", allow_blank=True)
    created_at = Moment(source="share.created_at")
    published_at = Moment(source="share.published_at", allow_null=True)
    reported_at = Moment(source="share.reported_at", allow_null=True)


class ShareQuery(PageQuery):
    """Which ones."""

    state = serializers.ChoiceField(choices=State.choices, required=False)
    post = serializers.UUIDField(required=False)


class WordsFor(Shape):
    """Words for one network, in place of the common ones."""

    network = serializers.ChoiceField(choices=KEYS)
    words = serializers.CharField(max_length=LONGEST_WORDS, allow_blank=True, trim_whitespace=False)


class Timed(Shape):
    """When it goes out. `at` needs `wall_time` ("2026-11-30T09:30") on the clock of `zone`."""

    timing = serializers.ChoiceField(choices=Timing.choices, required=False, default=Timing.NOW)
    wall_time = serializers.CharField(max_length=32, required=False, default="", allow_blank=True)
    zone = serializers.CharField(max_length=64, required=False, default="", allow_blank=True)


class ShareLook(Timed):
    """What one would share: where, in which words, with which pictures.

    Without `connections` and `by_hand`: every account that this post has not gone to yet. Without
    `words`: the suggested ones. Without `pictures`: those offered with the post; likewise its
    `attachment`, which null leaves off.
    """

    connections = serializers.ListField(
        child=serializers.UUIDField(), max_length=MOST_PLACES, required=False
    )
    by_hand = serializers.ListField(
        child=serializers.ChoiceField(choices=BY_HAND),
        max_length=MOST_PLACES,
        required=False,
    )
    words = serializers.CharField(max_length=LONGEST_WORDS, required=False, trim_whitespace=False)
    words_for = serializers.ListField(child=WordsFor(), max_length=MOST_PLACES, required=False)
    pictures = serializers.ListField(
        child=serializers.UUIDField(), max_length=MOST_PICTURES, required=False
    )
    attachment = serializers.UUIDField(required=False, allow_null=True)


class ShareCreate(ShareLook):
    """A post to share. `again` shares anew what was shared before.

    Where words need somebody's yes they are refused as `needs_approval`, or with `asks_approval`
    all of it is held until somebody has said yes.

    `instead_of` names a share that did not go out, which this one replaces.
    """

    post = serializers.UUIDField()
    again = serializers.BooleanField(required=False, default=False)
    asks_approval = serializers.BooleanField(required=False, default=False)
    instead_of = serializers.UUIDField(required=False)


class SharesMade(Shape):
    """The shares of one call, one for each place."""

    items = ShareShape(many=True)


class Answer(Shape):
    """Whether a share that nobody can read back is there."""

    is_there = serializers.BooleanField()


class RecallAnswer(Shape):
    """Whether one has deleted what one was asked to delete, or keeps it."""

    is_gone = serializers.BooleanField()


class Move(Timed):
    """Another time for a share."""

    timing = serializers.ChoiceField(choices=MOVES)


class Report(Shape):
    """The address of the post one finished by hand, if one likes."""

    url = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)


class CancelQuery(Shape):
    """Whether what came from the same call is taken back along with it."""

    all = serializers.BooleanField(required=False, default=False)


class FinishShape(Shape):
    """What finishing a share by hand needs: the words to copy and the page to open."""

    title = serializers.CharField()
    words = serializers.CharField(allow_blank=True)
    address = serializers.CharField()
    handed_over = serializers.CharField()
    is_open = serializers.BooleanField()
    is_withdrawn = serializers.BooleanField()
    lacks_picture = serializers.BooleanField()
    pictures = serializers.ListField(child=serializers.UUIDField())
    attachment = serializers.UUIDField(allow_null=True)


class ConnectionShape(Shape):
    """An account of one's own, as it stands."""

    id = serializers.UUIDField(source="connection.public_id")
    network = serializers.CharField(source="connection.network")
    host = serializers.CharField(source="connection.host")
    handle = serializers.CharField(source="connection.handle")
    display_name = serializers.CharField(source="connection.display_name", allow_blank=True)
    url = serializers.CharField(source="connection.url", allow_blank=True)
    followers = serializers.IntegerField(source="connection.followers", allow_null=True)
    state = serializers.ChoiceField(choices=ConnectionState.choices, source="connection.state")
    tone = serializers.ChoiceField(choices=TONES)
    headline = serializers.CharField()
    detail = serializers.CharField(allow_blank=True)
    missing = serializers.CharField(
        allow_blank=True, help_text="What connecting again would allow besides."
    )
    waiting = serializers.IntegerField(help_text="Shares that wait to go out there.")
    connected_at = Moment(source="connection.connected_at")
    checked_at = Moment(source="connection.checked_at", allow_null=True)
    reconnect_by = Moment(source="connection.reconnect_by", allow_null=True)


class Connected(Shape):
    """The accounts one has. Connecting needs a browser: it is done on the connections page."""

    items = ConnectionShape(many=True)


class Disconnected(Shape):
    """Whether the network was told; if not, remove Advocacy in the account's own settings too."""

    is_revoked = serializers.BooleanField()


class OwnAppState(Shape):
    """An organization's own app at a network, and what that said of it. Never its secret."""

    id = serializers.UUIDField(source="public_id")
    client_id = serializers.CharField()
    is_approved = serializers.BooleanField(
        help_text="Whether the network lets it read what it lets some apps only."
    )
    state = serializers.ChoiceField(choices=AppState.choices)
    problem = serializers.CharField(allow_blank=True)
    checked_at = Moment(allow_null=True)
    changed_at = Moment()


class OwnAppShape(Shape):
    """A network whose app is registered by hand: whose is used, and how many accounts by it.

    `whose` is "none" where there is no app, so that the network is hidden.
    """

    network = serializers.ChoiceField(choices=KEYS, source="key")
    whose = serializers.ChoiceField(choices=["own", "site", "none"])
    app = OwnAppState(allow_null=True)
    accounts = serializers.IntegerField(help_text="Connected by the own app.")
    others = serializers.IntegerField(help_text="Connected by this site's app.")
    redirect_uri = serializers.CharField()


class OwnAppList(Shape):
    """All such networks."""

    items = OwnAppShape(many=True)


class AssistedShape(Shape):
    """A network where one finishes posts oneself, and whether one is offered it."""

    key = serializers.CharField()
    label = serializers.CharField()
    is_offered = serializers.BooleanField()


class Assisted(Shape):
    """All such networks."""

    items = AssistedShape(many=True)


class AssistedChoice(Shape):
    """Those one wants to be offered."""

    networks = serializers.ListField(
        child=serializers.ChoiceField(choices=BY_HAND), max_length=MOST_PLACES
    )


class SuggestionShape(Shape):
    """The words suggested to oneself on a network ("" for any), and others that fit."""

    network = serializers.CharField(allow_blank=True)
    text = serializers.CharField(allow_blank=True)
    others = serializers.ListField(child=serializers.CharField())


class Start(Shape):
    """What sharing a post starts from: accounts it has not gone to, words, the next free slot."""

    connections = serializers.ListField(child=serializers.UUIDField())
    suggestions = SuggestionShape(many=True)
    pictures = serializers.ListField(child=serializers.UUIDField())
    attachment = serializers.UUIDField(allow_null=True)
    next_slot = Moment(allow_null=True)


class FoundShape(Shape):
    """A finding of the policy. `network` is "" where it is in the common words."""

    network = serializers.CharField(allow_blank=True)
    severity = serializers.CharField(source="finding.severity")
    start = serializers.IntegerField(source="finding.start")
    end = serializers.IntegerField(source="finding.end")
    matched = serializers.CharField(source="finding.matched", allow_blank=True)
    reason = serializers.CharField(source="finding.reason")
    suggestion = serializers.CharField(source="finding.suggestion", allow_blank=True)


class CountShape(Shape):
    """How much of a network's limit is used."""

    unit = serializers.CharField()
    used = serializers.IntegerField()
    limit = serializers.IntegerField()


class IssueShape(Shape):
    """Why a network would refuse it."""

    code = serializers.CharField()
    message = serializers.CharField()


class PlacePreview(Shape):
    """One place's post, to the letter."""

    network = serializers.CharField(source="place.network")
    key = serializers.CharField(
        source="place.key", help_text="The connection's id, or the network finished by hand."
    )
    text = serializers.CharField(source="shown.text", allow_blank=True)
    counts = CountShape(many=True)
    issues = IssueShape(many=True)
    reshares = serializers.CharField(
        source="shown.reshares",
        allow_blank=True,
        help_text="The company's own post that is reposted there, by its address.",
    )
    warning = serializers.CharField(allow_blank=True)
    left_out = serializers.CharField(allow_blank=True)
    cut = serializers.CharField(allow_blank=True)
    nearness = serializers.CharField(allow_blank=True)
    another = serializers.CharField(
        allow_blank=True,
        help_text="A suggestion that is free where colleagues said the same (issue `chorus`).",
    )


class LookShape(Shape):
    """What speaks against sharing it like this, and what each place would get."""

    is_blocked = serializers.BooleanField()
    needs_approval = serializers.BooleanField()
    findings = FoundShape(many=True)
    previews = PlacePreview(many=True)
    due_at = Moment(allow_null=True)
    time_problem = serializers.CharField(allow_blank=True)


class SlotShape(Shape):
    """A time of one's own week; Monday is 0."""

    weekday = serializers.IntegerField(min_value=0, max_value=6)
    at = Clock()


class SlotWeek(Shape):
    """All of them, and the zone they are in."""

    zone = serializers.CharField()
    items = SlotShape(many=True)


class Weekday(Shape):
    """A day of the week; Monday is 0."""

    weekday = serializers.IntegerField(min_value=0, max_value=6)


class WeekQuery(Shape):
    """Which ISO week ("2026-W48"); this one when it is left out."""

    week = serializers.RegexField(r"^20\d\d-W\d\d\Z", required=False, default="")


class WeekShape(Shape):
    """A week of one's own: what stands in it and which slots are free, on the clock of `zone`."""

    week = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()
    zone = serializers.CharField()
    shares = ShareShape(many=True)
    free_slots = serializers.ListField(child=serializers.CharField())
