"""Starting and stopping the whole thing as people do: embedded, on a free port, with Ctrl-C."""

import asyncio
import gc
import os
import re
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest

from capacity_service.domain.uitweg import Mailserver, Uitweg
from capacity_service.serve import (
    COLLECT_AFTER,
    make_ingang,
    make_uitweg,
    spare_collector,
    welcome,
    why_no_demo,
)
from capacity_service.settings import Settings, SettingsError
from capacity_service.sleutels import open_or_make

ROOT = Path(__file__).resolve().parents[1]
START_S = 90
ADDRESS = re.compile(r"draait: (http://127\.0\.0\.1:\d+)")


@dataclass
class Started:
    """A started command: where it answers and what it says."""

    process: asyncio.subprocess.Process
    said: list[str] = field(default_factory=list)

    async def until(self, pattern: re.Pattern[str]) -> str:
        """Read on until it says this; the first group of it."""
        async with asyncio.timeout(START_S):
            while line := await self.read():
                if found := pattern.search(line):
                    return found.group(1)
        raise AssertionError(f"ended without {pattern.pattern}: {''.join(self.said)}")

    async def read(self) -> str:
        assert self.process.stderr is not None
        line = (await self.process.stderr.readline()).decode()
        self.said.append(line)
        return line

    async def end(self, number: signal.Signals | None = None) -> int:
        """Send it a signal, and wait for its end."""
        if number is not None:
            self.process.send_signal(number)
        async with asyncio.timeout(START_S):
            while await self.read():
                pass
            return await self.process.wait()


