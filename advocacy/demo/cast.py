"""Who works at the two invented companies. All people and companies are made up."""

from __future__ import annotations

from dataclasses import dataclass

from tenants.roles import Role

PASSWORD = "advocacy-demo"  # noqa: S105 (printed at every start: it opens nothing but the demo)


@dataclass(frozen=True)
class Person:
    """One invented colleague; `eagerness` (0-10) is how many of ten posts they share."""

    name: str
    email: str
    team: str = ""
    roles: tuple[Role, ...] = ()
    eagerness: int = 3
    leads: str = ""
    """The team a manager answers for."""
    unshared: int = 0
    """How many of the newest posts they have not shared yet."""
    is_on_bluesky: bool = False
    """Whether they share to Bluesky too, in the same click."""
    is_on_x: bool = False
    """Whether they share to X too, where the playground stands in for it."""
    pseudonym: str = ""
    """The name that boards show of them."""
    is_executive: bool = False
    is_on_screen: bool = False
    """Whether screens in the office may show them."""
    joined_days_ago: int = 0
    """When they joined; 0: with the first, or yesterday if they never shared."""


def _researcher(name: str, email: str, eagerness: int, *, is_on_x: bool = False) -> Person:
    """Return one of a team that came later and all at once, at home on several networks."""
    return Person(
        name,
        email,
        "Research",
        eagerness=eagerness,
        is_on_bluesky=True,
        is_on_x=is_on_x,
        joined_days_ago=36,
    )


ACME = (
    Person(
        "Amira Haddad",
        "amira@acme.example",
        "Engineering",
        eagerness=10,
        unshared=3,
        is_on_bluesky=True,
        is_on_screen=True,
    ),
    Person("Léa Martin", "lea@acme.example", "People", (Role.CURATOR,), eagerness=4),
    Person(
        "Tomasz Wójcik", "tomasz@acme.example", "Engineering", (Role.MANAGER,), 5, "Engineering", 2
    ),
    Person("Ruth Adeyemi", "ruth@acme.example", "People", (Role.ADMIN,), eagerness=2, is_on_x=True),
    Person(
        "Diego Santos",
        "diego@acme.example",
        "Engineering",
        eagerness=9,
        is_on_x=True,
        is_on_screen=True,
    ),
    Person(
        "Mei Chen",
        "mei@acme.example",
        "Engineering",
        eagerness=7,
        pseudonym="Firefly 27",
        is_on_screen=True,
    ),
    Person("Jonas Weber", "jonas@acme.example", "Engineering", eagerness=2),
    Person("Hana Nováková", "hana@acme.example", "Engineering", eagerness=4, unshared=5),
    Person(
        "Priya Nair",
        "priya@acme.example",
        "Field sales",
        eagerness=8,
        unshared=2,
        is_on_bluesky=True,
    ),
    Person("Omar Farouk", "omar@acme.example", "Field sales", eagerness=5, is_executive=True),
    Person("Sofia Rossi", "sofia@acme.example", "Field sales", eagerness=3),
    Person("Ivan Petrov", "ivan@acme.example", "Field sales", eagerness=1),
    Person("Ana Costa", "ana@acme.example", "Field sales", (Role.CONTRIBUTOR,), eagerness=4),
    Person("Yuki Tanaka", "yuki@acme.example", "People", eagerness=3),
    Person("Bishal Thapa", "bishal@acme.example", "People", eagerness=2),
    Person("Marta Kowalska", "marta@acme.example", "People", eagerness=1),
    Person("Noor Rahman", "noor@acme.example", "Field sales", eagerness=0),
    Person("Alex Kim", "alex@both.example", "Engineering", eagerness=2),
    _researcher("Elif Demir", "elif@acme.example", 6, is_on_x=True),
    _researcher("Kwame Mensah", "kwame@acme.example", 5, is_on_x=True),
    _researcher("Ingrid Larsen", "ingrid@acme.example", 5, is_on_x=True),
    _researcher("Rafael Moreira", "rafael@acme.example", 4),
    _researcher("Sun-hee Park", "sunhee@acme.example", 4),
    _researcher("Aisha Bello", "aisha@acme.example", 3),
)
GLOBEX = (
    Person("Mallory Quinn", "mallory@globex.example", "Marketing", (Role.ADMIN, Role.CURATOR), 2),
    Person("Otto Lang", "otto@globex.example", "Marketing", eagerness=3),
    Person("Alex Kim", "alex@both.example", "Marketing", eagerness=1),
)
LOGINS = (
    ("Employee", "amira@acme.example", "a feed, shares and what they brought"),
    ("New employee", "noor@acme.example", "the first visit: guidelines, first account"),
    ("Curator", "lea@acme.example", "writes and approves posts, edits the policy"),
    ("Manager", "tomasz@acme.example", "the dashboard"),
    ("Admin", "ruth@acme.example", "members and invitations"),
    ("In two organizations", "alex@both.example", "the switcher"),
    ("Another organization", "mallory@globex.example", "sees nothing of Acme"),
)
