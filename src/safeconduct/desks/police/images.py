"""Whether bytes are a photograph, by what they say and not by a file's name."""

from __future__ import annotations

_BEGINNINGS = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG"}
_HEIC = (b"heic", b"heix", b"mif1", b"hevc", b"avif")


def image(raw: bytes) -> str:
    """Which kind of image these bytes are; empty: none."""
    for beginning, kind in _BEGINNINGS.items():
        if raw.startswith(beginning):
            return kind
    if raw[:4] == b"RIFF" and raw[8:12] == b"WEBP":
        return "WebP"
    return "HEIC" if raw[4:8] == b"ftyp" and raw[8:12] in _HEIC else ""
