"""One webhook, sent once: to an address that was looked up and allowed, within a time, without following anybody."""

import asyncio
import contextlib
import socket
import ssl
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address

import httpx2

from capacity_service.domain.bezorging import (
    HANDTEKENING_KOP,
    MEDIA_TYPE,
    TIJDSTIP_KOP,
    make_event,
    make_source,
    sign,
)
from capacity_service.domain.uitweg import Adres, Uitweg
from capacity_service.store.bezorgingen import Genomen

CONNECT_S = 3
TOTAL_S = 10
LISTEN_S = 1
"""How long we listen politely to an answer whose status we have; it decides nothing any more."""
ANSWER_BYTES_MAX = 4096
ADDRESSES_MAX = 3
LOOKUPS_MAX = 8


class Postbode:
    """Sends webhooks. Connections are not kept: the next receiver may have another name on the same address."""

    def __init__(self, uitweg: Uitweg) -> None:
        self._uitweg = uitweg
        # Names that nobody answers for hold threads of their own, not those with which the database is found.
        self._lookups = ThreadPoolExecutor(LOOKUPS_MAX, thread_name_prefix="webhook-naam")
        self._client = httpx2.AsyncClient(
            verify=ssl.create_default_context(),
            trust_env=False,
            follow_redirects=False,
            timeout=httpx2.Timeout(TOTAL_S, connect=CONNECT_S),
            limits=httpx2.Limits(max_connections=None, max_keepalive_connections=0),
        )

    async def close(self) -> None:
        """Let go of everything."""
        await self._client.aclose()
        self._lookups.shutdown(wait=False, cancel_futures=True)

    async def send(self, genomen: Genomen) -> str | None:
        """Send it once; None when it was taken (2xx), else a Dutch sentence that says what went wrong."""
        try:
            async with asyncio.timeout(TOTAL_S):
                return await self._send(genomen)
        except TimeoutError:
            return f"Er kwam binnen {TOTAL_S} seconden geen antwoord."

    async def _send(self, genomen: Genomen) -> str | None:
        url = httpx2.URL(genomen.adres)
        try:
            addresses = await self._look_up(url)
        except OSError:
            return "De naam in dit adres is niet te vinden."
        if not addresses or not all(self._uitweg.may_reach(a, tls=url.scheme == "https") for a in addresses):
            return "Dit adres ligt in een intern netwerk; daar stuurt deze dienst niets heen."
        fout: str | None = None
        for address in addresses[:ADDRESSES_MAX]:
            try:
                return await self._post(genomen, url, address)
            except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
                fout = _describe(error)
            except (httpx2.HTTPError, OSError):
                return "De verbinding brak af voordat er een antwoord was."
        return fout

    async def _look_up(self, url: httpx2.URL) -> list[Adres]:
        port = url.port or (443 if url.scheme == "https" else 80)
        found = await asyncio.get_running_loop().run_in_executor(
            self._lookups, lambda: socket.getaddrinfo(url.host, port, type=socket.SOCK_STREAM)
        )
        return [ip_address(info[4][0]) for info in found if info[0] in {socket.AF_INET, socket.AF_INET6}]

    async def _post(self, genomen: Genomen, url: httpx2.URL, address: Adres) -> str | None:
        """To exactly the address that was looked at, so that its name cannot lead elsewhere a moment later."""
        body = make_event(genomen.boodschap, make_source(self._uitweg.oin), self._uitweg.root)
        tijdstip = int(genomen.nu.timestamp())
        headers = {
            "Host": url.netloc.decode(),
            "Content-Type": MEDIA_TYPE,
            "User-Agent": "crisisplaatsdienst",
            "Accept-Encoding": "identity",
            TIJDSTIP_KOP: str(tijdstip),
            HANDTEKENING_KOP: sign(genomen.geheim or "", tijdstip, body),
        }
        request = self._client.build_request(
            "POST",
            url.copy_with(host=str(address)),
            content=body,
            headers=headers,
            extensions={"sni_hostname": url.host},
        )
        response = await self._client.send(request, stream=True)
        try:
            with contextlib.suppress(TimeoutError, httpx2.HTTPError):
                await _listen(response)
        finally:
            await response.aclose()
        return _judge(response.status_code)


async def _listen(response: httpx2.Response) -> None:
    """A little of what the receiver has to say, so that it is not cut off in the middle of a short answer."""
    heard = 0
    async with asyncio.timeout(LISTEN_S):
        async for part in response.aiter_raw():
            heard += len(part)
            if heard >= ANSWER_BYTES_MAX:
                return


def _judge(status: int) -> str | None:
    if httpx2.codes.is_success(status):
        return None
    if httpx2.codes.is_redirect(status):
        return f"Het adres stuurt door naar een ander adres ({status}). Geef dat andere adres op als het klopt."
    return f"Het adres weigerde het bericht ({status})."


def _describe(error: BaseException) -> str:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return "Het certificaat van dit adres klopt niet."
        if isinstance(cause, ssl.SSLError):
            return "Met dit adres lukt geen beveiligde verbinding."
        cause = cause.__cause__ or cause.__context__
    return "Er is geen verbinding te krijgen met dit adres."
