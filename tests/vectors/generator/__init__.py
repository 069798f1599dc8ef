"""Writes the conformance vectors. Independent of Doorward: it signs with `cryptography` and `hmac`."""
