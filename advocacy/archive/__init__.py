"""What goes into an archive, of a whole organization and of one member; and what does not, and why.

`docs/export-format.md` describes the files to those who read them. No column holds a secret: each
is named here, so a new one is in no archive until somebody has thought about it.
"""

from __future__ import annotations

from advocacy.archive.everything import EVERYTHING
from advocacy.archive.own import OWN
from tenants.models import ArchiveKind

__all__ = ["CONTENTS", "EVERYTHING", "LEFT_OUT", "OWN"]

CONTENTS = {ArchiveKind.ORGANIZATION.value: EVERYTHING, ArchiveKind.MEMBER.value: OWN}

LEFT_OUT = {
    "tenants.Archive": "archives themselves",
    "tenants.ApiToken": "each member’s own, and secrets",
    "tenants.ImportLine": "working state of a list of people: invitations hold what came of it",
    "tenants.InvitationImport": "working state of a list of people",
    "tenants.KeptAnswer": "answers of the API that are kept for a day",
    "tenants.Letter": "the queue of mails: what is said stands in other tables",
    "tenants.Notification": "each member’s own: in the archive they can make for themselves",
    "tenants.NotificationSetting": "each member’s own",
    "tenants.Webhook": "addresses that may hold a secret of who receives",
    "tenants.WebhookDelivery": "a log of what was sent elsewhere",
    "tenants.WebhookSecret": "secrets",
    "content.PostAddress": "made from the posts’ links: finds what would be a post twice",
    "content.PostImport": "lists that were sent in: what came of them are posts",
    "content.PostImportLine": "lines of such a list",
    "content.SourceItem": "working state of a source: which of its entries were looked at",
    "content.CaptionTurn": "working state: whose turn a suggestion is",
    "content.Rendition": "made from the pictures again at any time",
    "content.Read": "each member’s own: who read what is for nobody else",
    "sharing.Credential": "secrets",
    "sharing.AssistedNetwork": "each member’s own",
    "sharing.Slot": "each member’s own",
    "sharing.Click": "hashes of visitors; facts hold the clicks of each day",
    "sharing.ActivityDay": "working state of the rollup",
    "analytics.FillMark": "working state of the rollup",
}
"""Tables of an organization that its archive leaves out, each with the reason."""
