"""What is taken away from the dashboard, for programs."""

from __future__ import annotations

from django.http.response import HttpResponseBase

from analytics.api.shapes import DashboardQuery
from analytics.reports.answering import as_download
from analytics.reports.exporting import NOT_SET, export_dashboard
from analytics.reports.pdf.writing import NotSet
from analytics.reports.viewing import read_view
from analytics.reports.writing import KINDS
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.problems import Refused
from tenants.roles import Permission
from tenants.token_scopes import Scope

UNAVAILABLE = 503


class DashboardFiles(Endpoints):
    """The dashboard as a file."""

    tag = "Numbers"

    @endpoint(
        scope=Scope.ANALYTICS_READ,
        permission=Permission.SEE_DASHBOARD,
        query=DashboardQuery,
        file="text/csv",
    )
    def csv(self, call: Call) -> HttpResponseBase:
        """Fetch the dashboard as CSV, table under table; the audit notes it."""
        return _file(call, "csv")

    @endpoint(
        scope=Scope.ANALYTICS_READ,
        permission=Permission.SEE_DASHBOARD,
        query=DashboardQuery,
        file=KINDS["xlsx"].mime,
    )
    def xlsx(self, call: Call) -> HttpResponseBase:
        """Fetch the dashboard as a workbook, a sheet for each table; the audit notes it."""
        return _file(call, "xlsx")

    @endpoint(
        scope=Scope.ANALYTICS_READ,
        permission=Permission.SEE_DASHBOARD,
        query=DashboardQuery,
        file=KINDS["pdf"].mime,
    )
    def pdf(self, call: Call) -> HttpResponseBase:
        """Fetch the dashboard as a PDF, with its trend drawn; the audit notes it.

        503 "not_set" when it could not be made just now: CSV and XLSX are.
        """
        return _file(call, "pdf")


def _file(call: Call, kind: str) -> HttpResponseBase:
    asked = {name: str(value) for name, value in call.query.items()}
    view = read_view(asked, call.member, call.now)
    try:
        file = export_dashboard(view=view, kind=kind, by=call.member, now=call.now)
    except NotSet as error:
        raise Refused(UNAVAILABLE, "not_set", str(NOT_SET)) from error
    return as_download(file)
