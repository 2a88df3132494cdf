"""What each kind of notice is about, for the settings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tenants.models import Notice

HINTS = {
    Notice.SHARE_LIVE: _("Planned ones, and those that had to wait."),
    Notice.SHARE_FAILED: _("What the network said, and what you can do."),
    Notice.SHARE_HELD: _("Why it waits. Nothing is lost."),
    Notice.SHARE_ASKS: _("When only you can say how it goes on."),
    Notice.SHARE_OFFERED: _("When its time has come on a network you post to by hand."),
    Notice.SHARE_RECALLED: _("When your organization had your post deleted, and why."),
    Notice.RECALL_ASKS: _("When only you can delete a post, and where it is."),
    Notice.CONNECTION_ENDS: _("14, 7 and 1 days before, and when it has happened."),
    Notice.ARCHIVE_READY: _("When you have asked for a copy of your data."),
    Notice.ARCHIVE_MADE: _("The file holds who has shared what, so everyone is told."),
    Notice.PRIVACY_SET: _("It decides what others see of you, so everyone is told."),
    Notice.ORGANIZATION_ENDS: _("When, and how it can be taken back until then."),
    Notice.ORGANIZATION_STAYS: _("When a planned deletion was taken back."),
    Notice.SHARING_PAUSED: _("Who paused it, and why."),
    Notice.SHARING_RESUMED: _("When what waited goes out."),
    Notice.WEBHOOK_DISABLED: _("When the address takes no events any more."),
    Notice.JOIN_ASKED: _("When you have to say yes before they come in."),
    Notice.DOMAIN_LOST: _("When nobody can join by it until it is back."),
    Notice.SOURCE_STOPPED: _("When a feed that you look after can’t be read any more."),
    Notice.POST_COMMENTED: _("Until you have looked, one notice for all of them."),
    Notice.COMMENT_ANSWERED: _("Until you have looked, one notice for all of them."),
    Notice.COMMENT_HIDDEN: _("When a curator hides it, and why."),
    Notice.SUGGESTION_MOVED: _("When a curator asks, declines, or makes it a post."),
    Notice.QUESTION_SETTLED: _("When a post answers customers, or none will, and why."),
    Notice.SUGGESTION_WAITS: _("When somebody suggests a post, or answers you."),
    Notice.REVIEW_ASKED: _("When a writer asks for approval, or your topic for review."),
    Notice.REVIEW_DUE: _("A day before it is needed, and when it is overdue."),
    Notice.POST_RETURNED: _("What has to change before it can be approved."),
    Notice.POST_IN_FEED: _("When everybody needed has said yes."),
    Notice.NOTE_WRITTEN: _("On a draft of yours, or under a note of yours."),
    Notice.POSTS_STALE: _("Once for each post, when its day has come."),
    Notice.LICENCE_ENDS: _("30, 7 and 1 days before, and when it is over."),
    Notice.POLICY_REVIEW: _("When a colleague asks you to read a draft."),
    Notice.POLICY_REVIEWED: _("When your draft may go out, or what has to change."),
    Notice.POLICY_DUE: _("Once for each day that you have set for one of your lines."),
    Notice.POLICY_NEW: _("Once a week, three times at most, until you have read them."),
    Notice.POLICY_HANDED: _("When a document or lines of it become yours to look after."),
    Notice.CONCERN_URGENT: _("When somebody raises a concern that can’t wait."),
    Notice.CONCERN_WAITS: _("When it comes, is answered, or is handed to you."),
    Notice.CONCERN_MOVED: _("When somebody looks at it, answers, or has settled it."),
    Notice.WORDS_ASKED: _("When the guidelines ask for somebody’s yes to their words."),
    Notice.WORDS_HELD: _("Once for each change; what you can do stands in your list."),
    Notice.WORDS_DECIDED: _("Whether they go out, or why not."),
}
