import io
import os
import subprocess
import tarfile
from pathlib import Path

import pytest

from dashboard import browser
from dashboard.build import node_folder

PACK = "const [from, to] = process.argv.slice(1); const fs = require('node:fs');"
PACK += "fs.writeFileSync(to, require('node:zlib').brotliCompressSync(fs.readFileSync(from)));"


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without any browser or fonts, on Linux x86_64, and an empty package folder."""
    monkeypatch.delenv("PLAYWRIGHT_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("LD_LIBRARY_PATH", "/already/there")
    monkeypatch.setattr(browser, "MACHINE_FOLDERS", ())
    monkeypatch.setattr(browser, "MACHINE_FONTS", tmp_path / "none")
    monkeypatch.setattr(browser, "PACKAGE", tmp_path / "package")
    monkeypatch.setattr(browser, "UNPACKED", tmp_path / "met spatie")
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    return tmp_path


def make_program(path: Path) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def pack(content: bytes, target: Path) -> None:
    plain = target.with_suffix(".plain")
    plain.write_bytes(content)
    subprocess.run([str(node_folder() / "bin" / "node"), "-e", PACK, str(plain), str(target)], check=True)


def make_package(folder: Path) -> None:
    (folder / "bin").mkdir(parents=True)
    (folder / "package.json").write_text('{"version": "1.0.0"}')
    pack(b"#!/bin/sh\n", folder / "bin" / "chromium.br")
    for archive, member in (("al2023", "lib/libnss3.so"), ("fonts", "a.ttf"), ("swiftshader", "libEGL.so")):
        written = io.BytesIO()
        with tarfile.open(fileobj=written, mode="w") as tar:
            tar.addfile(tarfile.TarInfo(member))
        pack(written.getvalue(), folder / "bin" / f"{archive}.tar.br")


def test_a_named_browser_goes_before_that_of_the_machine(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    on_path, named = make_program(bare / "bin" / "chromium"), make_program(bare / "elsewhere" / "chrome")
    assert browser.find_chromium()[0] == str(on_path)

    monkeypatch.setenv("PLAYWRIGHT_CHROMIUM", str(named))
    assert browser.find_chromium()[0] == str(named)


def test_a_named_browser_that_is_not_there_is_said(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_program(bare / "bin" / "chromium")
    monkeypatch.setenv("PLAYWRIGHT_CHROMIUM", "/nergens/chromium")

    with pytest.raises(browser.NoBrowserError, match="/nergens/chromium"):
        browser.find_chromium()


def test_a_machine_without_any_browser_hears_what_to_do(bare: Path) -> None:
    assert bare.exists()
    with pytest.raises(browser.NoBrowserError, match="Installeer Chromium"):
        browser.find_chromium()


def test_the_browser_of_the_package_is_unpacked_once_with_its_libraries_and_fonts(bare: Path) -> None:
    make_package(bare / "package")

    program, environment = browser.find_chromium()

    unpacked = bare / "met spatie"
    assert program == str(unpacked / "chromium")
    assert os.access(program, os.X_OK)
    assert environment["LD_LIBRARY_PATH"] == f"{unpacked / 'al2023' / 'lib'}:/already/there"
    assert (unpacked / "libEGL.so").exists(), "beside the browser, where it looks"
    assert str(unpacked / "fonts") in Path(environment["FONTCONFIG_FILE"]).read_text()

    before = Path(program).stat().st_mtime_ns
    assert browser.find_chromium()[0] == program
    assert Path(program).stat().st_mtime_ns == before


def test_a_half_unpacked_or_older_browser_is_unpacked_again(bare: Path) -> None:
    make_package(bare / "package")
    (bare / "met spatie").mkdir()
    (bare / "met spatie" / "chromium").write_text("half")

    program, _ = browser.find_chromium()

    assert Path(program).read_text() == "#!/bin/sh\n"
