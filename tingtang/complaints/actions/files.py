"""Papers of a case: real files, kept with their hash, told apart by what they are and not by their names."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction

from tingtang.complaints.actions.history import step, take
from tingtang.complaints.clocks import length_of
from tingtang.complaints.errors import BadInput
from tingtang.complaints.models import Attachment, Complaint, What
from tingtang.shared.text import Bilingual

SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"RIFF", "audio/wav"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
)
ENDINGS = {
    "application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "audio/wav": "wav", "audio/mpeg": "mp3",
}  # fmt: skip
MEGABYTE = 1024 * 1024
MOST_BYTES = 64 * MEGABYTE  # read of an upload at most; what may be kept is a value of the manual, far below
NO_FILE = Bilingual("请选择文件", "choose a file")
NOT_READABLE = Bilingual("须为 PDF、JPEG、PNG 图片或 WAV、MP3 录音", "a PDF, JPEG or PNG, or a WAV or MP3 recording")
NO_SUCH = Bilingual("没有这个选项", "there is no such choice")


@transaction.atomic
def attach(*, complaint_id: int, what: str, name: str, content: bytes, by: str, at: datetime) -> Attachment:
    """Add a paper, a picture or a recording; the same bytes again are the paper that is there. Raises BadInput."""
    if what not in (Attachment.What.EVIDENCE, Attachment.What.AUTHORITY, Attachment.What.RECORD):
        raise BadInput("what", NO_SUCH)
    case = take(complaint_id)
    before = Attachment.objects.filter(complaint=case).count()
    kept = keep(case, what=Attachment.What(what), name=name, content=content, by=by, at=at)
    if Attachment.objects.filter(complaint=case).count() > before:
        step(case, What.ATTACHED, by=by, at=at, data={"attachment": kept.pk, "sha256": kept.sha256})
    return kept


def keep(case: Complaint, *, what: Attachment.What, name: str, content: bytes, by: str, at: datetime) -> Attachment:
    """Keep the bytes with their hash, inside the caller's transaction. Raises BadInput: none, too large, too many."""
    media = media_of(case, content, at)
    digest = hashlib.sha256(content).hexdigest()
    most, _ = length_of("complaint.attachments_most", at, case.place_id)
    there = Attachment.objects.filter(complaint=case)
    if same := there.filter(sha256=digest).first():
        return same
    if there.count() >= most:
        raise BadInput("file", Bilingual(f"最多保存 {most} 个附件", f"at most {most} files are kept"))
    named = name.replace("\\", "/").rsplit("/", 1)[-1].strip()[-120:]
    return Attachment.objects.create(
        complaint=case, what=what, name=named or f"{what.value}.{ENDINGS[media]}", media=media, content=content,
        size=len(content), sha256=digest, by=by, at=at,
    )  # fmt: skip


def media_of(case: Complaint, content: bytes, at: datetime) -> str:
    """What the bytes are, whatever their name says. Raises BadInput."""
    if not content:
        raise BadInput("file", NO_FILE)
    most, _ = length_of("complaint.attachment_megabytes", at, case.place_id)
    if len(content) > most * MEGABYTE:
        raise BadInput("file", Bilingual(f"文件超过 {most} MB", f"the file is larger than {most} MB"))
    for start, media in SIGNATURES:
        if content.startswith(start):
            return media
    raise BadInput("file", NOT_READABLE)
