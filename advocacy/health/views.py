"""The health page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from advocacy.health.lines import BAD, WARN, worst
from advocacy.health.reading import health_of
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.roles import Permission


@allowed(Permission.MANAGE_ORGANIZATION)
def health(request: MemberRequest) -> HttpResponse:
    """Show what works, what does not, and what to do about it."""
    sections = health_of(organization=request.organization, now=timezone.now())
    lines = [line for section in sections for line in section.lines]
    told = [
        (section, line)
        for section in sections
        for line in section.lines
        if line.tone in {BAD, WARN}
    ]
    shown = {"sections": sections, "worst": worst(lines), "told": told}
    return render(request, "health.html", shown)
