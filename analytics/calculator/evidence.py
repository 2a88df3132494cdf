"""Figures that articles about employee advocacy give: whose they are, and how far they go.

None of them is ours, and none was checked by us. `year` is None where the article gives no date;
where it quotes somebody else, both are named.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

HOOTSUITE = _("Hootsuite: guide to employee advocacy, about its own product Amplify")
LINKEDIN = _("LinkedIn, as Hootsuite’s guide to employee advocacy quotes it")
GAGGLEAMP = _("GaggleAMP: article on why employees don’t share")


@dataclass(frozen=True)
class Figure:
    """One figure: what it says, who gave it, when, and what to keep in mind."""

    value: str | Promise
    says: str | Promise
    source: str | Promise
    caveat: str | Promise
    year: int | None = None


@dataclass(frozen=True)
class Group:
    """Figures about one thing."""

    title: str | Promise
    figures: tuple[Figure, ...]


_OWN = _("The vendor’s own programme: a showcase, not an average.")
_NO_METHOD = _("The article does not say how it was measured.")
_SURVEY = _("A survey: what people say, not what they did.")
_NOT_CAUSE = _("It went along with it; the article does not show that it was the cause.")

ADOPTION = Figure(_("94 %"), _("of those invited took part (adoption rate)"), HOOTSUITE, _OWN)
SHARING = Figure(_("64 %"), _("of those who took part shared (share rate)"), HOOTSUITE, _OWN)
IMPRESSIONS = Figure(_("4.1 M"), _("organic impressions in a quarter, and more"), HOOTSUITE, _OWN)

EVIDENCE: tuple[Group, ...] = (
    Group(
        _("What a programme reached"),
        (
            ADOPTION,
            SHARING,
            IMPRESSIONS,
            Figure(
                _("32 %"), _("shared one campaign of a week, about well-being"), HOOTSUITE, _OWN
            ),
            Figure(_("440,000"), _("organic impressions of that week"), HOOTSUITE, _OWN),
            Figure(_("+200 %"), _("organic reach with a formal programme"), HOOTSUITE, _NO_METHOD),
            Figure(
                _("+561 %"), _("reach compared with the brand’s own account"), GAGGLEAMP, _NO_METHOD
            ),
            Figure(
                _("×8"),
                _("what colleagues share, compared with the brand’s own content"),
                GAGGLEAMP,
                _("The article does not make clear eight times what; others say engagement."),
            ),
            Figure(
                _("up to ×25"),
                _("as often passed on as the brand’s own"),
                GAGGLEAMP,
                _NO_METHOD,
            ),
        ),
    ),
    Group(
        _("Why people believe colleagues"),
        (
            Figure(
                _("88 %"),
                _("find it important to trust a brand: more than the 81 % who say so of loving it"),
                HOOTSUITE,
                _SURVEY,
            ),
            Figure(
                _("≈ 2/3"),
                _("think that leaders mislead people: trust was at a low"),
                HOOTSUITE,
                _SURVEY,
                2022,
            ),
            Figure(
                _("93 %"),
                _(
                    "trust friends and family on brands; 51 % trust posts on social networks, "
                    "38 % advertisements"
                ),
                HOOTSUITE,
                _SURVEY,
            ),
            Figure(
                _("83 %"),
                _("trust what friends and family recommend, in 60 countries"),
                GAGGLEAMP,
                _SURVEY,
            ),
            Figure(
                _("×7"),
                _("leads from advocates become customers more often"),
                GAGGLEAMP,
                _NO_METHOD,
            ),
        ),
    ),
    Group(
        _("What people share by themselves"),
        (
            Figure(_("50 %"), _("of staff post about their employer already"), HOOTSUITE, _SURVEY),
            Figure(_("33 %"), _("of all staff do so without being asked"), HOOTSUITE, _SURVEY),
            Figure(
                _("94 %"),
                _(
                    "of clicks in a test came from 50 colleagues; 88 % of those from the 25 "
                    "who shared with one click"
                ),
                GAGGLEAMP,
                _("One test of one company."),
            ),
        ),
    ),
    Group(
        _("What keeps people from sharing"),
        (
            Figure(
                _("73 %"),
                _("of companies have no policy on what staff may post"),
                GAGGLEAMP,
                _SURVEY,
            ),
            Figure(
                _("78 %"),
                _("of adults in the USA have a profile on a network; about one in four has none"),
                GAGGLEAMP,
                _("One country, and any profile: not yours, nor who would post for work."),
            ),
        ),
    ),
    Group(
        _("What it does for those who share"),
        (
            Figure(_("86 %"), _("say that it has helped their career"), HOOTSUITE, _SURVEY),
            Figure(
                _("+600 %"),
                _("views of one’s profile, and a network that grows three times as fast"),
                LINKEDIN,
                _NOT_CAUSE,
            ),
        ),
    ),
    Group(
        _("What it does for a company"),
        (
            Figure(
                _("+23 %"),
                _("profit where people are engaged in their work"),
                HOOTSUITE,
                _("It went along with it. The article also gives it for a formal programme."),
            ),
            Figure(
                _("+18 %"),
                _("productivity where people are engaged in their work"),
                HOOTSUITE,
                _NOT_CAUSE,
            ),
            Figure(
                _("+10 %"),
                _("loyalty of customers where people are engaged in their work"),
                HOOTSUITE,
                _NOT_CAUSE,
            ),
            Figure(
                _("up to 70 %"),
                _("of how engaged somebody is rests with who leads them"),
                HOOTSUITE,
                _NO_METHOD,
            ),
            Figure(
                _("up to +202 %"),
                _("better results where people are engaged in their work"),
                GAGGLEAMP,
                _NOT_CAUSE,
            ),
            Figure(_("×1.4"), _("how healthy a brand is seen to be"), HOOTSUITE, _NOT_CAUSE),
        ),
    ),
)
