"""A browser without JavaScript, as far as the tests need one: it reads forms and sends them as they are."""

import re
from dataclasses import dataclass
from html import unescape

import httpx2

from capacity_service.pagina.app import ADRES
from tests.land import NO_TLS, Dienst

FORM = re.compile(r'<form method="post" action="([^"]+)"[^>]*>(.*?)</form>', re.DOTALL)
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


@dataclass(frozen=True)
class Form:
    """Where a form goes and what stands in it unseen."""

    action: str
    fields: dict[str, str]


class Lezer:
    """One person at one browser."""

    def __init__(self, dienst: Dienst) -> None:
        self.client = httpx2.AsyncClient(base_url=dienst.url, trust_env=False, verify=NO_TLS, timeout=30)
        self.origin = dienst.url

    async def open(self) -> httpx2.Response:
        return await self.client.get(f"{ADRES}/")

    async def send(self, form: Form, **fields: str) -> httpx2.Response:
        """Press the button; the browser follows where it is sent to."""
        headers = {"Origin": self.origin}
        return await self.client.post(form.action, data=form.fields | fields, headers=headers, follow_redirects=True)

    async def login(self, organisatie: str) -> httpx2.Response:
        account = re.search(rf'<option value="([^"]+)" lang="nl">{re.escape(organisatie)}', (await self.open()).text)
        assert account, f"no account for {organisatie}"
        return await self.send(Form(f"{ADRES}/inloggen", {}), account=account[1])


def forms(page: httpx2.Response, ending: str) -> list[Form]:
    """The forms whose address ends so, in the order of the page."""
    found = [(unescape(action), dict(HIDDEN.findall(inside))) for action, inside in FORM.findall(page.text)]
    return [Form(action, fields) for action, fields in found if action.endswith(ending)]


def seen(page: httpx2.Response) -> str:
    """What a person reads."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text.partition("<body>")[2])).split())
