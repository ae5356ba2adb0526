"""The frame of every page: language, theme, rail, security policy."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from tingtang.desk import assets
from tingtang.organisation.access import NOBODY, Post, Viewer
from tingtang.organisation.models import User
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import person, signed_up, small_bank


@pytest.fixture
def manager(db: None) -> User:
    small_bank()
    return signed_up(person("M1", Position.WEALTH_MANAGER))


@pytest.fixture
def page(client: Client, manager: User) -> Client:
    client.force_login(manager)
    return client


def test_a_page_speaks_chinese_first(page: Client) -> None:
    answer = page.get("/")
    assert answer.status_code == 200
    assert answer["Content-Language"] == "zh-Hans"
    assert '<html lang="zh-Hans"' in answer.text
    assert "我的一天" in answer.text


def test_the_switch_turns_the_pages_to_english_and_back(page: Client) -> None:
    switched = page.post("/language", {"lang": "en", "next": "/"})
    assert switched.status_code == 302
    assert page.cookies["lang"].value == "en"
    assert '<html lang="en"' in page.get("/").text
    assert "My day" in page.get("/").text
    page.post("/language", {"lang": "zh", "next": "/"})
    assert "我的一天" in page.get("/").text


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_the_switch_never_leads_to_another_site(page: Client, target: str) -> None:
    assert page.post("/language", {"lang": "en", "next": target})["Location"] == "/"


def test_an_unknown_language_changes_nothing(page: Client) -> None:
    page.post("/language", {"lang": "xx", "next": "/"})
    assert "lang" not in page.cookies
    page.cookies["lang"] = "xx"
    assert '<html lang="zh-Hans"' in page.get("/").text


def test_switching_needs_a_post(page: Client) -> None:
    assert page.get("/language").status_code == 405


def test_the_theme_of_the_device_cookie_is_in_the_first_byte(page: Client) -> None:
    assert "data-theme" not in page.get("/").text.split(">")[1]
    page.cookies["theme"] = "dark"
    assert 'data-theme="dark"' in page.get("/").text
    page.cookies["theme"] = '"><script>'
    assert "<script>" not in page.get("/").text


def test_no_page_may_run_or_load_anything_from_elsewhere(page: Client) -> None:
    policy = page.get("/")["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


def test_a_page_has_no_inline_script_style_or_handler(page: Client) -> None:
    text = page.get("/").text
    assert "<style" not in text
    assert "style=" not in text
    assert " onclick" not in text
    assert all(" src=" in tag for tag in text.split("<script")[1:])


def test_the_rail_names_the_person_and_marks_where_they_are(page: Client) -> None:
    text = page.get("/").text
    assert "员工M1" in text
    assert "理财经理" in text
    assert 'href="/" aria-current="page"' in text


def test_nobody_signed_in_is_sent_to_the_sign_in(client: Client, db: None) -> None:
    answer = client.get("/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in")


def test_the_rail_holds_only_what_the_viewer_may_open() -> None:
    from tingtang.desk.navigation import account, links

    manager = Viewer("M1", position=Position.WEALTH_MANAGER, posts=(Post(Position.WEALTH_MANAGER, "O1"),))
    assert [link.key for link in links(NOBODY, "/")] == []
    keys = {link.key for link in links(manager, "/")}
    assert "day" in keys
    assert "team" not in keys
    assert [link.key for link in account(manager, "/trace") if link.current] == ["trace"]
    assert "audit" not in {link.key for link in account(manager, "/")}


def test_a_section_of_the_rail_has_its_heading_once_and_an_empty_one_has_none() -> None:
    from tingtang.desk.navigation import links

    guard = Viewer("G1", position=Position.GUARD, posts=(Post(Position.GUARD, "O1"),))
    manager = Viewer("M1", position=Position.WEALTH_MANAGER, posts=(Post(Position.WEALTH_MANAGER, "O1"),))
    assert "客户" not in {link.heading for link in links(guard, "/")}
    headings = [link.heading for link in links(manager, "/") if link.heading]
    assert headings[0] == "客户"
    assert len(headings) == len(set(headings))
    assert links(manager, "/")[0].heading == ""


def test_a_built_file_is_addressed_by_its_hashed_name(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(assets, "DIST", tmp_path)
    assert assets.static("style.css") == "/static/style.css"
    assets._manifest.cache_clear()
    (tmp_path / "manifest.json").write_text(json.dumps({"style.css": "style.0123456789ab.css"}))
    assert assets.static("style.css") == "/static/style.0123456789ab.css"


def test_a_form_sent_after_the_session_ended_keeps_its_page(client: Client, db: None) -> None:
    """See the journey in the browser tests: what was typed is saved after signing in in another tab."""
    answer = client.post("/customers/C1/contact", {"memo": "x"}, headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert "HX-Redirect" not in answer.headers
    assert "登录" in json.loads(answer["HX-Trigger"])["tingtang:toast"]["text"]
    fragment = client.get("/customers/C1/contact", headers={"HX-Request": "true"})
    assert fragment["HX-Redirect"].startswith("/sign-in")


@pytest.mark.parametrize(
    "address", ["/?q=%00", "/compliance/cases?staff=a%00b", "/customers/C%00/contact", "/sign-in?next=%00"]
)
def test_an_address_with_a_nul_byte_is_refused(client: Client, db: None, address: str) -> None:
    assert client.get(address).status_code == 400
