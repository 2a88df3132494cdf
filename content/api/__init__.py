"""The API of the library: feed, posts, topics, pictures, attachments, previews, sources, lists."""

from __future__ import annotations

from django.urls import URLPattern, path

from content.api.approvals import Approvals, PostNotes
from content.api.attachments import Attachments
from content.api.campaigns import Campaigns, Hashtags, Pilots
from content.api.desk import Absences, ApprovalSettings, Desk, PostActs
from content.api.digests import Digests
from content.api.feed import Feed, Marks
from content.api.guideline_pictures import GuidelineUploads
from content.api.library import LibraryFiles
from content.api.lists import PostImports
from content.api.pictures import Pictures
from content.api.polls import Polls
from content.api.posts import Posts
from content.api.previews import LinkPreviews
from content.api.questions import CustomerQuestions
from content.api.sources import Sources
from content.api.suggestions import Suggestions
from content.api.topics import Topics
from content.api.voices import Comments, Feedback
from content.api.writing import PostTemplates, PostVersions
from content.concerns.api import urlpatterns as help_at_hand

POST = "posts/<uuid:public_id>"
TOPIC = "topics/<uuid:public_id>"
VERSION = f"{POST}/versions/<int:version>"
TEMPLATE = "post-templates/<uuid:public_id>"
NOTE = "post-notes/<uuid:public_id>"
ACT = "post-acts/<uuid:public_id>"
SOURCE = "sources/<uuid:public_id>"
IMPORT = "post-imports/<uuid:public_id>"
CAMPAIGN = "campaigns/<uuid:public_id>"
HASHTAG = "hashtags/<uuid:public_id>"
FILE = "library/<uuid:public_id>"
PICTURE = "pictures/<uuid:public_id>"
COMMENT = "comments/<uuid:public_id>"
SUGGESTION = "suggestions/<uuid:public_id>"
QUESTION = "customer-questions/<uuid:public_id>"
POLL = "polls/<uuid:public_id>"
ATTACHMENT = "attachments/<uuid:public_id>"

urlpatterns: list[URLPattern] = [
    path("policy/pictures", GuidelineUploads.as_view({"post": "create"})),
    path("feed", Feed.as_view({"get": "index"})),
    path(
        "feed/three",
        Feed.as_view({"get": "three", "delete": "put_three_away", "put": "take_three_out"}),
    ),
    path("posts", Posts.as_view({"get": "index", "post": "create"})),
    path("posts/search", Posts.as_view({"get": "search"})),
    path(POST, Posts.as_view({"get": "show", "patch": "change"})),
    path(f"{POST}/seen", Posts.as_view({"post": "see"})),
    path(f"{POST}/marks", Marks.as_view({"get": "show"})),
    path(f"{POST}/marks/saved", Marks.as_view({"put": "save", "delete": "unsave"})),
    path(f"{POST}/marks/not-for-me", Marks.as_view({"put": "hide", "delete": "bring_back"})),
    path(f"{POST}/approve", Posts.as_view({"post": "approve"})),
    path(f"{POST}/archive", Posts.as_view({"post": "archive"})),
    path(f"{POST}/restore", Posts.as_view({"post": "restore"})),
    path(f"{POST}/audience", PostVersions.as_view({"get": "audience"})),
    path(f"{POST}/versions", PostVersions.as_view({"get": "index"})),
    path(VERSION, PostVersions.as_view({"get": "show"})),
    path(f"{VERSION}/restore", PostVersions.as_view({"post": "restore"})),
    path("post-templates", PostTemplates.as_view({"get": "index", "post": "create"})),
    path(TEMPLATE, PostTemplates.as_view({"patch": "change", "delete": "remove"})),
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
    path("topics/search", Topics.as_view({"get": "search"})),
    path(f"{POST}/comments", Comments.as_view({"get": "index", "post": "create"})),
    path(f"{POST}/feedback", Feedback.as_view({"get": "show", "put": "give"})),
    path(f"{POST}/confirmation", Feedback.as_view({"post": "confirm", "put": "ask"})),
    path(COMMENT, Comments.as_view({"get": "show", "patch": "change", "delete": "remove"})),
    path(f"{COMMENT}/hide", Comments.as_view({"post": "hide"})),
    path(f"{COMMENT}/unhide", Comments.as_view({"post": "unhide"})),
    path("suggestions", Suggestions.as_view({"get": "index", "post": "create"})),
    path("suggestions/queue", Suggestions.as_view({"get": "queue"})),
    path(SUGGESTION, Suggestions.as_view({"get": "show", "delete": "withdraw"})),
    path(f"{SUGGESTION}/answer", Suggestions.as_view({"post": "answer"})),
    path(f"{SUGGESTION}/ask", Suggestions.as_view({"post": "ask"})),
    path(f"{SUGGESTION}/take", Suggestions.as_view({"post": "take"})),
    path(f"{SUGGESTION}/decline", Suggestions.as_view({"post": "decline"})),
    path("customer-questions", CustomerQuestions.as_view({"get": "index", "post": "report"})),
    path("customer-questions/alike", CustomerQuestions.as_view({"get": "alike"})),
    path("customer-questions/heard", CustomerQuestions.as_view({"get": "heard"})),
    path(QUESTION, CustomerQuestions.as_view({"get": "show", "patch": "reword"})),
    path(f"{QUESTION}/merge", CustomerQuestions.as_view({"post": "merge"})),
    path(f"{QUESTION}/split", CustomerQuestions.as_view({"post": "split"})),
    path(f"{QUESTION}/answer", CustomerQuestions.as_view({"post": "answer"})),
    path(f"{QUESTION}/close", CustomerQuestions.as_view({"post": "close"})),
    path(f"{QUESTION}/reopen", CustomerQuestions.as_view({"post": "reopen"})),
    path("polls", Polls.as_view({"get": "index", "post": "create"})),
    path(POLL, Polls.as_view({"get": "show", "delete": "remove"})),
    path(f"{POLL}/vote", Polls.as_view({"post": "vote"})),
    path(f"{POLL}/close", Polls.as_view({"post": "close"})),
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
    path("topics/defaults", Topics.as_view({"post": "begin"})),
    path(TOPIC, Topics.as_view({"get": "show", "patch": "change", "delete": "delete"})),
    path(f"{TOPIC}/follow", Topics.as_view({"put": "follow", "delete": "unfollow"})),
    path(f"{TOPIC}/merge", Topics.as_view({"post": "merge"})),
    path("pictures", Pictures.as_view({"post": "create"})),
    path(PICTURE, Pictures.as_view({"get": "show", "patch": "describe", "delete": "discard"})),
    path(f"{PICTURE}/files/<slug:name>", Pictures.as_view({"get": "file"})),
    path("attachments", Attachments.as_view({"post": "create"})),
    path(
        ATTACHMENT, Attachments.as_view({"get": "show", "patch": "describe", "delete": "discard"})
    ),
    path(f"{ATTACHMENT}/files/<slug:name>", Attachments.as_view({"get": "file"})),
    path("me/digest", Digests.as_view({"get": "show", "put": "choose"})),
    path("me/digest/test", Digests.as_view({"post": "test"})),
    path("digest-plan", Digests.as_view({"get": "plan", "put": "set_plan"})),
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
    *help_at_hand,
]
