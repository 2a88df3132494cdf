"""Pictures as files and pixels: what is accepted, how it is read, what is made of it.

Plain values in and out: no model, no scope, no clock. What decodes runs in a process of its own
(`content.pictures.child`), without the product and without its secrets.
"""
