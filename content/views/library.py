"""The assets library: what there is, where it is used, by what right; in, replaced, out."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from content.forms.library import FILES, AssetForm
from content.models import Asset, AssetKind, ShelfItem
from content.selectors import Cursor, renditions_of
from content.services import shelving as services
from content.shelf import (
    FLAWS,
    Wanted,
    library,
    posts_with_licence_over,
    shelf_choices,
    shelf_page,
    shelf_rows,
    usage_of,
)
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.ids import read_id, read_ids
from tenants.roles import Permission

LONGEST_WORDS = 100
MOST_FLAGGED = 10
FLAW_LABELS: dict[str, Promise] = {
    "no_alt": gettext_lazy("Not described"),
    "unused": gettext_lazy("Not used"),
    "ending": gettext_lazy("Licence ends soon"),
    "over": gettext_lazy("Licence over"),
}
KIND_LABELS: dict[str, Promise] = {
    AssetKind.PICTURE: gettext_lazy("Pictures"),
    AssetKind.VIDEO: gettext_lazy("Videos"),
    AssetKind.DOCUMENT: gettext_lazy("Documents"),
}


@allowed(Permission.APPROVE_POSTS)
def assets(request: MemberRequest) -> HttpResponse:
    """List the library by words, kind and what is amiss; take in several files at once."""
    problems: list[tuple[str, str]] = []
    if request.method == "POST":
        problems = _take_in(request)
        if not problems:
            return redirect("content:assets", request.organization.slug)
    wanted = _wanted(request)
    before = Cursor.parse(request.GET.get("before", ""))
    now = timezone.now()
    context = {
        "page": shelf_page(wanted=wanted, now=now, before=before),
        "wanted": wanted,
        "kinds": _chips(wanted, "kind", KIND_LABELS),
        "flaws": _chips(wanted, "flaw", FLAW_LABELS),
        "flagged": list(posts_with_licence_over()[:MOST_FLAGGED]) if before is None else [],
        "problems": problems,
        "query": urlencode(_query(wanted)),
        "field": FILES,
        "most": services.MOST_AT_ONCE,
    }
    return render(request, "content/assets.html", context, status=422 if problems else 200)


@allowed(Permission.APPROVE_POSTS)
def asset(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Show one file with where it is used; change what is said of it and its licence."""
    found = _find(public_id)
    item = ShelfItem.objects.filter(asset=found).first()
    form = AssetForm(found, item, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            _describe(request, found, form)
        except ValidationError as error:
            form.add_error(error.code if error.code in form.fields else None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect(request.path)
    now = timezone.now()
    context = {
        "row": shelf_rows([found], now)[0],
        "usage": usage_of(found),
        "form": form,
        "preview": renditions_of([found], "preview").get(found.pk),
        "others": [
            one
            for one in shelf_choices(
                kinds=[found.kind], words=request.GET.get("q", "")[:LONGEST_WORDS], now=now
            )
            if one.asset.pk != found.pk
        ],
        "searched": request.GET.get("q", "")[:LONGEST_WORDS],
    }
    return render(request, "content/asset.html", context, status=422 if form.errors else 200)


@allowed(Permission.APPROVE_POSTS)
@require_POST
def asset_replace(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Let every post and card show another file instead."""
    found = _find(public_id)
    chosen = read_id(request.POST.get("other", ""))
    if chosen is None:
        messages.error(request, _("Choose what to show instead."))
        return redirect("content:asset", request.organization.slug, public_id)
    other = _find(chosen)
    try:
        done = services.replace_everywhere(
            asset=found, by=request.member, other=other, now=timezone.now()
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("content:asset", request.organization.slug, public_id)
    said = ngettext("%(count)s post shows it now.", "%(count)s posts show it now.", done.posts)
    messages.success(request, said % {"count": done.posts})
    if done.settled:
        kept = ngettext(
            "%(count)s post keeps the old one: several people approve it. Propose a change.",
            "%(count)s posts keep the old one: several people approve them. Propose changes.",
            done.settled,
        )
        messages.warning(request, kept % {"count": done.settled})
    return redirect("content:asset", request.organization.slug, other.public_id)


@allowed(Permission.APPROVE_POSTS)
@require_POST
def asset_delete(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Delete a file that nothing uses."""
    found = _find(public_id)
    name = found.title or found.file_name
    try:
        services.delete_asset(asset=found, by=request.member, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("content:asset", request.organization.slug, public_id)
    messages.success(request, _("“%s” is deleted.") % name)
    return redirect("content:assets", request.organization.slug)


@allowed(Permission.WRITE_POSTS)
def assets_to_choose(request: MemberRequest) -> HttpResponse:
    """Show what the editor may take from the library, what is chosen first."""
    kind = request.GET.get("kind", "")
    context = choices(
        kind if kind == "attachment" else AssetKind.PICTURE.value,
        request.GET.get("library_q", "")[:LONGEST_WORDS],
        [name.removesuffix("-place") for name in request.GET if name.endswith("-place")]
        + request.GET.getlist("attachment-id"),
    )
    return render(request, "content/from_library.html", context)


def choices(kind: str, words: str = "", chosen: list[str] | None = None) -> dict[str, Any]:
    """Return what the part of the editor shows that takes from the library."""
    kinds = (
        [AssetKind.PICTURE]
        if kind == AssetKind.PICTURE
        else [
            AssetKind.VIDEO,
            AssetKind.DOCUMENT,
        ]
    )
    ids = read_ids(chosen or [])
    rows = shelf_choices(kinds=kinds, words=words, now=timezone.now(), chosen=ids)
    return {"rows": rows, "kind": kind, "library_words": words, "chosen": set(ids)}


def _take_in(request: MemberRequest) -> list[tuple[str, str]]:
    """Receive the files that came; one that is refused leaves the others alone."""
    problems: list[tuple[str, str]] = []
    files = request.FILES.getlist(FILES)
    if not files:
        return [("", _("Choose at least one file."))]
    taken = 0
    for file in files[: services.MOST_AT_ONCE]:
        try:
            services.add_to_library(by=request.member, upload=file, now=timezone.now())
        except ValidationError as error:
            problems.append((file.name or "", " ".join(error.messages)))
        else:
            taken += 1
    too_many = _("Too many at once: send it with the next ones.")
    problems.extend((file.name or "", too_many) for file in files[services.MOST_AT_ONCE :])
    if taken:
        said = ngettext("%(count)s file is in.", "%(count)s files are in.", taken)
        messages.success(request, said % {"count": taken})
    return problems


def _describe(request: MemberRequest, found: Asset, form: AssetForm) -> None:
    now, said = timezone.now(), form.cleaned_data
    services.set_licence(asset=found, by=request.member, draft=form.licence_draft(), now=now)
    services.describe_asset(
        asset=found,
        by=request.member,
        title=said["title"],
        alt=said.get("alt", found.alt),
    )


def _find(public_id: UUID) -> Asset:
    found: Asset = get_object_or_404(library(), public_id=public_id)
    return found


def _wanted(request: MemberRequest) -> Wanted:
    kind, flaw = request.GET.get("kind", ""), request.GET.get("flaw", "")
    return Wanted(
        words=request.GET.get("q", "")[:LONGEST_WORDS].strip(),
        kind=kind if kind in AssetKind.values else "",
        flaw=flaw if flaw in FLAWS else "",
    )


def _query(wanted: Wanted) -> dict[str, str]:
    said = {"q": wanted.words, "kind": wanted.kind, "flaw": wanted.flaw}
    return {name: value for name, value in said.items() if value}


def _chips(
    wanted: Wanted, name: str, labels: dict[str, Promise]
) -> list[tuple[str, Promise, bool]]:
    """Return links that narrow by one thing; the one that holds takes it back."""
    links = []
    for key, label in labels.items():
        is_on = getattr(wanted, name) == key
        query = _query(wanted) | {name: "" if is_on else key}
        kept = {each: value for each, value in query.items() if value}
        links.append((f"?{urlencode(kept)}", label, is_on))
    return links
