"""T60: mail and webhooks are down while people are placed. Placements do not notice; every notice arrives afterwards."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from statistics import median
from uuid import UUID

import httpx2
import pytest
from aiosmtpd.smtp import Envelope

from capacity_service.domain.bezorging import Boodschap, Meldadressoort
from capacity_service.domain.uitweg import Uitweg, parse_mailserver
from capacity_service.store import bezorgingen
from capacity_service.store.bezorgingen import Genomen
from capacity_service.store.database import Transactie
from capacity_service.store.meldadressen import find_vak, open_adres
from capacity_service.timers import deliver, send_mail, send_webhook
from capacity_service.timers.send_webhook import Postbode
from tests.conftest import Urls
from tests.faults.figures import LONG, report
from tests.land import Dienst, expect, in_hours, make_aanvraag, serve
from tests.receivers import (
    Conduct,
    Mailbox,
    Receiver,
    answer_with,
    hang,
    reset,
    run_mailbox,
    run_receiver,
    take_it,
)

pytestmark = pytest.mark.faults

PER_OUTAGE = 20 if LONG else 2
HANG_S = 3
"""How long one try takes at most in these tests, so that a night of hanging receivers fits in one."""
BACK_WITHIN_S = 240
MESSAGE_ID = re.compile(rb"^Message-ID: <([0-9a-f-]{36})@", re.MULTILINE | re.IGNORECASE)
OUTAGES: dict[str, tuple[Conduct | None, str]] = {
    "weigert de verbinding": (None, "closed"),
    "hangt": (hang, "deaf"),
    "neemt het aan en breekt af": (reset, "451 Try again later"),
    "antwoordt 500": (answer_with("500 Oops"), "550 Unknown user"),
}
"""Outage -> what the webhook receiver does (None: nobody listens), and the mail server."""


def find_id(mail: Envelope) -> str:
    """The id of the bezorging in a message."""
    assert isinstance(mail.content, bytes)
    found = MESSAGE_ID.search(mail.content)
    assert found is not None
    return found[1].decode()


@pytest.fixture(autouse=True)
def _short_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (send_mail, send_webhook):
        monkeypatch.setattr(module, "TOTAL_S", HANG_S)


@dataclass
class Land:
    """A service whose opvang is told by mail and by webhook, and the two receivers."""

    dienst: Dienst
    mailbox: Mailbox
    receiver: Receiver
    coordinator: httpx2.AsyncClient
    took_s: list[float] = field(default_factory=list)

    async def go_down(self, outage: str) -> None:
        conduct, mail = OUTAGES[outage]
        self.receiver.let_go.clear()
        if conduct is None:
            await self.receiver.close()
        else:
            self.receiver.conduct = conduct
        if mail == "closed":
            await self.mailbox.close()
        elif mail == "deaf":
            self.mailbox.hearing.clear()
        else:
            self.mailbox.refuse = mail

    async def come_back(self) -> None:
        self.receiver.conduct = take_it
        self.receiver.let_go.set()
        self.mailbox.hearing.set()
        self.mailbox.refuse = None
        for one in (self.receiver, self.mailbox):
            await one.close()
            await one.open()

    async def place(self) -> None:
        """Somebody is placed: asked, reserved, confirmed, without anybody outside hearing of it."""
        started = time.monotonic()
        aanvraag = expect(await self.coordinator.post("/aanvragen", json=make_aanvraag()), 201)
        assert aanvraag["status"] == "gereserveerd"
        body = {"verwachteAankomstOp": in_hours(3)}
        url = f"/plaatsingen/{aanvraag['plaatsing']['id']}/bevestiging"
        assert expect(await self.coordinator.post(url, json=body), 200)["status"] == "bevestigd"
        self.took_s.append(time.monotonic() - started)

    @property
    def usual_s(self) -> float:
        """How long a placement took, the middle one of all."""
        return median(self.took_s)

    async def until_tried(self) -> None:
        """Wait until every bezorging has been tried at least once."""
        await self._until("pogingen = 0")

    async def until_settled(self) -> None:
        """Let nothing wait for its pause, and wait until nothing waits any more."""
        await self.dienst.sql("UPDATE bezorging SET volgende_op = clock_timestamp() WHERE status = 'wachtend'")
        await self._until("status = 'wachtend'")

    async def _until(self, not_yet: str) -> None:
        async with asyncio.timeout(BACK_WITHIN_S):
            while (await self.dienst.sql(f"SELECT count(*) AS n FROM bezorging WHERE {not_yet}"))[0].n:  # noqa: S608, ASYNC110
                await asyncio.sleep(0.2)

    async def compare(self) -> "Verdict":
        """What was to be told, against what came in."""
        rows = await self.dienst.sql("SELECT b.id, a.soort FROM bezorging b JOIN meldadres a ON a.id = b.meldadres_id")
        mailed = [find_id(mail) for mail in self.mailbox.mails]
        return Verdict(
            {str(row.id) for row in rows if row.soort == "webhook"},
            {str(row.id) for row in rows if row.soort == "email"},
            self.receiver.ids,
            mailed,
        )


@dataclass(frozen=True)
class Verdict:
    """What was to be told by webhook and by mail, and what came in, in order."""

    webhooks: set[str]
    mails: set[str]
    heard: list[str]
    mailed: list[str]

    @property
    def lost(self) -> int:
        return len(self.webhooks - set(self.heard)) + len(self.mails - set(self.mailed))

    @property
    def strange(self) -> int:
        """Messages under an id that nobody was to be told."""
        return len(set(self.heard) - self.webhooks) + len(set(self.mailed) - self.mails)

    @property
    def again(self) -> int:
        """Messages that came in more than once, under their own id."""
        return len(self.heard) - len(set(self.heard)) + len(self.mailed) - len(set(self.mailed))


@asynccontextmanager
async def run_land(urls: Urls, places: int) -> AsyncIterator[Land]:
    async with run_mailbox() as mailbox, run_receiver() as receiver:
        uitweg = Uitweg("https://dienst.example", parse_mailserver(mailbox.url), "m@dienst.example", lokaal=True)
        async with serve(urls.app, urls.migrator, uitweg=uitweg) as dienst:
            opvang = await dienst.as_rol("opvang")
            await dienst.add_plaatsen(*[{}] * places, opvang=opvang)
            for body in (
                {"soort": "webhook", "adres": receiver.url, "alleenDringend": True},
                {"soort": "email", "adres": "wacht@organisatie.example", "alleenDringend": True},
            ):
                expect(await opvang.post("/meldadressen", json=body), 201)
            yield Land(dienst, mailbox, receiver, await dienst.as_rol("coordinator"))


async def test_placements_do_not_notice_and_every_notice_arrives_when_they_are_back(kaal: Urls) -> None:
    number = PER_OUTAGE * len(OUTAGES)
    async with run_land(kaal, number + 1) as land:
        for outage in OUTAGES:
            await land.go_down(outage)
            for _ in range(PER_OUTAGE):
                await land.place()
            await land.until_tried()
            await land.come_back()
        started = time.monotonic()
        await land.until_settled()
        verdict, took_s = await land.compare(), time.monotonic() - started
    report(
        f"T60 {number} plaatsingen terwijl mail en webhook niets doen ({len(OUTAGES)} storingen), mediaan "
        f"{land.usual_s:.1f} s, traagste {max(land.took_s):.1f} s; {len(verdict.webhooks)} webhooks en {len(verdict.mails)} mails, {verdict.lost} kwijt, "
        f"{verdict.strange} vreemd, {verdict.again} dubbel onder hetzelfde id; alles binnen {took_s:.1f} s na terugkeer"
    )
    assert len(land.took_s) == number
    assert land.usual_s < HANG_S
    assert len(verdict.webhooks) == len(verdict.mails) >= number
    assert (verdict.lost, verdict.strange) == (0, 0)
    assert verdict.again >= PER_OUTAGE, "what was taken and broken off must have come again"


async def test_without_writing_down_what_failed_notices_are_lost(kaal: Urls, monkeypatch: pytest.MonkeyPatch) -> None:
    """The wall removed: every try counts as delivered."""
    record = bezorgingen.record_outcome

    async def forget(tx: Transactie, genomen: Genomen, _fout: str | None, _pause: object) -> None:
        await record(tx, genomen, None, None)

    monkeypatch.setattr(deliver, "record_outcome", forget)
    async with run_land(kaal, 3) as land:
        await land.go_down("weigert de verbinding")
        await land.place()
        await land.until_tried()
        await land.come_back()
        await land.until_settled()
        verdict = await land.compare()
    report(f"T60 zonder vast te leggen wat mislukte: {verdict.lost} kwijt")
    assert verdict.lost >= 2


async def test_sending_inside_the_transaction_would_make_a_placement_wait(
    kaal: Urls, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wall removed: whoever writes the melding sends it too."""
    enqueue = bezorgingen.enqueue

    async def send_at_once(tx: Transactie, meldingen: Iterable[UUID]) -> None:
        await enqueue(tx, meldingen)
        postbode = Postbode(Uitweg(lokaal=True))
        for row in await tx.sql("SELECT id, organisatie_id, adres, geheim FROM meldadres WHERE soort = 'webhook'"):
            boodschap = Boodschap(UUID(int=1), UUID(int=2), "x", dringend=True, op=tx.now)
            adres = open_adres(tx, row.id, row.organisatie_id, row.adres)
            geheim = tx.kluis.open(row.geheim, find_vak("geheim", row.id, row.organisatie_id)).decode()
            await postbode.send(Genomen(boodschap, Meldadressoort.webhook, adres, geheim, 1, tx.now))
        await postbode.close()

    monkeypatch.setattr(bezorgingen, "enqueue", send_at_once)
    async with run_land(kaal, 3) as land:
        await land.go_down("hangt")
        await land.place()
        await land.come_back()
    report(f"T60 versturen in de transactie: een plaatsing duurt {max(land.took_s):.1f} s")
    assert land.usual_s >= HANG_S
