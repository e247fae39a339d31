"""Finds a Chromium for the browser tests: a named one, one of the machine, or the one in node_modules."""

import os
import platform
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from xml.sax.saxutils import escape

from dashboard.build import node_folder

HERE = Path(__file__).resolve().parent
PACKAGE = HERE / "node_modules" / "@sparticuz" / "chromium"
UNPACKED = HERE / "node_modules" / ".chromium"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MACHINE_FOLDERS = ("/Applications/Google Chrome.app/Contents/MacOS", "/Applications/Chromium.app/Contents/MacOS")
MACHINE_NAMES = ("Google Chrome", "Chromium")
MACHINE_FONTS = Path("/etc/fonts/fonts.conf")
UNBROTLI = """
const fs = require('node:fs'), zlib = require('node:zlib'), stream = require('node:stream');
const [from, to] = process.argv.slice(1);
const done = (error) => { if (error) { console.error(error.message); process.exit(1); } };
stream.pipeline(fs.createReadStream(from), zlib.createBrotliDecompress(), fs.createWriteStream(to), done);
"""


class NoBrowserError(Exception):
    """No Chromium is here; the message is a Dutch sentence that says what to do."""


def find_chromium() -> tuple[str, dict[str, str]]:
    """The browser to start and the environment it needs, whole: pass both to Playwright's `launch`.

    Looks at PLAYWRIGHT_CHROMIUM, then on the machine, then in node_modules, which takes two seconds the first time.
    Raises NoBrowserError.
    """
    named = os.environ.get("PLAYWRIGHT_CHROMIUM")
    if named and not Path(named).is_file():
        raise NoBrowserError(f"PLAYWRIGHT_CHROMIUM wijst naar {named}, maar daar staat niets.")
    program = named or _on_machine()
    if program:
        return program, dict(os.environ)
    if sys.platform == "linux" and platform.machine() == "x86_64" and PACKAGE.is_dir():
        return _from_package()
    raise NoBrowserError(
        "Er is geen Chromium gevonden. Installeer Chromium, of zet PLAYWRIGHT_CHROMIUM op het programma."
    )


def _on_machine() -> str | None:
    on_path = [shutil.which(name) for name in NAMES]
    on_mac = [shutil.which(name, path=os.pathsep.join(MACHINE_FOLDERS)) for name in MACHINE_NAMES]
    return next((program for program in [*on_path, *on_mac] if program), None)


def _from_package() -> tuple[str, dict[str, str]]:
    ready = UNPACKED / ".ready"
    version = (PACKAGE / "package.json").read_text()
    if not ready.exists() or ready.read_text() != version:
        shutil.rmtree(UNPACKED, ignore_errors=True)
        UNPACKED.mkdir(parents=True)
        _unpack()
        ready.write_text(version)
    # The package brings the libraries that a bare machine lacks; those of the machine come after them.
    libraries = [str(folder) for folder in sorted(UNPACKED.glob("**/lib")) if folder.is_dir()]
    searched = os.pathsep.join([*libraries, *filter(None, [os.environ.get("LD_LIBRARY_PATH")])])
    fonts = {} if MACHINE_FONTS.exists() else {"FONTCONFIG_FILE": str(_own_fonts())}
    return str(UNPACKED / "chromium"), os.environ | {"LD_LIBRARY_PATH": searched} | fonts


def _own_fonts() -> Path:
    # The package's own list of font folders names places on the machine it was made for.
    settings = UNPACKED / "fonts.conf"
    folder = escape(str(UNPACKED / "fonts"))
    settings.write_text(f"<fontconfig><dir>{folder}</dir><cachedir>{folder}/cache</cachedir></fontconfig>\n")
    return settings


def _unpack() -> None:
    _decompress(PACKAGE / "bin" / "chromium.br", UNPACKED / "chromium")
    (UNPACKED / "chromium").chmod(0o755)
    for packed in sorted((PACKAGE / "bin").glob("*.tar.br")):
        archive = UNPACKED / packed.name.removesuffix(".br")
        _decompress(packed, archive)
        with tarfile.open(archive) as opened:
            # Python 3.11.4 brought the filter; the archives are those whose hashes package-lock.json holds.
            opened.extraction_filter = getattr(tarfile, "data_filter", _as_it_is)
            opened.extractall(UNPACKED if archive.stem == "swiftshader" else UNPACKED / archive.stem)  # noqa: S202
        archive.unlink()


def _as_it_is(member: tarfile.TarInfo, _: str) -> tarfile.TarInfo:
    return member


def _decompress(packed: Path, target: Path) -> None:
    """Python has no Brotli of its own; Node has."""
    subprocess.run([str(node_folder() / "bin" / "node"), "-e", UNBROTLI, str(packed), str(target)], check=True)
