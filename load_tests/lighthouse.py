"""Lighthouse: how quick and how good the pages are on its telephone, each page by itself, logged in where that is needed.

`make bench NAME=lighthouse` (ARGS="--rounds 3"). Starts the service with the invented register and a Chromium, prints the
scores of 0 to 100 (the median of the rounds), what costs points, and ends with one line of JSON. The telephone is Lighthouse's own: a
slow processor and 1.6 Mbit/s with 150 ms, simulated from what this machine did, so a busy machine lowers it.
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from capacity_service.store.toegang import COOKIE
from dashboard import build
from dashboard.browser import find_chromium
from load_tests.ground import ground, make_tokens, report, say, server

HERE = Path(__file__).resolve().parent / "lighthouse_node"
PROGRAM = HERE / "node_modules" / "lighthouse" / "cli" / "index.js"
CATEGORIES = ("performance", "accessibility", "best-practices")
PAGES = {
    "inloggen": ("/inloggen", None),
    "coordinator": ("/aanvragen", "coordinator"),
    "nieuwe aanvraag": ("/aanvragen/nieuw", "coordinator"),
    "opvang": ("/plaatsen", "opvang"),
    "landelijk": ("/landelijk", "gemeente"),
    "auditor": ("/dossier", "auditor"),
    "zonder javascript": ("/zonder-javascript/", "opvang"),
}
TIMES = {
    "fcp": "first-contentful-paint",
    "lcp": "largest-contentful-paint",
    "tbt": "total-blocking-time",
    "cls": "cumulative-layout-shift",
}


@dataclass(frozen=True)
class Uitslag:
    """One run: the scores, the times behind them (ms; cls has no unit), and the audits that were not passed."""

    scores: dict[str, int]
    times: dict[str, float]
    failed: tuple[str, ...]


def install() -> None:
    """Lighthouse by its own lock: 176 MB that nobody needs who only builds and tests."""
    if PROGRAM.is_file():
        return
    say("Lighthouse ophalen (176 MB, een kwart tot een hele minuut, alleen de eerste keer).")
    node = build.node_folder()
    npm = node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    environment = os.environ | {"PATH": f"{node / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}
    command = [str(node / "bin" / "node"), str(npm), "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
    subprocess.run(command, cwd=HERE, env=environment, check=True, timeout=600)


def measure(url: str, token: str | None) -> Uitslag:
    """Run Lighthouse once on this page, on its telephone."""
    program, environment = find_chromium()
    with tempfile.TemporaryDirectory(prefix="capaciteit-lighthouse-") as folder:
        told = Path(folder) / "report.json"
        command = [
            str(build.node_folder() / "bin" / "node"),
            str(PROGRAM),
            url,
            "--quiet",
            "--output=json",
            f"--output-path={told}",
            f"--only-categories={','.join(CATEGORIES)}",
            "--no-enable-error-reporting",
            f"--chrome-flags=--headless=new --no-sandbox --disable-dev-shm-usage --user-data-dir={folder}/profile",
        ]
        if token is not None:
            command.append(f"--extra-headers={json.dumps({'Cookie': f'{COOKIE}={token}'})}")
        subprocess.run(command, env=environment | {"CHROME_PATH": program}, check=True, timeout=180)
        return read_report(json.loads(told.read_text(encoding="utf-8")))


def read_report(told: dict[str, Any]) -> Uitslag:
    """What of Lighthouse's own report is kept. Raises `RuntimeError` when it could not measure."""
    if told.get("runtimeError"):
        raise RuntimeError(told["runtimeError"]["message"])
    audits = told["audits"]
    weighed = {
        ref["id"]
        for name in CATEGORIES
        for ref in told["categories"][name]["auditRefs"]
        if ref["weight"] > 0 and name != "performance"
    }
    failed = tuple(sorted(name for name in weighed if audits[name]["score"] not in {None, 1}))
    scores = {name: round(told["categories"][name]["score"] * 100) for name in CATEGORIES}
    return Uitslag(scores, {name: round(audits[audit]["numericValue"], 2) for name, audit in TIMES.items()}, failed)


def middle(runs: list[Uitslag]) -> dict[str, object]:
    """The median of each figure over the rounds, and every audit that failed in one of them."""
    scores = {name: statistics.median(run.scores[name] for run in runs) for name in CATEGORIES}
    times = {name: statistics.median(run.times[name] for run in runs) for name in TIMES}
    return scores | times | {"failed": sorted({name for run in runs for name in run.failed})}


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--page", choices=PAGES, action="append")
    args = parser.parse_args()
    if build.main([]) != 0:
        raise SystemExit("The dashboard cannot be built.")
    install()
    with ground(0) as land, server(land) as url:
        found: dict[str, object] = {}
        for page in args.page or PAGES:
            path, rol = PAGES[page]
            tokens = asyncio.run(make_tokens(land.adressen.migrator, rol, 1)) if rol else [None]
            found[page] = middle([measure(f"{url}{path}", tokens[0]) for _ in range(args.rounds)])
            print(page, found[page], flush=True)
    report(benchmark="lighthouse", rounds=args.rounds, pages=found)


if __name__ == "__main__":
    main()
