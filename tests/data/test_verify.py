"""The program that others check us with, against whatever is almost right."""

import base64
import json
import random
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from capacity_service.api.controlepunten import CONTROLEUR, make_feed
from capacity_service.domain.controlepunt import Boom
from capacity_service.sleutels import Sleutelbos
from capacity_service.store.zegel import show_openbaar
from tests.data.bewijzen import Bewijs, Json, keys

MORE_THAN_MATHS = {
    "argparse",
    "base64",
    "collections",
    "hashlib",
    "html",
    "itertools",
    "json",
    "pathlib",
    "re",
    "sys",
    "typing",
}


def test_it_needs_nothing_but_python_itself(verify: ModuleType) -> None:
    lines = CONTROLEUR.read_text(encoding="utf-8").splitlines()
    imported = {line.split()[1].split(".")[0] for line in lines if line.startswith(("import ", "from "))}
    assert imported == MORE_THAN_MATHS
    assert imported <= sys.stdlib_module_names
    assert verify.main is not None


class Run:
    """Runs the program over files in a folder of its own."""

    def __init__(self, verify: ModuleType, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.verify, self.folder, self.capsys = verify, folder, capsys

    def __call__(self, *contents: Json | str, sleutels: list[str] | None = None) -> tuple[int, str]:
        paths = []
        for nth, content in enumerate(contents):
            path = self.folder / f"bestand{nth}"
            path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
            paths.append(str(path))
        code: int = self.verify.main([*(keys() if sleutels is None else sleutels), *paths])
        told = self.capsys.readouterr()
        return code, told.out + told.err


@pytest.fixture
def run(verify: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    return Run(verify, tmp_path, capsys)


@pytest.mark.parametrize("boom", Boom)
@pytest.mark.parametrize("leaves", [64, 192, 4096, 4160])
def test_a_whole_export_is_good(run: Run, leaves: int, boom: Boom) -> None:
    bewijs = Bewijs(leaves, boom)
    feed = make_feed(boom, None, [bewijs.note(), bewijs.note(64)], more=False)
    code, told = run(bewijs.page(bewijs.line(), bewijs.erased(), sinds=64), feed, bewijs.growth(64))
    assert code == 0, told
    assert "2 regels van het" in told
    assert f"{leaves} bladeren gaan verder op 64" in told
    assert "FOUT" not in told
    assert "let op" not in told


def test_a_file_of_checkpoints_is_read_as_the_feed_is(run: Run) -> None:
    bewijs = Bewijs()
    content = "".join(f"{bewijs.note(size).tekst}\n" for size in (64, 128, 192))
    code, told = run(content)
    assert (code, "3 controlepunten getekend, 64 tot 192" in told) == (0, True)


def test_what_is_shown_without_a_salt_is_named(run: Run) -> None:
    bewijs = Bewijs()
    line = bewijs.line()
    line["toestand"]["verteldAan"] = ["landelijk"]
    code, told = run(bewijs.page(line))
    assert (code, "niet te bewijzen: verteldAan" in told) == (0, True)


def changed(line: Json, path: str, value: Any) -> Json:
    copy: Json = json.loads(json.dumps(line))
    *steps, last = path.split("/")
    node = copy
    for step in steps:
        node = node[step]
    node[last] = value(node[last]) if callable(value) else value
    return copy


def turn(text: str) -> str:
    content = bytearray(base64.b64decode(text))
    content[0] ^= 1
    return base64.b64encode(bytes(content)).decode()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("kop/op", "2026-11-21T02:05:00Z"),
        ("kop/soort", "plaatsing"),
        ("toestand/status", "bezet"),
        ("toestand/personenMax", 5),
        ("toestand/kenmerken", []),
        ("gewist", True),
        ("bewijs/blad", lambda at: at + 1),
        ("bewijs/blad", -1),
        ("bewijs/blad", 10**6),
        ("bewijs/keten", turn),
        ("bewijs/pad", lambda pad: pad[:-1]),
        ("bewijs/pad", lambda pad: [turn(pad[0]), *pad[1:]]),
        ("bewijs/pad", lambda pad: [*pad, pad[0]]),
        ("bewijs/kop/dicht", []),
        ("bewijs/toestand/dicht", lambda dicht: [turn(dicht[0])]),
        ("bewijs/toestand/zouten/status", turn),
    ],
)
def test_a_line_that_was_changed_is_not_in_the_tree(run: Run, path: str, value: Any) -> None:
    bewijs = Bewijs()
    line = changed(bewijs.line(), path, value)
    if path == "gewist":
        line["bewijs"]["gewisteToestand"] = bewijs.b64(bytes(32))
    code, told = run(bewijs.page(line))
    assert (code, "staat niet zo in de boom" in told) == (1, True), told


