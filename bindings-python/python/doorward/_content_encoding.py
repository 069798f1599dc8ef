"""Unpacks a response whose server compressed it although Doorward asked for ``identity``."""

from __future__ import annotations

import zlib

from doorward._fetch_types import FetchError

# RFC 9110 §8.4.1: the window bits of zlib's reader, and how a body in this coding begins.
_CODINGS = {"gzip": (31, b"\x1f\x8b"), "x-gzip": (31, b"\x1f\x8b"), "deflate": (15, b"\x78")}


def check_coding(content_encoding: str) -> str:
    """Return the one coding that a response has. Raises :class:`FetchError` for any other."""
    coding = content_encoding.strip().lower()
    if coding in {"", "identity"}:
        return "identity"
    if coding not in _CODINGS:
        raise FetchError("other", "content-encoding")
    return coding


def decoded(body: bytes, content_encoding: str, bytes_max: int) -> bytes:
    """Return the body without its coding. It has at most ``bytes_max`` bytes before and after.

    A body that does not begin as its coding does was unpacked by the client. Raises
    :class:`FetchError` for a body that is cut off, and for one that something follows, a second
    member too.
    """
    coding = check_coding(content_encoding)
    if coding == "identity" or not body.startswith(_CODINGS[coding][1]):
        return body
    reader = zlib.decompressobj(_CODINGS[coding][0])
    try:
        plain = reader.decompress(body, bytes_max + 1)
    except zlib.error:
        raise FetchError("other", "content-encoding") from None
    if len(plain) > bytes_max:
        raise FetchError("too_large")
    if not reader.eof or reader.unused_data:
        raise FetchError("other", "content-encoding")
    return plain
