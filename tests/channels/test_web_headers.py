"""What every answer of the server carries, errors and all."""

from __future__ import annotations

import httpx
import pytest

CALLS = [
    ("GET", "/"),
    ("GET", "/chat"),
    ("GET", "/health/live"),
    ("GET", "/nowhere"),
    ("PUT", "/webhooks/web/message"),
    ("POST", "/webhooks/web/session"),
    ("POST", "/webhooks/web/message"),
    ("GET", "/webhooks/web/history"),
]


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_every_answer_has_them(client: httpx.Client, method: str, path: str) -> None:
    headers = client.request(method, path).headers
    policy = headers["content-security-policy"]
    for rule in (
        "default-src 'none'",
        "base-uri 'none'",
        "frame-ancestors",
        "trusted-types 'none'",
    ):
        assert rule in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "geolocation=()" in headers["permissions-policy"]
    assert not {"set-cookie", "server", "x-powered-by"} & set(headers)


@pytest.mark.parametrize(
    ("method", "path"), [call for call in CALLS if call[1] not in ("/", "/nowhere")]
)
def test_what_is_personal_is_never_kept_on_the_way(
    client: httpx.Client, method: str, path: str
) -> None:
    assert client.request(method, path).headers["cache-control"] == "no-store"
