"""Writing the next version of a document: begun, saved part by part, put aside, taken up again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from policies.contents import PARTS, Contents, contents_of, keyed, read_contents
from policies.models import Draft, DraftState, Kind, Policy, PolicyVersion
from policies.services.checking import check_contents
from policies.services.following import quiz_after
from policies.services.picturing import forget_unused
from policies.services.publishing import check_number, document_of, publish_contents
from policies.starters import contents_to_begin, same_keys
from policies.writers import own_language
from tenants.audit import record
from tenants.languages import checked_languages
from tenants.models import Act, Member


class Stale(ValidationError):
    """Somebody else changed the same parts meanwhile; nothing was saved. `parts` names them."""

    def __init__(self, parts: Sequence[str]) -> None:
        said = _("Somebody changed the same part meanwhile. Nothing of yours is lost.")
        super().__init__(said, code="stale")
        self.parts = list(parts)


@transaction.atomic
def start_draft(
    *,
    member: Member,
    kind: str,
    language: str = "",
    contents: Contents | None = None,
    starter: str = "",
    started_from: int | None = None,
    now: datetime,
) -> Draft:
    """Begin the next version: a copy of the one in force, of `contents` or of a `Starter`.

    A first translation begins as a copy of the organization's own version, without its rules.
    `started_from` is the number of the version that `contents` were written from, 0 for none.
    Raises `ValidationError`: `open` (one is being written), `languages`, `starter` (none for this
    document), `stale` (another version is in force by now), `rules`, `quiz`, or as
    `check_contents`.
    """
    _check_language(member, language)
    policy = document_of(kind, language, owner=member)
    if Draft.objects.open().filter(policy=policy).exists():
        raise ValidationError(_("A draft of this document is being written already."), "open")
    current = PolicyVersion.objects.current(kind, language)
    number = current.number if current else 0
    if started_from is not None:
        check_number(number, started_from)
    if starter:
        contents = _starter(member, kind, language, starter)
    in_force = contents_of(current)
    if contents is None:
        contents = in_force if current else _to_translate(kind)
    contents = keyed(contents)
    check_contents(contents)
    _check_rules(policy, contents)
    edited = [name for name in PARTS if getattr(contents, name) != getattr(in_force, name)]
    draft: Draft = Draft.objects.create(
        policy=policy,
        contents=contents.stored(),
        edited=dict.fromkeys(edited, 1),
        started_from=number,
        created_at=now,
        changed_at=now,
        changed_by=member,
    )
    _record(Act.DRAFT_STARTED, draft, by=member, now=now)
    return draft


@transaction.atomic
def save_draft(
    *, draft: Draft, member: Member, changes: Mapping[str, Any], edition: int, now: datetime
) -> Draft:
    """Save some parts of a draft, by their names in `Contents`; a yes to what it said is gone.

    What a reviewer writes into it, somebody has to review anew.

    `edition` is the one that was read. Who changed other parts meanwhile loses nothing. Raises
    `Stale` where the same part was changed, `ValidationError`: `closed`, `rules`, `quiz`, or as
    `check_contents`.
    """
    draft = lock_open(draft)
    had = read_contents(draft.contents)
    stale = [
        name
        for name, to in changes.items()
        if getattr(had, name) != to and draft.edited.get(name, 0) > edition
    ]
    if stale:
        raise Stale(stale)
    return store_changes(draft, had, changes, member=member, now=now)


def store_changes(
    draft: Draft, had: Contents, changes: Mapping[str, Any], *, member: Member, now: datetime
) -> Draft:
    """Store changed parts of a locked draft, which says `had`; its questions follow their lines.

    Raises `ValidationError` as `save_draft`.
    """
    moved = {"quiz": quiz_after(had, changes["pairs"])} if "pairs" in changes else {}
    new = {name: to for name, to in {**moved, **changes}.items() if getattr(had, name) != to}
    contents = keyed(replace(had, **new))
    check_contents(contents)
    _check_rules(draft.policy, contents)
    if not new:
        return draft
    draft.edition += 1
    draft.edited = {**draft.edited, **dict.fromkeys(new, draft.edition)}
    draft.contents = contents.stored()
    draft.changed_at, draft.changed_by = now, member
    is_own_review = draft.state == DraftState.REVIEW and draft.reviewer_id == member.pk
    if draft.state == DraftState.CLEARED or is_own_review:
        draft.state, draft.note = DraftState.DRAFT, ""
    draft.save()
    forget_unused(had.pictures - contents.pictures)
    return draft


@transaction.atomic
def put_aside(*, draft: Draft, member: Member, now: datetime) -> Draft:
    """Stop working on a draft, and keep it. Raises `ValidationError`: `closed`."""
    draft = lock_open(draft)
    draft.state = DraftState.ASIDE
    draft.save(update_fields=["state"])
    _record(Act.DRAFT_PUT_ASIDE, draft, by=member, now=now)
    return draft


@transaction.atomic
def take_up(*, draft: Draft, member: Member, now: datetime) -> Draft:
    """Go on with a draft that was put aside, from the version in force now.

    Raises `ValidationError`: `open` (another one is being written), `closed` (it is not aside).
    """
    policy = Policy.objects.select_for_update().get(pk=draft.policy_id)
    if Draft.objects.open().filter(policy=policy).exists():
        raise ValidationError(_("A draft of this document is being written already."), "open")
    found = Draft.objects.filter(pk=draft.pk, state=DraftState.ASIDE).first()
    if found is None:
        raise ValidationError(_("This draft was not put aside."), code="closed")
    current = PolicyVersion.objects.current(policy.kind, policy.language)
    found.state, found.started_from = DraftState.DRAFT, current.number if current else 0
    found.note = ""
    found.save(update_fields=["state", "started_from", "note"])
    _record(Act.DRAFT_TAKEN_UP, found, by=member, now=now)
    taken: Draft = found
    return taken


@transaction.atomic
def publish_draft(
    *, draft: Draft, member: Member, edition: int, started_from: int, now: datetime
) -> PolicyVersion:
    """Publish what a draft says; where the organization asks for a legal review, after a yes.

    `started_from` is the number of the version in force that it was compared with. Raises
    `ValidationError`: `closed`, `review`, `edition` (it says something else by now), or as
    `publish_contents`.
    """
    draft = lock_open(draft)
    policy = draft.policy
    if policy.asks_review and draft.state != DraftState.CLEARED:
        raise ValidationError(_("A draft has to be reviewed before it is published."), "review")
    check_edition(draft, edition)
    version = publish_contents(
        policy=policy,
        member=member,
        contents=read_contents(draft.contents),
        started_from=started_from,
        now=now,
        reviewed_by=draft.reviewer if draft.state == DraftState.CLEARED else None,
    )
    draft.state = DraftState.PUBLISHED
    draft.save(update_fields=["state"])
    return version


def _check_language(member: Member, language: str) -> None:
    checked_languages([language] if language else [])
    if language and language == own_language(member.organization):
        message = _("That is your organization’s own language.")
        raise ValidationError(message, code="languages")


def _starter(member: Member, kind: str, language: str, starter: str) -> Contents:
    if kind != Kind.CONTENT:
        message = _("We have words to begin with for the content policy alone.")
        raise ValidationError(message, code="starter")
    organization = member.organization
    with override(language or organization.language or settings.LANGUAGE_CODE):
        begun = contents_to_begin(starter, organization=organization.name)
    if not language:
        return begun
    original = contents_of(PolicyVersion.objects.current(kind))
    return replace(begun, situations=same_keys(begun, original), rules=())


def _check_rules(policy: Policy, contents: Contents) -> None:
    """Refuse what would never be asked. Raises `ValidationError`: `rules`, `quiz`."""
    if contents.rules and not policy.is_checked:
        message = _("Only the content policy in your own language is checked while people write.")
        raise ValidationError(message, code="rules")
    if contents.quiz and policy.kind != Kind.CONTENT:
        message = _("Questions are asked of whoever accepts the content policy alone.")
        raise ValidationError(message, code="quiz")


def _to_translate(kind: str) -> Contents:
    """Return the organization's own version without its rules, which hold in all languages."""
    return replace(contents_of(PolicyVersion.objects.current(kind)), rules=())


def lock_open(draft: Draft) -> Draft:
    """Return a draft as it stands, locked with its document. Raises `ValidationError`: `closed`."""
    Policy.objects.select_for_update().get(pk=draft.policy_id)
    rows = Draft.objects.open().select_related("policy", "changed_by", "reviewer", "asked_by")
    found: Draft | None = rows.filter(pk=draft.pk).first()
    if found is None:
        message = _("This draft was published or put aside meanwhile.")
        raise ValidationError(message, code="closed")
    return found


def check_edition(draft: Draft, edition: int) -> None:
    """Refuse an act on what nobody read. Raises `ValidationError`: `edition`."""
    if draft.edition != edition:
        message = _("The draft was changed meanwhile. Please read it again.")
        raise ValidationError(message, code="edition")


def _record(act: Act, draft: Draft, *, by: Member, now: datetime) -> None:
    record(act, by=by, about=draft, data={"document": draft.policy.kind}, now=now)
