"""An organization with something in nearly every table, and words to look for."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from analytics.active.models import CohortCount
from analytics.boards.models import BoardScreen, ShareCap
from analytics.models import (
    BrandImport,
    BrandImportLine,
    CampaignMark,
    CampaignTotal,
    Fact,
    FillMark,
    PeriodTotal,
    Snapshot,
)
from analytics.pull_mentions.models import MentionCounting
from analytics.reported.models import ReportedFigure
from analytics.reports.models import LinkSettings, ReportSending
from analytics.retention.models import Retention
from content.concerns.models import ConcernNote, ProgrammeLead
from content.digests.models import Digest, DigestPlan
from content.intake import PostAddress, PostImport, PostImportLine, SourceItem, SourceTopic
from content.models import (
    Absence,
    ActiveDay,
    Admission,
    Asset,
    Ballot,
    BulkAct,
    BulkLine,
    Campaign,
    CaptionTurn,
    ClosedShelf,
    Confirmation,
    DeskSettings,
    Feedback,
    Follow,
    KeptWords,
    LinkCard,
    Mark,
    Note,
    Pilot,
    PilotGuest,
    Post,
    PostAsset,
    PostDay,
    PostOpening,
    PostTeam,
    PostTemplate,
    Revision,
    ShelfItem,
    Submission,
    SuggestionNote,
    Topic,
    TopicReview,
    Verdict,
)
from content.search.indexing import index_post
from policies.models import (
    CandidateLink,
    ConfidentialFact,
    Draft,
    Question,
    QuizQuestion,
    RuleTally,
    Section,
    Situation,
    Spokesperson,
)
from sharing.models import (
    ActivityDay,
    AssistedNetwork,
    Attempt,
    Budget,
    Charge,
    Click,
    Credential,
    CrisisPause,
    FollowerDay,
    Mention,
    Pace,
    RateGate,
    Recall,
    Retraction,
    Ruling,
    Share,
    SharePicture,
    Slot,
    State,
)
from tenants.announcing import announce
from tenants.audit import record
from tenants.letters import write_letter
from tenants.models import (
    Act,
    Consent,
    Domain,
    ImportLine,
    Invitation,
    InvitationImport,
    JoinRequest,
    KeptAnswer,
    Member,
    Notice,
    NotificationSetting,
    Organization,
    Purpose,
    TeamMove,
    TeamRole,
)
from tenants.notifying import notify
from tenants.scope import tenant
from tenants.services.tokens import make_token
from tenants.webhooks.emitting import ping
from tests.analytics.factories import (
    make_annotation,
    make_brand_number,
    make_conversion,
    make_conversion_goal,
    make_goal,
    make_landing_site,
    make_rate,
    make_report,
    make_report_link,
    make_view_rate,
)
from tests.factories import (
    NOW,
    acknowledge,
    make_asset,
    make_clearance,
    make_comment,
    make_concern,
    make_connection,
    make_example,
    make_hashtag,
    make_own_app,
    make_policy,
    make_poll,
    make_post,
    make_question,
    make_reply,
    make_share,
    make_source,
    make_suggestion,
    make_team,
    make_topic,
    make_user,
    make_webhook,
)

SECRET = "canary-of-a-token-4f1d"


def furnish(organization: Organization, member: Member) -> None:
    """Put something into nearly every table of an organization."""
    with tenant(organization):
        _furnish_people(member)
        post, picture = _furnish_library(organization, member)
        share = _furnish_sharing(member, post, picture)
        _furnish_numbers(member, share)


def _furnish_guidelines(member: Member) -> None:
    version = make_policy({"parameters": {"phrase": "secret"}})
    acknowledge(member, version)
    first = {"version": version, "position": 1}
    Situation.objects.create(**first, kind="other", title="A troll", do="Wait.", tell=member)
    Spokesperson.objects.create(**first, who="Press", about="All", member=member)
    ConfidentialFact.objects.create(**first, what="Prices", reason="Markets.")
    Question.objects.create(**first, question="May I?", answer="Yes.")
    Section.objects.create(version=version, kind="tone", text="Warm.")
    make_example(version, member)
    answers = [{"text": "Press", "is_right": True}, {"text": "I", "is_right": False}]
    QuizQuestion.objects.create(**first, question="Who?", answers=answers, explanation="Them.")
    CandidateLink.objects.create(name="Dana", made_by=member, made_at=NOW)
    RuleTally.objects.create(key=version.rules.get().key, day=NOW.date(), found=1)
    Draft.objects.create(policy=version.policy, created_at=NOW, changed_at=NOW)


def _furnish_people(member: Member) -> None:
    team = make_team("Sales")
    Member.objects.filter(pk=member.pk).update(team=team)
    TeamRole.objects.create(member=member, team=team, role="manager")
    TeamMove.objects.create(member=member, left=team, moved_at=NOW)
    Invitation.objects.create(email="n@x.example", created_at=NOW, expires_at=NOW, team=team)
    _furnish_guidelines(member)
    NotificationSetting.objects.create(
        member=member, kind=Notice.SHARE_LIVE, in_app=True, by_mail=True
    )
    _furnish_doors(member)
    told = {"title": "Ours", "network": "Mastodon"}
    later, kind = NOW + timedelta(hours=1), Notice.SHARE_LIVE
    notify(member=member, kind=kind, subject="one", params=told, path="/o/x/", now=later)
    write_letter(email="x@x.example", template="x", subject="x", params={}, now=NOW)
    announce(kind=kind, subject="one", params=told, path="/o/x/", now=NOW)
    record(Act.MEMBER_JOINED, by=member, now=NOW)


def _furnish_doors(member: Member) -> None:
    consent = {"document": "terms", "version": "1", "given_at": NOW}
    Consent.objects.create(user=member.user, **consent)
    make_token(member=member, name="Bot", scopes=["me:read"], days=30, now=timezone.now())
    Domain.objects.create(name=f"{member.pk}.example", purpose=Purpose.EMAIL, created_at=NOW)
    JoinRequest.objects.create(user=make_user(), email="x@x.example", asked_at=NOW)
    job = InvitationImport.objects.create(total=1, created_at=NOW)
    ImportLine.objects.create(job=job, number=1, email="x@x.example")
    ping(make_webhook(member), now=NOW)
    answer = {"route": "/", "key": "k", "digest": "d", "status": 200, "body": {}}
    KeptAnswer.objects.create(member=member, created_at=NOW, **answer)


def _furnish_library(organization: Organization, member: Member) -> tuple[Post, Asset]:
    topic = make_topic("Things")
    post = make_post("Ours", topic, author=member)
    DigestPlan.objects.create(greeting="Hello.")
    Digest.objects.create(member=member)
    Admission.objects.create(topic=topic, member=member)
    PostTeam.objects.create(post=post, team=make_team("Readers"))
    _furnish_campaign(member, post)
    source = make_source(member)
    SourceTopic.objects.create(source=source, topic=topic)
    SourceItem.objects.create(source=source, key="k", outcome="made", seen_at=NOW)
    PostAddress.objects.create(post=post, key="k")
    listed = PostImport.objects.create(by=member, total=1, created_at=NOW)
    PostImportLine.objects.create(job=listed, number=1, outcome="imported", post=post)
    caption = post.captions.get()
    CaptionTurn.objects.create(member=member, post=post, network="", caption=caption, number=1)
    Mark.objects.create(
        member=member, post=post, read_at=NOW, saved_at=NOW, shared_at=NOW, hidden_at=NOW
    )
    ActiveDay.objects.create(member=member, day=NOW.date())
    PostOpening.objects.create(post=post, day=NOW.date(), is_first=True)
    PostDay.objects.create(post=post, day=NOW.date(), views=1, readers=1)
    Follow.objects.create(member=member, topic=topic, at=NOW)
    ClosedShelf.objects.create(member=member, until=NOW)
    _furnish_writing(member, post)
    file = default_storage.save(f"{organization.pk}/one/original", ContentFile(b"picture bytes"))
    picture = make_asset(member, file=file, renditions=True)
    PostAsset.objects.create(post=post, asset=picture, position=0)
    ShelfItem.objects.create(asset=picture, added_by=member, added_at=NOW, holder="Ana Foto")
    LinkCard.objects.create(post=post, url=post.link, picture=picture)
    index_post(post)
    _furnish_voices(member, post)
    _furnish_approval(member, post, topic)
    return post, picture


def _furnish_writing(member: Member, post: Post) -> None:
    words = {"title": ["Unsaved"]}
    KeptWords.objects.create(member=member, post=post, key=uuid4(), data=words, at=NOW)
    content = {"title": "Ours"}
    Revision.objects.create(post=post, version=1, by=member, at=NOW, content=content)
    dated = {"created_at": NOW, "updated_at": NOW}
    PostTemplate.objects.create(name="Weekly", content=content, made_by=member, **dated)


def _furnish_voices(member: Member, post: Post) -> None:
    make_comment(post, member)
    suggestion = make_suggestion(member)
    SuggestionNote.objects.create(suggestion=suggestion, author=member, text="Why?", at=NOW)
    note = ConcernNote(concern=make_concern(member), author=member, text="Why?", at=NOW)
    note.save()
    make_reply()
    ProgrammeLead.objects.create(member=member)
    make_question(member)
    Ballot.objects.create(poll=make_poll(member), member=member)
    Feedback.objects.create(post=post, member=member, verdict="useful", at=NOW)
    Confirmation.objects.create(post=post, member=member, at=NOW)


def _furnish_approval(member: Member, post: Post, topic: Topic) -> None:
    DeskSettings.objects.create(company=50, industry=30, culture=20)
    TopicReview.objects.create(topic=topic, member=member)
    away = {"starts_at": NOW, "ends_at": NOW + timedelta(days=1)}
    Absence.objects.create(member=member, stand_in=member, **away)
    request = Submission.objects.create(post=post, by=member, created_at=NOW, state="approved")
    said = {"member": member, "version": 1, "is_yes": True, "at": NOW}
    Verdict.objects.create(submission=request, topic=topic, **said)
    Note.objects.create(post=post, by=member, text="Which roof?", created_at=NOW)
    bulk = BulkAct.objects.create(by=member, act="pin", created_at=NOW)
    BulkLine.objects.create(bulk=bulk, post=post)


def _furnish_campaign(member: Member, post: Post) -> None:
    day = NOW.date()
    campaign = Campaign.objects.create(
        name="Roof week",
        why="Buyers ask.",
        goal="awareness",
        target="shares",
        target_value=40,
        starts_on=day,
        ends_on=day,
        hashtag=make_hashtag(),
        owner=member,
        created_at=NOW,
        updated_at=NOW,
    )
    Post.objects.filter(pk=post.pk).update(campaign=campaign)
    pilot = Pilot.objects.create(campaign=campaign, started_at=NOW)
    PilotGuest.objects.create(pilot=pilot, member=member)
    ShareCap.objects.create(since=NOW.date(), most=3)
    BoardScreen.objects.create(made_by=member, made_at=NOW, expires_at=NOW + timedelta(days=90))
    CampaignTotal.objects.create(campaign=campaign, metric="clicks", value=3)
    CampaignMark.objects.create(campaign=campaign, version=1, filled_at=NOW)
    listed = BrandImport.objects.create(by=member, total=1, created_at=NOW)
    make_goal(set_by=member)
    make_annotation(noted_by=member)
    number = make_brand_number(entered_by=member, job=listed)
    make_rate(set_by=member)
    make_view_rate(set_by=member)
    make_landing_site(added_by=member)
    BrandImportLine.objects.create(job=listed, number=1, outcome="imported", made=number)
    report = make_report(member)
    make_report_link(member)
    LinkSettings.objects.create()
    ReportSending.objects.create(report=report, pace="month", starts_on=day, at=NOW, people=1)


def _furnish_sharing(member: Member, post: Post, picture: Asset) -> Share:
    connection = make_connection(member)
    make_own_app(member, "x", secret=SECRET)
    key = {"key_id": "test", "data": SECRET.encode(), "updated_at": NOW}
    Credential.objects.create(connection=connection, **key)
    AssistedNetwork.objects.create(member=member, network="linkedin", chosen_at=NOW)
    FollowerDay.objects.create(connection=connection, day=NOW.date(), count=7)
    Slot.objects.create(member=member, weekday=0, at="09:00")
    share = make_share(member, post, connection, state=State.PUBLISHED, prepared={"id": SECRET})
    SharePicture.objects.create(share=share, asset=picture, position=0)
    Attempt.objects.create(share=share, number=1, started_at=NOW, outcome="accepted")
    RateGate.objects.create(connection=connection, network="mastodon", host="social.example")
    Mention.objects.create(name="Acme", urn="urn:li:organization:2414183")
    make_clearance(share, ruling=Ruling.APPROVED, decided_at=NOW)
    Pace.objects.create(post=post, network="x", free_at=NOW)
    Budget.objects.create(network="x", monthly_mills=25_000, changed_at=NOW)
    month = NOW.date().replace(day=1)
    Charge.objects.create(share=share, number=1, network="x", month=month, mills=15)
    halted = {"reason": "It was wrong.", "started_at": NOW, "started_by": member}
    CrisisPause.objects.create(**halted, ended_at=NOW, ended_by=member)
    recall = Recall.objects.create(post=post, **halted)
    Retraction.objects.create(recall=recall, share=share)
    return share


def _furnish_numbers(member: Member, share: Share) -> None:
    day = NOW.date()
    Click.objects.create(link=share.link, at=NOW, kind="human", visitor=b"v" * 16)
    ActivityDay.objects.create(day=day, touched_at=NOW)
    Snapshot.objects.create(share=share, at=NOW, metric="reactions", value=7)
    figure = {"day": NOW.date(), "metric": "reactions", "value": 7, "source": "self_reported"}
    ReportedFigure.objects.create(share=share, entered_by=member, entered_at=NOW, **figure)
    Retention.objects.create()
    MentionCounting.objects.create()
    counted = {"network": "mastodon", "metric": "clicks", "value": 3}
    Fact.objects.create(day=day, member=member, post=share.post, **counted)
    total = {"subject": "team", "metric": "clicks", "value": 3}
    PeriodTotal.objects.create(period="week", starts_on=day, **total)
    CohortCount.objects.create(joined_in=day, metric="joined", people=5)
    FillMark.objects.create(day=day, filled_at=NOW)
    make_conversion(share, make_conversion_goal(added_by=member))
