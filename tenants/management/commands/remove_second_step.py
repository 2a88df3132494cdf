"""`remove_second_step`: for a person who has lost phone, keys and recovery codes."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError, CommandParser

from tenants.models import User


class Command(BaseCommand):
    """Take away a person's second steps, so that their password alone signs them in again."""

    help = (
        "Removes authenticator app, passkeys and recovery codes of one person. Make sure first, by "
        "another way than mail, that it is they who ask."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the person's address."""
        parser.add_argument("email")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Remove them; says how many."""
        user = User.objects.filter(email=options["email"].strip().lower()).first()
        if user is None:
            raise CommandError("Nobody signs in by this address.")
        removed, _details = Authenticator.objects.filter(user_id=user.pk).delete()
        self.stdout.write(
            f"Removed {removed} for {user.email}. They sign in by password alone now."
        )
