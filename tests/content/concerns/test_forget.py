"""What is let go of: settled concerns after a year, all of an erased member's at once."""

from __future__ import annotations

from datetime import timedelta

from content.concerns.keeping import KEPT_SETTLED, forget_settled
from content.concerns.models import Concern, ConcernNote
from content.concerns.services import ConcernDraft, raise_concern, settle_concern
from content.models import Asset
from content.services.forgetting import forget_erased
from tenants.models import Letter, Notification
from tenants.scope import tenant
from tenants.services.erasing import erase_member
from tests.factories import NOW, make_asset, make_concern

YEAR_LATER = NOW + KEPT_SETTLED


def test_a_year_after_it_was_settled_nothing_of_it_is_left(cast):
    with tenant(cast.acme):
        draft = ConcernDraft(words="A rumour", picture=make_asset(cast.bob))
        old = raise_concern(sender=cast.bob, draft=draft, now=NOW)
        settle_concern(concern=old, by=cast.alice, outcome="Done", now=NOW)
        recent = {"state": "settled", "settled_at": NOW + timedelta(days=1)}
        kept = {make_concern(cast.bob), make_concern(cast.bob, **recent)}
    assert forget_settled(now=YEAR_LATER - timedelta(seconds=1)) == 0
    assert forget_settled(now=YEAR_LATER) == 1
    with tenant(cast.acme):
        assert set(Concern.objects.all()) == kept
        assert not ConcernNote.objects.exists()
        assert not Asset.objects.exists()
        assert not Notification.objects.exists()
    assert forget_settled(now=YEAR_LATER) == 0


def test_with_its_sender_goes_all_of_it_and_other_threads_stay(cast):
    with tenant(cast.acme):
        draft = ConcernDraft(words="A threat", urgency="now", picture=make_asset(cast.bob))
        raised = raise_concern(sender=cast.bob, draft=draft, now=NOW)
        settle_concern(concern=raised, by=cast.alice, outcome="Done", now=NOW)
        other = make_concern(cast.alice)
        ConcernNote.objects.create(concern=other, author=cast.bob, text="Mine", at=NOW)
        erase_member(member=cast.bob, now=NOW)
    assert forget_erased(now=NOW) == 1
    with tenant(cast.acme):
        assert list(Concern.objects.all()) == [other]
        assert [one.text for one in ConcernNote.objects.all()] == ["Mine"]
        assert not Asset.objects.exists()
        about = {"subject__startswith": raised.public_id.hex}
        assert not Notification.objects.filter(**about).exists()
        assert not Letter.objects.filter(**about).exists()
    assert forget_erased(now=NOW) == 0
