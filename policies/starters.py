"""Documents to begin with, in our own words: one for any company, one strict, one relaxed.

Each is said in the language that is active when it is taken, and names the organization.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policies.contents import (
    Contents,
    FactDraft,
    PairDraft,
    QuestionDraft,
    RuleDraft,
    SituationDraft,
    SpeakerDraft,
)
from policies.models import SectionKind, SituationKind, Strictness


class Starter(models.TextChoices):
    """What a first version can begin with."""

    COMPANY = "company", gettext_lazy("For any company")
    STRICT = "strict", gettext_lazy("Strict: a team answers customers")
    RELAXED = "relaxed", gettext_lazy("Relaxed: whoever is trained answers customers")


def contents_to_begin(starter: str, *, organization: str) -> Contents:
    """Return a whole content policy of an organization by this name, ready to be edited."""
    strictness = {Starter.STRICT: Strictness.STRICT, Starter.RELAXED: Strictness.RELAXED}
    how = strictness.get(Starter(starter), "")
    pairs = _pairs()
    return Contents(
        intro=_(
            "You are welcome to talk about your work, with your name and in your words. This page "
            "says what is fine, and what to do when it gets difficult."
        ),
        strictness=how,
        pairs=pairs,
        situations=_situations(may_answer=how == Strictness.RELAXED),
        questions=_questions(organization),
        sections=_sections(organization),
        speakers=_speakers(how),
        facts=_facts(),
        rules=(_disclosure(organization, clause=len(pairs) - 1),),
    )


def same_keys(begun: Contents, original: Contents) -> tuple[SituationDraft, ...]:
    """Return the situations of a translation, each with the key of the original's of its kind."""
    keys = {one.kind: one.key for one in reversed(original.situations)}
    return tuple(replace(one, key=keys.get(one.kind, one.key)) for one in begun.situations)


def _pairs() -> tuple[PairDraft, ...]:
    return (
        PairDraft(_("Tell what you work on and what you are proud of.")),
        PairDraft(_("Praise colleagues and customers by name, when they have said yes.")),
        PairDraft(_("Say what you think of our trade, also where you see it differently.")),
        PairDraft(
            _("Wait until news is on our own pages, then be the first to share it."),
            _("Post about products, numbers or deals that are not announced."),
            _("It can move markets, break contracts, and help those we compete with."),
        ),
        PairDraft(
            _("Show what our product does well."),
            _("Talk down those we compete with."),
            _("It makes us look small, and what can’t be proved can end in court."),
        ),
        PairDraft(
            _("Use your own pictures, ours, or those with a free licence, and name who made them."),
            _("Use pictures, music or texts of others without asking."),
            _("They belong to somebody, and who posts them can be made to pay."),
        ),
        PairDraft(
            _("Check a claim and link to where it comes from."),
            _("Pass on what only sounds right."),
            _("Mistakes travel faster than their corrections."),
        ),
        PairDraft(
            _("Speak to people as you would if they stood before you."),
            _("Insult, threaten or shame anybody."),
            _("Words hurt people, and your name and ours stay beside them."),
        ),
        PairDraft(
            _("Say that you work here when you write about us."),
            _("Praise us as if you were a customer."),
            _("Readers feel cheated when they find out, and the law asks for it in many places."),
        ),
    )


def _situations(*, may_answer: bool) -> tuple[SituationDraft, ...]:
    answering = (
        _("Answer if you are trained for it: thank them, say what you can do, stay friendly.")
        if may_answer
        else _("Do not answer for us. Send them the link below, and tell the service team.")
    )
    refunds = (
        _("Say that you will find out, look it up, and answer within a day.")
        if may_answer
        else _("Send them to the service team. Only they can promise money.")
    )
    argue = (_("Argue in public."), _("Others read along, and nobody wins in front of them."))
    kind = SituationKind
    told = (
        (
            kind.UNHAPPY,
            _("A customer is unhappy"),
            answering,
            argue,
            _("I am sorry about this. Our service team helps you at once."),
        ),
        (
            kind.REFUND,
            _("Somebody wants their money back"),
            refunds,
            (_("Promise anything about money."), _("A promise can bind us, and you.")),
            _("Let me get you to the people who can decide this."),
        ),
        (
            kind.REVIEW,
            _("There is a bad review of us"),
            _("Tell the service team, with a link. They answer, also when it is deserved."),
            (_("Answer it with a good review."), _("Reviews by one’s own people are forbidden.")),
            "",
        ),
        (
            kind.LIBEL,
            _("Something untrue about us is in writing"),
            _("Take a picture of the screen, note the address, and tell the policy’s owner."),
            argue,
            "",
        ),
        (
            kind.SLANDER,
            _("Something untrue about us is in a video or a talk"),
            _("Note where and when it was said, and tell the policy’s owner."),
            argue,
            "",
        ),
        (
            kind.COPYRIGHT,
            _("Somebody uses our pictures or texts as theirs"),
            _("Send the address to the policy’s owner. It may be allowed."),
            (_("Ask for it to be taken down yourself."), _("A wrong claim can cost us money.")),
            "",
        ),
        (
            kind.THREAT,
            _("Somebody threatens you, a colleague or us"),
            _(
                "Do not answer. Keep a picture of it, tell your manager at once; in danger, call "
                "the police first."
            ),
            (_("Delete it or hit back."), _("It is evidence, and answers feed it.")),
            "",
        ),
        (
            kind.JOURNALIST,
            _("A journalist asks you something"),
            _("Be friendly, take their name and question, and hand it to the press team."),
            (_("Answer for us, not even off the record."), _("All you say can be printed.")),
            _("Thank you for asking. Our press team comes back to you today."),
        ),
    )
    return tuple(
        SituationDraft(title, do, each, dont, reason, reply, key=str(uuid4()))
        for each, title, do, (dont, reason), reply in told
    )


