"""The operator's own door: `/healthz`, `/readyz` and `/metrics`, on a port of their own that nobody outside reaches."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from capacity_service.rand.gereedheid import Gereedheid, is_ready
from capacity_service.rand.koppen import make_koppen
from capacity_service.rand.meters import Meters
from capacity_service.rand.verzoeken import Verzoeken

HEALTH, READY, METRICS = "/healthz", "/readyz", "/metrics"
METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Beheer:
    """The handlers."""

    def __init__(self, gereedheid: Gereedheid, meters: Meters) -> None:
        self._gereedheid = gereedheid
        self._meters = meters

    async def health(self, _: Request) -> Response:
        """This process takes requests; whether its database does is another question."""
        return PlainTextResponse("in orde\n")

    async def ready(self, _: Request) -> Response:
        """200 when this node should be asked, else 503; what was looked at either way."""
        punten = await self._gereedheid.judge()
        ready = is_ready(punten)
        looked_at = [{"naam": punt.naam, "goed": punt.goed, "uitleg": punt.uitleg} for punt in punten]
        return JSONResponse({"gereed": ready, "punten": looked_at}, 200 if ready else 503)

    async def metrics(self, _: Request) -> Response:
        """For Prometheus."""
        await self._gereedheid.judge()
        return Response(self._meters.render(), media_type=METRICS_TYPE)


def create_beheer(gereedheid: Gereedheid, meters: Meters) -> Verzoeken:
    """The application for the operator's port. Its own requests are neither counted nor written down: there is one each second."""
    beheer = Beheer(gereedheid, meters)
    app = Starlette(
        routes=[Route(HEALTH, beheer.health), Route(READY, beheer.ready), Route(METRICS, beheer.metrics)],
    )
    return Verzoeken(app, make_koppen(https=False), None)
