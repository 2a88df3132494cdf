"""Templates: posts to begin from."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from content.drafts import PostDraft
from content.models import TEMPLATE_NAME_LENGTH, PostTemplate
from content.services.drafting import fields_of
from content.written import FILES, MOMENTS, Written, written_in
from tenants.models import Member
from tenants.roles import Permission

MOST = 100
"""How many templates an organization can have."""


@transaction.atomic
def save_template(*, by: Member, name: str, draft: PostDraft, now: datetime) -> PostTemplate:
    """Keep what is written as a template; pictures, files and times are each post's own.

    One of this name is written over, by a curator or whoever made it.
    Raises PermissionDenied; ValidationError of code "name", "many", or as `fields_of` does.
    """
    if not by.may(Permission.WRITE_POSTS):
        raise PermissionDenied
    name = _name(name)
    content = _content(draft, now)
    found: PostTemplate | None = PostTemplate.objects.filter(name=name).first()
    if found is not None:
        require_template_of(found, by)
        found.content, found.updated_at = content, now
        found.save(update_fields=["content", "updated_at"])
        return found
    if PostTemplate.objects.count() >= MOST:
        message = _("There are %(most)s templates, which is the most. Remove one first.")
        raise ValidationError(message, code="many", params={"most": MOST})
    made: PostTemplate = PostTemplate.objects.create(
        name=name, content=content, made_by=by, created_at=now, updated_at=now
    )
    return made


def rename_template(
    *, template: PostTemplate, by: Member, name: str, now: datetime
) -> PostTemplate:
    """Give a template another name. Raises PermissionDenied; ValidationError("name")."""
    require_template_of(template, by)
    template.name, template.updated_at = _name(name), now
    if PostTemplate.objects.filter(name=template.name).exclude(pk=template.pk).exists():
        raise ValidationError(_("There is a template of this name already."), code="name")
    template.save(update_fields=["name", "updated_at"])
    return template


def remove_template(*, template: PostTemplate, by: Member) -> None:
    """Delete a template; posts that began from it stay. Raises PermissionDenied."""
    require_template_of(template, by)
    template.delete()


def require_template_of(template: PostTemplate, by: Member) -> None:
    """Let curators change any template, writers their own. Raises PermissionDenied."""
    is_own = template.made_by_id == by.pk and by.may(Permission.WRITE_POSTS)
    if not (is_own or by.may(Permission.APPROVE_POSTS)):
        raise PermissionDenied


def _name(typed: str) -> str:
    name = " ".join(typed.split())
    if not name or len(name) > TEMPLATE_NAME_LENGTH:
        message = _("Give the template a name of up to %(most)s characters.")
        raise ValidationError(message, code="name", params={"most": TEMPLATE_NAME_LENGTH})
    return name


def _content(draft: PostDraft, now: datetime) -> Written:
    none: dict[str, Any] = dict.fromkeys(MOMENTS)
    draft = replace(draft, **none)  # whether its times can be set is not the template's
    fields_of(draft, now=now)
    content = written_in(draft)
    return {name: value for name, value in content.items() if name not in {*FILES, *MOMENTS}}
