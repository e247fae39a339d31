import asyncio
import os
import signal
from pathlib import Path

import pytest

from capacity_service.nodes import kind as nodes_kind
from capacity_service.nodes.kind import Kind, KindError

ECHO = "import os, sys; print(os.getpid(), flush=True)\nfor line in sys.stdin: print(line, end='', flush=True)"
DEAF = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"


class Gehoord:
    """What a process printed, line by line."""

    def __init__(self) -> None:
        self.lines: asyncio.Queue[str] = asyncio.Queue()

    async def next(self) -> str:
        async with asyncio.timeout(20):
            return await self.lines.get()


@pytest.fixture
def gehoord() -> Gehoord:
    return Gehoord()


@pytest.fixture(autouse=True)
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return tmp_path


def make(program: Path, source: str, gehoord: Gehoord) -> Kind:
    (program / "proefkind.py").write_text(source)
    return Kind("proef", ["proefkind"], hear=gehoord.lines.put_nowait)


async def test_a_process_that_was_killed_is_started_again_and_that_is_said(
    program: Path, gehoord: Gehoord, capsys: pytest.CaptureFixture[str]
) -> None:
    kind = make(program, ECHO, gehoord)
    running = asyncio.create_task(kind.keep_running())
    first = await gehoord.next()
    kind.tell("dag")
    assert await gehoord.next() == "dag"
    os.kill(int(first), signal.SIGKILL)
    assert await gehoord.next() == ""
    assert await gehoord.next() not in {first, ""}
    assert "de proef is gestopt (code -9) en start opnieuw" in capsys.readouterr().err
    await kind.stop()
    await running
    assert await gehoord.next() == ""
    assert capsys.readouterr().err == ""


async def test_a_process_that_never_gets_ready_is_not_tried_for_ever(program: Path, gehoord: Gehoord) -> None:
    with pytest.raises(KindError, match=r"De proef start niet \(code 3\)"):
        await make(program, "raise SystemExit(3)", gehoord).keep_running()


async def test_a_process_that_does_not_hear_its_input_end_is_killed(
    program: Path, gehoord: Gehoord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nodes_kind, "PATIENCE_S", 0.2)
    kind = make(program, DEAF, gehoord)
    running = asyncio.create_task(kind.keep_running())
    pid = int(await gehoord.next())
    await kind.stop()
    await running
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_what_is_told_to_a_process_that_is_not_there_is_lost(program: Path, gehoord: Gehoord) -> None:
    kind = make(program, ECHO, gehoord)
    kind.tell("niemand")
    await kind.stop()
    assert gehoord.lines.empty()
