"""Pictures for the guidelines, for programs: uploaded here, shown through `policies.api`."""

from __future__ import annotations

from rest_framework import serializers

from content.api.shapes import PictureCreate
from content.services.guideline_pictures import receive_guideline_picture
from policies.models import Picture
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.shapes import Moment, Shape
from tenants.roles import Permission
from tenants.token_scopes import Scope

CODES = ("empty", "type", "broken", "too_big", "too_many_pixels", "too_many")


class GuidelinePictureShape(Shape):
    """A picture for the guidelines. What no draft shows within a day is deleted."""

    id = serializers.UUIDField(source="public_id")
    mime_type = serializers.CharField()
    size_bytes = serializers.IntegerField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    created_at = Moment()


class GuidelineUploads(Endpoints):
    """Uploading pictures for the guidelines."""

    tag = "Guidelines"

    @endpoint(
        scope=Scope.POLICY_WRITE,
        permission=Permission.EDIT_POLICY,
        takes=PictureCreate,
        gives=GuidelinePictureShape,
        status=201,
        calls_out=True,
        fields=dict.fromkeys(CODES, "file"),
    )
    def create(self, call: Call) -> Picture:
        """Upload a picture, to be put into a draft by its id. It is made ready at once."""
        upload = call.data["file"]
        return receive_guideline_picture(by=call.member, upload=upload, now=call.now)
