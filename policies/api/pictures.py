"""Pictures of the guidelines, for programs. They are uploaded through `content.api`."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404
from django.http.response import HttpResponseBase

from policies.picture_files import picture_file, visible_picture
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.token_scopes import Scope


class GuidelinePictures(Endpoints):
    """Pictures of the guidelines as they are shown."""

    tag = "Guidelines"

    @endpoint(scope=Scope.POLICY_READ, file="image/*", before_policy=True)
    def file(self, call: Call, public_id: UUID) -> HttpResponseBase:
        """Fetch a picture; those of drafts if you may edit them."""
        found = visible_picture(call.member, public_id)
        if found is None:
            raise Http404
        return picture_file(found)
