"""The names of RSS and Atom, whatever prefix a feed gives them.

Sources, read 2026-11-26: https://www.rssboard.org/rss-specification (0.91 to 2.0),
https://web.resource.org/rss/1.0/spec, RFC 4287 (Atom 1.0), RFC 5023;
https://www.ietf.org/archive/id/draft-ietf-atompub-format-00.txt (Atom 0.3).
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

ATOM = {"http://www.w3.org/2005/Atom": "Atom 1.0", "http://purl.org/atom/ns#": "Atom 0.3"}
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RSS = frozenset(
    {
        RDF,
        "http://purl.org/rss/1.0/",
        "http://my.netscape.com/rdf/simple/0.9/",
        "http://channel.netscape.com/rdf/simple/0.9/",
        "http://my.netscape.com/publish/formats/rss-0.91.dtd",
        "http://backend.userland.com/rss2",
        "http://blogs.law.harvard.edu/tech/rss",
        "",
    }
)
MODULES = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    **dict.fromkeys(ATOM, "atom"),
}
PREFIXES = frozenset(MODULES.values())
"""What the modules are called where a feed forgot to say what its prefixes mean."""
BASE = "http://www.w3.org/XML/1998/namespace base"
LANG = "http://www.w3.org/XML/1998/namespace lang"
DATES = (
    *("pubDate", "published", "issued", "created", "dc:date", "dcterms:created"),
    *("updated", "modified", "dcterms:modified"),
)
SUMMARIES = ("description", "summary", "content:encoded", "content", "atom:summary")
LINKS = ("feedburner:origLink", "link", "atom:link")


def short(name: str, homes: AbstractSet[str]) -> str:
    """Return an element's name as we know it, "" for one that we do not.

    `homes` are the namespaces of the format itself. `name` is "namespace local" as the parser
    gives it, or "prefix:local" where it was told nothing of namespaces.
    """
    namespace, gap, local = name.rpartition(" ")
    if not gap:
        prefix, colon, rest = name.rpartition(":")
        return name if not colon or prefix in PREFIXES else rest if prefix == "rdf" else ""
    if namespace in homes:
        return local
    module = MODULES.get(namespace, "")
    return f"{module}:{local}" if module else ""


def format_of(name: str, version: str) -> str:
    """Return which format a document of this root is, as people call it; "" for none of ours."""
    namespace, gap, local = name.rpartition(" ")
    if local == "feed" and (namespace in ATOM or not gap):
        return ATOM.get(namespace, "Atom 1.0")
    bare = local.rpartition(":")[2]
    if bare == "RDF":
        return "RSS 1.0"
    return f"RSS {version[:8] or '2.0'}" if bare == "rss" else ""
