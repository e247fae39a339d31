"""Pictures for the documentation: small, and only made there when CAPACITY_SCREENSHOTS is 1."""

import base64
import os
from pathlib import Path

from playwright.async_api import Page

DOCS = Path(__file__).resolve().parents[2] / "docs"
MOST_BYTES = 150_000
QUALITY = 75


async def show(page: Page, name: str, tmp_path: Path, *, width: int, height: int, y: int = 0) -> None:
    """Take a picture of this part of the page, in CSS pixels, as WebP: a third of what PNG weighs."""
    folder = DOCS if os.environ.get("CAPACITY_SCREENSHOTS") == "1" else tmp_path
    session = await page.context.new_cdp_session(page)
    taken = await session.send(
        "Page.captureScreenshot",
        {
            "format": "webp",
            "quality": QUALITY,
            "captureBeyondViewport": True,
            "clip": {"x": 0, "y": y, "width": width, "height": height, "scale": 1},
        },
    )
    await session.detach()
    picture = base64.b64decode(taken["data"])
    assert len(picture) < MOST_BYTES, f"{name} is {len(picture)} bytes"
    (folder / name).write_bytes(picture)
