"""How pydantic, and so FastAPI, writes a principal, and what the OpenAPI document says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic_core import core_schema

if TYPE_CHECKING:
    from doorward._doorward import Principal


def principal_schema(principal: type[Principal]) -> core_schema.CoreSchema:
    """Return a schema that takes principals alone, because only a verifier makes them."""
    written = core_schema.plain_serializer_function_ser_schema(
        principal.to_dict, return_schema=_members()
    )
    return core_schema.is_instance_schema(principal, serialization=written)


def _members() -> core_schema.CoreSchema:
    text = core_schema.str_schema()
    texts = core_schema.list_schema(text)
    maybe_text = core_schema.nullable_schema(text)
    maybe_time = core_schema.nullable_schema(core_schema.int_schema())
    actor = _object({"subject": text, "issuer": maybe_text})
    return _object(
        {
            "subject": maybe_text,
            "issuer": maybe_text,
            "client_id": maybe_text,
            "audience": texts,
            "scopes": texts,
            "expires_at": maybe_time,
            "issued_at": maybe_time,
            "token_id": maybe_text,
            "credential": core_schema.literal_schema(["jwt", "id_token", "api_key"]),
            "key_id": maybe_text,
            "actors": core_schema.list_schema(actor),
            "bindings": core_schema.list_schema(core_schema.literal_schema(["dpop", "mtls"])),
            "tier": maybe_text,
        }
    )


def _object(members: dict[str, Any]) -> core_schema.CoreSchema:
    fields = {name: core_schema.typed_dict_field(schema) for name, schema in members.items()}
    return core_schema.typed_dict_schema(fields)
