"""The API of the guidelines: read, accept, check words against them, write, review, publish."""

from __future__ import annotations

from django.urls import URLPattern, path

from policies.api.drafts import Documents, Drafts
from policies.api.endpoints import Guidelines, Versions
from policies.api.outside import CandidateLinks, Outside
from policies.api.owners import Owners
from policies.api.pictures import GuidelinePictures
from policies.api.rules import RuleBench, RuleKinds
from policies.api.tallies import RuleTallies

DRAFT = "policy/drafts/<uuid:public_id>"

urlpatterns: list[URLPattern] = [
    path("policy", Guidelines.as_view({"get": "show"})),
    path("policy/acceptance", Guidelines.as_view({"post": "accept"})),
    path("policy/quiz", Guidelines.as_view({"post": "answer"})),
    path("policy/pictures/<uuid:public_id>/file", GuidelinePictures.as_view({"get": "file"})),
    path("policy/check", Guidelines.as_view({"post": "check"})),
    path("policy/outside", Outside.as_view({"get": "show", "put": "set"})),
    path("policy/candidates", CandidateLinks.as_view({"get": "index", "post": "create"})),
    path("policy/candidates/<uuid:public_id>", CandidateLinks.as_view({"delete": "remove"})),
    path("policy/rule-kinds", RuleKinds.as_view({"get": "index"})),
    path("policy/bench", RuleBench.as_view({"post": "check"})),
    path("policy/how-rules-do", RuleTallies.as_view({"get": "show"})),
    path("policy/search", Guidelines.as_view({"get": "search"})),
    path("policy/versions", Versions.as_view({"get": "index", "post": "publish"})),
    path("policy/versions/<int:number>", Versions.as_view({"get": "show"})),
    path("policy/documents", Documents.as_view({"get": "index"})),
    path("policy/documents/<slug:kind>", Documents.as_view({"get": "show"})),
    path("policy/documents/<slug:kind>/reviews", Documents.as_view({"put": "set_reviews"})),
    path("policy/documents/<slug:kind>/owner", Owners.as_view({"put": "set_owner"})),
    path("policy/keepers", Owners.as_view({"get": "keepers", "post": "hand_lines"})),
    path("policy/drafts", Drafts.as_view({"get": "index", "post": "create"})),
    path(DRAFT, Drafts.as_view({"get": "show", "patch": "change"})),
    path(f"{DRAFT}/review", Drafts.as_view({"post": "send"})),
    path(f"{DRAFT}/decision", Drafts.as_view({"post": "decide"})),
    path(f"{DRAFT}/publish", Drafts.as_view({"post": "publish"})),
    path(f"{DRAFT}/put-aside", Drafts.as_view({"post": "put_aside"})),
    path(f"{DRAFT}/take-up", Drafts.as_view({"post": "take_up"})),
]
