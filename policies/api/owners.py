"""Who looks after the documents and their lines, for programs."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404

from policies.api.draft_shapes import (
    DocumentShape,
    KeeperList,
    LinesHanded,
    LinesWrite,
    OwnerWrite,
)
from policies.api.drafts import shown_document
from policies.library import shelf
from policies.models import Policy
from policies.ownership import keepers
from policies.services.handing import hand_over_document, hand_over_lines
from tenants.models import Member
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.roles import Permission
from tenants.token_scopes import Scope


class Owners(Endpoints):
    """Who looks after what."""

    tag = "Guidelines"

    @endpoint(
        scope=Scope.POLICY_WRITE,
        permission=Permission.EDIT_POLICY,
        takes=OwnerWrite,
        gives=DocumentShape,
    )
    def set_owner(self, call: Call, kind: str) -> dict[str, Any]:
        """Hand a document over, as who looks after it or as an admin. The new owner is told."""
        language = call.data["language"]
        policy = get_object_or_404(Policy, kind=kind, language=language)
        to = _member(call.data["owner"])
        hand_over_document(policy=policy, by=call.member, to=to, now=call.now)
        key = (kind, language)
        found = next(one for one in shelf() if (one.policy.kind, one.policy.language) == key)
        return shown_document(found)

    @endpoint(scope=Scope.POLICY_READ, permission=Permission.EDIT_POLICY, gives=KeeperList)
    def keepers(self, call: Call) -> dict[str, Any]:  # noqa: ARG002 (all are handed the call)
        """Say who looks after lines that are in force or in open drafts."""
        return {"items": keepers()}

    @endpoint(
        scope=Scope.POLICY_WRITE,
        permission=Permission.EDIT_POLICY,
        takes=LinesWrite,
        gives=LinesHanded,
        fields={"owner": "to"},
    )
    def hand_lines(self, call: Call) -> dict[str, Any]:
        """Hand all lines of somebody over to another, who is told."""
        of, to = _member(call.data["of"]), _member(call.data["to"])
        count = hand_over_lines(of=of, by=call.member, to=to, now=call.now)
        return {"count": count}


def _member(public_id: Any) -> Member:
    people = Member.objects.select_related("organization", "user")
    found: Member = get_object_or_404(people, public_id=public_id)
    return found
