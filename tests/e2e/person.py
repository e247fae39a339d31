"""Somebody at a screen of their own: a browser context that hears everything that goes wrong in it."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import ConsoleMessage, Page, Request, WebSocket, expect

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
PRELOADED_TWICE = ("cross-world service worker resource mismatch", "was preloaded using link preload but not used")
"""Chromium says so when a script that was asked for early comes through the service worker after all: asked twice, no harm.
On a busy machine it adds after some seconds that what was asked for early was not used."""
HEAR_CSP = """
addEventListener('securitypolicyviolation', (e) => console.error(`CSP: ${e.violatedDirective} ${e.blockedURI}`));
"""


@dataclass
class Person:
    """`wrong` gathers what may not happen; `accepted` are the pieces of console text that a test brings about itself."""

    url: str
    page: Page
    wrong: list[str] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)
    loads: int = 0

    def listen(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.wrong.append(f"fout in de pagina: {error}"))
        self.page.on("request", self._request)
        self.page.on("websocket", self._websocket)
        self.page.on("load", self._load)

    def complaints(self) -> list[str]:
        return [line for line in self.wrong if not any(piece in line for piece in self.accepted)]

    async def login(self, rol: str, organisatie: str | None = None) -> None:
        """Choose an account on the demo login page: the first of the rol, or that of the organisatie with this name."""
        await self.page.goto(f"{self.url}/")
        section = self.page.get_by_role("region", name=rol, exact=True)
        await expect(section).to_be_visible()
        button = section.get_by_role("button")
        if organisatie is not None:
            more = section.get_by_text("Toon nog")
            if await more.count():
                await more.click()
            button = section.locator("button").filter(has=self.page.get_by_text(organisatie, exact=True))
        await button.first.click()
        await expect(self.page.get_by_role("button", name="Uitloggen")).to_be_visible()
        await self.is_live()

    async def is_live(self) -> None:
        await expect(self.page.get_by_text("Live, bijgewerkt om")).to_be_visible()

    async def open(self, path: str) -> None:
        await self.page.goto(f"{self.url}{path}")

    def _console(self, message: ConsoleMessage) -> None:
        place = message.location["url"]
        harmless = any(words in message.text for words in PRELOADED_TWICE)
        if message.type in {"error", "warning"} and not harmless:
            self.wrong.append(f"console: {message.text} ({place})")

    def _request(self, request: Request) -> None:
        self._own_host(request.url)

    def _websocket(self, socket: WebSocket) -> None:
        self._own_host(socket.url)

    def _own_host(self, url: str) -> None:
        asked = urlsplit(url)
        if asked.scheme not in {"data", "blob"} and asked.netloc != urlsplit(self.url).netloc:
            self.wrong.append(f"verzoek naar buiten: {url}")

    def _load(self, *_: Any) -> None:
        self.loads += 1
