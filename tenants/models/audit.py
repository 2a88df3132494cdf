"""The audit: what was done, by whom, to what. Rows are only ever added."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.models.base import PublicIdModel
from tenants.models.people import Member
from tenants.scope import TenantQuerySet, managers


class Act(models.TextChoices):
    """What can stand in the audit, as `thing.done`; the labels are what people read."""

    MEMBER_INVITED = "member.invited", _("Invited a person")
    INVITATION_WITHDRAWN = "invitation.withdrawn", _("Withdrew an invitation")
    MEMBER_JOINED = "member.joined", _("Joined")
    MEMBER_ERASED = "member.erased", _("Deleted their account")
    MFA_REQUIRED = "organization.mfa_required", _("Asked everyone for a second step")
    MFA_NOT_REQUIRED = "organization.mfa_not_required", _("Stopped asking for a second step")
    ORGANIZATION_CREATED = "organization.created", _("Created the organization")
    MEMBER_ROLES_SET = "member.roles_set", _("Set a member’s roles")
    MEMBER_TEAM_SET = "member.team_set", _("Set a member’s team")
    MEMBER_DEACTIVATED = "member.deactivated", _("Deactivated a member")
    MEMBER_REACTIVATED = "member.reactivated", _("Reactivated a member")
    OWNERSHIP_TRANSFERRED = "ownership.transferred", _("Handed over and stepped down")
    INVITATIONS_IMPORTED = "invitations.imported", _("Sent in a list of people to invite")
    TEAM_CREATED = "team.created", _("Made a team")
    TEAM_RENAMED = "team.renamed", _("Renamed a team")
    TEAM_DELETED = "team.deleted", _("Deleted a team")
    DOMAIN_ADDED = "domain.added", _("Added a domain")
    DOMAIN_PROVED = "domain.proved", _("Proved a domain")
    DOMAIN_LOST = "domain.lost", _("A domain’s proof was gone")
    DOMAIN_CHANGED = "domain.changed", _("Changed who may join by a domain")
    DOMAIN_REMOVED = "domain.removed", _("Removed a domain")
    EXECUTIVE_SET = "member.executive_set", _("Set who is an executive")
    JOIN_ASKED = "join.asked", _("Asked to join")
    JOIN_APPROVED = "join.approved", _("Let in who asked to join")
    JOIN_DECLINED = "join.declined", _("Declined who asked to join")
    BUDGET_SET = "budget.set", _("Set a budget")
    OWN_APP_ADDED = "app.added", _("Brought an own app for a network")
    OWN_APP_CHANGED = "app.changed", _("Changed the own app for a network")
    OWN_APP_CHECKED = "app.checked", _("Checked the own app for a network")
    OWN_APP_REMOVED = "app.removed", _("Removed the own app for a network")
    RECEIPTS_EXPORTED = "receipts.exported", _("Exported receipts")
    MENTION_ADDED = "mention.added", _("Added somebody to mention")
    MENTION_CHANGED = "mention.changed", _("Changed somebody to mention")
    MENTION_REMOVED = "mention.removed", _("Removed somebody to mention")
    ORGANIZATION_CHANGED = "organization.changed", _("Changed the settings")
    PRIVACY_SET = "organization.privacy_set", _("Set how private numbers are")
    SLUG_CHANGED = "organization.slug_changed", _("Changed the address")
    LOGO_CHANGED = "organization.logo_changed", _("Changed the logo")
    ARCHIVE_ASKED = "archive.asked", _("Asked for an archive of everything")
    ARCHIVE_FETCHED = "archive.fetched", _("Downloaded the archive of everything")
    DELETION_PLANNED = "organization.deletion_planned", _("Asked for deletion")
    DELETION_CANCELLED = "organization.deletion_cancelled", _("Took the deletion back")
    ORGANIZATION_ENDED = "organization.ended", _("Ended every membership")
    POST_CREATED = "post.created", _("Created a post")
    POST_EDITED = "post.edited", _("Edited a post")
    POST_APPROVED = "post.approved", _("Approved a post")
    POST_ARCHIVED = "post.archived", _("Archived a post")
    POST_RECALLED = "post.recalled", _("Recalled a post")
    SHARING_PAUSED = "sharing.paused", _("Paused sharing")
    SHARING_RESUMED = "sharing.resumed", _("Let sharing go on")
    POST_RESTORED = "post.restored", _("Restored a post")
    APPROVAL_ASKED = "approval.asked", _("Asked for the approval of a post")
    APPROVAL_WITHDRAWN = "approval.withdrawn", _("Withdrew a request for approval")
    APPROVAL_GIVEN = "approval.given", _("Said yes to a post")
    APPROVAL_REFUSED = "approval.refused", _("Sent a post back")
    APPROVAL_CHANGED = "approval.changed", _("Changed how posts are approved")
    REVIEWERS_SET = "approval.reviewers_set", _("Set who reviews a topic")
    CHANGE_PROPOSED = "approval.change_proposed", _("Proposed a change of an approved post")
    NOTE_WRITTEN = "note.written", _("Wrote a note on a post")
    NOTE_RESOLVED = "note.resolved", _("Marked a note as done")
    NOTE_REOPENED = "note.reopened", _("Opened a note again")
    ABSENCE_SET = "absence.set", _("Named a stand-in")
    ABSENCE_ENDED = "absence.ended", _("Ended an absence")
    DATES_SET = "desk.dates_set", _("Set the dates of a post")
    POST_TOPIC_ADDED = "desk.topic_added", _("Added a topic to a post")
    ACT_UNDONE = "desk.undone", _("Took back an act on a post")
    POSTS_IMPORTED = "post.imported", _("Imported a list of posts")
    POSTS_IMPORT_UNDONE = "post.import_undone", _("Took back an import of posts")
    SOURCE_ADDED = "source.added", _("Added a source")
    SOURCE_CHANGED = "source.changed", _("Changed a source")
    SOURCE_PAUSED = "source.paused", _("Paused a source")
    SOURCE_RESUMED = "source.resumed", _("Turned a source on again")
    SOURCE_STOPPED = "source.stopped", _("A source was turned off")
    SOURCE_REMOVED = "source.removed", _("Removed a source")
    DIGEST_CHANGED = "digest.changed", _("Changed how digests go out")
    TOPIC_ADDED = "topic.added", _("Added a topic")
    TOPIC_CHANGED = "topic.changed", _("Changed a topic")
    TOPIC_MERGED = "topic.merged", _("Merged a topic into another")
    TOPIC_DELETED = "topic.deleted", _("Deleted a topic")
    CONFIRMING_ASKED = "post.confirming_asked", _("Asked readers of a post to confirm")
    CONFIRMING_ENDED = "post.confirming_ended", _("Stopped asking readers of a post to confirm")
    COMMENT_HIDDEN = "comment.hidden", _("Hid a comment")
    COMMENT_SHOWN = "comment.shown", _("Showed a hidden comment again")
    SUGGESTION_TAKEN = "suggestion.taken", _("Made a suggestion a post")
    SUGGESTION_DECLINED = "suggestion.declined", _("Declined a suggestion")
    QUESTIONS_MERGED = "question.merged", _("Counted customers’ questions together")
    QUESTION_SPLIT = "question.split", _("Counted a customers’ question apart")
    QUESTION_REWORDED = "question.reworded", _("Reworded a customers’ question")
    QUESTION_ANSWERED = "question.answered", _("Answered a customers’ question")
    QUESTION_CLOSED = "question.closed", _("Closed a customers’ question")
    QUESTION_REOPENED = "question.reopened", _("Opened a customers’ question again")
    POLL_STARTED = "poll.started", _("Started a poll")
    POLL_CLOSED = "poll.closed", _("Closed a poll")
    POLL_REMOVED = "poll.removed", _("Removed a poll")
    CONCERN_TAKEN = "concern.taken", _("Looked after a concern or question")
    CONCERN_HANDED_OVER = "concern.handed_over", _("Handed over a concern or question")
    CONCERN_SETTLED = "concern.settled", _("Settled a concern or question")
    LEAD_NAMED = "programme.lead_named", _("Named who leads the programme")
    REPLY_ADDED = "reply.added", _("Added a standard reply")
    REPLY_CHANGED = "reply.changed", _("Changed a standard reply")
    REPLY_REMOVED = "reply.removed", _("Removed a standard reply")
    PICTURE_REMOVED = "picture.removed", _("Took a picture off a post")
    ASSET_KEPT = "asset.kept", _("Put a file into the library")
    ASSET_LICENSED = "asset.licensed", _("Changed the licence of a file")
    ASSET_REPLACED = "asset.replaced", _("Replaced a file everywhere")
    ASSET_DELETED = "asset.deleted", _("Deleted a file of the library")
    CAMPAIGN_CREATED = "campaign.created", _("Planned a campaign")
    CAMPAIGN_CHANGED = "campaign.changed", _("Changed a campaign")
    CAMPAIGN_POSTS = "campaign.posts", _("Changed which posts belong to a campaign")
    CAMPAIGN_EXPORTED = "campaign.exported", _("Took the numbers of a campaign away as a file")
    CAMPAIGN_ENDED = "campaign.ended", _("Ended a campaign")
    CAMPAIGN_ARCHIVED = "campaign.archived", _("Archived a campaign")
    CAMPAIGN_RESTORED = "campaign.restored", _("Restored a campaign")
    HASHTAG_ADDED = "hashtag.added", _("Added a hashtag")
    HASHTAG_CHANGED = "hashtag.changed", _("Changed a hashtag")
    HASHTAG_REMOVED = "hashtag.removed", _("Removed a hashtag")
    NUMBERS_ENTERED = "numbers.entered", _("Entered brand numbers")
    NUMBER_REMOVED = "numbers.removed", _("Removed a brand number")
    NUMBERS_IMPORTED = "numbers.imported", _("Imported a list of brand numbers")
    NUMBERS_IMPORT_UNDONE = "numbers.import_undone", _("Took back an import of brand numbers")
    CAP_SET = "boards.cap_set", _("Set how many shares of a day count on boards")
    SCREEN_MADE = "boards.screen_made", _("Made a link for a screen")
    SCREEN_ENDED = "boards.screen_ended", _("Ended a link for a screen")
    DASHBOARD_EXPORTED = "dashboard.exported", _("Took the dashboard away as a file")
    REPORT_MADE = "report.made", _("Set up a report by mail")
    REPORT_CHANGED = "report.changed", _("Changed a report by mail")
    REPORT_PAUSED = "report.paused", _("Paused a report by mail")
    REPORT_RESUMED = "report.resumed", _("Let a report by mail come again")
    REPORT_REMOVED = "report.removed", _("Removed a report by mail")
    LINK_MADE = "report.link_made", _("Made a link that shows the dashboard")
    LINK_REVOKED = "report.link_revoked", _("Ended a link that shows the dashboard")
    LINKS_TURNED = "report.links_turned", _("Turned links that show the dashboard on or off")
    RATE_SET = "rate.set", _("Set a price")
    RATE_REMOVED = "rate.removed", _("Removed a price")
    VIEW_RATE_SET = "rate.view_set", _("Set the view rate")
    VIEW_RATE_REMOVED = "rate.view_removed", _("Removed a view rate")
    SITE_ADDED = "site.added", _("Named a site whose visitors are counted")
    SITE_REMOVED = "site.removed", _("Removed a site whose visitors are counted")
    CONVERSION_GOAL_ADDED = "conversion_goal.added", _("Named a goal for visitors")
    CONVERSION_GOAL_ENDED = "conversion_goal.ended", _("Ended a goal for visitors")
    GOAL_SET = "goal.set", _("Set a goal")
    GOAL_CHANGED = "goal.changed", _("Changed a goal")
    GOAL_REMOVED = "goal.removed", _("Removed a goal")
    ANNOTATION_ADDED = "annotation.added", _("Noted something on the trends")
    ANNOTATION_REMOVED = "annotation.removed", _("Removed a note on the trends")
    PILOT_STARTED = "pilot.started", _("Offered something to a pilot first")
    PILOT_OPENED = "pilot.opened", _("Opened something to everybody")
    POLICY_PUBLISHED = "policy.published", _("Published the guidelines")
    RULES_CHANGED = "policy.rules_changed", _("Changed the rules of the guidelines")
    DRAFT_STARTED = "policy.draft_started", _("Began a draft of the guidelines")
    DRAFT_SENT = "policy.draft_sent", _("Sent a draft of the guidelines to review")
    DRAFT_CLEARED = "policy.draft_cleared", _("Said yes to a draft of the guidelines")
    DRAFT_RETURNED = "policy.draft_returned", _("Sent a draft of the guidelines back")
    DRAFT_PUT_ASIDE = "policy.draft_put_aside", _("Put a draft of the guidelines aside")
    DRAFT_TAKEN_UP = "policy.draft_taken_up", _("Took up a draft of the guidelines again")
    POLICY_SHOWN = "policy.shown", _("Turned the public guidelines on or off")
    CANDIDATE_INVITED = "policy.candidate_invited", _("Made a link for a candidate")
    CANDIDATE_REMOVED = "policy.candidate_removed", _("Deleted a candidate’s link")
    ACCEPTANCES_EXPORTED = "policy.acceptances_exported", _("Exported who accepted")
    POLICY_REVIEWS_SET = "policy.reviews_set", _("Set whether guidelines are reviewed")
    POLICY_HANDED = "policy.handed_over", _("Handed guidelines over")
    LINES_HANDED = "policy.lines_handed_over", _("Handed lines of the guidelines over")
    ACCOUNT_CONNECTED = "account.connected", _("Connected an account")
    ACCOUNT_DISCONNECTED = "account.disconnected", _("Disconnected an account")
    WORDS_APPROVED = "words.approved", _("Said yes to words that need it")
    WORDS_RETURNED = "words.returned", _("Sent words back that need a yes")
    WEBHOOK_ADDED = "webhook.added", _("Added a webhook")
    WEBHOOK_CHANGED = "webhook.changed", _("Changed a webhook")
    WEBHOOK_PAUSED = "webhook.paused", _("Paused a webhook")
    WEBHOOK_RESUMED = "webhook.resumed", _("Turned a webhook on again")
    WEBHOOK_DISABLED = "webhook.disabled", _("A webhook was turned off")
    WEBHOOK_SECRET_RENEWED = "webhook.secret_renewed", _("Made a new secret for a webhook")
    WEBHOOK_TESTED = "webhook.tested", _("Sent a test to a webhook")
    WEBHOOK_REDELIVERED = "webhook.redelivered", _("Sent an event to a webhook again")
    WEBHOOK_REMOVED = "webhook.removed", _("Removed a webhook")
    AUDIT_EXPORTED = "audit.exported", _("Exported the audit")
    TOKEN_MADE = "token.made", _("Made an API token")
    TOKEN_REVOKED = "token.revoked", _("Revoked API tokens")


class Via(models.TextChoices):
    """How an act came in."""

    PAGE = "page", _("Page")
    API = "api", _("API")
    SYSTEM = "system", _("By itself")


class EventQuerySet(TenantQuerySet["Event"]):
    """Events, narrowed."""

    def newest_first(self) -> EventQuerySet:
        """Return them in the order of the page, with who acted."""
        return self.select_related("by").order_by("-at", "-pk")


_events, _all_events = managers(EventQuerySet)


class Event(PublicIdModel):
    """One act. The database refuses to change it; only the owner, in `platform()`, may delete it.

    Holds ids and codes, never a name or a text (`tenants.audit.record` sees to that). `by` is None
    where nobody acted. `subject` is the public id of what `subject_kind` names.
    """

    at = models.DateTimeField()
    act = models.CharField(max_length=40)
    via = models.CharField(max_length=8, choices=Via.choices, default=Via.PAGE)
    by = models.ForeignKey(Member, on_delete=models.DO_NOTHING, null=True, related_name="+")
    subject_kind = models.CharField(max_length=40, blank=True)
    subject = models.UUIDField(null=True)
    data = models.JSONField(default=dict)
    request_id = models.CharField(max_length=64, blank=True)

    objects: ClassVar[Any] = _events
    everyone: ClassVar[Any] = _all_events

    class Meta(PublicIdModel.Meta):
        indexes = [
            models.Index(fields=["organization", "-at", "-id"], name="tenants_event_time"),
            models.Index(fields=["organization", "act", "-at"], name="tenants_event_act"),
            models.Index(fields=["organization", "by", "-at"], name="tenants_event_by"),
            models.Index(fields=["organization", "subject", "-at"], name="tenants_event_subject"),
        ]

    def __str__(self) -> str:
        return self.act
