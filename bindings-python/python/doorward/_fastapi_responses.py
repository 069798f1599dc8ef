"""What the OpenAPI document says about refusals."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from doorward._error_codes import RefusalCode


class Refusal(BaseModel):
    """The body of a refusal, in the words of RFC 6750 section 3.1."""

    error: str = Field(description="The error code of OAuth.", examples=["insufficient_scope"])
    error_description: str = Field(description="One sentence for the caller.")
    code: RefusalCode = Field(description="The reason, finer than `error`.")


def _text(description: str) -> dict[str, Any]:
    return {"description": description, "schema": {"type": "string"}}


_CHALLENGE = {"WWW-Authenticate": _text("The challenge (RFC 9110 section 11.6.1).")}
_RETRY = {"Retry-After": _text("Seconds to wait (RFC 9110 section 10.2.3).")}

REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"model": Refusal, "description": "The credential is sent in a faulty way."},
    401: {
        "model": Refusal,
        "description": "The credential is missing or not accepted.",
        "headers": _CHALLENGE,
    },
    403: {
        "model": Refusal,
        "description": "The credential does not permit the operation.",
        "headers": _CHALLENGE,
    },
    503: {
        "model": Refusal,
        "description": "The credential cannot be judged at the moment.",
        "headers": _RETRY,
    },
}
