"""Seals: one way to write a document, and the digest of what it says.

A document is a JSON object whose last key, ``digest``, is the SHA-256 of all else in canonical form (keys sorted, no
spaces, UTF-8).  A file must also be, byte for byte, what :func:`written` makes of its content, so that even a changed
space is seen.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from counterpoise.vocabulary import DataError

__all__ = ["digest_of", "read_sealed", "sealed", "unseal", "write_whole", "written"]


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of a document without its ``digest``, in canonical form.

    >>> digest_of({"b": 1, "a": 2}) == digest_of({"a": 2, "b": 1, "digest": "whatever"})
    True
    """
    bare = {key: value for key, value in content.items() if key != "digest"}
    text = json.dumps(bare, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return sha256(text.encode()).hexdigest()


def sealed(content: Mapping[str, Any]) -> dict[str, Any]:
    """The document with its digest as last key."""
    return {**{key: value for key, value in content.items() if key != "digest"}, "digest": digest_of(content)}


def written(content: Mapping[str, Any]) -> bytes:
    """The one way to write a document for people: indented by one, keys in the order given."""
    return (json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def unseal(raw: bytes) -> tuple[dict[str, Any] | None, str]:
    """A document, and what is wrong with it: nothing (an empty text) if every byte is as it was written.

    >>> unseal(written(sealed({"a": 1})))[1]
    ''
    >>> unseal(written(sealed({"a": 1})).replace(b"1", b"2"))[1]
    'its content does not have the digest that it names'
    """
    try:
        content = json.loads(raw.decode("utf-8"))
    except (UnicodeDecodeError, ValueError):
        return None, "it is not JSON"
    if not isinstance(content, dict):
        return None, "it is not a JSON object"
    try:
        if content.get("digest") != digest_of(content):
            return content, "its content does not have the digest that it names"
        return content, "" if written(content) == raw else "its bytes are not as they were written"
    except ValueError:
        return content, "it holds a number that JSON does not have"


def read_sealed(path: Path, hint: str) -> dict[str, Any]:
    """A document whose seal holds.

    Raises:
        DataError: The file is missing, or was changed after it was written.
    """
    try:
        raw = path.read_bytes()
    except OSError as problem:
        raise DataError(f"The file cannot be read: {problem.strerror}.", where=path, hint=hint) from None
    content, wrong = unseal(raw)
    if content is None or wrong:
        raise DataError(f"This file was changed after it was written: {wrong}.", where=path, hint=hint)
    return content


def write_whole(path: Path, raw: bytes) -> None:
    """Write a file whole or not at all; what stood there stays until the new one is complete."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(raw)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)
