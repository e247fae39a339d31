from collections.abc import Sequence

from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

from capacity_service.ldv import Ldv
from tests.conftest import Urls
from tests.land import expect, make_aanvraag, serve


class Kept(SpanExporter):
    def __init__(self) -> None:
        self.spans: list[ReadableSpan] = []

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        self.spans += spans
        return SpanExportResult.SUCCESS


async def test_a_refusal_is_told_like_any_processing_and_a_stranger_is_nobody(kaal: Urls) -> None:
    kept = Kept()
    ldv = Ldv(kept, b"k" * 32, "1")
    async with serve(kaal.app, kaal.migrator, ticking=False, ldv=ldv) as dienst:
        coordinator, gemeente = await dienst.as_rol("coordinator"), await dienst.as_rol("gemeente")
        aanvraag = expect(await coordinator.post("/aanvragen", json=make_aanvraag()), 201)
        expect(await coordinator.get(f"/aanvragen/{aanvraag['id']}"), 200)
        expect(await coordinator.post("/aanvragen", json={}), 400)
        expect(await gemeente.get("/aanvragen"), 403)
        coordinator.headers["Authorization"] = "Bearer onzin"
        expect(await coordinator.get("/aanvragen"), 401)
    assert [span.name for span in kept.spans] == ["submit_aanvraag", "read_aanvraag", "submit_aanvraag"]
    assert all((span.start_time or 0) <= (span.end_time or 0) for span in kept.spans)
