"""What is wrong with a call is said in the language of its caller, by the field; nothing that is sent is ignored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from pydantic import BaseModel, ValidationError

from tingtang.advice.tests.shop import Shop
from tingtang.config.api import api
from tingtang.config.api_words import SAID, UNREADABLE, said
from tingtang.desk.language import of_caller
from tingtang.organisation.api import In
from tingtang.organisation.models import User

STRANGE: tuple[Any, ...] = (None, "", "x" * 5000, -1, 10**30, 0.5, [], {}, [None] * 999, {"a": 1}, True, "2026-13-45")


@pytest.fixture
def shop(db: None) -> Shop:
    return Shop(signed=True)


def sent(body: object, headers: dict[str, str] | None = None, lang: str = "") -> Any:
    client = Client()
    client.force_login(User.objects.get(username="W1"))
    if lang:
        client.cookies["lang"] = lang
    return client.post("/api/advice/quota-requests", body, content_type="application/json", headers=headers or {})


def told(answer: Any) -> dict[str, str]:
    assert answer.status_code == 422
    return {one["field"]: one["message"] for one in answer.json()["fields"]}


@pytest.mark.parametrize(
    ("headers", "cookie", "message"),
    [
        ({}, "", "请填写"),
        ({"Accept-Language": "en"}, "", "this is needed"),
        ({"Accept-Language": "fr, en-GB;q=0.5, zh;q=0.1"}, "", "this is needed"),
        ({"Accept-Language": "zh-CN, en;q=0.9"}, "en", "请填写"),
        ({"Accept-Language": "fr"}, "", "请填写"),
        ({}, "en", "this is needed"),
    ],
)
def test_a_missing_field_is_told_in_the_callers_language(
    shop: Shop, headers: dict[str, str], cookie: str, message: str
) -> None:
    wrong = told(sent({"amount": "1", "reason": "x", "institution_id": "O1"}, headers, cookie))
    assert wrong == {"product": message}


def test_an_unknown_key_is_refused_by_its_name_and_nothing_is_done(shop: Shop) -> None:
    body = {"product": "Q3", "amount": "1", "reason": "x", "institution_id": "O1", "urgent": True}
    assert told(sent(body)) == {"urgent": "没有这个字段"}
    assert told(sent(body, {"Accept-Language": "en"})) == {"urgent": "there is no such field"}


def test_a_bound_is_told_with_its_number(shop: Shop) -> None:
    body = {"product": "Q3", "amount": "-1", "reason": "长" * 201, "institution_id": "O1"}
    assert told(sent(body)) == {"amount": "须大于 0", "reason": "最多 200 个字符"}


def test_a_device_with_a_token_is_answered_in_its_language(db: None) -> None:
    said_in = [Client(headers={"Authorization": "Bearer tt_none", "Accept-Language": code}) for code in ("en", "zh")]
    answers = [one.post("/api/advice/quota-requests", {}, content_type="application/json") for one in said_in]
    assert [answer.json()["message"] for answer in answers] == ["sign in, or send a token", "请登录，或附上令牌"]


@pytest.mark.parametrize("header", ["", "*", ";;;q=", "en;q=0", "x" * 9000, "en-" * 900])
def test_a_header_without_a_language_of_ours_is_chinese(header: str) -> None:
    assert of_caller(header) in ("zh", "en" if header.startswith("en-") else "zh")


def bodies() -> Iterator[tuple[str, dict[str, Any]]]:
    """(operation, schema of its JSON body)."""
    document = api.get_openapi_schema()
    for path, operations in document["paths"].items():
        for method, one in operations.items():
            content = one.get("requestBody", {}).get("content", {})
            if "application/json" in content:
                said = content["application/json"]["schema"]
                known = document["components"]["schemas"]
                for part in said.get("anyOf", [said]):  # one of them null where the body may be left out
                    yield f"{method} {path}", known.get(part.get("$ref", "").rsplit("/", 1)[-1], part)


def test_no_operation_ignores_a_key_it_does_not_know() -> None:
    found = [(name, schema) for name, schema in bodies() if schema.get("type") != "null"]
    assert len(found) > 30
    assert not [name for name, schema in found if schema.get("additionalProperties") is not False]


def every(kind: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for one in kind.__subclasses__():
        yield one
        yield from every(one)


def test_each_mistake_an_input_can_have_has_words_of_its_own() -> None:
    unsaid = set()
    for schema in every(In):
        for name in (*schema.model_fields, "unknown"):
            for value in STRANGE:
                try:
                    schema.model_validate({name: value})
                except ValidationError as refused:
                    kinds = {(one["type"], said(one["type"], one.get("ctx"))) for one in refused.errors()}
                    unsaid |= {kind for kind, words in kinds if words is UNREADABLE and kind != "value_error"}
    assert not unsaid
    assert said("something_new") is UNREADABLE
    assert all(words.zh and words.en for words in SAID.values())
