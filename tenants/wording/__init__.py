"""What members are told, in words: one sentence a kind, filled in with names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tenants.models import Notice, WebhookReason
from tenants.wording import policies, privacy
from tenants.wording.told import Params, Told


def put_into_words(kind: str, params: Params) -> Told:
    """Say one notice in the language that is active, its dates in the zone that is."""
    return _BY_KIND[Notice(kind)](params)


def _live(params: Params) -> Told:
    headline = _("“%(title)s” is live on %(network)s") % params
    return Told(headline, "", "good", "circle-check", _("See it"))


def _failed(params: Params) -> Told:
    headline = _("“%(title)s” did not go out on %(network)s") % params
    return Told(headline, str(params["problem"]), "bad", "circle-x", _("See what you can do"))


def _held(params: Params) -> Told:
    headline = _("“%(title)s” waits before it goes to %(network)s") % params
    return Told(headline, str(params["problem"]), "warn", "clock-alert", _("See why"))


def _asks(params: Params) -> Told:
    headline = _("“%(title)s” on %(network)s needs your word") % params
    return Told(headline, str(params["problem"]), "warn", "circle-question-mark", _("Answer"))


def _offered(params: Params) -> Told:
    headline = _("It is time to post “%(title)s” on %(network)s") % params
    return Told(headline, _("The words are ready for you."), "info", "hand", _("Finish it"))


def _recalled(params: Params) -> Told:
    headline = _("“%(title)s” was deleted from %(network)s") % params
    detail = _("Your organization has recalled it. %(reason)s") % params
    return Told(headline, detail, "info", "trash-2", _("See your shares"))


def _recall_asks(params: Params) -> Told:
    headline = _("Please delete “%(title)s” from %(network)s") % params
    detail = _("Your organization has recalled it. %(reason)s") % params
    return Told(headline, detail, "warn", "trash-2", _("Open the post"))


def _ends(params: Params) -> Told:
    act = _("Reconnect")
    if not params.get("by"):
        headline = _("%(network)s needs you to connect %(handle)s again") % params
        detail = _("What waits for it is kept, and goes out once it is connected.")
        return Told(headline, detail, "warn", "unplug", act)
    day = timezone.localtime(datetime.fromisoformat(str(params["by"])))
    days = int(str(params["days"]))
    headline = ngettext(
        "Connect %(handle)s on %(network)s again within a day",
        "Connect %(handle)s on %(network)s again within %(days)s days",
        days,
    ) % {**params, "days": days}
    detail = _("%(network)s lets us post until %(day)s. Shares after that wait; none is lost.")
    shown = {"network": params["network"], "day": formats.date_format(day, "DATE_FORMAT")}
    return Told(headline, detail % shown, "warn", "clock-alert", act)


def _archive_ready(_params: Params) -> Told:
    return Told(
        _("The export you asked for is ready"),
        _("It is deleted after 7 days."),
        "good",
        "package-check",
        _("Download it"),
    )


def _archive_made(params: Params) -> Told:
    headline = _("%(name)s exported everything of %(organization)s") % params
    detail = _("The file holds what each of you has shared. It is deleted after 7 days.")
    return Told(headline, detail, "info", "package", _("What is in it"))


def _organization_ends(params: Params) -> Told:
    day = timezone.localtime(datetime.fromisoformat(str(params["due"])))
    shown = {**params, "day": formats.date_format(day, "DATE_FORMAT")}
    headline = _("%(organization)s will be deleted on %(day)s") % shown
    detail = _("%(name)s asked for it. Nothing is shared any more. An admin can take it back.")
    return Told(headline, detail % shown, "bad", "triangle-alert", _("See what you can do"))


def _organization_stays(params: Params) -> Told:
    headline = _("%(organization)s stays") % params
    detail = _("%(name)s took the deletion back. What was held goes out.") % params
    return Told(headline, detail, "good", "circle-check", _("Open it"))


def _sharing_paused(params: Params) -> Told:
    headline = _("%(name)s paused sharing at %(organization)s") % params
    return Told(headline, str(params["reason"]), "bad", "circle-pause", _("See it"))


def _sharing_resumed(params: Params) -> Told:
    headline = _("%(name)s let sharing at %(organization)s go on") % params
    return Told(headline, _("What waited goes out now."), "good", "circle-play", _("See it"))


def _webhook_disabled(params: Params) -> Told:
    headline = _("The webhook to %(host)s was turned off") % params
    detail = str(WebhookReason(str(params["reason"])).label)
    return Told(headline, detail, "bad", "webhook-off", _("See what you can do"))


def _join_asked(params: Params) -> Told:
    headline = _("%(person)s asks to join") % params
    detail = _("Their address is %(email)s.") % params
    return Told(headline, detail, "info", "user-plus", _("Answer"))


def _domain_lost(params: Params) -> Told:
    headline = _("The proof for %(domain)s is gone") % params
    detail = _("Nothing new happens by this domain until its record is back.")
    return Told(headline, detail, "warn", "globe", _("See the record"))


def _source_stopped(params: Params) -> Told:
    headline = _("“%(title)s” is read no longer") % params
    detail = _("It could not be read for two weeks. Its posts stay.")
    return Told(headline, detail, "warn", "unplug", _("See what you can do"))


def _post_commented(params: Params) -> Told:
    headline = _("A colleague commented on “%(title)s”") % params
    return Told(headline, "", "info", "message-circle", _("Read it"))


def _comment_answered(params: Params) -> Told:
    headline = _("A colleague answered below “%(title)s”") % params
    return Told(headline, "", "info", "message-circle", _("Read it"))


def _comment_hidden(params: Params) -> Told:
    if not params["title"]:
        headline = _("A comment of yours was hidden")
        return Told(headline, str(params["reason"]), "warn", "eye-off", _("Open the feed"))
    headline = _("Your comment on “%(title)s” was hidden") % params
    detail = _("Only you and the curators still see it. %(reason)s") % params
    return Told(headline, detail, "warn", "eye-off", _("See it"))


def _suggestion_moved(params: Params) -> Told:
    said, act = params, _("See your suggestion")
    match params["what"]:
        case "asked":
            headline = _("A curator has a question about “%(title)s”") % said
            return Told(headline, "", "info", "circle-question-mark", _("Answer"))
        case "taken":
            headline = _("Your suggestion “%(title)s” becomes a post") % said
            detail = _("A draft so far. We tell you when it is in the feed.")
            return Told(headline, detail, "good", "circle-check", act)
        case "live":
            headline = _("Your suggestion “%(title)s” is in the feed") % said
            return Told(headline, _("Thank you."), "good", "circle-check", _("See it"))
    headline = _("Your suggestion “%(title)s”: not this time") % said
    return Told(headline, str(params["reason"]), "info", "lightbulb", act)


def _question_settled(params: Params) -> Told:
    if params["what"] == "answered":
        headline = _("There is an answer to “%(question)s”") % params
        detail = _("You can send it to the customer who asked.")
        return Told(headline, detail, "good", "circle-check", _("Read it"))
    headline = _("“%(question)s” will not get a post") % params
    act = _("See what you reported")
    return Told(headline, str(params["reason"]), "info", "circle-question-mark", act)


def _suggestion_waits(params: Params) -> Told:
    if params["what"] == "answered":
        headline = _("Your question about “%(title)s” has an answer") % params
    else:
        headline = _("A colleague suggests “%(title)s”") % params
    return Told(headline, "", "info", "lightbulb", _("Look at it"))


def _review_asked(params: Params) -> Told:
    headline = _("“%(title)s” waits for your yes") % params
    return Told(headline, _due(params), "info", "message-square", _("Read it"))


def _review_due(params: Params) -> Told:
    if params["is_overdue"]:
        headline = _("“%(title)s” is overdue: your yes is missing") % params
        return Told(headline, _due(params), "warn", "clock-alert", _("Read it"))
    headline = _("“%(title)s” needs your yes soon") % params
    return Told(headline, _due(params), "info", "clock-alert", _("Read it"))


def _due(params: Params) -> str:
    if not params.get("due"):
        return ""
    due = timezone.localtime(datetime.fromisoformat(str(params["due"])))
    return _("It is needed by %(when)s.") % {"when": formats.date_format(due, "DATETIME_FORMAT")}


def _post_returned(params: Params) -> Told:
    headline = _("“%(title)s” was sent back to you") % params
    return Told(headline, str(params["reason"]), "warn", "undo-2", _("See what to change"))


def _post_in_feed(params: Params) -> Told:
    headline = _("“%(title)s” is approved") % params
    return Told(headline, "", "good", "circle-check", _("See it"))


def _note_written(params: Params) -> Told:
    headline = _("There is a new note on “%(title)s”") % params
    return Told(headline, "", "info", "message-square", _("Read it"))


def _posts_stale(params: Params) -> Told:
    others = int(str(params["others"]))
    if others:
        headline = ngettext(
            "Look at “%(title)s” and %(others)s other post again",
            "Look at “%(title)s” and %(others)s other posts again",
            others,
        ) % {**params, "others": others}
    else:
        headline = _("Look at “%(title)s” again") % params
    detail = _("Is it still true? Keep it, change it, or take it out of the feed.")
    return Told(headline, detail, "info", "clock-alert", _("Open the desk"))


def _licence_ends(params: Params) -> Told:
    days = int(str(params["days"]))
    if days < 0:
        headline = _("The licence of “%(name)s” is over") % params
        detail = _("It goes with nothing new. Replace it, or extend the licence.")
        return Told(headline, detail, "bad", "image-off", _("See where it is used"))
    headline = _("The licence of “%(name)s” ends today") % params
    if days:
        headline = ngettext(
            "The licence of “%(name)s” ends tomorrow",
            "The licence of “%(name)s” ends in %(days)s days",
            days,
        ) % {**params, "days": days}
    detail = _("From then on it goes with nothing new; what is published stays.")
    return Told(headline, detail, "warn", "image", _("See where it is used"))


def _concern_waits(params: Params) -> Told:
    headline = {
        "raised": _("A colleague has a concern"),
        "asked": _("A colleague has a question"),
        "answered": _("A colleague answered you about a concern or question"),
        "reopened": _("A concern or question that was settled is open again"),
        "handed": _("A concern or question was handed to you"),
    }[str(params["what"])]
    if params["is_urgent"]:
        return Told(headline, _("It can’t wait."), "bad", "siren", _("Look at it now"))
    return Told(headline, "", "info", "life-buoy", _("Look at it"))


def _concern_moved(params: Params) -> Told:
    headline = {
        "taken": _("Somebody looks at what you asked for help with"),
        "answered": _("There is an answer to what you asked for help with"),
        "settled": _("What you asked for help with is settled"),
    }[str(params["what"])]
    return Told(headline, "", "info", "life-buoy", _("Read it"))


def _words_asked(params: Params) -> Told:
    headline = _("%(name)s asks for a yes to words for “%(title)s”") % params
    if params.get("is_overdue"):
        headline = _("Overdue: %(name)s still waits for a yes to words for “%(title)s”") % params
    return Told(headline, _due(params), "info", "message-square", _("Read them"))


def _words_held(_params: Params) -> Told:
    headline = _("The guidelines have changed, and words of yours wait")
    detail = _("Nothing is lost. Change the words, and they go out.")
    return Told(headline, detail, "warn", "clock-alert", _("Change them"))


def _words_decided(params: Params) -> Told:
    if params["is_yes"]:
        headline = _("Your words for “%(title)s” are approved") % params
        detail = str(params["note"]) or _("They go out by themselves.")
        if params.get("asks"):
            asks = _("You say when: the time has passed, or many share it there just now.")
            detail = f"{params['note']} {asks}".strip()
        return Told(headline, detail, "good", "circle-check", _("See your shares"))
    if params.get("is_overdue"):
        headline = _("Nobody has answered yet about your words for “%(title)s”") % params
        detail = _("Those who can are reminded. You can ask them, write it anew, or take it back.")
        return Told(headline, detail, "warn", "clock-alert", _("See your shares"))
    if params.get("is_unheard"):
        headline = _("Nobody is left who may say yes to your words for “%(title)s”") % params
        detail = _("Nothing is lost. In your list stands what you can do.")
        return Told(headline, detail, "warn", "clock-alert", _("See your shares"))
    headline = _("Your words for “%(title)s” were sent back") % params
    return Told(headline, str(params["note"]), "warn", "undo-2", _("See what to change"))


_BY_KIND: dict[Notice, Callable[[Params], Told]] = {
    Notice.SHARE_LIVE: _live,
    Notice.SHARE_FAILED: _failed,
    Notice.SHARE_HELD: _held,
    Notice.SHARE_ASKS: _asks,
    Notice.SHARE_OFFERED: _offered,
    Notice.SHARE_RECALLED: _recalled,
    Notice.RECALL_ASKS: _recall_asks,
    Notice.CONNECTION_ENDS: _ends,
    Notice.ARCHIVE_READY: _archive_ready,
    Notice.ARCHIVE_MADE: _archive_made,
    Notice.ORGANIZATION_ENDS: _organization_ends,
    Notice.ORGANIZATION_STAYS: _organization_stays,
    Notice.PRIVACY_SET: privacy.privacy_set,
    Notice.SHARING_PAUSED: _sharing_paused,
    Notice.SHARING_RESUMED: _sharing_resumed,
    Notice.WEBHOOK_DISABLED: _webhook_disabled,
    Notice.JOIN_ASKED: _join_asked,
    Notice.DOMAIN_LOST: _domain_lost,
    Notice.SOURCE_STOPPED: _source_stopped,
    Notice.POST_COMMENTED: _post_commented,
    Notice.COMMENT_ANSWERED: _comment_answered,
    Notice.COMMENT_HIDDEN: _comment_hidden,
    Notice.SUGGESTION_MOVED: _suggestion_moved,
    Notice.QUESTION_SETTLED: _question_settled,
    Notice.SUGGESTION_WAITS: _suggestion_waits,
    Notice.REVIEW_ASKED: _review_asked,
    Notice.REVIEW_DUE: _review_due,
    Notice.POST_RETURNED: _post_returned,
    Notice.POST_IN_FEED: _post_in_feed,
    Notice.NOTE_WRITTEN: _note_written,
    Notice.POSTS_STALE: _posts_stale,
    Notice.LICENCE_ENDS: _licence_ends,
    Notice.POLICY_REVIEW: policies.review,
    Notice.POLICY_REVIEWED: policies.reviewed,
    Notice.POLICY_DUE: policies.due,
    Notice.POLICY_NEW: policies.new,
    Notice.POLICY_HANDED: policies.handed,
    Notice.CONCERN_URGENT: _concern_waits,
    Notice.CONCERN_WAITS: _concern_waits,
    Notice.CONCERN_MOVED: _concern_moved,
    Notice.WORDS_ASKED: _words_asked,
    Notice.WORDS_HELD: _words_held,
    Notice.WORDS_DECIDED: _words_decided,
}
