"""What goes into an archive, of a whole organization and of one member; and what does not, and why.

`docs/export-format.md` describes the files to those who read them. No column holds a secret: each
is named here, so a new one is in no archive until somebody has thought about it.
"""

from __future__ import annotations

from advocacy.archive.everything import EVERYTHING
from advocacy.archive.own import OWN
from tenants.models import ArchiveKind

__all__ = ["CONTENTS", "EVERYTHING", "LEFT_OUT", "LEFT_OUT_COLUMNS", "OWN"]

CONTENTS = {ArchiveKind.ORGANIZATION.value: EVERYTHING, ArchiveKind.MEMBER.value: OWN}

LEFT_OUT = {
    "tenants.Archive": "archives themselves",
    "tenants.ApiToken": "each member’s own, and secrets",
    "tenants.ImportLine": "working state of a list of people: invitations hold what came of it",
    "tenants.InvitationImport": "working state of a list of people",
    "tenants.KeptAnswer": "answers of the API that are kept for a day",
    "tenants.Letter": "the queue of mails: what is said stands in other tables",
    "tenants.Notification": "each member’s own: in the archive they can make for themselves",
    "tenants.NotificationSetting": "each member’s own",
    "tenants.Webhook": "addresses that may hold a secret of who receives",
    "tenants.WebhookDelivery": "a log of what was sent elsewhere",
    "tenants.WebhookSecret": "secrets",
    "content.Digest": "each member’s own",
    "content.SearchEntry": "made from the posts again at any time",
    "content.SearchWord": "made from the posts again at any time",
    "content.PostAddress": "made from the posts’ links: finds what would be a post twice",
    "content.PostImport": "lists that were sent in: what came of them are posts",
    "content.PostImportLine": "lines of such a list",
    "content.SourceItem": "working state of a source: which of its entries were looked at",
    "content.BulkAct": "kept for a week so that an act on many posts can be undone",
    "content.BulkLine": "the same: what became of each post",
    "content.CaptionTurn": "working state: whose turn a suggestion is",
    "content.Rendition": "made from the pictures again at any time",
    "content.Mark": "each member’s own: who read, saved or hid what is for nobody else",
    "content.ActiveDay": "each member’s own: on which days somebody was here is for nobody else",
    "content.PostOpening": "working state: openings of posts that are counted in a moment",
    "content.PostDay": "added up in the totals of each period",
    "content.Follow": "each member’s own: who follows what is for nobody else",
    "content.ClosedShelf": "each member’s own",
    "content.Ballot": "each member’s own: that they voted; options hold the counts",
    "content.Confirmation": "each member’s own: who confirmed what is for nobody else",
    "content.Feedback": "each member’s own: who thinks what of a post is for nobody else",
    "content.KeptWords": "each member’s own: what they typed and did not save",
    "sharing.Credential": "secrets",
    "sharing.AssistedNetwork": "each member’s own",
    "sharing.FollowerDay": "each member’s own: in the archive they can make for themselves",
    "sharing.RateGate": "working state: what networks allow for now",
    "sharing.Slot": "each member’s own",
    "sharing.Click": "hashes of visitors; facts hold the clicks of each day",
    "policies.RuleTally": "told in fives, so that nobody’s words show in them",
    "sharing.ActivityDay": "working state of the rollup",
    "sharing.Pace": "working state: when a post's next share may go out",
    "analytics.BrandImport": "lists that were sent in: what came of them are brand numbers",
    "analytics.BrandImportLine": "lines of such a list",
    "analytics.CampaignMark": "working state of the rollup",
    "analytics.CohortCount": "counted again from the members every hour",
    "analytics.FillMark": "working state of the rollup",
}
"""Tables of an organization that its archive leaves out, each with the reason."""

LEFT_OUT_COLUMNS = {
    "how lists are sorted": (
        "tenants.Team.sort_key",
        "tenants.Member.sort_key",
        "tenants.Member.last_key",
        "content.Topic.sort_key",
        "content.Hashtag.key",
    ),
    "counts changes, so that a form from before one is noticed": (
        "tenants.Organization.settings_version",
    ),
    "an organization that has ended makes no archive": ("tenants.Organization.ended_at",),
    "each member’s own": ("tenants.Member.theme",),
    "part of an address that is as good as a password": (
        "tenants.Member.calendar_version",
        "policies.Policy.public_key",
    ),
    "who is erased has no name any more, and that is all there is to tell": (
        "tenants.Member.erased_at",
    ),
    "their address stands there": ("tenants.JoinRequest.user",),
    "a proof that is only to be published": ("tenants.Domain.token",),
    "finds the lines of a log": ("tenants.Event.request_id",),
    "tells files with the same bytes": ("content.Asset.digest", "policies.Picture.digest"),
    "numbers of topics inside; `post_topics` names them": (
        "sharing.Share.topic_ids",
        "analytics.Fact.topic_ids",
    ),
    "what a network allowed when it was last asked": ("sharing.Connection.limits",),
    "tells one sending from the same sent again": (
        "sharing.Attempt.key",
        "analytics.Conversion.once",
    ),
    "shown in fives, so that nobody reads one person’s vote": ("content.PollOption.votes",),
    "shown in fives, so that nobody reads one person’s answers": ("policies.QuizQuestion.wrong",),
    "secrets": ("sharing.OwnApp.secret", "sharing.OwnApp.secret_key_id"),
    "pauses are a table of their own": ("tenants.Organization.pause_reason",),
    "lists that were sent in are left out": ("analytics.BrandNumber.job",),
    "finds words that were used before": ("sharing.Share.words_key",),
    "finds the same feed again": ("content.Source.key",),
    "working state of whoever checks, reads, publishes or measures it": (
        "content.Post.review_told_at",
        "content.Source.etag",
        "content.Source.failing_since",
        "content.Source.failures",
        "content.Source.interval_s",
        "content.Source.known",
        "content.Source.last_modified",
        "content.Source.later",
        "content.Source.made",
        "content.Source.result",
        "content.Source.wake_at",
        "content.Submission.wake_at",
        "sharing.OwnApp.problem",
        "sharing.Retraction.attempts_used",
        "sharing.Retraction.wake_at",
        "tenants.Domain.checked_at",
        "tenants.Domain.check_at",
        "tenants.Domain.problem",
        "content.Asset.state",
        "content.Asset.progress",
        "content.Asset.problem",
        "content.Asset.claimed_until",
        "content.LinkCard.state",
        "content.LinkCard.problem",
        "content.LinkCard.wake_at",
        "content.LinkCard.attempts",
        "analytics.Retention.swept_at",
        "analytics.MentionCounting.wake_at",
        "sharing.Connection.measured_at",
        "sharing.Connection.followers_due_at",
        "sharing.Connection.checked_at",
        "sharing.Connection.problem",
        "sharing.Connection.reminded_days",
        "sharing.Connection.revoke_at",
        "sharing.Share.wake_at",
        "sharing.Share.attempts_used",
        "sharing.Share.absent_reads",
        "sharing.Share.prepared",
        "sharing.Share.claim",
        "sharing.Share.claimed_until",
        "sharing.Share.is_followed_up",
        "sharing.Share.measure_at",
        "sharing.Share.measures_unchanged",
    ),
}
"""Columns of the tables in it that no archive holds, by the reason."""
