"""Feeds of other sites: found, fetched through the guarded client, read as plain values.

No model, no scope, no clock. A feed is a stranger's: it is bounded in bytes, depth, elements and
entries, it may define no entity, and nothing of its markup is ever shown.
"""
