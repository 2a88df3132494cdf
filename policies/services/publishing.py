"""Publishing: the next version of a document, stored once and never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from policies.contents import Contents, PairDraft, QuizDraft, RuleDraft, contents_of
from policies.models import Acknowledgement, Kind, Policy, PolicyVersion
from policies.services.checking import check_finished
from policies.services.following import quiz_after
from policies.services.storing import store
from tenants.audit import record
from tenants.models import Act, Member
from tenants.webhooks import WebhookEvent, emit


@transaction.atomic
def publish_policy(
    *,
    member: Member,
    intro: str,
    pairs: Sequence[PairDraft],
    rules: Sequence[RuleDraft],
    quiz: Sequence[QuizDraft] | None = None,
    started_from: int,
    now: datetime,
) -> PolicyVersion:
    """Publish the next version of the content policy, without a draft; the rest of it stays.

    Its questions too unless they are given: they follow their lines.

    `started_from` is the number the editor saw, 0 when there was none. Raises `ValidationError`:
    `review` (the organization asks for a legal review of a draft first), or as `publish_contents`.
    """
    policy = document_of(Kind.CONTENT, "", owner=member)
    if policy.asks_review:
        raise ValidationError(_("A draft has to be reviewed before it is published."), "review")
    had = contents_of(PolicyVersion.objects.current())
    asked = quiz_after(had, pairs) if quiz is None else tuple(quiz)
    contents = replace(had, intro=intro, pairs=tuple(pairs), rules=tuple(rules), quiz=asked)
    return publish_contents(
        policy=policy, member=member, contents=contents, started_from=started_from, now=now
    )


def publish_contents(
    *,
    policy: Policy,
    member: Member,
    contents: Contents,
    started_from: int,
    now: datetime,
    reviewed_by: Member | None = None,
) -> PolicyVersion:
    """Publish the next version of a document, which `document_of` has locked.

    Who publishes the content policy has accepted it. Raises `ValidationError`: `stale` (somebody
    published meanwhile), `unchanged`, or as `check_finished`.
    """
    check_finished(contents)
    current = PolicyVersion.objects.current(policy.kind, policy.language)
    number = current.number if current else 0
    check_number(number, started_from)
    before = contents_of(current)
    if current is not None and before == contents:
        raise ValidationError(_("Nothing has changed since the last version."), code="unchanged")
    version: PolicyVersion = PolicyVersion.objects.create(
        policy=policy,
        number=number + 1,
        intro=contents.intro,
        strictness=contents.strictness,
        published_at=now,
        published_by=member,
        reviewed_by=reviewed_by,
    )
    store(version, contents)
    _record(version, before, contents, by=member, now=now)
    if policy.kind == Kind.CONTENT and not policy.language:
        Acknowledgement.objects.create(member=member, version=version, at=now)
    return version


def check_number(number: int, started_from: int) -> None:
    """Refuse what was written from another version. Raises `ValidationError`: `stale`."""
    if number != started_from:
        message = _("Version %(number)s was published while you were writing.")
        raise ValidationError(message, code="stale", params={"number": number})


def document_of(kind: str, language: str, *, owner: Member) -> Policy:
    """Return a document, locked until the end of the transaction; whoever makes it owns it."""
    own = Policy.objects.filter(kind=kind, language="").first()
    new = {"owner": owner, "asks_review": own is not None and own.asks_review}
    policy, _made = Policy.objects.get_or_create(kind=kind, language=language, defaults=new)
    locked: Policy = Policy.objects.select_for_update().get(pk=policy.pk)
    return locked


def _record(
    version: PolicyVersion, before: Contents, after: Contents, *, by: Member, now: datetime
) -> None:
    policy = version.policy
    data = {"version": version.number, "document": policy.kind, "language": policy.language}
    record(Act.POLICY_PUBLISHED, by=by, about=version, data=data, now=now)
    added = [rule for rule in after.rules if rule not in before.rules]
    gone = [rule for rule in before.rules if rule not in after.rules]
    if added or gone:
        changed = {**data, "added": len(added), "removed": len(gone)}
        record(Act.RULES_CHANGED, by=by, about=version, data=changed, now=now)
    if policy.kind == Kind.CONTENT and not policy.language:
        emit(WebhookEvent.POLICY_PUBLISHED, {"version": version.number}, now=now)
