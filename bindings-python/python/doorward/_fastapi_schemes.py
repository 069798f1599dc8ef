"""The schemes that stand for a guard in the OpenAPI document."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi.openapi.models import APIKey, HTTPBearer, SecurityBase
from fastapi.security.base import SecurityBase as SecurityScheme

from doorward._verifier import Verifier


class Scheme(SecurityScheme):
    """Stands in the OpenAPI document. It reads nothing, because the core reads the request."""

    def __init__(self, scheme_name: str, model: SecurityBase) -> None:
        self.scheme_name = scheme_name
        self.model = model

    async def __call__(self) -> None:
        """Do nothing."""


def schemes_of(
    verifier: Verifier, places: Sequence[str] | None, bearer: str, api_key: str
) -> list[Scheme]:
    """Return one scheme at least: OpenAPI has none for the subprotocol of a WebSocket."""
    header = verifier.api_key_header
    described = {name: where for name, *where in verifier._policy.places}
    schemes = []
    for place in ("authorization", "api_key") if places is None else places:
        if place == "api_key" and header is not None:
            schemes.append(_api_key(api_key, "header", header, "An API key."))
        elif place in described:
            field, cookie = described[place]
            name = field or cookie
            if name is not None:
                where = "header" if field else "cookie"
                schemes.append(_api_key(place, where, name, _accepted(header)))
        elif place == "authorization":
            schemes.append(_bearer(bearer, header))
    return schemes or [_bearer(bearer, header)]


def _bearer(scheme: str, header: str | None) -> Scheme:
    form = "JWT" if header is None else None
    return Scheme(scheme, HTTPBearer(bearerFormat=form, description=_accepted(header)))


def _api_key(scheme: str, where: str, name: str, description: str) -> Scheme:
    members = {"in": where, "name": name, "description": description}
    return Scheme(scheme, APIKey.model_validate(members))


def _accepted(header: str | None) -> str:
    return "An access token." if header is None else "An access token or an API key."
