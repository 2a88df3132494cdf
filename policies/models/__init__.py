"""May it: the documents and their versions, what is being written, and who accepted what."""

from __future__ import annotations

from policies.models.documents import (
    Kind,
    Pair,
    Policy,
    PolicyVersion,
    Rule,
    Severity,
)
from policies.models.drafts import OPEN, Draft, DraftState
from policies.models.pictures import Example, Picture
from policies.models.quizzes import QuizQuestion
from policies.models.reading import Acknowledgement, CandidateLink, Way
from policies.models.structure import (
    LONGEST_QUESTION,
    ConfidentialFact,
    Question,
    Section,
    SectionKind,
    Situation,
    SituationKind,
    Spokesperson,
    Strictness,
)
from policies.models.tallies import COUNTS, MARKS, RuleTally, mark_of, rule_key

__all__ = [
    "COUNTS",
    "LONGEST_QUESTION",
    "MARKS",
    "OPEN",
    "Acknowledgement",
    "CandidateLink",
    "ConfidentialFact",
    "Draft",
    "DraftState",
    "Example",
    "Kind",
    "Pair",
    "Picture",
    "Policy",
    "PolicyVersion",
    "Question",
    "QuizQuestion",
    "Rule",
    "RuleTally",
    "Section",
    "SectionKind",
    "Severity",
    "Situation",
    "SituationKind",
    "Spokesperson",
    "Strictness",
    "Way",
    "mark_of",
    "rule_key",
]
