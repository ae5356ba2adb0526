"""Telling photos by what they are, not by their names. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from tingtang.shared.refusals import WrongField
from tingtang.shared.text import Bilingual

SIGNATURES = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"))
ENDINGS = {"image/jpeg": "jpg", "image/png": "png"}
LARGEST = 5 * 1024 * 1024  # bytes, where the manual's values say nothing
TOO_LARGE = Bilingual("照片不得超过 5 MB", "a photo has 5 MB at most")
NO_PHOTO = Bilingual("请上传 JPG 或 PNG 照片", "a photo is a JPG or PNG file")


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo as it is kept: the file with its type and hash."""

    media: str
    content: bytes
    size: int
    sha256: str


def photo_media(content: bytes) -> str:
    """The media type of a JPEG or PNG; "" for what is neither."""
    return next((media for start, media in SIGNATURES if content.startswith(start)), "")


def picture(content: bytes, wrong: type[WrongField], field: str = "photo") -> Picture:
    """The photo in these bytes. Raises `wrong` naming the field for what is none or too large."""
    if len(content) > LARGEST:
        raise wrong(field, TOO_LARGE)
    media = photo_media(content)
    if not media:
        raise wrong(field, NO_PHOTO)
    return Picture(media, content, len(content), hashlib.sha256(content).hexdigest())