def _questions(organization: str) -> tuple[QuestionDraft, ...]:
    named = {"organization": organization}
    return (
        QuestionDraft(
            _("May I post about my work at all?"),
            _("Yes, gladly. It is never asked of you, and nobody counts it against you."),
        ),
        QuestionDraft(
            _("May I share in working hours?"),
            _("Yes, a few minutes are fine. Your work and your breaks come first."),
        ),
        QuestionDraft(
            _("May I criticise %(organization)s?") % named,
            _(
                "You may say what you think, and talk with colleagues about pay and conditions. "
                "The law protects that. Keep secrets secret, and stay with what is true."
            ),
        ),
        QuestionDraft(
            _("I made a mistake. What now?"),
            _(
                "Tell us soon. Correct it openly instead of deleting it in silence. Nobody is "
                "punished for an honest mistake that they report."
            ),
        ),
        QuestionDraft(
            _("May I use our logo on my profile?"),
            _("Yes, as it is in the library. Do not make a profile that looks like ours."),
        ),
    )


def _sections(organization: str) -> dict[str, str]:
    named = {"organization": organization}
    kind = SectionKind
    return {
        kind.TONE.value: _(
            "Write as you speak: short, warm, no jargon.\n\nFacts before adjectives."
        ),
        kind.FREQUENCY.value: _(
            "Once or twice a week is plenty. Better nothing than just anything."
        ),
        kind.REPLYING.value: _(
            "Thank people who say something kind. Answer questions that you can answer.\n\n"
            "Leave a quarrel after one friendly answer: do not fight to defend us."
        ),
        kind.PERSONAL.value: _(
            "Your accounts are yours. Still, who reads you knows where you work.\n\n"
            "- Obey the law, also copyright.\n- Check facts and sources.\n"
            "- Say that an opinion is your own."
        ),
        kind.PERMANENCE.value: _(
            "What is posted stays. A deleted post lives on in pictures of the screen and in "
            "archives of the web. Read it once more before it goes out."
        ),
        kind.SAFETY.value: _(
            "Never say when a place opens, closes or is empty, nor that you are there alone. Show "
            "no badges, keys, plans or screens. Travel can be told once you are back."
        ),
        kind.TOOLS.value: _(
            "Leave out which internal tools and software we use: attackers collect that."
        ),
        kind.COMPANY.value: _(
            "Only those who were asked post as %(organization)s. Two people read what goes out in "
            "its name, and nobody answers in its name from their own account."
        )
        % named,
    }


def _speakers(how: str) -> tuple[SpeakerDraft, ...]:
    press = SpeakerDraft(_("The press team"), _("News, numbers, and whatever journalists ask"))
    board = SpeakerDraft(_("The management"), _("Strategy, and what the law asks us to publish"))
    if how == Strictness.RELAXED:
        trained = _("What they know of our products, and help with them")
        return (press, board, SpeakerDraft(_("Whoever is trained"), trained, needs_training=True))
    service = _("Complaints, refunds and help with our products")
    return (press, board, SpeakerDraft(_("The service team"), service, needs_training=True))


def _facts() -> tuple[FactDraft, ...]:
    return (
        FactDraft(
            _("Numbers before they are published: sales, orders, prices, people"),
            _("They can move markets, and those who trade on them break the law."),
        ),
        FactDraft(
            _("Products and projects that are not announced"),
            _("Those we compete with read along, and customers wait instead of buying."),
        ),
        FactDraft(
            _("Anything about a customer that they have not published"),
            _("It is theirs, and the contract says so."),
        ),
        FactDraft(
            _("Anything personal about colleagues"),
            _("It is theirs alone, and the law protects it."),
        ),
    )


def _disclosure(organization: str, *, clause: int) -> RuleDraft:
    named = {"organization": organization[:60]}
    phrases = [_("I work at %(organization)s") % named, _("my employer %(organization)s") % named]
    return RuleDraft(
        {"phrases": phrases, "networks": [], "within": 300},
        _("Readers should know who speaks, and the law asks for it in many places."),
        kind="required_disclosure",
        clause=clause,
    )
