"""Who works at the two invented companies. All people and companies are made up."""

from __future__ import annotations

from dataclasses import dataclass

from tenants.roles import Role

PASSWORD = "advocacy-demo"  # noqa: S105 (printed at every start: it opens nothing but the demo)


@dataclass(frozen=True)
class Person:
    """One invented colleague; `activity` is how many shares a month they make, 0 = not started."""

    name: str
    email: str
    team: str = ""
    roles: tuple[Role, ...] = ()
    activity: int = 3
    leads: str = ""
    """The team a manager answers for."""
    unshared: int = 0
    """How many of the newest posts they have not shared yet."""


ACME = (
    Person("Amira Haddad", "amira@acme.example", "Engineering", activity=6, unshared=4),
    Person("Léa Martin", "lea@acme.example", "People", (Role.CURATOR,), activity=4),
    Person(
        "Tomasz Wójcik", "tomasz@acme.example", "Engineering", (Role.MANAGER,), 5, "Engineering", 2
    ),
    Person("Ruth Adeyemi", "ruth@acme.example", "People", (Role.ADMIN,), activity=2),
    Person("Diego Santos", "diego@acme.example", "Engineering", activity=9),
    Person("Mei Chen", "mei@acme.example", "Engineering", activity=7),
    Person("Jonas Weber", "jonas@acme.example", "Engineering", activity=2),
    Person("Hana Nováková", "hana@acme.example", "Engineering", activity=4),
    Person("Priya Nair", "priya@acme.example", "Field sales", activity=8),
    Person("Omar Farouk", "omar@acme.example", "Field sales", activity=5),
    Person("Sofia Rossi", "sofia@acme.example", "Field sales", activity=3),
    Person("Ivan Petrov", "ivan@acme.example", "Field sales", activity=1),
    Person("Ana Costa", "ana@acme.example", "Field sales", activity=4),
    Person("Yuki Tanaka", "yuki@acme.example", "People", activity=3),
    Person("Bishal Thapa", "bishal@acme.example", "People", activity=2),
    Person("Marta Kowalska", "marta@acme.example", "People", activity=1),
    Person("Noor Rahman", "noor@acme.example", "Field sales", activity=0),
    Person("Alex Kim", "alex@both.example", "Engineering", activity=2),
)
GLOBEX = (
    Person("Mallory Quinn", "mallory@globex.example", "Marketing", (Role.ADMIN, Role.CURATOR), 2),
    Person("Otto Lang", "otto@globex.example", "Marketing", activity=3),
    Person("Alex Kim", "alex@both.example", "Marketing", activity=1),
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
