"""`python -m tests.geheimen`: looks in every file of the project for what looks like a secret (detect-secrets), without a network.

What looks like one and is none stands in `.secrets.baseline`, as a hash with its file; `python -m tests.geheimen --neem-over` writes
it anew, for somebody to look at before it is committed.
"""

import json
import sys
from collections.abc import Iterable
from pathlib import Path

from detect_secrets.core.secrets_collection import SecretsCollection
from detect_secrets.settings import default_settings

from tests.architecture.sources import TOP, tracked

BASELINE = TOP / ".secrets.baseline"
NOT_READ = {".lock", ".csv", ".webp", ".png", ".ico", ".svg", ".woff2"}
NOT_NAMED = {"package-lock.json", BASELINE.name}
VERIFIES = "detect_secrets.filters.common.is_ignored_due_to_verification_policies"
Vondst = tuple[str, str, str]
"""A file, what kind of secret it looks like, and the hash of it."""


def find_secrets(paths: Iterable[Path], top: Path = TOP) -> set[Vondst]:
    """Everything in these files that looks like a secret; hashes of files and pictures are passed over."""
    names = [path for path in paths if path.suffix not in NOT_READ and path.name not in NOT_NAMED]
    with default_settings() as settings:
        settings.disable_filters(VERIFIES)
        found = SecretsCollection(root=str(top))
        found.scan_files(*(path.relative_to(top).as_posix() for path in names))
    return {(name, secret.type, secret.secret_hash) for name, secret in found}


def read_baseline() -> set[Vondst]:
    """What somebody looked at, and is no secret."""
    return {(one["bestand"], one["soort"], one["hash"]) for one in json.loads(BASELINE.read_text(encoding="utf-8"))}


def main(words: list[str]) -> int:
    """0 when nothing is found that is not known."""
    found = find_secrets(tracked())
    if words == ["--neem-over"]:
        rows = [{"bestand": name, "soort": kind, "hash": hashed} for name, kind, hashed in sorted(found)]
        BASELINE.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
        return 0
    for name, kind, _ in sorted(found - read_baseline()):
        print(f"{name}: dit lijkt een geheim ({kind}). Haal het weg, en maak een nieuw: het staat in de historie.")  # noqa: T201
    return 1 if found - read_baseline() else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
