"""What every app's part of the API is built on. `advocacy.api` puts the parts together.

To add an endpoint:

1. In the app's `api` package: a method on a class of `Endpoints`, decorated with `@endpoint`, which
   names its scope, its permission and its shapes. It is handed a `Call`, calls the same service or
   selector as the page, and returns a plain object; `takes` reads, `gives` writes, nothing else.
2. One line in the package's `urlpatterns`: which HTTP method of which address it answers.
3. In `advocacy/api/coverage/`: which page it stands for (or why a page has none).
4. In `tests/api/examples/`: an example call, which names things of the house. The tests of roles,
   scopes, other organizations and the schema find it by themselves and fail without one.

What is held for every endpoint here: a token names the member, so the organization, and its scope
is open around the method (`middleware`); the token's scope *and* the member's permission are asked
(`access`); unknown fields are refused (`shapes`); lists are cut by keyset (`paging`); creates with
an `Idempotency-Key` happen once (`once`); every refusal is `application/problem+json` (`problems`)
and undoes what the request had begun to write.
"""

from __future__ import annotations
