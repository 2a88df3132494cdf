"""Addresses of the app; an organization's pages live under `/o/<slug>/`."""

from __future__ import annotations

from django.urls import URLPattern, path

from policies.views import drafts, editing, outside, owners, reading, rules, tallies

app_name = "policies"
GUIDELINES = "o/<slug:slug>/guidelines/"
DRAFT = f"{GUIDELINES}drafts/<uuid:public_id>/"
urlpatterns: list[URLPattern] = [
    path(GUIDELINES, reading.guidelines, name="guidelines"),
    path(f"{GUIDELINES}style/", reading.style_guide, name="style_guide"),
    path(f"{GUIDELINES}when/", reading.when, name="when"),
    path(f"{GUIDELINES}when/<uuid:key>/", reading.situation, name="situation"),
    path(f"{GUIDELINES}pictures/<uuid:public_id>/", reading.picture, name="picture"),
    path(f"{GUIDELINES}accept/", reading.acknowledge, name="acknowledge"),
    path(f"{GUIDELINES}edit/", editing.edit, name="edit"),
    path(f"{GUIDELINES}drafts/", drafts.drafts, name="drafts"),
    path(f"{GUIDELINES}outside/", outside.outside, name="outside"),
    path(f"{GUIDELINES}outside/public/", outside.show_public, name="show_public"),
    path(f"{GUIDELINES}outside/<uuid:public_id>/remove/", outside.remove, name="candidate_remove"),
    path("guidelines/<str:token>/", outside.public, name="public"),
    path("guidelines/<str:token>/candidate/", outside.candidate, name="candidate"),
    path(f"{GUIDELINES}rules/", rules.rules, name="rules"),
    path(
        "guidelines/<str:token>/pictures/<uuid:public_id>/",
        outside.public_picture,
        name="public_picture",
    ),
    path(
        "guidelines/<str:token>/candidate/pictures/<uuid:public_id>/",
        outside.candidate_picture,
        name="candidate_picture",
    ),
    path(f"{GUIDELINES}owners/", owners.owners, name="owners"),
    path(f"{GUIDELINES}owners/document/", owners.hand_over, name="hand_over"),
    path(f"{GUIDELINES}owners/lines/", owners.hand_lines, name="hand_lines"),
    path(f"{GUIDELINES}how-rules-do/", tallies.how_rules_do, name="how_rules_do"),
    path(f"{GUIDELINES}how-rules-do/csv/", tallies.how_rules_do_file, name="how_rules_do_file"),
    path(f"{GUIDELINES}reviews/", drafts.reviews, name="reviews"),
    path(DRAFT, drafts.draft, name="draft"),
    path(f"{DRAFT}edit/", editing.draft_edit, name="draft_edit"),
    path(f"{DRAFT}situations/", editing.draft_structure, name="draft_structure"),
    path(f"{DRAFT}rules/", rules.draft_rules, name="draft_rules"),
    path(f"{DRAFT}rules/rule/", rules.draft_rule, name="draft_rule"),
    path(f"{DRAFT}rules/remove/", rules.draft_rule_remove, name="draft_rule_remove"),
    path(f"{DRAFT}quiz/", editing.draft_quiz, name="draft_quiz"),
    path(f"{DRAFT}send/", drafts.draft_send, name="draft_send"),
    path(f"{DRAFT}decide/", drafts.draft_decide, name="draft_decide"),
    path(f"{DRAFT}publish/", drafts.draft_publish, name="draft_publish"),
    path(f"{DRAFT}aside/", drafts.draft_aside, name="draft_aside"),
    path(f"{DRAFT}again/", drafts.draft_take_up, name="draft_take_up"),
]
