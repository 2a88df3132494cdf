"""Finding colleagues by name: who they are and in which team, nothing else."""

from __future__ import annotations

from tenants.api.people_shapes import ColleagueQuery, ColleagueShape
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.paging import Page
from tenants.selectors.members import colleagues_named
from tenants.token_scopes import Scope

MOST = 20


class Colleagues(Endpoints):
    """Colleagues."""

    tag = "Members"

    @endpoint(scope=Scope.MEMBERS_READ, query=ColleagueQuery, gives=ColleagueShape)
    def search(self, call: Call) -> Page:
        """Find who takes part by what a name or last name begins with, at most 20, by name."""
        return Page(colleagues_named(call.query["q"], size=min(MOST, call.cut.size)), None)
