"""API keys and their records, made as the contract describes them and from nothing else."""

import hashlib
import hmac
import zlib

from .casefile import NOW

BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def base62(number: int, width: int) -> str:
    text = ""
    while number:
        number, digit = divmod(number, 62)
        text = BASE62[digit] + text
    return text.rjust(width, "0")


def _number(label: str) -> int:
    return int.from_bytes(hashlib.sha256(label.encode()).digest(), "big")


def key_id(label: str) -> str:
    return base62(_number(f"id {label}") % 62**12, 12)


def with_check(body: str) -> str:
    return body + base62(zlib.crc32(body.encode("ascii")), 6)


def key(label: str, prefix: str = "sk_agent", id: str | None = None) -> str:
    secret = base62(_number(f"secret {label}"), 43)
    return with_check(f"{prefix}_{id or key_id(label)}_{secret}")


def digest(text: str, pepper: bytes | None = None) -> str:
    data = text.encode("utf-8")
    return hmac.new(pepper, data, "sha256").hexdigest() if pepper else hashlib.sha256(data).hexdigest()


def record(text: str, id: str, pepper: tuple[str, bytes] | None = None, **members) -> dict:
    base = {
        "id": id,
        "agent_id": "agent-7",
        "scopes": ["billing:read", "users:read"],
        "tier": "pro",
        "created_at": NOW - 86_400,
        "expires_at": None,
        "status": "active",
        "digest": digest(text, pepper[1] if pepper else None),
        "pepper_id": pepper[0] if pepper else None,
        "replaced_by": None,
        "overlap_until": None,
        "metadata": {"team": "research"},
    }
    assert set(members) <= set(base)
    return base | members


def principal(record: dict) -> dict:
    return {
        "subject": record["agent_id"],
        "issuer": None,
        "client_id": record["agent_id"],
        "audience": [],
        "scopes": record["scopes"],
        "expires_at": record["expires_at"],
        "issued_at": record["created_at"],
        "token_id": None,
        "credential": "api_key",
        "key_id": record["id"],
        "actors": [],
        "bindings": [],
        "tier": record["tier"],
        "claims": record["metadata"],
    }
