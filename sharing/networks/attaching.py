"""What every network's `check` says about a video or document: whether it is taken there at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sharing.networks.attached import Attachment, Takes
from sharing.networks.base import Issue

MB = 1_000_000
_UNIT_MS = 1000


def attachment_issues(
    attachment: Attachment | None, takes: Sequence[Takes], label: str
) -> list[Issue]:
    """Find the first reason why a network does not take it as it is; none for no attachment."""
    if attachment is None:
        return []
    rules = [one for one in takes if one.kind == attachment.kind]
    if not rules:
        return [_nothing_of_it(attachment.kind, label)]
    rule = next((one for one in rules if attachment.mime_type in one.mime_types), None)
    if rule is None:
        text = _("%(network)s takes no file of this type.") % {"network": label}
        return [Issue("attachment_type", text)]
    found = (*_bytes(attachment, rule, label), *_lengths(attachment, rule, label))
    return list(found[:1])


def _nothing_of_it(kind: str, label: str) -> Issue:
    if kind == "video":
        return Issue("no_video_here", _("%(network)s takes no video.") % {"network": label})
    return Issue("no_document_here", _("%(network)s takes no documents.") % {"network": label})


def _bytes(attachment: Attachment, rule: Takes, label: str) -> Iterable[Issue]:
    size, named = attachment.size_bytes, {"network": label}
    if size > rule.max_bytes:
        text = _("The file is larger than the %(limit)d MB that %(network)s takes.")
        message = text % (named | {"limit": rule.max_bytes // MB})
        yield Issue("attachment_too_big", message, size, rule.max_bytes)
    if size < rule.min_bytes:
        text = _("The file is too small for %(network)s.") % named
        yield Issue("attachment_too_small", text, size, rule.min_bytes)


def _lengths(attachment: Attachment, rule: Takes, label: str) -> Iterable[Issue]:
    lasts, named = attachment.duration_ms, {"network": label}
    if lasts is not None and lasts < rule.min_ms:
        text = _("The video is too short for %(network)s.") % named
        yield Issue("video_too_short", text, lasts, rule.min_ms)
    if lasts is not None and rule.max_ms is not None and lasts > rule.max_ms:
        limit = rule.max_ms // _UNIT_MS
        text = ngettext(
            "The video is longer than the %(limit)d second that %(network)s takes.",
            "The video is longer than the %(limit)d seconds that %(network)s takes.",
            limit,
        )
        yield Issue("video_too_long", text % (named | {"limit": limit}), lasts, rule.max_ms)
    if _is_too_large(attachment, rule):
        text = _("The picture of the video is too large or too narrow for %(network)s.") % named
        yield Issue("video_too_large", text)
    if rule.max_pages is not None and (attachment.pages or 0) > rule.max_pages:
        text = _("The document has more than the %(limit)d pages that %(network)s takes.")
        message = text % (named | {"limit": rule.max_pages})
        yield Issue("document_too_long", message, attachment.pages, rule.max_pages)


def _is_too_large(attachment: Attachment, rule: Takes) -> bool:
    """Compare the longer side with the longer limit: a video may stand upright."""
    short, long = sorted((attachment.width, attachment.height))
    if not short:
        return False
    if rule.max_size is not None and (long > max(rule.max_size) or short > min(rule.max_size)):
        return True
    if rule.max_pixels is not None and long * short > rule.max_pixels:
        return True
    return rule.max_ratio is not None and long > rule.max_ratio * short
