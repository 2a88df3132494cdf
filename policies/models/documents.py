"""May it: the documents, their published versions, what may be done and what is looked for."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from policies.models.base import Kept
from policies.models.tallies import rule_key
from policies.rules import KINDS
from tenants.models import Member, PublicIdModel, TenantModel
from tenants.roles import Permission
from tenants.scope import TenantQuerySet, managers

SAYS = r"\S"
"""What says anything matches it; blanks alone say nothing."""


class Kind(models.TextChoices):
    """The two documents an organization keeps."""

    CONTENT = "content", _("Content policy")
    STYLE = "style", _("Brand style guide")


class Policy(TenantModel):
    """One of the two documents in one language; its text and rules live in its versions.

    `language` is "" for the organization's own: that one is accepted, and its rules are in force.
    The others are translations to read. With a `public_key` it can be read without an account.
    """

    kind = models.CharField(max_length=8, choices=Kind.choices)
    language = models.CharField(max_length=8, blank=True)
    owner = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    asks_review = models.BooleanField(default=False)
    public_key = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind", "language"], name="policies_policy_document"
            )
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def keeper(self) -> Member | None:
        """Who looks after it; None once they have left or may edit it no more."""
        owner = self.owner
        if owner is None or owner.left_at is not None or not owner.may(Permission.EDIT_POLICY):
            return None
        return owner

    @property
    def is_checked(self) -> bool:
        """Tell whether its rules are looked for while people write, once it is in force."""
        return self.kind == Kind.CONTENT and not self.language


class PolicyVersionQuerySet(TenantQuerySet["PolicyVersion"]):
    """Versions, narrowed."""

    def of(self, kind: str = Kind.CONTENT, language: str = "") -> PolicyVersionQuerySet:
        """Return those of a document, in the organization's own language unless told which."""
        return self.filter(policy__kind=kind, policy__language=language)

    def current(self, kind: str = Kind.CONTENT, language: str = "") -> PolicyVersion | None:
        """Return the newest published version of a document; None while there is none."""
        versions = self.of(kind, language).select_related("policy__owner")
        return versions.order_by("-number").first()

    def newest(self) -> PolicyVersionQuerySet:
        """Return the newest of each document, which is in force."""
        return self.order_by("policy", "-number").distinct("policy")


_versions, _all_versions = managers(PolicyVersionQuerySet)


class PolicyVersion(PublicIdModel):
    """A published state of a policy; what it says is never changed, only followed by the next.

    `reminded` counts how often those were reminded who have not accepted it.
    """

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    intro = models.TextField(_("introduction"), blank=True)
    strictness = models.CharField(_("who answers customers"), max_length=8, blank=True)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    reviewed_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    reminded = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[Any] = _versions
    everyone: ClassVar[Any] = _all_versions

    class Meta(PublicIdModel.Meta):
        constraints = [
            *PublicIdModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "policy", "number"], name="policies_version_number"
            ),
        ]


class Pair(Kept, TenantModel):
    """A do, and the don't it stands instead of. A don't without its do can't be stored."""

    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="pairs")
    position = models.PositiveSmallIntegerField()
    do = models.CharField(_("do"), max_length=300)
    dont = models.CharField(_("don’t"), max_length=300, blank=True)
    reason = models.CharField(_("why"), max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "version", "position"], name="policies_pair_position"
            ),
            models.CheckConstraint(condition=Q(do__regex=SAYS), name="policies_pair_has_do"),
            models.CheckConstraint(
                condition=Q(dont="") | Q(reason__regex=SAYS), name="policies_pair_dont_has_reason"
            ),
        ]

    @property
    def anchor(self) -> str:
        """Return where it stands on the page of the guidelines."""
        return f"pair-{self.position}"


class Severity(models.TextChoices):
    """What a finding means for the share."""

    HINT = "hint", _("Hint")
    APPROVAL = "approval", _("Needs approval")
    BLOCK = "block", _("Blocks the share")


class Rule(Kept, PublicIdModel):
    """One thing the checker looks for; `parameters` belong to its kind (`policies.rules`)."""

    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="rules")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=32)
    severity = models.CharField(max_length=16, choices=Severity.choices)
    parameters = models.JSONField(default=dict)
    reason = models.CharField(_("why"), max_length=400)
    suggestion = models.CharField(_("what to write instead"), max_length=200, blank=True)
    pair = models.ForeignKey(
        Pair, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta(PublicIdModel.Meta):
        constraints = [
            *PublicIdModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "version", "position"], name="policies_rule_position"
            ),
            models.CheckConstraint(
                condition=Q(reason__regex=SAYS), name="policies_rule_has_reason"
            ),
        ]

    @property
    def anchor(self) -> str:
        """Return where it stands on the page of the guidelines."""
        return f"rule-{self.public_id}"

    @property
    def key(self) -> UUID:
        """Name it by what it looks for: the same in all versions, whatever is said about it."""
        return rule_key(self.kind, self.parameters)

    @property
    def words(self) -> str:
        """What it looks for: the phrase, the name, or one of what has to be said."""
        said = self.parameters.get("phrases", [])
        named: str = self.parameters.get("phrase") or self.parameters.get("term") or ""
        return named or get_text_list([f"“{each}”" for each in said], gettext("or"))

    @property
    def label(self) -> str:
        """What people call its kind."""
        return str(KINDS[self.kind].label)

    @property
    def wrong(self) -> str:
        """The spellings of a name that are wrong; "" for other kinds."""
        return ", ".join(f"“{each}”" for each in self.parameters.get("wrong", []))

    @property
    def places(self) -> str:
        """The networks it holds on; "" for all of them."""
        names = dict(settings.NETWORK_CHOICES)
        return ", ".join(names.get(key, key) for key in self.parameters.get("networks", []))
