"""The API of the library: posts, topics, pictures, attachments, previews of links."""

from __future__ import annotations

from django.urls import URLPattern, path

from content.api.attachments import Attachments
from content.api.pictures import Pictures
from content.api.posts import Posts, Topics
from content.api.previews import LinkPreviews

POST = "posts/<uuid:public_id>"
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
    path("topics", Topics.as_view({"get": "index", "post": "create"})),
    path("pictures", Pictures.as_view({"post": "create"})),
    path(PICTURE, Pictures.as_view({"get": "show", "patch": "describe", "delete": "discard"})),
    path(f"{PICTURE}/files/<slug:name>", Pictures.as_view({"get": "file"})),
    path("attachments", Attachments.as_view({"post": "create"})),
    path(
        ATTACHMENT, Attachments.as_view({"get": "show", "patch": "describe", "delete": "discard"})
    ),
    path(f"{ATTACHMENT}/files/<slug:name>", Attachments.as_view({"get": "file"})),
]
