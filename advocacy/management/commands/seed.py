"""`seed`: the demonstration for development, made once; prints the address and the logins."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from advocacy.demo.build import COMPANIES, build
from advocacy.demo.cast import LOGINS, PASSWORD
from advocacy.demo.pretend import register_apps
from advocacy.ending import delete_organization
from analytics.active.counting import count_cohorts
from analytics.models import FillMark
from analytics.rollup import count_heads, sweep
from tenants.models import Organization, Slug
from tenants.scope import platform

SLUGS = {company.slug for company in COMPANIES}


class Command(BaseCommand):
    """Make Acme and Globex with people, teams, posts, a policy and two months of history."""

    help = "Make the demonstration organizations (development only; does nothing when there)."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 (Django's signature)
        """Build what is missing, then say where to look. Raises CommandError in production."""
        if not settings.DEBUG:
            raise CommandError("The demonstration is for development: set DEBUG=1.")
        now = timezone.now()
        if settings.PLAYGROUND_URL:
            register_apps()
        there = self._finished()
        for company in COMPANIES:
            if company.slug not in there:
                build(company, now=now)
        if not there >= SLUGS:
            count_heads(now=now)
            sweep(now=now)
            count_cohorts(now=now)
        self.stdout.write(self._where_to_look())

    def _finished(self) -> set[str]:
        """Return the slugs that are there; an interrupted build is taken away and begun again."""
        with platform():
            filled = FillMark.everyone.values("organization_id")
            ours = Organization.objects.filter(slug__in=SLUGS)
            interrupted = list(ours.exclude(pk__in=filled).values_list("pk", flat=True))
        for organization_id in interrupted:
            delete_organization(organization_id)
        with platform():
            Slug.objects.filter(slug__in=SLUGS, leads_to=None).delete()  # else reserved for good
            return set(Organization.objects.values_list("slug", flat=True))

    def _where_to_look(self) -> str:
        width = max(len(email) for _, email, _ in LOGINS)
        lines = [f"\n  Advocacy     {settings.BASE_URL}"]
        if settings.PLAYGROUND_URL:
            lines.append(f"  Playground   {settings.PLAYGROUND_URL}   (where shares go, and mails)")
        lines.append(f"\n  Sign in with the password  {PASSWORD}")
        lines += [f"    {email:<{width}}  {role}: {what}" for role, email, what in LOGINS]
        return "\n".join([*lines, ""])
