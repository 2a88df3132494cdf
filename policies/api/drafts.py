"""Documents and their drafts for programs."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from policies.api.draft_shapes import (
    DocumentList,
    DocumentShape,
    DraftCreate,
    DraftLine,
    DraftShape,
    DraftWrite,
    LanguageQuery,
    PublicationCreate,
    ReviewAnswer,
    ReviewAsk,
    ReviewsWrite,
)
from policies.api.plain import shown, shown_version, taken
from policies.api.shapes import RULE_CODES, VersionLine, VersionShape
from policies.comparing import compare
from policies.contents import contents_of, read_contents
from policies.library import Shelved, shelf
from policies.models import Draft, Kind, PolicyVersion
from policies.readability import measure, risks
from policies.services.drafting import publish_draft, put_aside, save_draft, start_draft, take_up
from policies.services.reviewing import ask_for_reviews, decide_review, send_to_review
from tenants.diffing import ADDED, REMOVED
from tenants.models import Member
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.paging import Page
from tenants.rest.shapes import PageQuery
from tenants.roles import Permission
from tenants.token_scopes import Scope

LINE = (
    *("public_id", "policy", "state", "edition", "started_from", "created_at", "changed_at"),
    *("changed_by", "asked_by", "reviewer", "note"),
)
QUIZ_CODES = ("quiz_question", "quiz_answers", "quiz_explanation", "quiz_line")
SITUATION_CODES = ("situation_do", "situation_reason", "situation_kind", "handover", "key")
reads = partial(endpoint, scope=Scope.POLICY_READ, permission=Permission.EDIT_POLICY)
writes = partial(
    endpoint,
    scope=Scope.POLICY_WRITE,
    permission=Permission.EDIT_POLICY,
    fields={
        "stale": "edition",
        "open": "kind",
        "empty": "pairs",
        "do": "pairs",
        "reason": "pairs",
        **dict.fromkeys(RULE_CODES, "rules"),
        **dict.fromkeys(SITUATION_CODES, "situations"),
        "speaker": "speakers",
        "fact": "facts",
        "until": "facts",
        "question": "questions",
        "section": "sections",
        **dict.fromkeys(("example", "picture", "alt", "dont", "many"), "examples"),
        **dict.fromkeys(QUIZ_CODES, "quiz"),
    },
)


class Documents(Endpoints):
    """The documents there are."""

    tag = "Guidelines"

    @reads(gives=DocumentList)
    def index(self, call: Call) -> dict[str, Any]:  # noqa: ARG002 (all are handed the call)
        """List the documents, with the version in force and the open draft of each."""
        return {"items": [shown_document(one) for one in shelf()]}

    @endpoint(scope=Scope.POLICY_READ, query=LanguageQuery, gives=VersionShape, before_policy=True)
    def show(self, call: Call, kind: str) -> dict[str, Any]:
        """Give the version in force of a document, in the organization's language or another."""
        language = call.query.get("language", "")
        version = PolicyVersion.objects.current(kind, language)
        if version is None:
            raise Http404
        return shown_version(version)

    @writes(takes=ReviewsWrite, gives=DocumentShape)
    def set_reviews(self, call: Call, kind: str) -> dict[str, Any]:
        """Set whether versions of a document, translations too, need a legal review first."""
        if kind not in Kind.values:
            raise Http404
        asks = call.data["asks_review"]
        ask_for_reviews(member=call.member, kind=kind, asks=asks, now=call.now)
        own = next(one for one in shelf() if (one.policy.kind, one.policy.language) == (kind, ""))
        return shown_document(own)


