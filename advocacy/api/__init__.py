"""The API put together: its addresses, its description, and which page each endpoint stands for.

Its parts live in the apps (`tenants.api`, `policies.api`, …) on what `tenants.rest` gives them;
that package's docstring tells how to add an endpoint.
"""

from __future__ import annotations
