"""The public pages: they know of nobody, and ask no database."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from analytics.calculator.estimate import (
    FORMULA,
    GUESSES,
    PEOPLE_ALIVE,
    RATES,
    Assumptions,
    Estimate,
    estimate,
)
from analytics.calculator.evidence import EVIDENCE
from analytics.calculator.forms import GUESS_LABELS, LABELS, CalculatorForm, usual
from analytics.wording import percent, whole

UNPROCESSABLE = 422


@login_not_required
@require_safe
def calculator(request: HttpRequest) -> HttpResponse:
    """Show what a programme may reach; the address keeps what was assumed."""
    form = CalculatorForm({**usual(), **request.GET.dict()})
    is_valid = form.is_valid()
    context = {"form": form, "formula": FORMULA, "guess_labels": GUESS_LABELS.values()}
    if is_valid:
        guesses = form.guesses()
        found = {guess: estimate(one) for guess, one in guesses.items()}
        context |= _told(found) | {
            "worked": _worked(guesses["mid"], found["mid"]),
            "address": f"{request.build_absolute_uri(request.path)}?{_query(form)}",
        }
    status = 200 if is_valid else UNPROCESSABLE
    return render(request, "analytics/calculator.html", context, status=status)


@login_not_required
@require_safe
def evidence(request: HttpRequest) -> HttpResponse:
    """Show the figures that others give, with their sources."""
    return render(request, "analytics/evidence.html", {"groups": EVIDENCE})


def _told(found: dict[str, Estimate]) -> dict[str, object]:
    low, mid, high = (found[guess] for guess in GUESSES)
    numbers = {
        "low": whole(round(low.monthly_reach)),
        "mid": whole(round(mid.monthly_reach)),
        "high": whole(round(high.monthly_reach)),
    }
    sentence = _("About %(mid)s views a month, between %(low)s and %(high)s.") % numbers
    rows = [
        (_("People who share"), "sharers"),
        (_("Shares a month"), "shares"),
        (_("Potential reach a month"), "potential_reach"),
        (_("Views a month"), "monthly_reach"),
    ]
    table = [
        (
            label,
            name,
            [
                (GUESS_LABELS[guess], whole(round(getattr(found[guess], name), 1)))
                for guess in GUESSES
            ],
        )
        for label, name in rows
    ]
    bars = [
        {"label": GUESS_LABELS[guess], "value": round(found[guess].monthly_reach)}
        for guess in GUESSES
    ]
    is_too_much = high.monthly_reach > PEOPLE_ALIVE
    return {"sentence": sentence, "table": table, "bars": bars, "is_too_much": is_too_much}


def _worked(guess: Assumptions, found: Estimate) -> str:
    """Return the formula with the numbers of a guess, and what they come to."""
    factors = [whole(guess.employees)]
    for name in LABELS:
        value = getattr(guess, name)
        factors.append(percent(value, 2) if name in RATES else whole(value, 2))
    return f"{' × '.join(factors)} = {whole(round(found.monthly_reach))}"


def _query(form: CalculatorForm) -> str:
    return urlencode({name: f"{form.cleaned_data[name]:.12g}" for name in form.fields})
