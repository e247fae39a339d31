"""Which files a page of the dashboard needs, said with the page itself (RFC 8288, `Link`): on a slow line that is a journey less."""

import json
from pathlib import Path

FILE = "vooruit.json"
"""Written by the build of the dashboard: of the first part of a path, the files that only its page needs."""


def read_vooruit(dashboard: Path) -> dict[str, str]:
    """Of the first part of a path (`/plaatsen`) the value of the header `Link`; nothing for a dashboard that was built without."""
    told = dashboard / FILE
    if not told.is_file():
        return {}
    pages: dict[str, list[str]] = json.loads(told.read_text(encoding="utf-8"))
    return {path: ", ".join(map(_link, files)) for path, files in pages.items()}


def first_part(path: str) -> str:
    """`/aanvragen/nieuw` -> `/aanvragen`."""
    return "/" + path.split("/", 2)[1] if path.startswith("/") else path


def _link(file: str) -> str:
    return f"<{file}>; rel=preload; as=style; crossorigin" if file.endswith(".css") else f"<{file}>; rel=modulepreload"
