"""Building the two invented organizations from their parts."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings

from advocacy.demo import (
    aims,
    campaign,
    desk,
    door,
    earnings,
    history,
    library,
    needs,
    pictures,
    pretend,
    readers,
    shelf,
    talk,
    trail,
    voices,
)
from advocacy.demo.cast import ACME, GLOBEX, PASSWORD, Person
from advocacy.demo.library import Story
from analytics.reports.planning import ReportDraft, make_report
from content.models import Caption, CardState, LinkCard, Post, PostTopic
from content.models import State as PostState
from content.search.indexing import index_post
from content.services import create_topic
from policies.contents import PairDraft, RuleDraft, SituationDraft
from policies.models import Acknowledgement, Kind, PolicyVersion, SituationKind
from policies.services import acknowledge_policy
from policies.services.drafting import publish_draft, start_draft
from policies.starters import Starter, contents_to_begin
from sharing.models import Connection, ConnectionState
from sharing.services.spending import set_budget
from tenants.models import Event, Member, Organization, Team, TeamRole, User
from tenants.naming import sort_key
from tenants.pseudonyms import pseudonym_key
from tenants.roles import Permission, Role
from tenants.scope import platform, tenant


@dataclass(frozen=True)
class Company:
    """An invented organization: its name and colour, its people, what it offers."""

    name: str
    slug: str
    accent: str
    people: tuple[Person, ...]
    stories: tuple[Story, ...]
    shelf: tuple[Story, ...] = ()
    """What nobody has shared yet."""
    domain: str = ""
    """By which people may ask to join, "" for none."""


X_BUDGET_MILLS = 25_000
"""What posts on X may cost in a month: 25 dollars."""

COMPANIES = (
    Company(
        "Acme", "acme", "#b4532a", ACME, library.ACME_STORIES, library.ACME_SHELF, "acme.example"
    ),
    Company("Globex", "globex", "#1f6f5c", GLOBEX, library.GLOBEX_STORIES),
)


def build(company: Company, *, now: datetime) -> Organization:
    """Make one organization with people, policy, library and, with a playground, a history."""
    people = company.people
    dice = random.Random(company.slug)  # noqa: S311 (the same demo every time)
    with platform():
        organization = Organization.objects.create(
            name=company.name, slug=company.slug, accent=company.accent
        )
    users = {person.email: _user(person) for person in people}
    with tenant(organization):
        members = {person.email: _member(person, users[person.email], now) for person in people}
        curator = next(m for m in members.values() if Role.CURATOR in m.roles)
        version = _policy(curator, now)
        for person in people:
            if person.eagerness:
                acknowledge_policy(member=members[person.email], version=version, now=now)
        _backdate(version, now)
        if company.domain:
            guests = {person.email: _user(person) for person in door.PEOPLE}
            door.furnish(company.domain, guests, now=now)
        posts = _library(company, curator, members, now)
        _furnish_desk(list(members.values()), curator, now)
    if settings.PLAYGROUND_URL:
        _live(organization, people, members, [p for p in posts if p.approved_at], now, dice)
    if company.domain:
        with tenant(organization):
            _furnish_numbers(list(members.values()), now, dice)
            voices.speak(members, [p for p in posts if p.approved_at], now)
            needs.seek(members, curator, [p for p in posts if p.approved_at], now)
    with platform():
        Event.everyone.filter(organization=organization).delete()
    with tenant(organization):
        trail.write(now=now, dice=random.Random(company.slug))  # noqa: S311 (as above)
    return organization


def _furnish_desk(members: list[Member], curator: Member, now: datetime) -> None:
    if writer := next((one for one in members if Role.CONTRIBUTOR in one.roles), None):
        admin = next(one for one in members if Role.ADMIN in one.roles)
        desk.furnish(curator=curator, reviewer=admin, writer=writer, now=now)
        readers = [one for one in members if one.may(Permission.SEE_DASHBOARD)]
        make_report(by=admin, draft=ReportDraft("month", "xlsx", None, readers), now=now)


def _furnish_numbers(members: list[Member], now: datetime, dice: random.Random) -> None:
    admin = next(one for one in members if Role.ADMIN in one.roles)
    earnings.furnish(admin, now=now, dice=dice)
    aims.furnish(admin, now=now)
    talk.furnish(admin, now=now, dice=dice)


def _library(
    company: Company, curator: Member, members: dict[str, Member], now: datetime
) -> list[Post]:
    """Fill the library; return the posts that were shared, not those that stay on the shelf."""
    posts = [_post(story, curator, now) for story in company.stories]
    shelved = [_post(story, curator, now) for story in company.shelf]
    told = (*company.stories, *company.shelf)
    named = dict(zip((story.slug for story in told), (*posts, *shelved), strict=True))
    shelf.furnish(named, members, now=now)
    if company.domain:
        campaign.furnish(named, curator, now=now)
    return posts


def _user(person: Person) -> User:
    user = User.objects.filter(email=person.email).first()
    if user is None:
        user = User.objects.create_user(person.email, PASSWORD, name=person.name)
        EmailAddress.objects.create(user=user, email=person.email, verified=True, primary=True)
    return user


def _member(person: Person, user: User, now: datetime) -> Member:
    team, _ = Team.objects.get_or_create(
        sort_key=sort_key(person.team), defaults={"name": person.team}
    )
    days = person.joined_days_ago or (history.DAYS + 3 if person.eagerness else 1)
    member: Member = Member.objects.create(
        user=user,
        name=person.name,
        sort_key=sort_key(person.name),
        team=team,
        roles=[Role.ADVOCATE, *person.roles],
        joined_at=now - timedelta(days=days),
        pseudonym=person.pseudonym,
        pseudonym_key=pseudonym_key(person.pseudonym),
        is_executive=person.is_executive,
        on_screen=person.is_on_screen,
    )
    if person.leads:
        led = Team.objects.get(sort_key=sort_key(person.leads))
        TeamRole.objects.create(member=member, team=led, role=Role.MANAGER)
    return member


def _policy(curator: Member, now: datetime) -> PolicyVersion:
    rules = [
        RuleDraft({"phrase": phrase}, why, instead, severity, clause=clause)
        for phrase, severity, why, instead, clause in library.RULES
    ]
    begun = contents_to_begin(Starter.STRICT, organization=curator.organization.name)
    contents = replace(
        begun,
        intro=library.INTRO,
        pairs=tuple(PairDraft(do, dont, reason) for do, dont, reason in library.PAIRS),
        situations=tuple(_situation(one, curator) for one in begun.situations),
        rules=(*rules, _disclosure(), _name()),
    )
    draft = start_draft(member=curator, kind=Kind.CONTENT, contents=contents, now=now)
    return publish_draft(
        draft=draft, member=curator, edition=draft.edition, started_from=0, now=now
    )


def _situation(one: SituationDraft, curator: Member) -> SituationDraft:
    """Say whom to tell, and where angry customers are sent."""
    told = replace(one, tell=str(curator.public_id))
    if not one.reply or one.kind == SituationKind.JOURNALIST:
        return told
    where = library.SERVICE
    return replace(told, handover_label=where[0], handover_url=where[1])


def _disclosure() -> RuleDraft:
    phrases, why, clause = library.DISCLOSURE
    parameters = {"phrases": list(phrases), "networks": ["bluesky"], "within": 125}
    return RuleDraft(parameters, why, kind="required_disclosure", clause=clause)


def _name() -> RuleDraft:
    term, wrong, why = library.NAME
    return RuleDraft({"term": term, "wrong": list(wrong)}, why, kind="brand_spelling")


def _backdate(version: PolicyVersion, now: datetime) -> None:
    """Let the policy and its acceptance be as old as the history that follows."""
    long_ago = now - timedelta(days=history.DAYS + 2)
    PolicyVersion.objects.filter(pk=version.pk).update(published_at=long_ago)
    Acknowledgement.objects.filter(version=version).update(at=long_ago)


def _post(story: Story, curator: Member, now: datetime) -> Post:
    at = now - timedelta(days=story.days_ago or 0.5)
    is_approved = story.days_ago is not None
    base = settings.PLAYGROUND_URL or "https://acme.example"
    post: Post = Post.objects.create(
        title=story.title,
        link=f"{base}/stories/{story.slug}",
        why=story.why,
        body=story.body,
        resource=story.resource,
        is_evergreen=story.is_evergreen,
        state=PostState.APPROVED if is_approved else PostState.DRAFT,
        author=curator,
        approved_by=curator if is_approved else None,
        created_at=at,
        updated_at=at,
        approved_at=at if is_approved else None,
        required_hashtags=list(story.hashtags),
        share_limit=story.share_limit,
    )
    for topic in story.topics:
        about = create_topic(name=topic, by=curator, now=at)
        PostTopic.objects.create(post=post, topic=about)
    for position, text in enumerate(story.captions):
        Caption.objects.create(post=post, position=position, text=text)
    if story.in_german:
        more = len(story.captions)
        Caption.objects.create(post=post, position=more, text=story.in_german, language="de")
    LinkCard.objects.create(  # written, not read: invented links lead nowhere
        post=post,
        url=post.link,
        title=story.title,
        description=story.why,
        state=CardState.READY,
        is_edited=True,
        read_at=at,
    )
    pictures.hang(story.slug, post, curator, now)
    index_post(post)
    return post


def _live(  # noqa: PLR0917 (the parts of one organization)
    organization: Organization,
    people: tuple[Person, ...],
    members: dict[str, Member],
    posts: list[Post],
    now: datetime,
    dice: random.Random,
) -> None:
    sharers = [
        sharer
        for person in people
        if person.eagerness
        for sharer in _connected(organization, person, members[person.email], dice)
    ]
    with tenant(organization):
        _allow_posts_on_x(members.values(), now)
        Connection.objects.filter(state=ConnectionState.ACTIVE).update(
            connected_at=now - timedelta(days=history.DAYS + 1)
        )
        plans = history.plan(sharers, posts, now=now, dice=dice)
    sent = [
        history.Sent(
            one,
            pretend.post(
                one.sharer.connection,
                one.sharer.username,
                one.draft,
                at=one.at,
                liked_by=dice.sample(history.FANS, dice.randint(0, 4)),
            ),
        )
        for one in plans
    ]
    with tenant(organization):
        keen = [members[one.email] for one in people if one.eagerness >= readers.KEEN]
        readers.learn(keen)
        history.store(sent, now=now, dice=dice)
        readers.store((one.plan for one in sent), now=now, dice=dice)


def _allow_posts_on_x(members: Iterable[Member], now: datetime) -> None:
    admin = next((one for one in members if Role.ADMIN in one.roles), None)
    if admin is not None and pretend.plays_x():
        set_budget(by=admin, network_key="x", monthly_mills=X_BUDGET_MILLS, now=now)


def _connected(
    organization: Organization, person: Person, member: Member, dice: random.Random
) -> list[history.Sharer]:
    """Connect a person to their networks."""
    username = username_of(person, organization.slug)
    connections = [pretend.connect_member(member, username, followers=dice.randint(60, 900))]
    if person.is_on_bluesky:
        connections.append(pretend.connect_to_bluesky(member, username))
    if person.is_on_x and pretend.plays_x():
        connections.append(pretend.connect_to_x(member, username))
    return [
        history.Sharer(member, connection, username, person.eagerness, person.unshared)
        for connection in connections
    ]


def username_of(person: Person, slug: str) -> str:
    """Return the playground username ("amira_acme"): people in both companies have two accounts."""
    first = re.sub(r"[^a-z]", "", sort_key(person.name).split()[0])
    return f"{first}_{slug}"
