"""What pages of accounts say of what the numbers do with them."""

from __future__ import annotations

from django.template import Library

from analytics.pull_mentions.services import counts_mentions

register = Library()
register.simple_tag(counts_mentions)
