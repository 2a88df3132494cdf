from __future__ import annotations

import resource
import time
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from tenants.invitations import link_to_join
from tenants.lists import Line, read_csv, read_pasted
from tenants.models import (
    Event,
    ImportLine,
    Invitation,
    InvitationImport,
    Letter,
    Member,
    Outcome,
    Team,
)
from tenants.roles import Role
from tenants.scope import tenant
from tenants.services import importing
from tenants.services.importing import LEASE, import_invitations, work_imports
from tenants.services.inviting import invite_member
from tenants.tasks import send_letters
from tests.factories import NOW, make_team


def begin(cast, lines, **more):
    with tenant(cast.acme):
        return import_invitations(lines=lines, by=cast.alice, now=NOW, **more)


def work(now=NOW):
    """Let a worker go on until nothing is left; how many lines each turn took."""
    taken = []
    while count := work_imports(now=now):
        taken.append(count)
    return taken


def outcomes(cast):
    with tenant(cast.acme):
        rows = ImportLine.objects.order_by("number")
        return [(line.email, line.outcome) for line in rows]


def test_every_line_says_what_became_of_it(cast):
    with tenant(cast.acme):
        make_team("Sales")
        given = {"roles": [], "team": None, "by": cast.alice}
        invite_member(email="old@x.example", now=NOW - timedelta(days=20), **given)
    lines = [
        Line(2, "new@x.example", "New Person", "Curator, manager", "sales"),
        Line(3, "old@x.example"),
        Line(4, "BOB@acme.example"),
        Line(5, "New@X.example"),
        Line(6, "nobody"),
        Line(7, "role@x.example", roles="owner"),
        Line(8, "team@x.example", team="Nowhere"),
        Line(9, "wide@x.example", is_whole=False),
        Line(10, ""),
    ]
    begin(cast, lines)
    work()
    assert outcomes(cast) == [
        ("new@x.example", Outcome.INVITED),
        ("old@x.example", Outcome.RENEWED),
        ("BOB@acme.example", Outcome.MEMBER),
        ("New@X.example", Outcome.DUPLICATE),
        ("nobody", Outcome.BAD_ADDRESS),
        ("role@x.example", Outcome.UNKNOWN_ROLE),
        ("team@x.example", Outcome.UNKNOWN_TEAM),
        ("wide@x.example", Outcome.BAD_LINE),
        ("", Outcome.BAD_ADDRESS),
    ]
    with tenant(cast.acme):
        made = Invitation.objects.get(email="new@x.example")
        assert (made.name, made.roles) == ("New Person", ["advocate", "manager", "curator"])
        assert (made.team.name, made.invited_by) == ("Sales", cast.alice)
        assert InvitationImport.objects.get().finished_at == NOW
        acts = list(Event.objects.order_by("pk").values_list("act", flat=True))
    assert acts == ["member.invited", "invitations.imported", "member.invited", "member.invited"]


def test_makes_teams_when_that_was_chosen_but_only_for_lines_that_go_well(cast):
    lines = [
        Line(2, "nobody", team="Ghosts"),
        Line(3, "a@x.example", team="Field Sales"),
        Line(4, "b@x.example", team="field  sales"),
        Line(5, "c@x.example", team="¨"),
    ]
    begin(cast, lines, makes_teams=True)
    work()
    assert [said for _, said in outcomes(cast)] == [
        Outcome.BAD_ADDRESS,
        Outcome.INVITED,
        Outcome.INVITED,
        Outcome.UNKNOWN_TEAM,
    ]
    with tenant(cast.acme):
        assert [team.name for team in Team.objects.all()] == ["Field Sales"]
        assert {one.team.name for one in Invitation.objects.all()} == {"Field Sales"}
        assert Event.objects.filter(act="team.created").count() == 1


def test_what_holds_for_all_holds_where_a_line_says_nothing(cast):
    with tenant(cast.acme):
        team = make_team("Sales")
    begin(cast, read_pasted("a@x.example"), roles=["curator"], team=team)
    work()
    with tenant(cast.acme):
        made = Invitation.objects.get()
        assert (made.roles, made.team) == (["advocate", "curator"], team)


def test_is_worked_off_in_turns(cast):
    begin(cast, [Line(n, f"p{n}@x.example") for n in range(5)])
    with tenant(cast.globex):
        theirs = import_invitations(
            lines=[Line(1, "q@y.example")], by=cast.mallory, now=NOW + timedelta(seconds=1)
        )
    later = NOW + timedelta(seconds=2)
    assert work_imports(now=later, limit=2) == 2
    assert work_imports(now=later, limit=2) == 1
    with tenant(cast.globex):
        theirs.refresh_from_db()
        assert theirs.finished_at
        assert Invitation.objects.get().email == "q@y.example"
    assert work_imports(now=later, limit=2) == 2
    assert [said for _, said in outcomes(cast)].count(Outcome.INVITED) == 4


