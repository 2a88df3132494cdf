"""The API of the library: posts, topics, pictures, attachments, link previews, sources, lists."""

from __future__ import annotations

from django.urls import URLPattern, path

from content.api.attachments import Attachments
from content.api.campaigns import Campaigns, Hashtags, Pilots
from content.api.library import LibraryFiles
from content.api.lists import PostImports
from content.api.pictures import Pictures
from content.api.posts import Posts, Topics
from content.api.previews import LinkPreviews
from content.api.sources import Sources

POST = "posts/<uuid:public_id>"
SOURCE = "sources/<uuid:public_id>"
IMPORT = "post-imports/<uuid:public_id>"
CAMPAIGN = "campaigns/<uuid:public_id>"
HASHTAG = "hashtags/<uuid:public_id>"
FILE = "library/<uuid:public_id>"
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
    path(f"{POST}/link-preview", LinkPreviews.as_view({"get": "show", "put": "write"})),
    path(f"{POST}/link-preview/read-again", LinkPreviews.as_view({"post": "read_again"})),
    path("campaigns", Campaigns.as_view({"get": "index", "post": "create"})),
    path(CAMPAIGN, Campaigns.as_view({"get": "show", "patch": "change"})),
    path(f"{CAMPAIGN}/end", Campaigns.as_view({"post": "end"})),
    path(f"{CAMPAIGN}/archive", Campaigns.as_view({"post": "archive"})),
    path(f"{CAMPAIGN}/restore", Campaigns.as_view({"post": "restore"})),
    path(f"{CAMPAIGN}/posts", Campaigns.as_view({"post": "add"})),
    path(f"{CAMPAIGN}/posts/<uuid:post_id>", Campaigns.as_view({"delete": "take"})),
    path(f"{CAMPAIGN}/pilot", Pilots.as_view({"get": "of_campaign", "put": "start_campaign"})),
    path(f"{CAMPAIGN}/pilot/open", Pilots.as_view({"post": "open_campaign"})),
    path(f"{POST}/pilot", Pilots.as_view({"get": "of_post", "put": "start_post"})),
    path(f"{POST}/pilot/open", Pilots.as_view({"post": "open_post"})),
    path("hashtags", Hashtags.as_view({"get": "index", "post": "create"})),
    path(HASHTAG, Hashtags.as_view({"patch": "change", "delete": "remove"})),
    path("library", LibraryFiles.as_view({"get": "index", "post": "create"})),
    path(FILE, LibraryFiles.as_view({"get": "show", "patch": "change", "delete": "remove"})),
    path(f"{FILE}/replace", LibraryFiles.as_view({"post": "replace"})),
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
