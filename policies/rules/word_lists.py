"""Lists of words to avoid: topics, competitors, code names.

`banned_topic`: `{"topic": "Politics", "words": ["election", "party"]}`; `competitor`:
`{"names": ["Globex"]}`; `code_name`: `{"words": ["Falcon"], "embargo": "2027-03-01T09:00+01:00"}`,
which is found until then, always where no date is named. Up to 200 words each, found like banned
phrases, with `"forms": true, "language": "pl"` in their other forms too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from policies.rules.base import Checker, Group, Kind, RuleSpec, Wanted
from policies.rules.conditions import moment_of, tell_moment
from policies.rules.describing import ONE_A_LINE, Parameter, Sort
from policies.rules.wanted import (
    FORMS,
    FORMS_TAKEN,
    MOST_WORDS,
    WORD_CODES,
    WordChecker,
    check_forms,
    check_words,
    formed_in,
    tell_words,
)

LONGEST_TOPIC = 60


def _words(label: Promise, name: str = "words") -> Parameter:
    return Parameter(
        name, label, hint=ONE_A_LINE, is_required=True, most=MOST_WORDS, codes=WORD_CODES
    )


class WordList(Kind):
    """Finds each word of its lists, called `listed`; `more` parameters are the kind's own."""

    listed: ClassVar[str] = "words"
    more: ClassVar[frozenset[str]] = frozenset()

    def tells(self, parameters: Mapping[str, Any], /) -> str:
        """Name the first words."""
        return tell_words(parameters[self.listed], parameters)

    def check(self, parameters: dict[str, Any]) -> None:
        """Raise `ValidationError`: `parameters`, what words and forms raise, `more` of its own."""
        if not {self.listed} <= set(parameters) <= {self.listed, *self.more, *FORMS}:
            message = _("Such a rule has “%(listed)s”.")
            raise ValidationError(message, code="parameters", params={"listed": self.listed})
        check_words(parameters[self.listed])
        check_forms(parameters)

    def wanted(self, spec: RuleSpec) -> Iterator[Wanted]:
        """Return the words of its list."""
        for word in spec.parameters[self.listed]:
            yield Wanted(spec, word, formed_in(spec))

    def compile(self, _specs: Sequence[RuleSpec], /) -> Checker:
        """Return the checker of all lists."""
        return WordChecker(self.says)

    def says(self, spec: RuleSpec) -> str:  # noqa: ARG002 (most have nothing to add)
        """Return what to add to the reason of a rule."""
        return ""


class BannedTopic(WordList):
    """Finds words that speak of a topic."""

    name = "banned_topic"
    label = _("A topic to avoid")
    more = frozenset({"topic"})
    group = Group.WORDS
    purpose = _("Find a list of words that speak of one topic.")
    example = _("Politics: election, party, senator")
    takes = (
        Parameter(
            "topic",
            _("Topic"),
            Sort.TEXT,
            _("Whoever writes of it is told its name."),
            is_required=True,
            most=LONGEST_TOPIC,
            codes=frozenset({"topic"}),
        ),
        _words(_("Words that speak of it")),
        FORMS_TAKEN,
    )

    def tells(self, parameters: Mapping[str, Any], /) -> str:
        """Name the topic and the first words."""
        return f"{self._topic(parameters)} {super().tells(parameters)}"

    def check(self, parameters: dict[str, Any]) -> None:
        """Raise `ValidationError`: also `topic` (none, or a long one)."""
        super().check(parameters)
        topic = parameters.get("topic")
        if not isinstance(topic, str) or not 0 < len(topic.strip()) <= LONGEST_TOPIC:
            message = _("Name the topic, in up to %(count)s characters.")
            raise ValidationError(message, code="topic", params={"count": LONGEST_TOPIC})

    def says(self, spec: RuleSpec) -> str:
        """Name the topic."""
        return self._topic(spec.parameters)

    def _topic(self, parameters: Mapping[str, Any]) -> str:
        return gettext("Topic: %(topic)s.") % {"topic": parameters["topic"]}


class Competitor(WordList):
    """Finds names of competitors."""

    name = "competitor"
    label = _("Names of competitors")
    listed = "names"
    group = Group.WORDS
    purpose = _("Find names that others should be left to say.")
    example = _("Globex, Initech")
    takes = (_words(_("Names"), name="names"), FORMS_TAKEN)


class CodeName(WordList):
    """Finds names that are not public, or not yet."""

    name = "code_name"
    label = _("Names that are not public yet")
    more = frozenset({"embargo"})
    group = Group.PRIVATE
    purpose = _("Keep names inside, for good or until their day.")
    example = _("“Project Falcon”, until it is announced")
    takes = (
        _words(_("Names")),
        Parameter(
            "embargo",
            _("Until"),
            Sort.DAY,
            _("From that day on it may go out. Empty: never."),
            codes=frozenset({"moment"}),
        ),
        FORMS_TAKEN,
    )

    def tells(self, parameters: Mapping[str, Any], /) -> str:
        """Name the first names, and until when."""
        said = super().tells(parameters)
        if "embargo" not in parameters:
            return said
        return f"{said} {gettext('Until %(day)s.') % {'day': tell_moment(parameters['embargo'])}}"

    def check(self, parameters: dict[str, Any]) -> None:
        """Raise `ValidationError`: also `moment`."""
        super().check(parameters)
        if "embargo" in parameters:
            moment_of(parameters["embargo"])

    def says(self, spec: RuleSpec) -> str:
        """Say when it may go out."""
        if "embargo" not in spec.parameters:
            return gettext("This name is for us alone.")
        day = date_format(moment_of(spec.parameters["embargo"]), "DATE_FORMAT")
        return gettext("Not before %(day)s.") % {"day": day}
