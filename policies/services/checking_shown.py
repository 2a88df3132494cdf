"""What pictures and the quiz of a version may not be."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from policies.contents import Contents, ExampleDraft, QuizDraft
from policies.models import Picture
from tenants.ids import read_id

FEWEST_ANSWERS, MOST_ANSWERS, LONGEST_ANSWER = 2, 4, 200
MOST_EXAMPLES, MOST_QUIZ = 20, 10


def check_shown(contents: Contents) -> None:
    """Refuse pictures and questions that are not fair, finished or not.

    Raises `ValidationError`: `example` (without what to do), `picture` (none, or one that is not
    here), `alt` (a picture without what it shows, or the reverse), `dont` (a picture of what not to
    do without what is wrong, or the reverse), `many`; of the quiz `quiz_question`, `quiz_answers`
    (not two to four, one twice, none right), `quiz_explanation`, `quiz_line`.
    """
    if len(contents.examples) > MOST_EXAMPLES or len(contents.quiz) > MOST_QUIZ:
        raise ValidationError(_("That is more than people look at. Keep the best."), code="many")
    for example in contents.examples:
        _check_example(example)
    ids = {read_id(one) for one in contents.pictures}
    rows = Picture.objects.filter(public_id__in=ids - {None}).order_by("pk")
    there = rows.select_for_update(no_key=True)
    if None in ids or (ids and len(there) != len(ids)):
        raise ValidationError(_("This picture is not here any more."), code="picture")
    for question in contents.quiz:
        _check_question(question, len(contents.pairs))


def _check_example(one: ExampleDraft) -> None:
    if not one.do.strip():
        raise ValidationError(_("Say what to do. A “not this” alone helps nobody."), "example")
    if not one.pictures:
        raise ValidationError(_("Choose at least one picture."), code="picture")
    if bool(one.dont_picture) != bool(one.dont.strip()):
        message = _("A picture of what not to do needs what is wrong with it, and the reverse.")
        raise ValidationError(message, code="dont")
    described = ((one.do_picture, one.do_alt), (one.dont_picture, one.dont_alt))
    if any(bool(picture) != bool(alt.strip()) for picture, alt in described):
        message = _("Say what each picture shows, for people who can’t see it.")
        raise ValidationError(message, code="alt")


def _check_question(one: QuizDraft, pair_count: int) -> None:
    if not one.question.strip():
        raise ValidationError(_("Write the question."), code="quiz_question")
    texts = [str(answer["text"]).strip() for answer in one.answers]
    is_fair = FEWEST_ANSWERS <= len(texts) <= MOST_ANSWERS and len(set(texts)) == len(texts)
    if not is_fair or not all(0 < len(text) <= LONGEST_ANSWER for text in texts):
        message = _("“%(question)s” needs two to four answers, each another one.")
        raise ValidationError(message, code="quiz_answers", params={"question": one.question})
    if not any(answer["is_right"] for answer in one.answers):
        message = _("Mark which answers to “%(question)s” are right.")
        raise ValidationError(message, code="quiz_answers", params={"question": one.question})
    if not one.explanation.strip():
        message = _("“%(question)s” needs a sentence for those who are wrong.")
        params = {"question": one.question}
        raise ValidationError(message, code="quiz_explanation", params=params)
    if one.line is not None and not 0 <= one.line < pair_count:
        message = _("A question is about a line that is not there.")
        raise ValidationError(message, code="quiz_line")
