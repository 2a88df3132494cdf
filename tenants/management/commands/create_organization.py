"""`manage.py create_organization "Acme" --slug acme --admin alice@acme.example`."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from tenants.invitations import link_to_join
from tenants.services.organizations import create_organization


class Command(BaseCommand):
    """Open the door for a new organization: its first admin gets the printed link, also by mail."""

    help = "Make an organization and invite its first admin."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask for the three things needed."""
        parser.add_argument("name", help="what people call it")
        parser.add_argument("--slug", required=True, help="its part of addresses: /o/<slug>/")
        parser.add_argument("--admin", required=True, metavar="EMAIL", help="who runs it")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make it, and say what to do next."""
        try:
            organization, invitation = create_organization(
                name=options["name"],
                slug=options["slug"],
                admin_email=options["admin"],
                now=timezone.now(),
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        self.stdout.write(f"{organization.name} is ready. Its first admin joins here:")
        self.stdout.write(link_to_join(invitation))
