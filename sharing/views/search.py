"""The search: posts, topics and people on one page."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from content.forms.search import SearchForm
from content.search.showing import found_page
from sharing.views.feed import cards_of
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.roles import Permission
from tenants.selectors.members import colleagues_named

MOST_PEOPLE = 5


@allowed(Permission.TAKE_PART)
def search(request: MemberRequest) -> HttpResponse:
    """Show what a member may see of what they look for; the address says all of it."""
    now = timezone.now()
    form = SearchForm(request.GET, member=request.member)
    form.is_valid()
    searched = form.text.strip()
    unfiltered = f"{request.path}?{urlencode({'q': searched})}"
    context: dict[str, object] = {"form": form, "searched": searched, "unfiltered": unfiltered}
    if searched:
        found = found_page(form.text, member=request.member, chosen=form.chosen(now))
        cards = cards_of(request.member, [one.post for one in found.posts], now)
        context |= {
            "found": found,
            "results": list(zip(found.posts, cards, strict=True)),
            "people": colleagues_named(form.text, size=MOST_PEOPLE),
        }
    return render(request, "sharing/search.html", context)
