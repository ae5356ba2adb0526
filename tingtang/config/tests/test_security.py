"""Security settings from the environment."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tingtang.config.security import content_security_policy, live_origins, number


def test_the_live_stream_may_be_opened_at_its_port_or_its_address() -> None:
    assert live_origins("", 8001, ["127.0.0.1", ".bank.example", "[::1]"]) == ("127.0.0.1:8001", "*.bank.example:8001")
    assert live_origins("https://live.bank.example/live", 1, ["a"]) == ("https://live.bank.example",)
    assert live_origins("/live", 1, ["a"]) == ()
    assert "127.0.0.1:8001" in content_security_policy(("127.0.0.1:8001",))["DIRECTIVES"]["connect-src"]


def test_a_setting_that_is_no_number_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TINGTANG_SESSION_HOURS", "twelve")
    with pytest.raises(ValueError, match="TINGTANG_SESSION_HOURS"):
        number("TINGTANG_SESSION_HOURS", 1)


def test_the_data_directory_opens_to_its_owner_alone(tmp_path: Path) -> None:
    var = tmp_path / "deep" / "var"
    environment = {**os.environ, "TINGTANG_VAR": str(var), "DJANGO_SETTINGS_MODULE": "tingtang.config.settings"}
    environment.pop("DATABASE_URL", None)
    subprocess.run([sys.executable, "-c", "import tingtang.config.settings"], check=True, env=environment)
    assert stat.S_IMODE(var.stat().st_mode) == 0o700
    assert stat.S_IMODE((var / "secret-key").stat().st_mode) == 0o600
