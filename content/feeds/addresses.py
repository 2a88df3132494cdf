"""When two addresses are one page: what is compared, never what is opened.

What only tells how somebody came (campaign tags, click ids, the place in the page) is left out, and
so is what one page is mostly reached with and without: www, the hosts for phones, a slash at the
end. Other parameters stay: on many sites they name the page.
"""

from __future__ import annotations

import hashlib
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

PLAIN_HOSTS = ("www.", "m.", "mobile.")
TRACKING_STARTS = ("utm_", "mtm_", "pk_", "hsa_", "at_")
TRACKING = frozenset(
    {"fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "twclid"}
    | {"igshid", "igsh", "mc_cid", "mc_eid", "_hsenc", "_hsmi", "mkt_tok", "ref_src", "ref_url"}
    | {"li_fat_id", "ttclid", "vero_id", "wickedid", "oly_enc_id", "oly_anon_id", "_ga", "_gl"}
)
DEFAULT_PORTS = {"http": 80, "https": 443}
SAFE_IN_PATH = "/!$&'()*+,;=:@~-._"


def key_of(url: str) -> str:
    """Return what is the same for all addresses of one page; "" for what is no web address."""
    page = canonical(url)
    return hashlib.sha256(page.encode()).hexdigest() if page else ""


def canonical(url: str) -> str:
    """Return a page's address in the form that is compared; "" for what is no web address."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return ""
    scheme, host = parts.scheme.lower(), (parts.hostname or "").rstrip(".")
    if scheme not in DEFAULT_PORTS or not host:
        return ""
    place = "" if port in {None, DEFAULT_PORTS[scheme]} else f":{port}"
    path = quote(
        unquote(parts.path, errors="surrogateescape").rstrip("/"),
        safe=SAFE_IN_PATH,
        errors="surrogateescape",
    )
    query = _query(parts.query)
    fragment = f"#{parts.fragment}" if parts.fragment.startswith("!") else ""
    return f"{_host(host)}{place}{path}{'?' if query else ''}{query}{fragment}"


def _host(host: str) -> str:
    """Return a host without what stands before the site's own; `m.me` is a site of its own."""
    for start in PLAIN_HOSTS:
        rest = host.removeprefix(start)
        if rest != host and "." in rest:
            return rest
    return host


def _query(query: str) -> str:
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=100)
    except ValueError:  # more than anybody reads
        return query
    return urlencode(sorted(pair for pair in pairs if not _only_tracks(pair[0].lower())))


def _only_tracks(name: str) -> bool:
    return name in TRACKING or name.startswith(TRACKING_STARTS)
