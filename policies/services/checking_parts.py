"""What situations, questions, speakers, facts and texts of a version may not be."""

from __future__ import annotations

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from policies.contents import Contents, SituationDraft
from policies.models import SectionKind, SituationKind, Strictness
from policies.models.structure import HTTP
from tenants.ids import read_id


def check_parts(contents: Contents) -> None:
    """Refuse what is not fair, finished or not.

    Raises `ValidationError`: `situation_do` (one without its title or what to do),
    `situation_reason` (a don't without why), `handover` (an address without its words, or none),
    `situation_kind`, `key` (one twice), `speaker`, `fact`, `until`, `question`, `section`,
    `strictness`.
    """
    _check_situations(contents)
    _check_facts(contents)
    if not all(one.who.strip() and one.about.strip() for one in contents.speakers):
        message = _("Say who may speak, and about what.")
        raise ValidationError(message, code="speaker")
    if not all(one.question.strip() and one.answer.strip() for one in contents.questions):
        raise ValidationError(_("A question needs its answer."), code="question")
    texts = contents.sections
    if not set(texts) <= set(SectionKind.values) or not all(map(str.strip, texts.values())):
        raise ValidationError(_("There is no such section, or it says nothing."), code="section")
    if contents.strictness not in {"", *Strictness.values}:
        raise ValidationError(_("Choose strict or relaxed."), code="strictness")


def _check_situations(contents: Contents) -> None:
    for situation in contents.situations:
        _check_situation(situation)
    keys = [one.key for one in contents.situations]
    if len(set(keys)) < len(keys) or not all(map(read_id, keys)):
        raise ValidationError(_("The same situation is there twice."), code="key")


def _check_facts(contents: Contents) -> None:
    for fact in contents.facts:
        if not (fact.what.strip() and fact.reason.strip()):
            message = _("Say what is confidential, and why.")
            raise ValidationError(message, code="fact")
        check_day(fact.until, "until")


def _check_situation(one: SituationDraft) -> None:
    if not (one.title.strip() and one.do.strip()):
        message = _("Each situation needs what to do in it.")
        raise ValidationError(message, code="situation_do")
    if one.dont.strip() and not one.reason.strip():
        message = _("“%(dont)s” needs its reason.")
        raise ValidationError(message, code="situation_reason", params={"dont": one.dont})
    if one.kind not in SituationKind.values:
        raise ValidationError(_("There is no such situation."), code="situation_kind")
    has_words, has_address = bool(one.handover_label.strip()), bool(one.handover_url)
    if has_words != has_address or (has_address and not re.match(HTTP, one.handover_url)):
        message = _("Write where people are sent, and its address, or neither.")
        raise ValidationError(message, code="handover")


def check_day(day: str, code: str) -> None:
    """Refuse what is neither a day nor nothing. Raises `ValidationError` of this code."""
    try:
        date.fromisoformat(day or "2000-01-01")
    except ValueError:
        raise ValidationError(_("Write the day as 2027-03-31."), code=code) from None
