"""A list of figures of shares by hand: looked through first, kept when it is sent again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.reported.lists import (
    COLUMNS,
    TEMPLATE,
    FigureLine,
    import_figures,
    known_sharers,
    read_figures,
)
from tenants.access import allowed
from tenants.fewest import fewest
from tenants.http import MemberRequest
from tenants.lists import write_csv
from tenants.roles import Permission
from tenants.sheets import BYTE_ORDER_MARK, MAX_BYTES, too_large


class FiguresFileForm(forms.Form):
    """The file, or its lines as they were looked through."""

    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        help_text=gettext_lazy("Up to 1,000 posts: link, network, day, and what was read there."),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput({"accept": ".csv,text/csv,.txt,text/plain"}),
    )
    lines = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    found: list[FigureLine]

    def clean(self) -> dict[str, Any]:
        """Read what was sent. Raises ValidationError as `read_figures`."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        file, lines = cleaned.get("file"), cleaned.get("lines") or ""
        if file is not None and file.size > MAX_BYTES:
            raise too_large()
        data = file.read() if file is not None else lines.encode()
        if not data:
            raise ValidationError(_("Choose a file."), code="required")
        self.found = read_figures(data, now=timezone.now())
        return cleaned


@allowed(Permission.ENTER_NUMBERS)
def figure_list(request: MemberRequest) -> HttpResponse:
    """Take a list; say what is wrong with it; keep what it says when it comes back."""
    now, is_sent = timezone.now(), request.method == "POST"
    form = FiguresFileForm(request.POST, request.FILES) if is_sent else FiguresFileForm()
    if not is_sent or not form.is_valid():
        status = 422 if is_sent else 200
        return render(request, "analytics/figure_list.html", {"form": form}, status=status)
    if form.cleaned_data.get("file") is None:
        kept = import_figures(lines=form.found, by=request.member, now=now)
        said = _("Done. They are about posts that at least %(count)s others reported.")
        messages.success(request, said % {"count": kept} if kept else few_words())
        return redirect("analytics:figure_list", request.organization.slug)
    good = [line for line in form.found if not line.problems]
    context = {
        "wrong": [line for line in form.found if line.problems],
        "good": len(good),
        "known": known_sharers(good, by=request.member, now=now),
        "few": few_words(),
        "lines": write_csv(
            COLUMNS, ([line.cells.get(one, "") for one in COLUMNS] for line in good)
        ),
        "form": FiguresFileForm(),
    }
    return render(request, "analytics/figure_list.html", context)


def few_words() -> str:
    """Say that nothing of a list is kept."""
    said = _("Fewer than %(fewest)s others reported posts that are in the list: nothing is kept.")
    return said % {"fewest": fewest()}


@allowed(Permission.ENTER_NUMBERS)
def figure_template(_request: MemberRequest) -> HttpResponse:
    """Give a list to fill in, with a line as an example."""
    text = BYTE_ORDER_MARK + write_csv(TEMPLATE[0], TEMPLATE[1:])
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="shares-by-hand-to-fill-in.csv"'
    response["Cache-Control"] = "private, no-store"
    return response
