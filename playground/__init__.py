"""A pretend social network for development and tests.

It speaks the wire protocol of real networks strictly enough that production code and strangers'
clients work against it, keeps a ledger of everything it accepted, and misbehaves on request.
It imports nothing of the product.
"""

from __future__ import annotations
