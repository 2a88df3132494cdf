"""Where links may lead.

Parameters: `{"allowed": ["acme.com"]}`, the only ones, or `{"forbidden": ["globex.com"]}`; each
with what is below it, up to 200. Hosts are compared however they are written; one that only looks
like an allowed one is not it, one that looks like a forbidden one is. Found are links in the words
themselves, with a scheme or bare; mail addresses are none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from policies.rules.base import Checker, Group, Hit, Kind, Place, RuleSpec
from policies.rules.describing import ONE_A_LINE, Parameter, listed
from policies.rules.hosts import Link, host_of, is_within, links_in, looks_of
from policies.rules.reading import Reading

MOST_DOMAINS = 200
_LONGEST_HOST, _MOST_LABELS = 253, 10


class LinkDomains(Kind):
    """Finds links that lead where they should not."""

    name = "link_domains"
    label = _("Where links lead")
    group = Group.OURS
    purpose = _("Say where links may lead, or where they may not.")
    example = _("Links lead to acme.com alone")
    takes = (
        Parameter(
            "allowed",
            _("The only ones allowed"),
            hint=_("Domains like “acme.com”, one on each line, or fill in the next field."),
            most=MOST_DOMAINS,
            codes=frozenset({"domain"}),
        ),
        Parameter("forbidden", _("Not allowed"), hint=ONE_A_LINE, most=MOST_DOMAINS),
    )

    def tells(self, parameters: Mapping[str, Any], /) -> str:
        """Name the domains."""
        if "allowed" in parameters:
            said = listed(parameters["allowed"], _("or"))
            return gettext("Finds links that lead elsewhere than to %(domains)s.") % {
                "domains": said
            }
        said = listed(parameters["forbidden"], _("or"))
        return gettext("Finds links to %(domains)s.") % {"domains": said}

    def check(self, parameters: dict[str, Any]) -> None:
        """Raise `ValidationError`: `parameters`, `domain` (not one, none, or too many)."""
        if set(parameters) not in ({"allowed"}, {"forbidden"}):
            message = _("Name the domains that are allowed, or those that are not.")
            raise ValidationError(message, code="parameters")
        (domains,) = parameters.values()
        if not isinstance(domains, list) or not all(isinstance(each, str) for each in domains):
            raise ValidationError(_("Domains are a list of texts."), code="parameters")
        wrong = next((each for each in domains if not _is_domain(each)), None)
        if wrong is not None or not 0 < len(domains) <= MOST_DOMAINS:
            message = _("Write up to %(count)s domains like “acme.com”, without https://.")
            raise ValidationError(message, code="domain", params={"count": MOST_DOMAINS})

    def compile(self, specs: Sequence[RuleSpec], /) -> Checker:
        """Return the checker of all domains."""
        allowed = [
            (spec, _hosts(spec.parameters["allowed"]))
            for spec in specs
            if "allowed" in spec.parameters
        ]
        forbidden: dict[str, list[RuleSpec]] = {}
        for spec in specs:
            for host in _hosts(spec.parameters.get("forbidden", [])):
                forbidden.setdefault(looks_of(host), []).append(spec)
        return _DomainChecker(allowed, forbidden)


@dataclass(frozen=True)
class _DomainChecker:
    allowed: list[tuple[RuleSpec, frozenset[str]]]
    forbidden: dict[str, list[RuleSpec]]

    def __call__(self, reading: Reading, _places: Sequence[Place], /) -> Iterator[Hit]:
        for link in links_in(reading):
            start, end = reading.place(link.start, link.end)
            for above in _above(link.looks):
                for spec in self.forbidden.get(above, ()):
                    yield Hit(spec, start, end)
            if link.is_sure:
                own = frozenset(_above(link.host))
                for spec, hosts in self.allowed:
                    if own.isdisjoint(hosts):
                        yield Hit(spec, start, end, says=_says(link, hosts))


def _above(host: str) -> list[str]:
    """Return a host and the domains it is below, as far as rules name any."""
    labels = host.rsplit(".", _MOST_LABELS)[-_MOST_LABELS:]
    return [".".join(labels[at:]) for at in range(len(labels))]


def _says(link: Link, hosts: frozenset[str]) -> str:
    meant = next((host for host in hosts if is_within(link.looks, looks_of(host))), None)
    if meant is None:
        return ""
    return gettext("This address only looks like %(domain)s.") % {"domain": meant}


def _hosts(domains: Sequence[str]) -> frozenset[str]:
    return frozenset(map(host_of, domains))


def _is_domain(written: str) -> bool:
    host = host_of(written.strip())
    letters = host.replace("-", "").replace(".", "")
    is_host = 0 < host.count(".") < _MOST_LABELS and len(host) <= _LONGEST_HOST
    return is_host and letters.isalnum() and written == written.strip()
