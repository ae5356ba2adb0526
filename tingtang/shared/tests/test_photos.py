"""Photos are told by what they are, and described for keeping."""

from __future__ import annotations

import hashlib

import pytest

from tingtang.shared.photos import LARGEST, NO_PHOTO, TOO_LARGE, Picture, photo_media, picture
from tingtang.shared.refusals import WrongField

JPEG, PNG = b"\xff\xd8\xff\xe0 words", b"\x89PNG\r\n\x1a\n words"


@pytest.mark.parametrize(
    ("content", "media"),
    [(JPEG, "image/jpeg"), (PNG, "image/png"), (b"GIF89a", ""), (b"", ""), (b"<svg/>", ""), (PNG[1:], "")],
)
def test_the_first_bytes_say_what_it_is(content: bytes, media: str) -> None:
    assert photo_media(content) == media


def test_a_picture_has_its_size_and_hash() -> None:
    assert picture(PNG, WrongField) == Picture("image/png", PNG, len(PNG), hashlib.sha256(PNG).hexdigest())
    whole = JPEG + b"x" * (LARGEST - len(JPEG))
    assert picture(whole, WrongField).size == LARGEST


@pytest.mark.parametrize(
    ("content", "why"), [(b"%PDF-1.7", NO_PHOTO), (b"", NO_PHOTO), (JPEG + b"x" * LARGEST, TOO_LARGE)]
)
def test_what_is_none_or_too_large_is_refused_by_its_field(content: bytes, why: object) -> None:
    with pytest.raises(WrongField) as refused:
        picture(content, WrongField, "proof")
    assert (refused.value.field, refused.value.text) == ("proof", why)