def test_another_key_or_another_tree_signed_nothing(run: Run) -> None:
    bewijs = Bewijs()
    others = ["--sleutel", *show_openbaar(Sleutelbos.make(), "crisisplaatsdienst/logboek/1")]
    assert run(bewijs.page(), sleutels=others)[0] == 1
    assert run(bewijs.page(), sleutels=keys(Boom.inzagelog))[0] == 1
    assert run(bewijs.page(), sleutels=keys(Boom.logboek))[0] == 0
    assert run(bewijs.page() | {"controlepunt": Bewijs(192, Boom.inzagelog).note().tekst})[0] == 1


def test_two_checkpoints_that_contradict_each_other_are_found(run: Run) -> None:
    bewijs = Bewijs()
    code, told = run(bewijs.page(), f"{bewijs.note(wortel=bytes(32)).tekst}\n")
    assert (code, "twee verschillende controlepunten van 192" in told) == (1, True)


def test_a_past_that_was_rewritten_does_not_hang_together(run: Run) -> None:
    before, after = Bewijs(), Bewijs(256)
    after.leaves[:192] = before.leaves
    notes = f"{before.note(128).tekst}\n{after.note().tekst}\n"
    assert run(notes, after.growth(128))[0] == 0
    after.leaves[0] = bytes(32)
    notes = f"{before.note(128).tekst}\n{after.note().tekst}\n"
    code, told = run(notes, after.growth(128))
    assert (code, "er is herschreven" in told) == (1, True)
    assert run(after.growth(128), f"{after.note().tekst}\n")[0] == 1, "one of the two is not there"
    assert run(f"{after.note().tekst}\n", after.growth(0) | {"hashes": ["AAAA"]})[0] == 1


def test_every_bit_of_a_note_matters(run: Run) -> None:
    chance, text = random.Random(27), Bewijs().note().tekst
    for _ in range(60):
        content = bytearray(text.encode())
        content[chance.randrange(len(content) - 1)] ^= 1 << chance.randrange(7)
        code, told = run(f"{content.decode('utf-8', 'replace')}\n")
        assert code in {1, 2}, told


@pytest.mark.parametrize(
    "content", ["", "zomaar tekst", "{", "[]", "{}", "<feed></feed>", '{"hashes": 1}', '{"logboek": 1}']
)
def test_what_is_no_evidence_is_told_and_is_no_crash(run: Run, content: str) -> None:
    code, told = run(content)
    assert (code, "niet te lezen" in told) == (2, True), told


@pytest.mark.parametrize("sleutel", ["", "x", "a+b+c", "crisisplaatsdienst/logboek/1+00000000+AQAA", "a+b+!!"])
def test_what_is_no_key_is_told(run: Run, sleutel: str) -> None:
    assert run(Bewijs().page(), sleutels=["--sleutel", sleutel])[0] == 2


def test_before_the_first_checkpoint_there_is_nothing_to_check(run: Run) -> None:
    page = Bewijs().page() | {"controlepunt": None, "logboek": []}
    code, told = run(page)
    assert (code, "nog geen controlepunt" in told) == (0, True)
