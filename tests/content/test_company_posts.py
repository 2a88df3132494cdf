"""The company's own post at LinkedIn: read out of what people paste, kept with the post."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from content.company_posts import read_company_post
from content.models import Post
from content.services import PostDraft, create_post, edit_post
from tenants.models import Event
from tenants.scope import tenant
from tests.factories import NOW

URN = "urn:li:share:6844785523593134080"


@pytest.mark.parametrize(
    ("typed", "urn"),
    [
        ("", ""),
        (f" {URN} ", URN),
        (f"https://www.linkedin.com/feed/update/{URN}/?utm=1", URN),
        ("https://www.linkedin.com/feed/update/urn%3Ali%3AugcPost%3A7045", "urn:li:ugcPost:7045"),
        (
            '<iframe src="https://www.linkedin.com/embed/feed/update/urn:li:ugcPost:7329"></iframe>',
            "urn:li:ugcPost:7329",
        ),
        ("https://www.linkedin.com/posts/acme_roof-share-6844-Ab1c", "urn:li:share:6844"),
    ],
)
def test_names_addresses_and_embed_code_are_read(typed, urn):
    assert read_company_post(typed) == urn


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("https://www.linkedin.com/feed/update/urn:li:activity:7045/", "Embed this post"),
        ("https://www.linkedin.com/posts/acme_roof-activity-7045-abc", "number of an activity"),
        ("urn:li:person:12", "no post of LinkedIn"),
        ("https://acme.example/", "like urn:li:share:"),
        ("urn:li:share:", "no post of LinkedIn"),
        (f"urn:li:share:{'1' * 40}", "no post of LinkedIn"),
    ],
)
def test_what_cant_be_reshared_is_refused_with_what_to_do(typed, says):
    with pytest.raises(ValidationError, match=says) as refused:
        read_company_post(typed)
    assert refused.value.code == "company_post"


def test_it_is_kept_changed_and_noted(in_acme):
    post = create_post(
        author=in_acme.alice, draft=PostDraft(title="Roof", company_post=URN), now=NOW
    )
    assert post.company_post == URN
    changed = PostDraft(title="Roof", company_post="")
    edit_post(post=post, by=in_acme.alice, draft=changed, version=1, now=NOW)
    assert Post.objects.get().company_post == ""
    assert Event.objects.get(act="post.edited").data["fields"] == ["company_post"]


def test_the_editor_says_what_is_wrong_at_the_field(cast, sign_in):
    fields = {
        "title": "Roof",
        "company_post": "urn:li:activity:1",
        "captions-TOTAL_FORMS": "0",
        "captions-INITIAL_FORMS": "0",
    }
    answer = sign_in(cast.alice).post("/o/acme/desk/new/", fields)
    assert answer.status_code == 422
    assert "number of an activity" in str(answer.context["form"].errors["company_post"])
    with tenant(cast.acme):
        assert not Post.objects.exists()