class Drafts(Endpoints):
    """What is being written."""

    tag = "Guidelines"

    @reads(query=PageQuery, gives=DraftLine)
    def index(self, call: Call) -> Page:
        """List drafts, newest first: open, put aside and published ones."""
        return call.cut.take(_drafts(), "-created_at", "-pk")

    @reads(gives=DraftShape)
    def show(self, call: Call, public_id: UUID) -> dict[str, Any]:  # noqa: ARG002 (as above)
        """Give a draft, and what of it is not in force."""
        return _whole(_found(public_id))

    @writes(takes=DraftCreate, gives=DraftShape, status=201, once=True)
    def create(self, call: Call) -> dict[str, Any]:
        """Begin a draft; one of each document at a time."""
        return _again(start_draft(member=call.member, now=call.now, **call.data))

    @writes(takes=DraftWrite, gives=DraftShape)
    def change(self, call: Call, public_id: UUID) -> dict[str, Any]:
        """Save some parts of a draft. A yes to what it said before is gone."""
        changes, edition = taken(call.data), call.data["edition"]
        found = _found(public_id)
        return _again(
            save_draft(
                draft=found, member=call.member, changes=changes, edition=edition, now=call.now
            )
        )

    @writes(takes=ReviewAsk, gives=DraftShape)
    def send(self, call: Call, public_id: UUID) -> dict[str, Any]:
        """Ask a colleague for a legal review."""
        found = _found(public_id)
        people = Member.objects.active().select_related("organization", "user")
        reviewer = get_object_or_404(people, public_id=call.data["reviewer"])
        return _again(
            send_to_review(draft=found, member=call.member, reviewer=reviewer, now=call.now)
        )

    @writes(takes=ReviewAnswer, gives=DraftShape)
    def decide(self, call: Call, public_id: UUID) -> dict[str, Any]:
        """Say yes as the reviewer, or send it back with a note."""
        found = _found(public_id)
        return _again(decide_review(draft=found, member=call.member, now=call.now, **call.data))

    @writes(takes=PublicationCreate, gives=VersionLine)
    def publish(self, call: Call, public_id: UUID) -> PolicyVersion:
        """Publish a draft; where its document asks for a review, after a yes."""
        found = _found(public_id)
        return publish_draft(draft=found, member=call.member, now=call.now, **call.data)

    @writes(gives=DraftShape)
    def put_aside(self, call: Call, public_id: UUID) -> dict[str, Any]:
        """Put a draft aside; it is kept."""
        return _again(put_aside(draft=_found(public_id), member=call.member, now=call.now))

    @writes(gives=DraftShape)
    def take_up(self, call: Call, public_id: UUID) -> dict[str, Any]:
        """Go on with a draft that was put aside."""
        return _again(take_up(draft=_found(public_id), member=call.member, now=call.now))


def _drafts() -> Any:
    return Draft.objects.select_related("policy", "changed_by", "asked_by", "reviewer")


def _found(public_id: UUID) -> Draft:
    found: Draft = get_object_or_404(_drafts(), public_id=public_id)
    return found


def _again(draft: Draft) -> dict[str, Any]:
    return _whole(_found(draft.public_id))


def shown_document(shelved: Shelved) -> dict[str, Any]:
    """Return a document as programs read it."""
    policy, version, draft = shelved.policy, shelved.version, shelved.open
    return {
        "kind": policy.kind,
        "language": policy.language,
        "owner": policy.owner,
        "asks_review": policy.asks_review,
        "number": version.number if version else 0,
        "draft": draft.public_id if draft else None,
    }


def _whole(draft: Draft) -> dict[str, Any]:
    policy, contents = draft.policy, read_contents(draft.contents)
    current = PolicyVersion.objects.current(policy.kind, policy.language)
    changes = [
        {
            "part": change.part,
            "pictures_gone": [one.id for one in change.gone],
            "pictures_new": [one.id for one in change.new],
            "before": "".join(one.text for one in change.pieces if one.kind != ADDED),
            "after": "".join(one.text for one in change.pieces if one.kind != REMOVED),
        }
        for change in compare(contents_of(current), contents)
    ]
    line = {name: getattr(draft, name) for name in LINE}
    read = {"reading": measure(contents), "risks": risks(contents)}
    return {**line, "contents": shown(contents), "changes": changes, **read}
