"""What a Logboek Dataverwerkingen is told when it is switched on: enough to answer for it, and nothing of a person."""

import json
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from uuid import UUID

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

from capacity_service.domain.inzage import Actor, Rol
from capacity_service.domain.inzagelog import Toegangsweg
from capacity_service.ldv import QUEUE_MAX, Ldv, Otlp, Verwerkt, make_request
from tests.actions.scene import confirm, reserve
from tests.conftest import Urls
from tests.land import expect, serve

TRACE = "4bf9" * 8
SLEUTEL = b"k" * 32
ACTOR = Actor(UUID(int=1), "Opvang (demo)", Rol.opvang, UUID(int=11), weg=Toegangsweg("0123" * 4, TRACE))
ELSEWHERE = Actor(UUID(int=2), "Verwijzer (demo)", Rol.coordinator, UUID(int=12), weg=Toegangsweg("", TRACE))
PLAATSING = "plaatsing:0192a000-0000-7000-8000-000000000007"
DONE = Verwerkt("read_plaatsing", ACTOR, PLAATSING, 200, 1_000, 2_000)


class Kept(SpanExporter):
    """Keeps what it is given, or waits until it may."""

    def __init__(self) -> None:
        self.spans: list[ReadableSpan] = []
        self.may = threading.Event()
        self.may.set()

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        self.may.wait(10)
        self.spans += spans
        return SpanExportResult.SUCCESS

    def shutdown(self) -> None:
        pass


def _told(kept: Kept) -> list[dict[str, Any]]:
    (resource,) = make_request(kept.spans)["resourceSpans"]
    spans: list[dict[str, Any]] = resource["scopeSpans"][0]["spans"]
    return spans


def _attributes(span: dict[str, Any]) -> dict[str, str]:
    return {one["key"]: one["value"]["stringValue"] for one in span["attributes"]}


def _note(*done: Verwerkt) -> Kept:
    kept = Kept()
    ldv = Ldv(kept, SLEUTEL, "1.0.0")
    for one in done:
        ldv.note(one)
    ldv.close()
    return kept


def test_a_processing_is_one_span_with_what_the_standard_asks() -> None:
    (span,) = _told(_note(DONE))
    assert (span["traceId"], span["name"]) == (TRACE, "read_plaatsing")
    assert (span["startTimeUnixNano"], span["endTimeUnixNano"], span["status"]) == ("1000", "2000", {"code": 0})
    assert len(span["spanId"]) == 16
    told = _attributes(span)
    assert told["dpl.core.processing_activity_id"] == "urn:crisisplaatsdienst:verwerking:plaatsen"
    assert told["dpl.core.data_subject_id_type"] == "urn:crisisplaatsdienst:huishouden"
    assert set(told) == {
        "dpl.core.processing_activity_id",
        "dpl.core.data_subject_id",
        "dpl.core.data_subject_id_type",
    }


def test_nothing_of_a_person_an_account_an_organisatie_or_a_plaatsing_is_in_it() -> None:
    told = json.dumps(_told(_note(DONE)))
    for secret in ("0192a000", str(ACTOR.account), str(ACTOR.organisatie), ACTOR.naam, "0123" * 4, "opvang"):
        assert secret not in told


def test_two_organisaties_that_know_one_household_cannot_be_joined_by_it() -> None:
    """R19: with the same code for both, whoever reads the logboek would have origin and destination."""
    theirs = Verwerkt("read_plaatsing", ELSEWHERE, PLAATSING, 200, 1, 2)
    codes = [_attributes(span)["dpl.core.data_subject_id"] for span in _told(_note(DONE, DONE, theirs))]
    assert codes[0] == codes[1] != codes[2]


def test_a_failure_of_ours_is_an_error_a_refusal_is_not_and_what_is_no_processing_is_not_told() -> None:
    spans = _told(_note(*(Verwerkt("read_plaatsing", ACTOR, None, status, 1, 2) for status in (200, 404, 409, 500))))
    assert [span["status"]["code"] for span in spans] == [0, 0, 0, 2]
    assert all("dpl.core.data_subject_id" not in _attributes(span) for span in spans)
    assert _note(Verwerkt("list_gemeenten", ACTOR, None, 200, 1, 2)).spans == []


def test_what_does_not_fit_in_the_queue_is_gone_and_nobody_waited() -> None:
    kept = Kept()
    kept.may.clear()
    ldv = Ldv(kept, SLEUTEL, "1.0.0")
    for _ in range(3 * QUEUE_MAX):
        ldv.note(DONE)
    kept.may.set()
    ldv.close()
    assert QUEUE_MAX / 2 < len(kept.spans) < 3 * QUEUE_MAX


class Logboek(BaseHTTPRequestHandler):
    """Takes OTLP, or refuses everything."""

    got: list[dict[str, Any]]
    status: int

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        type(self).got.append(body)
        self.send_response(type(self).status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def logboek() -> Iterator[HTTPServer]:
    Logboek.got, Logboek.status = [], 200
    server = HTTPServer(("127.0.0.1", 0), Logboek)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize(("status", "outcome"), [(200, SpanExportResult.SUCCESS), (503, SpanExportResult.FAILURE)])
def test_spans_go_over_otlp_and_a_refusal_is_let_go(
    logboek: HTTPServer, status: int, outcome: SpanExportResult
) -> None:
    Logboek.status = status
    exporter = Otlp(f"http://127.0.0.1:{logboek.server_port}/v1/traces")
    assert exporter.export(_note(DONE).spans) is outcome
    exporter.shutdown()
    (body,) = Logboek.got
    resource = body["resourceSpans"][0]["resource"]["attributes"]
    assert {"key": "service.name", "value": {"stringValue": "crisisplaatsdienst"}} in resource
    assert body["resourceSpans"][0]["scopeSpans"][0]["spans"][0]["traceId"] == TRACE


def test_a_logboek_that_is_not_there_fails_nothing() -> None:
    exporter = Otlp("http://127.0.0.1:9/v1/traces")
    assert exporter.export(_note(DONE).spans) is SpanExportResult.FAILURE
    exporter.shutdown()


async def test_every_processing_of_the_service_is_told_and_none_is_held_up(kaal: Urls) -> None:
    kept = Kept()
    kept.may.clear()
    ldv = Ldv(kept, SLEUTEL, "1.0.0")
    async with serve(kaal.app, kaal.migrator, ticking=False, ldv=ldv) as dienst:
        await dienst.add_plaatsen({})
        reserved = await reserve(dienst)
        await confirm(reserved)
        expect(await reserved.opvang.get(f"/plaatsingen/{reserved.plaatsing['id']}"), 200)
        expect(await reserved.opvang.get("/centrumgemeenten"), 200)
        kept.may.set()
    names = [span["name"] for span in _told(kept)]
    assert names == ["submit_aanvraag", "confirm_voorstel", "read_plaatsing"]
