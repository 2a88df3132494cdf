"""What a version says besides its lines: situations, speakers, secrets, questions, texts."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from policies.models.documents import SAYS, PolicyVersion
from policies.texts import Block, blocks
from tenants.models import Member, TenantModel

HTTP = r"^https?://"
LONGEST_QUESTION = 300


class SituationKind(models.TextChoices):
    """What people get into."""

    UNHAPPY = "unhappy", _("An unhappy customer")
    REFUND = "refund", _("Somebody wants their money back")
    REVIEW = "review", _("A bad review")
    LIBEL = "libel", _("Something untrue is written about us")
    SLANDER = "slander", _("Something untrue is said about us")
    COPYRIGHT = "copyright", _("Our work is used without asking")
    THREAT = "threat", _("A threat")
    JOURNALIST = "journalist", _("A journalist asks")
    OTHER = "other", _("Something else")


class SectionKind(models.TextChoices):
    """What the documents say in a few sentences each."""

    TONE = "tone", _("How we sound")
    FREQUENCY = "frequency", _("How often to post")
    REPLYING = "replying", _("Replying to comments")
    PERSONAL = "personal", _("Your personal accounts")
    PERMANENCE = "permanence", _("What is posted stays")
    SAFETY = "safety", _("Your safety")
    TOOLS = "tools", _("Internal tools")
    COMPANY = "company", _("Posting as the company")
    LOGO = "logo", _("Our logo")
    VISUALS = "visuals", _("Pictures and colours")
    HASHTAGS = "hashtags", _("Hashtags")


class Strictness(models.TextChoices):
    """Who answers customers: a choice with a price on both sides."""

    STRICT = "strict", _("Strict: a team answers customers, everyone else hands over")
    RELAXED = "relaxed", _("Relaxed: whoever is trained may answer customers")


class Situation(TenantModel):
    """What to do when something happens; `key` stays the same from version to version."""

    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="situations")
    position = models.PositiveSmallIntegerField()
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=12, choices=SituationKind.choices)
    title = models.CharField(_("what happens"), max_length=200)
    do = models.TextField(_("what to do"), max_length=2000)
    dont = models.TextField(_("what not to do"), max_length=1000, blank=True)
    reason = models.CharField(_("why not"), max_length=400, blank=True)
    reply = models.TextField(_("a reply to copy"), max_length=1000, blank=True)
    handover_label = models.CharField(_("where to send people"), max_length=120, blank=True)
    handover_url = models.URLField(_("its address"), max_length=500, blank=True)
    tell = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "version", "position"], name="policies_situation_position"
            ),
            models.UniqueConstraint(
                fields=["organization", "version", "key"], name="policies_situation_key"
            ),
            models.CheckConstraint(
                condition=Q(do__regex=SAYS) & ~Q(title=""), name="policies_situation_has_do"
            ),
            models.CheckConstraint(
                condition=Q(dont="") | Q(reason__regex=SAYS),
                name="policies_situation_dont_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(handover_label="", handover_url="")
                | (~Q(handover_label="") & Q(handover_url__regex=HTTP)),
                name="policies_situation_handover",
            ),
        ]

    @property
    def contact(self) -> Member | None:
        """Who to tell; None once they have left."""
        return self.tell if self.tell is not None and self.tell.left_at is None else None

    def __str__(self) -> str:
        return self.title


class Spokesperson(TenantModel):
    """Who may speak for the organization, about what, and whether a training comes first."""

    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="speakers")
    position = models.PositiveSmallIntegerField()
    who = models.CharField(_("who"), max_length=200)
    about = models.CharField(_("may speak about"), max_length=300)
    needs_training = models.BooleanField(_("after a training"), default=False)
    member = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "version", "position"], name="policies_speaker_position"
            ),
            models.CheckConstraint(
                condition=~Q(who="") & ~Q(about=""), name="policies_speaker_says_about"
            ),
        ]

    def __str__(self) -> str:
        return self.who


class ConfidentialFact(TenantModel):
    """What is not for outside, why, and until when: None for always."""

    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="facts")
    position = models.PositiveSmallIntegerField()
    what = models.CharField(_("what is confidential"), max_length=300)
    reason = models.CharField(_("why"), max_length=400)
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "version", "position"], name="policies_fact_position"
            ),
            models.CheckConstraint(
                condition=~Q(what="") & ~Q(reason=""), name="policies_fact_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.what


class Question(TenantModel):
    """What people ask, and the answer."""

    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    question = models.CharField(_("question"), max_length=LONGEST_QUESTION)
    answer = models.TextField(_("answer"), max_length=2000)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "version", "position"], name="policies_question_position"
            ),
            models.CheckConstraint(
                condition=~Q(question="") & ~Q(answer=""), name="policies_question_has_answer"
            ),
        ]

    def __str__(self) -> str:
        return self.question


class Section(TenantModel):
    """A text about one thing, in Markdown."""

    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="sections")
    kind = models.CharField(max_length=12, choices=SectionKind.choices)
    text = models.TextField(max_length=5000)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "version", "kind"], name="policies_section_once"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="policies_section_has_text"),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def blocks(self) -> list[Block]:
        """Its text as it is shown."""
        return blocks(self.text)
