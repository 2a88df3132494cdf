"""What admins do by program: the same services as the pages, their rules and their audit."""

from __future__ import annotations

from typing import Any

import pytest

from tenants.models import (
    ApiToken,
    DeliveryState,
    Domain,
    Event,
    ImportLine,
    Invitation,
    JoinRequest,
    Letter,
    Member,
    Organization,
    Outcome,
    Team,
    TeamRole,
    Via,
    Webhook,
    WebhookDelivery,
    WebhookState,
)
from tenants.roles import Role
from tenants.scope import tenant
from tenants.services.importing import work_imports
from tenants.token_scopes import Scope
from tests.api.callers import Caller, caller_of
from tests.api.house import House
from tests.factories import NOW, make_member, make_team


@pytest.fixture
def call(acme: House) -> Caller:
    return caller_of(acme.member)


def refused(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def acts(house: House) -> list[str]:
    """Return what the audit says was done by program."""
    with tenant(house.organization):
        rows = Event.objects.filter(via=Via.API).order_by("at", "pk")
        return list(rows.values_list("act", flat=True))


class TestMembers:
    def test_roles_and_teams_are_set_and_what_is_not_sent_stays(self, acme: House, call: Caller):
        path = f"members/{acme.ids['colleague']}"
        with tenant(acme.organization):
            other = str(make_team("Other").public_id)
        answers = [{"role": "manager", "team": other}]
        told = call("PATCH", path, {"roles": ["manager"], "answers_for": answers}).json()
        assert told["roles"] == ["advocate", "manager"]
        assert [(one["role"], one["team"]["id"]) for one in told["answers_for"]] == [
            ("manager", other)
        ]
        assert told["team"]["id"] == acme.ids["team"]
        told = call("PATCH", path, {"team": None}).json()
        assert (told["team"], told["roles"]) == (None, ["advocate", "manager"])
        assert len(told["answers_for"]) == 1
        assert call.get(path) == told

    @pytest.mark.parametrize(
        "sent",
        [
            {"team": "6f2d7c1e-5f0b-4c55-9a0e-3b1d2c4e5f60"},
            {
                "roles": ["manager"],
                "answers_for": [
                    {"role": "manager", "team": "6f2d7c1e-5f0b-4c55-9a0e-3b1d2c4e5f60"}
                ],
            },
        ],
    )
    def test_a_team_that_is_not_there_changes_nothing(self, acme: House, call: Caller, sent: Any):
        path = f"members/{acme.ids['colleague']}"
        before = call.get(path)
        assert refused(call("PATCH", path, {"roles": [], **sent})) == (422, "team")
        assert call.get(path) == before

    def test_a_deleted_team_or_another_organizations_is_no_team(
        self, acme: House, globex: House, call: Caller
    ):
        with tenant(acme.organization):
            ended = str(make_team("Ended", ended_at=NOW).public_id)
        for team in (ended, globex.ids["team"]):
            answer = call("PATCH", f"members/{acme.ids['colleague']}", {"team": team})
            assert refused(answer) == (422, "team")
            assert call("PATCH", f"teams/{team}", {"name": "Back"}).status_code == 404
        assert ended not in [team["id"] for team in call.get("teams")["items"]]

    def test_the_last_admin_stays(self, acme: House, call: Caller):
        path = f"members/{acme.ids['member']}"
        for answer in (
            call("PATCH", path, {"roles": []}),
            call("POST", f"{path}/deactivate"),
            call(
                "POST", "members/change", {"members": [acme.ids["member"]], "change": "deactivate"}
            ),
        ):
            assert refused(answer) == (409, "last_admin")
        with tenant(acme.organization):
            assert Member.objects.active().filter(pk=acme.member.pk).exists()

    def test_who_is_deactivated_moves_lists_and_comes_back(self, acme: House, call: Caller):
        who = acme.ids["colleague"]
        with tenant(acme.organization):
            theirs = caller_of(Member.objects.get(public_id=who))
        assert call("POST", f"members/{who}/deactivate").json()["left_at"]
        assert theirs("GET", "me").status_code == 401
        assert who not in [one["id"] for one in call.get("members")["items"]]
        assert who in [one["id"] for one in call.get("members?state=left")["items"]]
        assert call("POST", f"members/{who}/reactivate").json()["left_at"] is None
        assert theirs("GET", "me").status_code == 401  # the token stays revoked
        assert acts(acme)[-1] == "member.reactivated"
        assert acts(acme).count("member.deactivated") == 1

    def test_many_are_changed_together_or_none(self, acme: House, globex: House, call: Caller):
        own, theirs = acme.ids["colleague"], globex.ids["colleague"]
        sent = {"members": [own, theirs, acme.ids["member"]], "change": "add_role"}
        assert refused(call("POST", "members/change", sent)) == (422, "roles")
        told = call("POST", "members/change", {**sent, "role": "curator"}).json()
        assert told == {
            "members": [own],
            "teams_before": {},
        }  # the owner was one, the other is not here
        with tenant(globex.organization):
            assert Role.CURATOR not in Member.objects.get(public_id=theirs).roles
        told = call("POST", "members/change", {"members": [own], "change": "team"}).json()
        assert told["teams_before"] == {own: acme.ids["team"]}
        assert call.get(f"members/{own}")["team"] is None

    def test_who_was_erased_is_nobody(self, acme: House, call: Caller):
        with tenant(acme.organization):
            Member.objects.filter(public_id=acme.ids["gone"]).update(erased_at=NOW)
        assert call("GET", f"members/{acme.ids['gone']}").status_code == 404
        assert call("POST", f"members/{acme.ids['gone']}/reactivate").status_code == 404

    def test_teams_are_added_renamed_and_deleted_with_a_trace(self, acme: House, call: Caller):
        made = call("POST", "teams", {"name": "Night shift"}).json()
        again = call("POST", "teams", {"name": "night  shift"})
        assert refused(again) == (422, "taken")
        assert "name" in again.json()["errors"]
        assert call("PATCH", f"teams/{made['id']}", {"name": "Late"}).json()["name"] == "Late"
        assert call("DELETE", f"teams/{acme.ids['team']}").status_code == 204
        with tenant(acme.organization):
            assert not Team.objects.current().filter(public_id=acme.ids["team"]).exists()
            assert not TeamRole.objects.exists()
        assert acts(acme) == ["team.created", "team.renamed", "team.deleted"]


class TestComingIn:
    def test_a_list_is_invited_line_by_line(self, acme: House, call: Caller):
        lines = [
            {"email": "jo@example.com", "name": "Jo", "roles": ["curator"], "team": "New"},
            {"email": "nowhere"},
            {"email": "JO@example.com"},
        ]
        made = call("POST", "invitation-imports", {"lines": lines, "makes_teams": True}).json()
        assert (made["total"], made["finished_at"]) == (3, None)
        while work_imports(now=NOW.replace(year=2030)):
            pass
        told = call.get(f"invitation-imports/{made['id']}")
        assert (told["done"], bool(told["finished_at"])) == (3, True)
        assert {one["outcome"]: one["count"] for one in told["results"]} == {
            Outcome.INVITED: 1,
            Outcome.BAD_ADDRESS: 1,
            Outcome.DUPLICATE: 1,
        }
        shown = call.get(f"invitation-imports/{made['id']}/lines")["items"]
        assert [line["outcome"] for line in shown] == ["invited", "bad_address", "duplicate"]
        with tenant(acme.organization):
            invitation = Invitation.objects.get(email="jo@example.com")
            assert (invitation.name, invitation.team.name) == ("Jo", "New")
            assert invitation.roles == ["advocate", "curator"]

    @pytest.mark.parametrize("lines", [[], [{}], [{"email": "a@b.example", "roles": ["king"]}]])
    def test_a_list_that_is_none_is_refused(self, acme: House, call: Caller, lines: Any):
        assert refused(call("POST", "invitation-imports", {"lines": lines})) == (422, "invalid")
        with tenant(acme.organization):
            assert ImportLine.objects.count() == 1

    def test_an_invitation_is_mailed_again_until_it_is_taken_back(self, acme: House, call: Caller):
        path = f"invitations/{acme.ids['invitation']}"
        with tenant(acme.organization):
            Invitation.objects.update(expires_at=NOW)
        assert len(call.get("invitations?state=expired")["items"]) == 1
        assert call("POST", f"{path}/resend").json()["id"] == acme.ids["invitation"]
        assert call.get("invitations?state=expired")["items"] == []
        with tenant(acme.organization):
            assert Letter.objects.filter(template="invitation").count() == 1
        assert call("DELETE", path).status_code == 204
        assert refused(call("POST", f"{path}/resend")) == (409, "closed")

    def test_who_asks_is_answered_once(self, acme: House, call: Caller):
        path = f"join-requests/{acme.ids['request']}"
        let_in = call("POST", f"{path}/approve").json()
        assert let_in["roles"] == ["advocate"]
        assert refused(call("POST", f"{path}/decline")) == (409, "decided")
        assert call.get("join-requests")["items"] == []
        with tenant(acme.organization):
            asked = JoinRequest.objects.get()
            assert (asked.is_approved, asked.decided_by) == (True, acme.member)
        assert acts(acme) == ["join.approved"]

    def test_nobody_joins_by_a_domain_that_is_not_proved(self, acme: House, call: Caller):
        made = call("POST", "domains", {"name": "Jo@New.example"}).json()
        assert made["name"] == "new.example"
        assert made["record_name"].endswith(".new.example")
        assert (made["proved_at"], made["joining"]) == (None, "closed")
        path = f"domains/{made['id']}"
        assert refused(call("PATCH", path, {"joining": "open"})) == (409, "not_proved")
        looked = call("POST", f"{path}/check").json()
        assert looked["proved_at"] is None
        assert looked["problem"]
        assert refused(call("POST", "domains", {"name": "new.example"})) == (422, "taken")
        assert call("DELETE", path).status_code == 204
        with tenant(acme.organization):
            assert not Domain.objects.filter(name="new.example").exists()

    def test_a_domain_for_links_lets_nobody_in(self, acme: House, call: Caller):
        made = call("POST", "domains", {"name": "go.acme.example", "purpose": "links"}).json()
        path = f"domains/{made['id']}"
        assert made["purpose"] == "links"
        assert refused(call("PATCH", path, {"joining": "open"})) == (422, "purpose")
        assert [one["purpose"] for one in call.get("domains")["items"]] == ["email", "links"]
        sent = {"link_host": "go.acme.example"}
        assert refused(call("PATCH", "organization/links", sent)) == (422, "link_host")
        with tenant(acme.organization):
            Domain.objects.filter(public_id=made["id"]).update(proved_at=NOW)
        call("PATCH", "organization/links", sent)
        told = call("PATCH", "organization/links", {"utm_medium": "x"}).json()
        assert told["link_host"] == "go.acme.example"
        assert call("DELETE", path).status_code == 204
        assert call.get("organization/links")["link_host"] == ""


class TestWebhooks:
    def test_one_is_paused_and_resumed(self, acme: House, call: Caller):
        path = f"webhooks/{acme.ids['webhook']}"
        assert call("POST", f"{path}/pause").json()["state"] == "paused"
        assert refused(call("POST", f"{path}/test")) == (409, "stopped")
        assert call("POST", f"{path}/resume").json()["state"] == "active"
        assert call("POST", f"{path}/test").json()["type"] == "ping"
        assert call.get(path)["waiting"] == 1
        assert acts(acme) == ["webhook.paused", "webhook.resumed", "webhook.tested"]

    def test_a_delivery_goes_again_under_its_id(self, acme: House, call: Caller):
        path = f"deliveries/{acme.ids['delivery']}"
        told = call.get(path)
        assert told["webhook"] == acme.ids["webhook"]
        assert told["payload"]["type"] == told["type"] == "ping"
        again = call("POST", f"{path}/redeliver").json()
        assert (again["state"], again["event_id"]) == ("waiting", told["event_id"])
        assert refused(call("POST", f"{path}/redeliver")) == (409, "waiting")
        listed = call.get(f"webhooks/{acme.ids['webhook']}/deliveries?state=delivered")
        assert listed["items"] == []

    def test_removing_takes_the_log_along(self, acme: House, call: Caller):
        assert call("DELETE", f"webhooks/{acme.ids['webhook']}").status_code == 204
        with tenant(acme.organization):
            assert not WebhookDelivery.objects.exists()

    @pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
    def test_a_token_sends_no_events_elsewhere(self, acme: House, call: Caller, method: str):
        sent = {"url": "https://elsewhere.example/", "events": ["share.published"]}
        for path in ("webhooks", f"webhooks/{acme.ids['webhook']}"):
            assert call(method, path, sent).status_code == 405
        with tenant(acme.organization):
            kept = Webhook.objects.get()
            assert (kept.state, kept.url) == (WebhookState.ACTIVE, "https://acme.example/")
            assert WebhookDelivery.objects.get().state == DeliveryState.DELIVERED

    def test_no_answer_holds_a_secret(self, acme: House, call: Caller):
        for path in ("webhooks", f"webhooks/{acme.ids['webhook']}"):
            assert b"whsec_" not in call("GET", path).content

    def test_the_scopes_of_settings_do_not_open_them(self, acme: House):
        call = caller_of(acme.member, Scope.ORGANIZATION_READ, Scope.ORGANIZATION_WRITE)
        assert refused(call("GET", "webhooks")) == (403, "scope")


class TestSettings:
    def test_what_is_not_sent_stays(self, acme: House, call: Caller):
        told = call("PATCH", "organization/general", {"inviters": "everyone"}).json()
        assert (told["name"], told["slug"], told["inviters"]) == (
            acme.organization.name,
            "acme",
            "everyone",
        )
        told = call("PATCH", "organization/links", {"utm_source": "{network}-x"}).json()
        assert (told["utm_source"], told["utm_medium"]) == ("{network}-x", "")
        assert (
            call("PATCH", "organization/look", {"accent": "#1A2B3C"}).json()["accent"] == "#1a2b3c"
        )
        assert acts(acme) == ["organization.changed"] * 3

    @pytest.mark.parametrize(
        ("path", "sent"),
        [
            ("general", {"name": "Mine"}),
            ("links", {"disclosure": "Mine"}),
            ("look", {"accent": "#000000"}),
            ("sharing", {"late_after_h": 3}),
        ],
    )
    def test_nobodys_change_is_written_over_unseen(
        self, acme: House, call: Caller, path: str, sent: Any
    ):
        seen = call.get(f"organization/{path}")["version"]
        assert call("PATCH", f"organization/{path}", {**sent, "version": seen}).status_code == 200
        late = call("PATCH", f"organization/{path}", {**sent, "version": seen})
        assert refused(late) == (409, "newer")

    def test_an_address_of_others_is_refused_at_its_field(
        self, acme: House, globex: House, call: Caller
    ):
        answer = call("PATCH", "organization/general", {"name": "New", "slug": "globex"})
        assert refused(answer) == (422, "taken")
        assert "slug" in answer.json()["errors"]
        with tenant(acme.organization):
            assert Organization.objects.get(slug="acme").name != "New"

    @pytest.mark.parametrize(
        ("path", "sent", "code"),
        [
            ("general", {"language": "xx"}, "language"),
            ("general", {"slug": "No Good"}, "slug"),
            ("links", {"utm_medium": "{person}"}, "utm_medium"),
            ("look", {"accent": "red"}, "accent"),
        ],
    )
    def test_what_can_not_be_is_said_at_its_field(
        self, call: Caller, path: str, sent: Any, code: str
    ):
        answer = call("PATCH", f"organization/{path}", sent)
        assert refused(answer) == (422, code)
        assert code in answer.json()["errors"]


def test_a_member_who_owes_a_second_step_does_nothing_by_program(acme: House, call: Caller):
    with tenant(acme.organization):
        Organization.objects.filter(pk=acme.organization.pk).update(requires_mfa=True)
    path = f"members/{acme.ids['colleague']}/deactivate"
    assert refused(call("POST", path)) == (403, "second_step")
    assert refused(call("GET", "webhooks")) == (403, "second_step")
    assert acts(acme) == []


def test_an_admin_of_another_organization_reaches_nobody_here(acme: House, globex: House):
    strange = caller_of(globex.member)
    with tenant(acme.organization):
        token_count = ApiToken.objects.count()
        third = str(make_member("Third").public_id)
    for path in (f"members/{third}/deactivate", f"members/{third}/reactivate"):
        assert strange("POST", path).status_code == 404
    assert strange("DELETE", f"members/{third}/tokens").status_code == 404
    with tenant(acme.organization):
        assert Member.objects.active().filter(public_id=third).exists()
        assert ApiToken.objects.count() == token_count
