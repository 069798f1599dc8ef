"""Unpacks a response whose server compressed it although Doorward asked for ``identity``."""

from __future__ import annotations

import zlib

from doorward._fetch_types import FetchError

# RFC 9110 §8.4.1: the window bits of zlib's reader, and how a body in this coding begins.
_CODINGS = {"gzip": (31, b"\x1f\x8b"), "x-gzip": (31, b"\x1f\x8b"), "deflate": (15, b"\x78")}


def unpacked(body: bytes, content_encoding: str, bytes_max: int) -> bytes:
    """Return the body without its coding. The core refuses a coding that is not unpacked here.

    A body that does not begin as its coding does was unpacked by the client. Raises
    :class:`FetchError` for a body that unpacks to more than ``bytes_max`` bytes, is cut off, or is
    followed by something, a second member too.
    """
    window, beginning = _CODINGS.get(content_encoding.strip().lower(), (0, None))
    if beginning is None or not body.startswith(beginning):
        return body
    reader = zlib.decompressobj(window)
    try:
        plain = reader.decompress(body, bytes_max + 1)
    except zlib.error:
        raise FetchError("other", "content-encoding") from None
    if len(plain) > bytes_max:
        raise FetchError("too_large")
    if not reader.eof or reader.unused_data:
        raise FetchError("other", "content-encoding")
    return plain
