"""What we keep about a member: for each kind of data what, why, how long, and who sees it.

The one declaration of it. Every table that names a member stands in exactly one kind; a test holds
that against the tables there are. The sentences are true of the code: where a time is named, a
worker deletes by it.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

UNTIL_ERASED = _("Until your account is deleted.")
WITHOUT_NAME = _("Stays, without your name once your account is deleted.")
ONLY_YOU = _("Only you.")


@dataclass(frozen=True)
class Kept:
    """One kind of data; `tables` are labels of models."""

    key: str
    what: Promise
    why: Promise
    how_long: Promise
    who_sees: Promise
    tables: tuple[str, ...]


KEPT: tuple[Kept, ...] = (
    Kept(
        "membership",
        _("Your name, work e-mail, team and roles, and since when you are a member"),
        _("So that you can sign in and do what your role is for."),
        _("Until your account is deleted; then a row without name or address stays for totals."),
        _("Admins; your name and team everybody here."),
        ("tenants.Member", "tenants.TeamRole", "tenants.TeamMove", "content.ProgrammeLead"),
    ),
    Kept(
        "boards",
        _(
            "Whether and under which name boards show you, whether screens may, "
            "and if you are marked as an executive"
        ),
        _("So that nobody is shown who does not want to be."),
        UNTIL_ERASED,
        _(
            "Only you what you chose; everybody what boards show of you, and who sees a screen "
            "a first name or the one you chose, if you agreed; admins if you are an executive."
        ),
        (),
    ),
    Kept(
        "joining",
        _("Invitations you sent, and requests to join: address and name"),
        _("So that people come in once, by the right door."),
        _("Your request until your account is deleted; invitations then without your address."),
        _("Admins, and who invited."),
        ("tenants.Invitation", "tenants.InvitationImport", "tenants.JoinRequest"),
    ),
    Kept(
        "accounts",
        _("Accounts you connected: name, address, followers; and what lets us post, sealed"),
        _("So that what you share goes to your own accounts, and nowhere else."),
        _("What lets us post, until you disconnect; the rest until your account is deleted."),
        ONLY_YOU,
        ("sharing.Connection", "sharing.AssistedNetwork"),
    ),
    Kept(
        "shares",
        _("What you shared or planned: words, network, time, and where it is"),
        _("To publish it, to show it to you, and to delete it when you say so."),
        _("Stays as a count; words and address are emptied when your account is deleted."),
        _("Only you; who approves words sees those that need a yes."),
        ("sharing.Share", "sharing.Slot", "sharing.Clearance"),
    ),
    Kept(
        "results",
        _("What your shares brought, by day: clicks, reactions, impressions, goals reached"),
        _("For your own impact, your place on boards, and sums of groups."),
        WITHOUT_NAME,
        _(
            "Only you; others your place on boards you are on, and sums of groups large enough. "
            "By links to its own sites your organization counts by which share a goal was reached, "
            "never who reached it."
        ),
        ("analytics.Fact",),
    ),
    Kept(
        "reading",
        _("What you read, saved, hid, follow and were let into"),
        _("It orders your feed, and shows you what you wanted to keep."),
        _("Saved, hidden and followed: until your account is deleted. Reads stay as counts."),
        _("Only you; curators whom closed topics and pilots are for, if you are named there."),
        (
            "content.Mark",
            "content.Follow",
            "content.ClosedShelf",
            "content.Admission",
            "content.PilotGuest",
            "content.CaptionTurn",
        ),
    ),
    Kept(
        "days",
        _("On which days you opened, sent in or answered something; never what"),
        _("To count how many people were active, and for your own impact."),
        _("A little more than a year, or until your account is deleted."),
        _("Only you; others counts of groups large enough."),
        ("content.ActiveDay",),
    ),
    Kept(
        "opinions",
        _("What you think of posts, that you voted, and that you confirmed to have read"),
        _("So that each counts once. What you chose in a poll is not kept with your name."),
        _("Until your account is deleted; the count stays."),
        _("Only you; curators counts, from some people on."),
        ("content.Feedback", "content.Ballot", "content.Confirmation"),
    ),
    Kept(
        "guidelines",
        _("Which guidelines you accepted, when and how, and that you passed their questions"),
        _("So that it can be shown that you agreed, and you are not asked twice."),
        WITHOUT_NAME,
        _("You; who keeps the guidelines sees sums, and an export of everything names you."),
        ("policies.Acknowledgement",),
    ),
    Kept(
        "voice",
        _("What you wrote to others: comments, suggestions, questions you heard"),
        _("So that colleagues and curators can answer."),
        _("Until you delete it; it stays under “Former member” when your account is deleted."),
        _("Whom the post is for; curators what you suggest and report."),
        (
            "content.Comment",
            "content.Suggestion",
            "content.SuggestionNote",
            "content.Hearing",
            "content.CustomerQuestion",
        ),
    ),
    Kept(
        "help",
        _("Concerns and questions for help, with the answers"),
        _("So that somebody can help you."),
        _("A year after it was settled, or until your account is deleted."),
        _("You, and those who look after it."),
        ("content.Concern", "content.ConcernNote"),
    ),
    Kept(
        "desk",
        _("What you did on the desk: posts, notes, reviews, files, campaigns, guidelines"),
        _("So that it is known who wrote, approved and looks after what."),
        _("As long as the thing itself; under “Former member” once your account is deleted."),
        _("Curators and admins; who looks after guidelines everybody."),
        (
            "content.Post",
            "content.Source",
            "content.PostImport",
            "content.Campaign",
            "content.TopicReview",
            "content.Submission",
            "content.Verdict",
            "content.Note",
            "content.BulkAct",
            "content.Asset",
            "content.Poll",
            "content.ShelfItem",
            "content.Revision",
            "content.PostTemplate",
            "policies.Policy",
            "policies.PolicyVersion",
            "policies.Pair",
            "policies.Rule",
            "policies.Draft",
            "policies.Picture",
            "policies.CandidateLink",
            "policies.Situation",
            "policies.Spokesperson",
            "sharing.CrisisPause",
            "sharing.Recall",
            "sharing.OwnApp",
            "tenants.Webhook",
            "analytics.BrandImport",
            "analytics.BrandNumber",
            "analytics.BoardScreen",
            "analytics.ConversionGoal",
            "analytics.Rate",
            "analytics.ViewRate",
            "analytics.Goal",
            "analytics.Annotation",
            "sharing.LandingSite",
            "analytics.ReportedFigure",
            "analytics.Report",
            "analytics.ReportLink",
        ),
    ),
    Kept(
        "absence",
        _("That you are away from the desk, from when to when, and who stands in"),
        _("So that nothing waits for you meanwhile."),
        _("30 days after it is over."),
        _("Curators and admins."),
        ("content.Absence",),
    ),
    Kept(
        "drafts",
        _("What you typed and did not save"),
        _("So that nothing is lost when a browser closes."),
        _("30 days."),
        ONLY_YOU,
        ("content.KeptWords",),
    ),
    Kept(
        "messages",
        _("What we told you and how you want to be told, digests among it"),
        _("So that you hear of what is yours, where you want to, and once."),
        UNTIL_ERASED,
        ONLY_YOU,
        (
            "tenants.Notification",
            "tenants.NotificationSetting",
            "tenants.Letter",
            "analytics.ReportReader",
            "content.Digest",
        ),
    ),
    Kept(
        "programs",
        _("API tokens you made, and for a day what programs of yours were answered"),
        _("So that programs act for you as far as you let them, and not twice."),
        _("Until you revoke them; answers for 24 hours."),
        _("You; admins that there are tokens, and can revoke them."),
        ("tenants.ApiToken", "tenants.KeptAnswer"),
    ),
    Kept(
        "copies",
        _("Copies of your data that you asked for"),
        _("So that you can take them with you."),
        _("7 days."),
        _("Only you. Of an export of everything, which admins can make, all are told."),
        ("tenants.Archive",),
    ),
    Kept(
        "audit",
        _("Administrative acts: who did what to which thing, without names and texts"),
        _("So that it can be found out later. Sharing is not in there."),
        _("As long as your organization has set, two years unless it chose otherwise."),
        _("Admins."),
        ("tenants.Event",),
    ),
)
