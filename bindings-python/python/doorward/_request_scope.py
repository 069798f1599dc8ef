"""Requests of frameworks that are not ASGI, as the scopes that guards read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import MutableMapping

_KEY = "doorward.scope"
_HEADER = "HTTP_"


class _Kept:
    """A scope, compared by its type, so that nothing else in a request is taken for one."""

    __slots__ = ("owner", "scope")

    def __init__(self, owner: int) -> None:
        self.owner = owner
        self.scope: dict[str, Any] = {"type": "http"}


def kept_scope(request: MutableMapping[str, Any], **parts: Any) -> dict[str, Any]:
    """Return the one scope of a request, filled anew, because middleware may change the request.

    Guards share what they find out in it. A copy of the request has a scope of its own.
    """
    kept = request.get(_KEY)
    if type(kept) is not _Kept or kept.owner != id(request):
        kept = request[_KEY] = _Kept(id(request))
    kept.scope.update(parts)
    return kept.scope


def wsgi_scope(environ: MutableMapping[str, Any]) -> dict[str, Any]:
    """Return the scope of a WSGI request (PEP 3333).

    WSGI joins a header that came twice by a comma, which the core refuses.
    """
    raw = environ.get("RAW_URI") or environ.get("REQUEST_URI") or ""
    path, _, query = raw.partition("?")
    if not path:
        # The server gives the decoded path only. Encoded again, it cannot look like a query.
        decoded = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
        path = quote(decoded.encode("latin-1"))
    headers = [
        (_bytes(name[len(_HEADER) :].replace("_", "-").lower()), _bytes(value))
        for name, value in environ.items()
        if name.startswith(_HEADER)
    ]
    return kept_scope(
        environ,
        method=environ.get("REQUEST_METHOD"),
        raw_path=_bytes(path),
        query_string=_bytes(environ.get("QUERY_STRING", query)),
        headers=headers,
        client=(environ.get("REMOTE_ADDR"), 0),
    )


def _bytes(text: str) -> bytes:
    return text.encode("latin-1")