def test_a_worker_that_dies_loses_nothing(cast, monkeypatch):
    begin(cast, [Line(1, "a@x.example")])

    def die(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(importing, "_work", die)
        with pytest.raises(KeyboardInterrupt):
            work_imports(now=NOW)
    assert work_imports(now=NOW + timedelta(minutes=1)) == 0
    assert work_imports(now=NOW + LEASE) == 1
    assert outcomes(cast) == [("a@x.example", Outcome.INVITED)]


def test_a_line_that_crashes_stops_no_other(cast, monkeypatch):
    really = importing.checked_wish

    def sometimes(**given):
        if given["email"].startswith("b@"):
            raise RuntimeError("bug")
        return really(**given)

    monkeypatch.setattr(importing, "checked_wish", sometimes)
    begin(cast, read_pasted("a@x.example\nb@x.example\nc@x.example"))
    work()
    assert [said for _, said in outcomes(cast)] == ["invited", "failed", "invited"]


@pytest.mark.parametrize("changes", [{"roles": [Role.ADVOCATE]}, {"left_at": NOW}])
def test_stops_when_whoever_began_may_not_invite_any_more(cast, changes):
    begin(cast, read_pasted("a@x.example\na@x.example"))
    with tenant(cast.acme):
        Member.objects.filter(pk=cast.alice.pk).update(**changes)
    work()
    assert [said for _, said in outcomes(cast)] == [Outcome.STOPPED, Outcome.DUPLICATE]
    with tenant(cast.acme):
        assert not Invitation.objects.exists()


def test_is_for_those_who_may_invite(cast):
    with tenant(cast.acme), pytest.raises(PermissionDenied):
        import_invitations(lines=[Line(1, "a@x.example")], by=cast.bob, now=NOW)


def test_wakes_a_worker(cast, celery_sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        begin(cast, read_pasted("a@x.example"))
    assert celery_sent == [("tenants.tasks.work_imports", {})]


def test_a_double_click_sends_one_list(cast):
    first = begin(cast, read_pasted("a@x.example\nb@x.example"))
    assert begin(cast, read_pasted("a@x.example\nb@x.example")) == first
    assert begin(cast, read_pasted("a@x.example\nc@x.example")) != first
    with tenant(cast.acme):
        later = NOW + timedelta(minutes=2)
        lines = read_pasted("a@x.example\nb@x.example")
        assert import_invitations(lines=lines, by=cast.alice, now=later) != first


EVIL = "Eve\r\nBcc: victim@x.example\x00\u2028"


def test_no_name_gets_into_a_mails_head(cast):
    now = timezone.now()
    with tenant(cast.acme):
        lines = [
            Line(1, "eve@x.example", EVIL, team="Sales\r\nBcc: x"),
            Line(2, "eve@x.example\r\nBcc: victim@x.example"),
        ]
        import_invitations(lines=lines, by=cast.alice, now=now, makes_teams=True)
    work(now)
    with tenant(cast.acme):
        made = Invitation.objects.get()
        assert (made.email, made.name) == ("eve@x.example", "Eve Bcc: victim@x.example")
    send_letters()
    [sent] = mail.outbox
    assert (sent.to, sent.bcc, sent.cc) == (["eve@x.example"], [], [])
    assert "\nBcc" not in sent.message().as_string().replace("\r", "")


def test_a_name_on_the_list_greets_at_the_door(cast, client):
    with tenant(cast.acme):
        lines = [Line(1, "eve@x.example", "Eve Adams")]
        import_invitations(lines=lines, by=cast.alice, now=timezone.now())
    work(timezone.now())
    with tenant(cast.acme):
        link = link_to_join(Invitation.objects.select_related("organization").get())
    assert 'value="Eve Adams"' in client.get(urlsplit(link).path).content.decode()


def test_a_full_list_is_read_and_worked_off(cast, capsys):
    rows = "".join(
        f"person.{n}@company.example,Person {n},curator,Team {n % 20}\n" for n in range(5000)
    )
    data = ("email,name,roles,team\n" + rows).encode()
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    begin(cast, read_csv(data), makes_teams=True)
    stored = time.monotonic()
    assert sum(work()) == 5000
    done = time.monotonic()
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with capsys.disabled():
        print(  # noqa: T201 (a figure for who reads the log)
            f"\n5,000 lines: stored in {stored - started:.1f} s, invited in {done - stored:.1f} s,"
            f" {(after - before) / 1024:.0f} MB more at the most"
        )
    with tenant(cast.acme):
        assert Invitation.objects.count() == Letter.objects.count() == 5000
        assert Team.objects.count() == 20
