"""Signing up: nothing exists before the address is proved; then the person and their organization.

The link in the mail proves the address, and the password proves that whoever opens it is the one
who filled in the form: else somebody could prepare an account for an address that is not theirs and
wait for its owner to click.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tenants.models import Document, Member, SignUp, User
from tenants.naming import clean_email, clean_name
from tenants.services.consenting import record_consents
from tenants.services.organizations import open_organization, valid_organization

LINK_LASTS = timedelta(hours=24)
SIGNER = signing.Signer(salt="tenants.signing_up")
SLUGS_TRIED = 20
SLUG_LENGTH = 40


@dataclass(frozen=True)
class SignUpDraft:
    """What a person filled in; `consents` maps documents to the version they accepted."""

    email: str
    name: str
    password: str
    organization_name: str
    slug: str
    consents: dict[str, str]


def documents_to_accept() -> dict[str, str]:
    """Return the address of each document that this instance asks people to accept."""
    addresses = {Document.TERMS: settings.TERMS_URL, Document.PRIVACY: settings.PRIVACY_URL}
    return {document.value: url for document, url in addresses.items() if url}


def write_sign_up(draft: SignUpDraft, *, now: datetime) -> SignUp | None:
    """Keep what was filled in for 24 hours; None, and nothing, where the address has an account.

    Raises ValidationError of code "email", "name_of_person", "name", "slug", "consents": a document
    is not accepted; and those of the password validators.
    """
    email = clean_email(draft.email)
    name = clean_name(draft.name, code="name_of_person")
    validate_password(draft.password, User(email=email, name=name))
    organization = valid_organization(name=draft.organization_name, slug=draft.slug)
    if not set(documents_to_accept()) <= set(draft.consents):
        raise ValidationError(_("Accept this to go on."), code="consents")
    hashed = make_password(draft.password)  # also where it is of no use: it takes its time
    SignUp.objects.filter(expires_at__lte=now).delete()
    if User.objects.filter(email=email).exists():
        return None
    return SignUp.objects.create(
        email=email,
        name=name,
        password=hashed,
        organization_name=organization.name,
        slug=organization.slug,
        consents=draft.consents,
        created_at=now,
        expires_at=now + LINK_LASTS,
    )


def link_to_confirm(sign_up: SignUp) -> str:
    """Return the whole address that proves the person's own."""
    token = SIGNER.sign(sign_up.pk.hex)
    return f"{settings.BASE_URL}{reverse('account_sign_up_confirm', args=[token])}"


def find_sign_up(token: str, *, now: datetime) -> SignUp | None:
    """Return what a link stands for; None when it is not ours, used or older than 24 hours."""
    try:
        pk = UUID(hex=SIGNER.unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    return SignUp.objects.filter(pk=pk, expires_at__gt=now).first()


def is_its_password(sign_up: SignUp, password: str) -> bool:
    """Tell whether this is the password that was chosen in the form."""
    return check_password(password, sign_up.password)


def open_account(*, sign_up: SignUp, now: datetime) -> Member:
    """Make the person, their consents and their organization; the link is used up.

    A slug that was taken meanwhile gets a number. Raises ValidationError of code "closed": used by
    then; "has_account": the address has got an account meanwhile.
    """
    with transaction.atomic():
        found = SignUp.objects.select_for_update().filter(pk=sign_up.pk).first()
        if found is None:
            raise ValidationError(_("This link was used already."), code="closed")
        user = _make_person(found)
        record_consents(user=user, consents=found.consents, now=found.created_at)
        member = _open(found, user, now)
        found.delete()
    return member


def _make_person(sign_up: SignUp) -> User:
    user = User(email=sign_up.email, name=sign_up.name, password=sign_up.password)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:
        said = _("You have an account already. Sign in.")
        raise ValidationError(said, code="has_account") from None
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def _open(sign_up: SignUp, user: User, now: datetime) -> Member:
    name, slug = sign_up.organization_name, sign_up.slug
    for number in range(2, SLUGS_TRIED):
        try:
            return open_organization(name=name, slug=slug, user=user, now=now)
        except ValidationError as error:
            if error.code != "taken":
                raise
        ending = f"-{number}"
        slug = f"{sign_up.slug[: SLUG_LENGTH - len(ending)].rstrip('-')}{ending}"
    slug = f"{sign_up.slug[: SLUG_LENGTH - 13].rstrip('-')}-{sign_up.pk.hex[:12]}"
    return open_organization(name=name, slug=slug, user=user, now=now)
