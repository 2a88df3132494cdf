"""What stands in the library of the house of `tests.api.house`, and what employees say back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from content.concerns.models import ConcernNote
from content.intake import LineOutcome, PostImport, PostImportLine
from content.models import (
    BulkAct,
    BulkLine,
    Hearing,
    Kind,
    Note,
    Post,
    PostTemplate,
    QuestionState,
    Revision,
    Submission,
    Topic,
    TopicReview,
)
from content.models import State as PostState
from content.services.campaigns import archive_campaign
from content.services.piloting import PilotDraft, start_pilot
from content.services.shelving import LicenceDraft, set_licence
from policies.contents import Contents, PairDraft
from policies.models import CandidateLink
from policies.services.drafting import put_aside, start_draft
from policies.services.reviewing import send_to_review
from tenants.models import (
    Member,
)
from tenants.roles import Role
from tests.factories import (
    NOW,
    make_asset,
    make_campaign,
    make_comment,
    make_concern,
    make_guideline_picture,
    make_hashtag,
    make_member,
    make_poll,
    make_post,
    make_question,
    make_reply,
    make_source,
    make_suggestion,
)


def library(owner: Member, post: Post, draft: Post, canary: str) -> dict[str, Any]:
    """Return by name one of each thing; `canary` is in every text, and of one draft a version."""
    return {
        **_intake(canary, owner),
        **_voices(canary, owner, post),
        **_help(canary, owner),
        **_approval(canary, owner),
        **_drafts(canary, owner),
        **_campaigns(canary, owner),
        "template": _written(canary, owner, draft),
    }


def _campaigns(canary: str, owner: Member) -> dict[str, Any]:
    """Return a campaign that runs, one in the archive, what is with a pilot, and kept files."""
    now, guests = timezone.now(), PilotDraft(members=(owner,))
    name = "".join(sign for sign in f"Roof{canary}" if sign.isalnum())
    hashtag = make_hashtag(name, description=f"Ours {canary}")
    tried, put_away = (make_campaign(owner, name=f"{one} {canary}") for one in ("Tried", "Old"))
    archive_campaign(campaign=put_away, by=owner, now=now)
    tried_post = make_post(f"Tried {canary}", author=owner)
    for one in (tried, tried_post):
        start_pilot(about=one, by=owner, draft=guests, now=now)
    kept, other = (make_asset(owner, renditions=True, alt=f"Alt {canary}") for _one in range(2))
    for asset in (kept, other):
        draft = LicenceDraft(holder=f"Ana {canary}", licence=f"Print {canary}")
        set_licence(asset=asset, by=owner, draft=draft, now=now)
    return {
        "campaign": make_campaign(owner, name=f"Roof {canary}", why=f"Proof {canary}"),
        "tried": tried,
        "tried_post": tried_post,
        "put_away": put_away,
        "hashtag": hashtag,
        "kept": kept,
        "other": other,
    }


def _written(canary: str, owner: Member, draft: Post) -> PostTemplate:
    """Give a draft its first version, and return a template."""
    content = {"title": f"Draft {canary}"}
    Revision.objects.create(post=draft, version=1, by=owner, at=NOW, content=content)
    dated = {"created_at": NOW, "updated_at": NOW}
    made: PostTemplate = PostTemplate.objects.create(
        name=f"Template {canary}", content=content, made_by=owner, **dated
    )
    return made


def _intake(canary: str, owner: Member) -> dict[str, Any]:
    """Return what brings posts."""
    lists = {
        "list": PostImport.objects.create(by=owner, file_name=canary, total=1, created_at=NOW),
        "imported": PostImport.objects.create(by=owner, total=1, created_at=NOW, imported_at=NOW),
    }
    outcomes = {"list": LineOutcome.READY, "imported": LineOutcome.IMPORTED}
    for name, outcome in outcomes.items():
        PostImportLine.objects.create(
            job=lists[name], number=1, title=f"Line {canary}", outcome=outcome
        )
    return {"source": make_source(owner, title=f"News {canary}"), **lists}


def _help(canary: str, owner: Member) -> dict[str, Any]:
    """Return what members need help with."""
    said = f"Worry {canary}"
    concern = make_concern(owner, words=said, link=f"https://x.example/{canary}")
    ConcernNote.objects.create(concern=concern, author=owner, text=said, at=NOW)
    reply = make_reply(said, text=said)
    return {"concern": concern, "reply": reply, "keeper": owner}


def _voices(canary: str, owner: Member, post: Post) -> dict[str, Any]:
    """Return what employees say back."""
    said, now = f"Said {canary}", timezone.now()
    hidden = {"hidden_at": NOW, "hidden_by": owner, "hidden_reason": said}
    question = make_question(owner, owner, text=f"Question {canary}")
    poll = make_poll(owner, said, f"Or {canary}", question=said, closes_at=now + timedelta(days=1))
    return {
        "comment": make_comment(post, owner, said, created_at=now),
        "hidden": make_comment(post, owner, said, **hidden),
        "internal": make_post(said, kind=Kind.INTERNAL, asks_to_confirm=True),
        "suggestion": make_suggestion(owner, idea=said, words=said),
        "question": question,
        "other_question": make_question(owner, text=f"Other {canary}"),
        "closed_question": make_question(
            owner, text=f"Closed {canary}", state=QuestionState.CLOSED, reason=said
        ),
        "hearing": Hearing.objects.filter(question=question).first(),
        "poll": poll,
        "option": poll.options.first(),
    }


def _approval(canary: str, owner: Member) -> dict[str, Any]:
    """Return what waits for approval, with a note, and an act on many posts."""
    values: dict[str, Any] = {"author": owner, "state": PostState.DRAFT, "approved_at": None}
    name = f"Reviewed {canary}".strip()
    topic = Topic.objects.create(slug="reviewed", name=name, sort_key=name.casefold())
    TopicReview.objects.create(topic=topic, member=owner)
    submitted = make_post(f"Asked {canary}", **values)
    Submission.objects.create(post=submitted, by=owner, created_at=NOW)
    act = BulkAct.objects.create(by=owner, act="pin", created_at=timezone.now())
    BulkLine.objects.create(bulk=act, post=submitted, problem="stale", words=f"No {canary}")
    return {
        "submitted": submitted,
        "about": make_post(f"Law {canary}", topic, **values),
        "note": Note.objects.create(
            post=submitted, by=owner, text=f"Which {canary}?", created_at=NOW
        ),
        "act": act,
        "curator": make_member(f"Curator {canary}", Role.CURATOR),
    }


def _drafts(canary: str, owner: Member) -> dict[str, Any]:
    """Return a draft of the guidelines, one that waits for one's review, and one put aside."""
    colleague = make_member(f"Lawyer {canary}", Role.CURATOR)
    contents = Contents(f"Draft {canary}", pairs=(PairDraft(f"Ask {canary}"),))
    kinds = {"policy_draft": "", "asked_draft": "pl", "aside_draft": "de"}
    drafts = {
        name: start_draft(
            member=colleague, kind="content", language=language, contents=contents, now=NOW
        )
        for name, language in kinds.items()
    }
    send_to_review(draft=drafts["asked_draft"], member=colleague, reviewer=owner, now=NOW)
    put_aside(draft=drafts["aside_draft"], member=colleague, now=NOW)
    link = CandidateLink.objects.create(name=f"Dana {canary}", made_by=owner, made_at=NOW)
    picture = make_guideline_picture(owner)
    return {**drafts, "candidate": link, "policy_picture": picture}
