"""The API of the library: posts, topics, pictures, attachments, link previews, sources, lists."""

from __future__ import annotations

from django.urls import URLPattern, path

from content.api.approvals import Approvals, PostNotes
from content.api.attachments import Attachments
from content.api.desk import Absences, ApprovalSettings, Desk, PostActs
from content.api.lists import PostImports
from content.api.pictures import Pictures
from content.api.posts import Posts, Topics
from content.api.previews import LinkPreviews
from content.api.sources import Sources

POST = "posts/<uuid:public_id>"
NOTE = "post-notes/<uuid:public_id>"
ACT = "post-acts/<uuid:public_id>"
SOURCE = "sources/<uuid:public_id>"
IMPORT = "post-imports/<uuid:public_id>"
PICTURE = "pictures/<uuid:public_id>"
ATTACHMENT = "attachments/<uuid:public_id>"

urlpatterns: list[URLPattern] = [
    path("posts", Posts.as_view({"get": "index", "post": "create"})),
    path("posts/search", Posts.as_view({"get": "search"})),
    path(POST, Posts.as_view({"get": "show", "patch": "change"})),
    path(f"{POST}/seen", Posts.as_view({"post": "see"})),
    path(f"{POST}/approve", Posts.as_view({"post": "approve"})),
    path(f"{POST}/archive", Posts.as_view({"post": "archive"})),
    path(f"{POST}/restore", Posts.as_view({"post": "restore"})),
    path(f"{POST}/approval", Approvals.as_view({"get": "show"})),
    path(f"{POST}/submit", Approvals.as_view({"post": "submit"})),
    path(f"{POST}/withdraw", Approvals.as_view({"post": "withdraw"})),
    path(f"{POST}/clear", Approvals.as_view({"post": "clear"})),
    path(f"{POST}/send-back", Approvals.as_view({"post": "send_back"})),
    path(f"{POST}/propose", Approvals.as_view({"post": "propose"})),
    path(f"{POST}/dates", Approvals.as_view({"patch": "date"})),
    path(f"{POST}/notes", PostNotes.as_view({"get": "index", "post": "create"})),
    path(f"{NOTE}/answers", PostNotes.as_view({"post": "answer"})),
    path(f"{NOTE}/resolve", PostNotes.as_view({"post": "resolve"})),
    path(f"{NOTE}/reopen", PostNotes.as_view({"post": "reopen"})),
    path("desk/waiting", Desk.as_view({"get": "waiting"})),
    path("desk/calendar", Desk.as_view({"get": "calendar"})),
    path("desk/balance", Desk.as_view({"get": "balance"})),
    path("post-acts", PostActs.as_view({"post": "create"})),
    path(ACT, PostActs.as_view({"get": "show"})),
    path(f"{ACT}/undo", PostActs.as_view({"post": "undo"})),
    path("organization/approval", ApprovalSettings.as_view({"get": "show", "patch": "change"})),
    path(
        "topics/<slug:slug>/reviewers",
        ApprovalSettings.as_view({"get": "reviewers", "put": "set_reviewers"}),
    ),
    path("me/absence", Absences.as_view({"get": "show", "put": "write", "delete": "end"})),
    path(f"{POST}/link-preview", LinkPreviews.as_view({"get": "show", "put": "write"})),
    path(f"{POST}/link-preview/read-again", LinkPreviews.as_view({"post": "read_again"})),
    path("topics", Topics.as_view({"get": "index", "post": "create"})),
    path("pictures", Pictures.as_view({"post": "create"})),
    path(PICTURE, Pictures.as_view({"get": "show", "patch": "describe", "delete": "discard"})),
    path(f"{PICTURE}/files/<slug:name>", Pictures.as_view({"get": "file"})),
    path("attachments", Attachments.as_view({"post": "create"})),
    path(
        ATTACHMENT, Attachments.as_view({"get": "show", "patch": "describe", "delete": "discard"})
    ),
    path(f"{ATTACHMENT}/files/<slug:name>", Attachments.as_view({"get": "file"})),
    path("sources", Sources.as_view({"get": "index", "post": "create"})),
    path("sources/find", Sources.as_view({"post": "find"})),
    path(SOURCE, Sources.as_view({"get": "show", "patch": "change", "delete": "remove"})),
    path(f"{SOURCE}/pause", Sources.as_view({"post": "pause"})),
    path(f"{SOURCE}/resume", Sources.as_view({"post": "resume"})),
    path(f"{SOURCE}/read", Sources.as_view({"post": "read"})),
    path("post-imports", PostImports.as_view({"get": "index", "post": "create"})),
    path(IMPORT, PostImports.as_view({"get": "show"})),
    path(f"{IMPORT}/run", PostImports.as_view({"post": "run"})),
    path(f"{IMPORT}/undo", PostImports.as_view({"post": "undo"})),
]
