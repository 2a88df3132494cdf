"""Videos and documents as files: what is accepted, and what a file says of itself.

Plain values in and out: no model, no scope, no clock. Nothing here is decoded or unpacked into
memory: only headers and directories are read. A PDF is opened in the process of its own that also
decodes pictures (`content.pictures.child`).
"""