@asynccontextmanager
async def start(data_dir: Path, *args: str, **environment: str) -> AsyncIterator[Started]:
    """`capacity-service serve` with these settings; killed at the end if it is still there."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("CAPACITY_", "DATABASE_"))}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "capacity_service",
        "serve",
        *args,
        cwd=ROOT,
        env=inherited | {"CAPACITY_DATA_DIR": str(data_dir), "CAPACITY_PORT": "0"} | environment,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    started = Started(process)
    try:
        yield started
    finally:
        if process.returncode is None:
            await started.end(signal.SIGTERM)


async def _count_bezet(url: str) -> int:
    async with httpx2.AsyncClient(base_url=f"{url}/v1", headers={"Origin": url}, trust_env=False) as client:
        accounts = (await client.get("/demo-accounts")).json()["demoAccounts"]
        (account,) = [account["id"] for account in accounts if account["rol"] == "landelijk"]
        assert (await client.post("/demo-sessies", json={"account": account})).status_code == 201
        totals = (await client.get("/bezetting")).json()["totaal"]
        bezet: int = totals["bezet"] + totals["opvangplaatsen"]["bezet"]
        return bezet


async def test_it_starts_from_nothing_stops_on_ctrl_c_and_keeps_what_it_knew(tmp_path: Path) -> None:
    data_dir = tmp_path / "gegevens van de dienst"
    async with start(data_dir, "--demo") as first:
        url = await first.until(ADDRESS)
        assert (data_dir / "dienst.json").exists()
        started = time.monotonic()
        while (moved := await _count_bezet(url)) == 0:
            assert time.monotonic() - started < START_S, "het verzonnen land beweegt niet"
            await asyncio.sleep(0.5)
        assert await first.end(signal.SIGINT) == 0
    said = "".join(first.said)
    assert said.rstrip().endswith("gestopt")
    assert "verzonnen" in said
    assert "Traceback" not in said
    assert not (data_dir / "dienst.json").exists()
    async with start(data_dir) as second:
        assert await _count_bezet(await second.until(ADDRESS)) >= moved
        assert "geladen" not in "".join(second.said)
        assert await second.end(signal.SIGTERM) == 0
        assert second.said[-2].rstrip().endswith("gestopt")


async def test_a_port_that_somebody_has_is_told_before_anything_starts(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        data_dir = tmp_path / "gegevens"
        async with start(data_dir, CAPACITY_PORT=port) as started:
            assert await started.end() == 1
    assert f"127.0.0.1:{port}" in "".join(started.said)
    assert not data_dir.exists()


async def test_the_demonstration_never_runs_on_a_real_database(tmp_path: Path) -> None:
    async with start(tmp_path, "--demo", DATABASE_URL="postgresql://a:b@127.0.0.1:9/c") as started:
        assert await started.end() == 1
    assert "DATABASE_URL" in "".join(started.said)


async def test_a_database_that_is_not_there_is_an_end_and_not_a_wait(tmp_path: Path) -> None:
    keys = tmp_path / "sleutels.json"
    open_or_make(keys)
    away = {"DATABASE_URL": "postgresql://a:b@127.0.0.1:9/c", "CAPACITY_SLEUTELS": str(keys)}
    async with start(tmp_path, **away) as started:
        assert await started.end() == 1
    assert "niet te bereiken" in "".join(started.said)
    assert "Traceback" not in "".join(started.said)


def test_the_settings_say_how_people_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "CAPACITY_URL": "https://plaatsen.example/",
        "CAPACITY_SMTP_URL": "smtps://naam:geheim@mail.example",
        "CAPACITY_MAIL_VAN": "meldingen@plaatsen.example",
        "CAPACITY_WEBHOOK_INTERN": "1",
        "CAPACITY_OIN": "00000001823288444000",
    }.items():
        monkeypatch.setenv(name, value)
    uitweg = make_uitweg(Settings.read(), "http://127.0.0.1:8000", lokaal=False)
    assert uitweg == Uitweg(
        "https://plaatsen.example",
        Mailserver("mail.example", 465, tls=True, gebruiker="naam", wachtwoord="geheim"),
        "meldingen@plaatsen.example",
        "00000001823288444000",
        lokaal=False,
        intern=True,
    )


def test_without_settings_people_are_sent_to_where_it_listens_and_get_no_mail() -> None:
    assert make_uitweg(Settings(), "http://127.0.0.1:8123", lokaal=True) == Uitweg("http://127.0.0.1:8123", lokaal=True)


def test_what_is_there_at_the_start_is_never_looked_at_again() -> None:
    before = gc.get_threshold()
    try:
        spare_collector()
        assert gc.get_threshold() == COLLECT_AFTER
        assert gc.get_freeze_count() > 10_000
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)


AANBIEDERS = """
[[aanbieder]]
code = "proef"
naam = "Proef"
issuer = "https://login.example"
client_id = "capaciteit"
rol = { vast = "opvang" }
organisatie = { vast = "Stichting Proef" }
"""


@pytest.fixture
def providers(tmp_path: Path) -> str:
    path = tmp_path / "aanbieders.toml"
    path.write_text(AANBIEDERS, encoding="utf-8")
    return str(path)


def settings_of(monkeypatch: pytest.MonkeyPatch, **environment: str) -> Settings:
    for setting in Settings.model_fields.values():
        monkeypatch.delenv(str(setting.validation_alias), raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return Settings.read()


@pytest.mark.parametrize(
    ("environment", "why"),
    [
        ({}, None),
        ({"CAPACITY_HOST": "localhost"}, None),
        ({"CAPACITY_URL": "http://127.0.0.1:8123"}, None),
        ({"DATABASE_URL": "postgresql://a:b@127.0.0.1/c"}, "DATABASE_URL"),
        ({"CAPACITY_AANBIEDERS": "x.toml"}, "CAPACITY_AANBIEDERS"),
        ({"CAPACITY_HOST": "0.0.0.0"}, "0.0.0.0"),  # noqa: S104 - refused
        ({"CAPACITY_HOST": "192.168.1.2"}, "192.168.1.2"),
        ({"CAPACITY_URL": "https://plaatsen.example"}, "CAPACITY_URL"),
    ],
)
def test_a_demonstration_is_of_one_machine_and_nobody_else_logs_in_without_showing_who_they_are(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], why: str | None
) -> None:
    said = why_no_demo(settings_of(monkeypatch, **environment))
    assert (said is None) == (why is None)
    assert why is None or why in str(said)


def test_the_start_says_why_there_is_no_demonstration(capsys: pytest.CaptureFixture[str]) -> None:
    welcome("http://127.0.0.1:8000", without="DATABASE_URL is gezet", demo=False)
    assert "inloggen zonder wachtwoord (demo) staat uit: DATABASE_URL is gezet" in capsys.readouterr().err
    welcome("http://127.0.0.1:8000", without=None, demo=False)
    assert "inloggen zonder wachtwoord (demo): " in capsys.readouterr().err


def test_people_come_back_to_where_they_open_the_service(monkeypatch: pytest.MonkeyPatch, providers: str) -> None:
    settings = settings_of(monkeypatch, CAPACITY_AANBIEDERS=providers, CAPACITY_URL="https://Plaatsen.example:443")
    ingang = make_ingang(settings, "http://127.0.0.1:8000")
    assert (ingang.terug, ingang.beveiligd) == ("https://plaatsen.example/v1/aanmelden/terug", True)
    here = make_ingang(settings_of(monkeypatch, CAPACITY_AANBIEDERS=providers), "http://127.0.0.1:8000")
    assert (here.root, here.beveiligd, len(here.aanbieders)) == ("http://127.0.0.1:8000", False, 1)
    nobody = make_ingang(settings_of(monkeypatch), "http://127.0.0.1:8000")
    assert (nobody.root, nobody.aanbieders) == ("", ())


@pytest.mark.parametrize(
    "environment",
    [{"CAPACITY_HOST": "0.0.0.0"}, {"CAPACITY_URL": "http://plaatsen.example"}],  # noqa: S104 - refused
)
def test_nobody_comes_back_over_a_line_that_others_read(
    monkeypatch: pytest.MonkeyPatch, providers: str, environment: dict[str, str]
) -> None:
    settings = settings_of(monkeypatch, CAPACITY_AANBIEDERS=providers, **environment)
    with pytest.raises(SettingsError, match="CAPACITY_URL ontbreekt of is geen https"):
        make_ingang(settings, "http://0.0.0.0:8000")


async def test_a_fault_in_the_providers_is_told_before_anything_starts(tmp_path: Path) -> None:
    path = tmp_path / "aanbieders.toml"
    path.write_text(AANBIEDERS.replace('"opvang"', '"baas"'), encoding="utf-8")
    async with start(tmp_path / "data", CAPACITY_AANBIEDERS=str(path)) as started:
        assert await started.end() == 1
    assert "rol: baas is geen rol" in "".join(started.said)
    assert not (tmp_path / "data").exists()
