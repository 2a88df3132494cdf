"""The two walls: every model and every table, and that each check here notices a missing wall."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.db.utils import IntegrityError, ProgrammingError

from content.models import Topic
from tenants.models import Member, Organization, Team, TenantModel
from tenants.scope import NoTenant, platform, tenant
from tests import walls
from tests.conftest import Cast
from tests.factories import NOW, make_post, make_share, make_topic

ROOT = Path(__file__).resolve().parent.parent
TENANT_MODELS = [model for model in apps.get_models() if issubclass(model, TenantModel)]
CHECKS = [
    walls.unwalled_tables,
    walls.open_partitions,
    walls.loose_links,
    walls.loose_unique_keys,
    walls.open_views,
    walls.unknown_definers,
    walls.weak_role,
]
BREAKS = [
    (walls.unwalled_tables, "DROP POLICY tenant ON content_post"),
    (walls.unwalled_tables, "ALTER TABLE content_post DISABLE ROW LEVEL SECURITY"),
    (walls.unwalled_tables, "ALTER TABLE content_post ALTER organization_id DROP NOT NULL"),
    (walls.unwalled_tables, "CREATE TABLE loose (id int)"),
    (walls.open_partitions, "GRANT SELECT ON sharing_click_2026_11 TO advocacy_tenant"),
    (
        walls.loose_links,
        "ALTER TABLE sharing_share DROP CONSTRAINT sharing_share_post_id_same_tenant",
    ),
    (walls.loose_unique_keys, "CREATE UNIQUE INDEX loose ON content_post (title)"),
    (walls.open_views, "CREATE VIEW loose AS SELECT * FROM content_post"),
    (walls.open_views, "CREATE MATERIALIZED VIEW loose AS SELECT * FROM content_post"),
    (
        walls.unknown_definers,
        "CREATE FUNCTION loose() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
    ),
    (
        walls.weak_role,
        (
            "DO $$ BEGIN EXECUTE format('ALTER ROLE %I IN DATABASE %I RESET role',"
            " session_user, current_database()); END $$"
        ),
    ),
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_catalogue_has_no(db, check):
    assert check() == []


@pytest.mark.parametrize(("check", "break_"), BREAKS)
def test_the_check_notices(db, check, break_):
    with platform():
        with connection.cursor() as cursor:
            cursor.execute(break_)
        assert check() != []
        transaction.set_rollback(True)


@pytest.mark.parametrize("model", TENANT_MODELS, ids=lambda model: model._meta.label)
def test_objects_refuse_outside_a_scope(db, model):
    with pytest.raises(NoTenant):
        model.objects.count()
    with pytest.raises(NoTenant):
        model.everyone.count()


@pytest.mark.parametrize("model", TENANT_MODELS, ids=lambda model: model._meta.label)
def test_everyone_and_objects_keep_to_their_scope(cast: Cast, model):
    with tenant(cast.acme), pytest.raises(NoTenant):
        model.everyone.count()
    with platform(), pytest.raises(NoTenant):
        model.objects.count()


@pytest.mark.parametrize("model", TENANT_MODELS, ids=lambda model: model._meta.label)
def test_raw_sql_outside_a_scope_is_an_error(db, model):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {model._meta.db_table}")


@pytest.fixture
def two_libraries(cast: Cast) -> Cast:
    """Give both organizations a post, a topic, a team and a share."""
    for organization, member in ((cast.acme, cast.bob), (cast.globex, cast.mallory)):
        with tenant(organization):
            make_share(member, make_post("Ours", make_topic("Things")))
            Team.objects.create(name="Team", sort_key="team")
    return cast


@pytest.mark.parametrize(
    "table", ["content_post", "content_topic", "sharing_share", "tenants_member", "tenants_team"]
)
def test_raw_sql_reads_and_changes_nothing_of_another(two_libraries: Cast, table: str):
    acme, globex = two_libraries.acme.pk, two_libraries.globex.pk
    with tenant(globex), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table} WHERE organization_id = %s", [acme])
        assert cursor.fetchone() == (0,)
        cursor.execute(
            f"UPDATE {table} SET organization_id = organization_id WHERE organization_id = %s",
            [acme],
        )
        assert cursor.rowcount == 0
        cursor.execute(f"DELETE FROM {table} WHERE organization_id = %s", [acme])
        assert cursor.rowcount == 0


def test_an_organization_sees_only_itself(two_libraries: Cast):
    with tenant(two_libraries.globex):
        assert [o.slug for o in Organization.objects.all()] == ["globex"]


def test_inserting_for_another_is_refused(cast: Cast):
    with tenant(cast.globex), pytest.raises(ProgrammingError) as refused, transaction.atomic():
        Topic.objects.create(organization=cast.acme, name="x", slug="x", sort_key="x")
    assert getattr(refused.value.__cause__, "pgcode", "") == "42501"


@pytest.mark.django_db(transaction=True)
def test_a_row_may_not_point_to_another_organization(make_cast):
    cast = make_cast()
    with tenant(cast.acme):
        post = make_post("Ours")
    with pytest.raises(IntegrityError), tenant(cast.globex):
        make_share(cast.mallory, post)


@pytest.mark.django_db(transaction=True)
def test_without_the_key_a_row_may_point_anywhere(make_cast):
    """Show that the test above would notice: Django's own key accepts another's row."""
    cast = make_cast()
    with tenant(cast.acme):
        post = make_post("Ours")
    drop = "ALTER TABLE sharing_share DROP CONSTRAINT sharing_share_post_id_same_tenant"
    with platform():
        with connection.cursor() as cursor:
            cursor.execute(drop)
        with tenant(cast.globex):
            make_share(cast.mallory, post)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


def test_without_the_policy_raw_sql_would_read_anything(two_libraries: Cast):
    """Show that the policy, and nothing else, is what hides the rows."""
    with platform():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE content_post DISABLE ROW LEVEL SECURITY")
        with tenant(two_libraries.globex), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM content_post")
            assert cursor.fetchone() == (2,)
        transaction.set_rollback(True)


def test_a_new_connection_starts_as_the_tenant_role(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, session_user")
        assert cursor.fetchone()[0] == "advocacy_tenant"


def test_a_failing_scope_gives_its_values_back(cast: Cast):
    with tenant(cast.acme):
        with pytest.raises(ZeroDivisionError), tenant(cast.globex):
            _ = 1 / 0
        assert {m.name for m in Member.objects.all()} == {"Alice", "Bob"}
        with tenant(cast.globex):
            assert Member.objects.get().name == "Mallory"
        assert Member.objects.count() == 2
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tenants_member")


PLATFORM_CALLERS = {
    "advocacy/demo/build.py",
    "advocacy/ending.py",
    "advocacy/management/commands/seed.py",
    "advocacy/ops/work.py",
    "advocacy/views.py",
    "analytics/campaigns.py",
    "analytics/facts.py",
    "analytics/pull_mentions/counting.py",
    "analytics/retention/sweeping.py",
    "analytics/active/counting.py",
    "analytics/reports/sending.py",
    "analytics/rollup.py",
    "analytics/warming.py",
    "policies/services/nudging.py",
    "policies/services/picturing.py",
    "policies/services/reminding.py",
    "policies/services/showing.py",
    "policies/services/tallying.py",
    "content/concerns/keeping.py",
    "content/search/indexing.py",
    "content/search/sweeping.py",
    "content/migrations/0008_known_addresses.py",
    "content/migrations/0017_answers_counted_together.py",
    "content/digests/sending.py",
    "content/services/active_days.py",
    "content/services/expiring.py",
    "content/services/licences.py",
    "content/services/feeding.py",
    "content/services/forgetting.py",
    "content/services/keeping.py",
    "content/services/opening.py",
    "content/services/preparing.py",
    "content/services/reading.py",
    "content/services/reminding.py",
    "content/services/reporting.py",
    "sharing/management/commands/hold_overdue.py",
    "sharing/management/commands/rotate_credentials.py",
    "sharing/middleware.py",
    "sharing/services/assisting.py",
    "sharing/services/claiming.py",
    "sharing/services/clearing.py",
    "sharing/services/rechecking.py",
    "sharing/services/clicks.py",
    "sharing/services/follow_up.py",
    "sharing/services/followers.py",
    "sharing/services/forgetting.py",
    "sharing/services/holding.py",
    "sharing/services/leaving.py",
    "sharing/services/measuring.py",
    "sharing/services/parking.py",
    "sharing/services/refreshing.py",
    "sharing/services/reminding.py",
    "sharing/services/retracting.py",
    "sharing/services/urging.py",
    "sharing/views/connections.py",
    "tenants/announcing.py",
    "tenants/archiving.py",
    "tenants/letters.py",
    "tenants/letting_go.py",
    "tenants/management/commands/flush.py",
    "tenants/middleware.py",
    "tenants/partitions.py",
    "tenants/services/erasing.py",
    "tenants/services/domain_joining.py",
    "tenants/services/domains.py",
    "tenants/services/importing.py",
    "tenants/services/organizations.py",
    "tenants/services/settings.py",
    "tenants/slugs.py",
    "tenants/spoken.py",
    "tenants/trail/keeping.py",
    "tenants/webhooks/keeping.py",
    "tenants/webhooks/sending.py",
    "tenants/rest/once.py",
    "tenants/tokens.py",
}


def _calls_platform(path: Path) -> bool:
    tree = ast.parse(path.read_text())
    return any(
        isinstance(node, ast.Call) and getattr(node.func, "id", "") == "platform"
        for node in ast.walk(tree)
    )


def test_few_places_step_out_of_the_tenant():
    apps_ = ("advocacy", "analytics", "sharing", "content", "policies", "tenants", "outbound")
    files = [path for app in apps_ for path in (ROOT / app).rglob("*.py")]
    callers = {str(path.relative_to(ROOT)) for path in files if _calls_platform(path)}
    assert callers == PLATFORM_CALLERS


def test_scopes_survive_a_rolled_back_savepoint(cast: Cast):
    with tenant(cast.acme):
        with pytest.raises(IntegrityError), transaction.atomic():
            Member.objects.create(user=cast.bob.user, name="Bob", sort_key="bob", joined_at=NOW)
        assert Member.objects.count() == 2


@pytest.mark.parametrize("nothing", [None, 0, Organization(), False])
def test_nothing_is_nobodys_scope(nothing):
    with pytest.raises(NoTenant):
        tenant(nothing)
