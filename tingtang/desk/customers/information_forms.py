"""What people type about information: checked here for its shape, by the room for its meaning."""

from __future__ import annotations

from typing import Any

from django import forms

from tingtang.customers.consent import ANSWERS, CHANNELS, PURPOSES
from tingtang.customers.models import Source
from tingtang.desk.language import t
from tingtang.shared.identifiers import Fault, normal
from tingtang.shared.identifiers import identity as read_id
from tingtang.shared.phones import phone

TAIL = 4
FIRST, SECOND = "1", "2"
LARGEST = 2 << 20  # bytes of a file that is sent
GUARDIAN_PURPOSE = "guardian"  # of the consent sheet: the customer answers as guardian of the children
ENTERED = (Source.STATED, Source.DOCUMENTED)


class SourceForm(forms.Form):
    """Where it comes from: the customer said so, or a paper shows it."""

    source = forms.ChoiceField(choices=[(one.value, "") for one in ENTERED])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        one = t("请选择信息来源", "Say where it comes from")
        self.fields["source"].error_messages |= {"required": one, "invalid_choice": one}


class ValueForm(SourceForm):
    """A value of a field that is kept here; empty takes it back."""

    value = forms.CharField(required=False, max_length=200, strip=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].error_messages["max_length"] = t("内容过长", "This is too long")


class ConsentForm(SourceForm):
    """What the customer answered: for a purpose, by which channels."""

    purpose = forms.ChoiceField(choices=[(one, "") for one in (*PURPOSES, GUARDIAN_PURPOSE)])
    channels = forms.MultipleChoiceField(required=False, choices=[(one, "") for one in CHANNELS])
    answer = forms.ChoiceField(choices=[(one, "") for one in ANSWERS])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("purpose", "channels", "answer"):
            said = t("请选择", "Choose")
            self.fields[name].error_messages |= {"required": said, "invalid_choice": said}

    def clean(self) -> dict[str, Any]:
        """The guardian's consent is to the use of dates, by whatever channel; every other purpose names channels."""
        cleaned: dict[str, Any] = super().clean() or {}
        of_channels = cleaned.get("purpose") not in (None, GUARDIAN_PURPOSE)
        if of_channels and not cleaned.get("channels") and "channels" not in self.errors:
            self.add_error("channels", t("请选择", "Choose"))
        return cleaned


class CorrectionForm(ValueForm):
    """What the core bank should have instead, and what shows it."""

    reason = forms.CharField(max_length=400, strip=True)
    warned = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].required = True
        self.fields["value"].error_messages["required"] = t("请填写正确的值", "Give the right value")
        self.fields["reason"].error_messages |= {
            "required": t("请写明依据", "Say what shows it"),
            "max_length": t("内容过长", "This is too long"),
        }


class CheckForm(forms.Form):
    """Whom one asks about: a whole phone or identity number, or a name with the last four of either."""

    kind = forms.ChoiceField(choices=[("P", ""), ("C", "")], required=False)
    name = forms.CharField(required=False, max_length=120, strip=True)
    phone = forms.CharField(required=False, max_length=32, strip=True)
    id_no = forms.CharField(required=False, max_length=40, strip=True)

    def clean(self) -> dict[str, Any]:
        """Enough to ask with: otherwise one would find out who is a customer by trying names."""
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["kind"] = cleaned.get("kind") or "P"
        phone_no, id_no = cleaned.get("phone", ""), cleaned.get("id_no", "")
        tails = max(len(normal(phone_no)), len(normal(id_no)))
        whole = not isinstance(phone(phone_no), Fault) or (id_no and not isinstance(read_id(id_no), Fault))
        if not whole and not (cleaned.get("name") and tails >= TAIL):
            said = t(
                "请输入完整的电话或证件号码，或姓名加后四位",
                "Give a whole phone or identity number, or a name and a last four",
            )
            self.add_error("phone", said)
        return cleaned


class UndoForm(forms.Form):
    """Why a merge is taken back."""

    reason = forms.CharField(max_length=400, strip=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].error_messages |= {
            "required": t("请写明依据", "Say what shows it"),
            "max_length": t("内容过长", "This is too long"),
        }


class PairForm(UndoForm):
    """Two files: one customer, of which one file is kept; or two customers. Either with what shows it."""

    what = forms.ChoiceField(choices=[("merge", ""), ("aside", "")])
    # by its place, not by its number: of a file without a tie not even that is told
    kept = forms.ChoiceField(required=False, choices=[(FIRST, ""), (SECOND, "")])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        one = t("请选择", "Choose")
        self.fields["what"].error_messages |= {"required": one, "invalid_choice": one}

    def clean(self) -> dict[str, Any]:
        """Who merges says which file is kept."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("what") == "merge" and not cleaned.get("kept"):
            self.add_error("kept", t("请选择保留哪一份档案", "Choose which file is kept"))
        return cleaned


class AnswerForm(forms.Form):
    """The answer to a correction; a refusal says why."""

    decision = forms.ChoiceField(choices=[("accept", ""), ("refuse", "")])
    answer = forms.CharField(required=False, max_length=400, strip=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        one = t("请选择采纳或不采纳", "Accept or refuse")
        self.fields["decision"].error_messages |= {"required": one, "invalid_choice": one}
        self.fields["answer"].error_messages["max_length"] = t("内容过长", "This is too long")


class SentFileForm(forms.Form):
    """A table that somebody sends."""

    file = forms.FileField(max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        one = t("请选择 xlsx 或 csv 文件", "Choose an xlsx or csv file")
        self.fields["file"].error_messages |= {
            "required": one,
            "invalid": one,
            "empty": t("文件是空的", "The file is empty"),
        }

    def clean_file(self) -> Any:
        """Not larger than a person could look through."""
        sent = self.cleaned_data["file"]
        if sent.size > LARGEST:
            raise forms.ValidationError(t("文件过大，最多 2 MB", "The file is too large: 2 MB at most"))
        return sent


class FileForm(SentFileForm, SourceForm):
    """A file of information, and where what stands in it comes from."""


class ProspectFileForm(SentFileForm):
    """A file of prospects, and who gets those whom nobody manages; empty: by the rules of routing."""

    to_staff = forms.CharField(required=False, max_length=32)


class ChoiceForm(forms.Form):
    """What becomes of a file: all of it, the good rows, or nothing; that its notes were looked at."""

    choice = forms.ChoiceField(choices=[("all", ""), ("good", ""), ("drop", "")])
    checked = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        one = t("请选择", "Choose")
        self.fields["choice"].error_messages |= {"required": one, "invalid_choice": one}
