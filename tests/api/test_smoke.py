from tests.api.callers import caller_of


def test_smoke(cast):
    alice = caller_of(cast.alice)
    for path in ("me","me/preferences","me/notification-settings","me/notifications","me/tokens","members","invitations","teams","organization","organization/sharing","audit-events","policy","policy/versions","posts","topics","shares","connections","assisted-networks","slots","calendar","calendar/address","impact","leaderboard","leaderboard?who=teams","dashboard","kpis","nothing"):
        r = alice("GET", path)
        print(path, r.status_code, r.content[:300])
    r = alice("POST", "posts", {"title": "Hi", "nope": 1})
    print(r.status_code, r.content, r.headers)
    r = alice("POST", "posts", {"title": "Hi"}, Idempotency_Key="a")
    print(r.status_code, r.content)
    r = alice("POST", "posts", {"title": "Hi"}, Idempotency_Key="a")
    print(r.status_code, r.content, r.headers)
    r = alice("POST", "posts", {"title": "Ho"}, Idempotency_Key="a")
    print(r.status_code, r.content, r.headers)
    r = alice("PUT", "posts", {"title": "Ho"}, Idempotency_Key="a")
    print(r.status_code, r.content, r.headers)
    r = alice.client.get("/api/v1/posts")
    print(r.status_code, r.content, r.headers)
    r = alice.client.get("/api/schema/")
    print(r.status_code, r.headers)
