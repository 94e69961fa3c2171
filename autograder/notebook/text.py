"""Bytes → text, in whatever encoding an editor or a mail program left them."""

from __future__ import annotations

import codecs
import json

from .cells import Remark, Unreadable

_MARKS = (
    (codecs.BOM_UTF8, "UTF-8 with a byte order mark", "utf-8"),
    (codecs.BOM_UTF32_LE, "UTF-32", "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "UTF-32", "utf-32"),
    (codecs.BOM_UTF16_LE, "UTF-16", "utf-16"),
    (codecs.BOM_UTF16_BE, "UTF-16", "utf-16"),
)


def as_utf8(data: bytes) -> tuple[bytes, tuple[Remark, ...]]:
    """The same text in UTF-8, unless it is in a one-byte encoding, which only ``decode`` finds out."""
    for mark, name, codec in _MARKS:
        if data.startswith(mark):
            body = data.removeprefix(mark) if codec == "utf-8" else _recoded(data, codec)
            return body, (Remark("encoding", {"encoding": name}),)
    codec = json.detect_encoding(data[:4])  # told by where the null bytes of the first characters are
    if codec.startswith("utf-8"):
        return data, ()
    return _recoded(data, codec), (Remark("encoding", {"encoding": codec[:6].upper()}),)


def _recoded(data: bytes, codec: str) -> bytes:
    try:
        return data.decode(codec).encode("utf-8")
    except UnicodeError:
        raise Unreadable(Remark("not_text")) from None


def decode(data: bytes) -> tuple[str, tuple[Remark, ...]]:
    """UTF-8, or else what Windows of Western Europe writes, which any bytes can be."""
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
        return text, (Remark("encoding", {"encoding": "Windows-1252, or damaged UTF-8"}),)
