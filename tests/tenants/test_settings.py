"""Name, address, language, colour, tags: what is refused, what is kept, who was faster."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from tenants.branding import samples
from tenants.calendars import calendar_token, find_reader
from tenants.invitations import find_invitation, link_to_join
from tenants.inviters import may_invite
from tenants.models import Act, Event, Invitation, Organization, Slug
from tenants.roles import Role
from tenants.scope import platform, tenant
from tenants.services.inviting import invite_member
from tenants.services.organizations import create_organization
from tenants.services.settings import MOST_SLUGS, set_colour, set_general, set_links
from tests.factories import NOW, make_member, make_organization

GENERAL = {
    "name": "Acme Ltd",
    "slug": "acme",
    "language": "",
    "inviters": "admins",
    "takes_comments": True,
}
PAGE = "/o/acme/settings/"


def stored(cast) -> Organization:
    with platform():
        return Organization.objects.get(pk=cast.acme.pk)


def rename(cast, slug: str, **changes) -> None:
    with tenant(cast.acme):
        set_general(by=cast.alice, now=NOW, **{**GENERAL, "slug": slug, **changes})


def test_an_admin_changes_name_and_address(cast, sign_in):
    client = sign_in(cast.alice)
    answer = client.post(PAGE, {**GENERAL, "slug": "acme-ltd", "inviters": "everyone"})
    assert answer.headers["Location"] == "/o/acme-ltd/settings/"
    found = stored(cast)
    assert (found.name, found.slug, found.inviters) == ("Acme Ltd", "acme-ltd", "everyone")
    with tenant(cast.acme):
        acts = list(Event.objects.order_by("pk").values_list("act", "data"))
    assert acts == [
        (Act.ORGANIZATION_CHANGED, {"fields": ["name", "inviters"]}),
        (Act.SLUG_CHANGED, {}),
    ]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"slug": "Acme!"}, "slug"),
        ({"slug": ""}, "slug"),
        ({"slug": "globex"}, "taken"),
        ({"name": "  "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"language": "tlh"}, "language"),
        ({"inviters": "nobody"}, "inviters"),
    ],
)
def test_what_can_not_be_is_refused_and_nothing_is_stored(cast, changes, code):
    before = stored(cast)
    with pytest.raises(ValidationError) as refused:
        rename(cast, **{"slug": "acme", **changes})
    assert refused.value.code == code
    assert stored(cast).settings_version == before.settings_version


def test_a_taken_address_is_not_available_and_stores_nothing_else(cast, sign_in):
    answer = sign_in(cast.alice).post(PAGE, {**GENERAL, "slug": "globex"})
    assert answer.status_code == 422
    assert "This address is not available." in answer.content.decode()
    assert stored(cast).name == "Acme"


def test_nobody_else_changes_settings(cast):
    for save, values in ((set_general, GENERAL), (set_colour, {"accent": "#123456"})):
        with tenant(cast.acme), pytest.raises(PermissionDenied):
            save(by=cast.bob, now=NOW, **values)


def test_an_old_address_leads_to_the_new_one_for_its_members_alone(cast, sign_in, client):
    rename(cast, "acme-two")
    client = sign_in(cast.bob)
    answer = client.get("/o/acme/shares/?show=all&x=%C3%A9")
    assert answer.status_code == 301
    assert answer.headers["Location"] == "/o/acme-two/shares/?show=all&x=%C3%A9"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    posted = client.post("/o/acme/preferences/", {"theme": ""})
    assert (posted.status_code, posted.headers["Location"]) == (308, "/o/acme-two/preferences/")
    client.force_login(cast.mallory.user)
    assert client.get("/o/acme/shares/").status_code == 404
    assert client.get("/o/acme-two/shares/").status_code == 404


def test_going_back_and_forth_never_turns_in_a_circle(cast, sign_in):
    for slug in ("b", "c", "b", "acme", "c", "acme"):
        rename(cast, slug)
    client = sign_in(cast.bob)
    assert client.get("/o/acme/shares/").status_code == 200
    for old in ("b", "c"):
        assert client.get(f"/o/{old}/shares/").headers["Location"] == "/o/acme/shares/"


def test_a_former_address_is_never_another_organizations(cast):
    rename(cast, "acme-two")
    with pytest.raises(ValidationError) as refused:
        create_organization(name="Thief", slug="acme", admin_email="t@example.com", now=NOW)
    assert refused.value.code == "taken"
    with tenant(cast.globex), pytest.raises(ValidationError) as refused:
        set_general(by=cast.mallory, now=NOW, **{**GENERAL, "slug": "acme"})
    assert refused.value.code == "taken"
    with pytest.raises(IntegrityError), transaction.atomic():
        make_organization("acme")  # whoever writes the row, however


def test_a_deleted_organizations_address_stays_reserved(db):
    gone = make_organization("gone")
    with platform():
        gone.delete()
        assert Slug.objects.get(slug="gone").leads_to is None
    with pytest.raises(IntegrityError), transaction.atomic():
        make_organization("gone")


def test_addresses_are_not_hoarded(cast):
    for number in range(MOST_SLUGS - 1):
        rename(cast, f"acme-{number}")
    with pytest.raises(ValidationError) as refused:
        rename(cast, "one-more")
    assert refused.value.code == "many_slugs"
    rename(cast, "acme")


def test_signed_links_of_before_still_lead_there(cast):
    with tenant(cast.acme):
        invitation = Invitation.objects.create(email="n@x.example", created_at=NOW, expires_at=NOW)
        calendar = calendar_token(cast.bob)
        link = link_to_join(Invitation.objects.select_related("organization").get())
    rename(cast, "acme-two")
    reader = find_reader(calendar)
    assert reader is not None
    assert reader.pk == cast.bob.pk
    found = find_invitation(link.rstrip("/").rpartition("/")[2])
    assert found is not None
    assert found.pk == invitation.pk


def test_a_form_saved_over_a_newer_change_says_so_and_keeps_what_was_typed(cast, sign_in):
    client = sign_in(cast.alice)
    version = stored(cast).settings_version
    rename(cast, "acme", name="Somebody was faster")
    answer = client.post(PAGE, {**GENERAL, "name": "My own name", "version": version})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody has changed these settings" in page
    assert "“Name” is now: Somebody was faster" in page
    assert 'value="My own name"' in page
    assert stored(cast).name == "Somebody was faster"
    again = {**GENERAL, "name": "My own name", "version": version + 1}
    assert f'name="version" value="{version + 1}"' in page
    assert client.post(PAGE, again).status_code == 302
    assert stored(cast).name == "My own name"


def test_saving_what_is_there_already_is_no_change(cast):
    version = stored(cast).settings_version
    rename(cast, "acme", name="Acme")
    assert stored(cast).settings_version == version
    with tenant(cast.acme):
        assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("field", "text", "is_fine"),
    [
        ("utm_source", "{network}-advocacy", True),
        ("utm_campaign", "Spring 2026 & more", True),
        ("utm_source", "{member}", False),
        ("utm_medium", "half {network", False),
        ("utm_medium", "x" * 61, False),
        ("disclosure", "x" * 101, False),
        ("disclosure", "I work at Acme", True),
    ],
)
def test_tags_and_disclosure(cast, field, text, is_fine):
    values = {"utm_source": "", "utm_medium": "", "utm_campaign": "", "disclosure": ""}
    with tenant(cast.acme):
        if is_fine:
            set_links(by=cast.alice, now=NOW, **{**values, field: text})
        else:
            with pytest.raises(ValidationError) as refused:
                set_links(by=cast.alice, now=NOW, **{**values, field: text})
            assert refused.value.code == field
    assert getattr(stored(cast), field) == (text if is_fine else "")


WHO = [
    ("admins", set()),
    ("leads", {Role.CHAMPION, Role.MANAGER}),
    ("everyone", set(Role)),
]


@pytest.mark.parametrize(("chosen", "more"), WHO)
def test_who_may_invite(cast, chosen, more):
    with platform():
        Organization.objects.filter(pk=cast.acme.pk).update(inviters=chosen)
    with tenant(cast.acme):
        people = {role: make_member("", role) for role in Role}
        allowed = {role for role, member in people.items() if may_invite(fresh(member))}
        assert allowed == more | {Role.ADMIN}
        for role, member in people.items():
            invite = {"email": f"{role}@new.example", "team": None, "by": fresh(member), "now": NOW}
            if role in allowed:
                invite_member(roles=[], **invite)
            else:
                with pytest.raises(PermissionDenied):
                    invite_member(roles=[], **invite)
            if role != Role.ADMIN:
                with pytest.raises(PermissionDenied):
                    invite_member(roles=[Role.CURATOR], **invite)


def fresh(member):
    return type(member).objects.select_related("organization", "user").get(pk=member.pk)


COLOURS = [
    f"#{r}{g}{b}"
    for r in ("00", "80", "ff")
    for g in ("00", "80", "ff")
    for b in ("00", "80", "ff")
]


@pytest.mark.parametrize("accent", [*COLOURS, "#b4532a", "#767676", "#fefefe"])
def test_words_can_be_read_on_every_colour_in_light_and_dark(accent):
    for sample in samples(accent):
        assert sample.ratio >= 4.5, sample
        assert sample.is_readable


def test_a_colour_is_tried_out_before_it_is_saved(cast, sign_in):
    client = sign_in(cast.alice)
    tried = client.get(f"{PAGE}look/?accent=%23ffff00", headers={"hx-request": "true"})
    assert tried.status_code == 200
    assert "<html" not in tried.content.decode()
    assert "style=" not in tried.content.decode()
    assert client.get(f"{PAGE}look/?accent=nonsense").status_code == 200
    assert client.post(f"{PAGE}look/", {"accent": "red"}).status_code == 422
    assert client.post(f"{PAGE}look/", {"accent": "#FFFF00"}).status_code == 302
    assert stored(cast).accent == "#ffff00"


def test_mails_and_pages_speak_the_organizations_language(cast, sign_in, settings):
    settings.LANGUAGES = [("en", "English"), ("ar", "Arabic")]
    rename(cast, "acme", language="ar")
    client = sign_in(cast.bob)
    assert 'lang="ar"' in client.get("/o/acme/shares/").content.decode()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert 'lang="en"' in client.get("/o/acme/shares/").content.decode()
