"""The preview of a link: fetched once through the guarded client, read, and plain values from then.

No model, no scope, no clock. Nothing of a page is ever shown as it came: words are cleaned and
capped, its picture is decoded and made anew (`content.pictures`).
"""
