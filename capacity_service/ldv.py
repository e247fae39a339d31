"""Tells a Logboek Dataverwerkingen (Logius) what was processed, when it is switched on: one span a processing, over OTLP.

Nothing of a person is in it. It never holds up a request and never fails one: what does not fit in the queue, or what the
logboek does not take, is gone, and the inzagelog is where it still stands.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import httpx2
import structlog
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import SpanContext, Status, StatusCode, TraceFlags

from capacity_service.domain.inzage import Actor
from capacity_service.domain.verwerkingen import VERWERKING

log = structlog.get_logger()

REGISTER = "urn:crisisplaatsdienst:verwerking"
HUISHOUDEN = "urn:crisisplaatsdienst:huishouden"
QUEUE_MAX, BATCH_MAX = 2_048, 256
DELAY_MS, SEND_S = 2_000, 5
SUBJECT_HEX = 32
SERVER_ERROR = 500
STATUS_CODES = {StatusCode.UNSET: 0, StatusCode.OK: 1, StatusCode.ERROR: 2}


@dataclass(frozen=True)
class Verwerkt:
    """One processing that is over: by whom, of which thing (None: a list), from when until when in nanoseconds."""

    operation: str
    actor: Actor
    onderwerp: str | None
    status: int
    begon_ns: int
    einde_ns: int


class Otlp(SpanExporter):
    """Posts spans as OTLP in JSON; what is not taken is counted and let go."""

    def __init__(self, url: str, client: httpx2.Client | None = None) -> None:
        self._url = url
        self._client = client or httpx2.Client(timeout=SEND_S, trust_env=False, follow_redirects=False)

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """One request for all of them. Raises nothing."""
        try:
            answer = self._client.post(
                self._url, content=json.dumps(make_request(spans)), headers={"Content-Type": "application/json"}
            )
        except (httpx2.HTTPError, OSError) as error:
            log.warning("logboek dataverwerkingen antwoordt niet", aantal=len(spans), reden=type(error).__name__)
            return SpanExportResult.FAILURE
        if answer.is_success:
            return SpanExportResult.SUCCESS
        log.warning("logboek dataverwerkingen weigert", aantal=len(spans), status=answer.status_code)
        return SpanExportResult.FAILURE

    def shutdown(self) -> None:
        """Let go of the connection."""
        self._client.close()

    def force_flush(self, timeout_millis: int = DELAY_MS) -> bool:  # noqa: ARG002 - of the interface
        """Nothing is kept here."""
        return True


class Ldv:
    """The export, switched on. `sleutel` makes the code of a household: another one for each organisatie, so none can be joined."""

    def __init__(self, exporter: SpanExporter, sleutel: bytes, versie: str) -> None:
        self._sleutel = sleutel
        self._resource = Resource({"service.name": "crisisplaatsdienst", "service.version": versie})
        self._queue = BatchSpanProcessor(
            exporter,
            max_queue_size=QUEUE_MAX,
            max_export_batch_size=BATCH_MAX,
            schedule_delay_millis=DELAY_MS,
            export_timeout_millis=SEND_S * 1000,
        )

    def note(self, verwerkt: Verwerkt) -> None:
        """Queue a span, if this operation processes anything of a household; takes no time and waits for nobody."""
        if verwerkt.operation in VERWERKING:
            self._queue.on_end(self._make(verwerkt))

    def close(self) -> None:
        """Send what still waits, and stop. Blocks for a few seconds at most."""
        self._queue.shutdown()  # type: ignore[no-untyped-call]

    def _make(self, verwerkt: Verwerkt) -> ReadableSpan:
        spoor = int(verwerkt.actor.weg.spoor or secrets.token_hex(16), 16)
        context = SpanContext(
            spoor, secrets.randbits(64) or 1, is_remote=False, trace_flags=TraceFlags(TraceFlags.SAMPLED)
        )
        attributes = {"dpl.core.processing_activity_id": f"{REGISTER}:{VERWERKING[verwerkt.operation]}"}
        if verwerkt.onderwerp is not None:
            attributes["dpl.core.data_subject_id"] = self._seal(verwerkt.actor, verwerkt.onderwerp)
            attributes["dpl.core.data_subject_id_type"] = HUISHOUDEN
        return ReadableSpan(
            verwerkt.operation,
            context=context,
            resource=self._resource,
            attributes=attributes,
            status=Status(StatusCode.ERROR if verwerkt.status >= SERVER_ERROR else StatusCode.UNSET),
            start_time=verwerkt.begon_ns,
            end_time=verwerkt.einde_ns,
        )

    def _seal(self, actor: Actor, onderwerp: str) -> str:
        told = f"{actor.organisatie}|{onderwerp}".encode()
        return hmac.new(self._sleutel, told, hashlib.sha256).hexdigest()[:SUBJECT_HEX]


def make_request(spans: Sequence[ReadableSpan]) -> dict[str, Any]:
    """The body of an OTLP request (ExportTraceServiceRequest) in JSON: ids in hex, 64-bit numbers as text."""
    resource = spans[0].resource.attributes if spans else {}
    return {
        "resourceSpans": [
            {
                "resource": {"attributes": _show(dict(resource))},
                "scopeSpans": [{"scope": {"name": REGISTER}, "spans": [_show_span(span) for span in spans]}],
            }
        ]
    }


def _show_span(span: ReadableSpan) -> dict[str, Any]:
    context = span.get_span_context()
    if context is None:
        raise ValueError(span.name)
    return {
        "traceId": f"{context.trace_id:032x}",
        "spanId": f"{context.span_id:016x}",
        "name": span.name,
        "kind": 1,
        "startTimeUnixNano": str(span.start_time),
        "endTimeUnixNano": str(span.end_time),
        "attributes": _show(dict(span.attributes or {})),
        "status": {"code": STATUS_CODES[span.status.status_code]},
    }


def _show(attributes: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"key": name, "value": {"stringValue": str(value)}} for name, value in sorted(attributes.items())]
