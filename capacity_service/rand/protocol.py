"""uvicorn's own refusals, of what never becomes a request, in our words: a problem document with the headers of every answer."""

from http import HTTPStatus

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol
from websockets.datastructures import Headers
from websockets.http11 import Request, Response

from capacity_service.api.problems import Onverwacht, make_problem
from capacity_service.domain.errors import DomainError, Fault, GeenRecht, OngeldigeInvoer
from capacity_service.live.direct import DirectProtocol
from capacity_service.rand.koppen import RawHeaders, make_koppen

UNREADABLE = OngeldigeInvoer(Fault("bericht", "Dit is geen HTTP zoals de dienst het leest."))
HANDSHAKE = OngeldigeInvoer(Fault("bericht", "Dit is geen WebSocket-verzoek zoals de dienst het leest."))
NOT_HERE = GeenRecht("Deze verbinding mag niet: log in, en open haar vanaf de dienst zelf.")


class HttpProtocol(HttpToolsProtocol):
    """As uvicorn's, except for what it says to what is no HTTP."""

    def send_400_response(self, msg: str) -> None:
        """Refuse and hang up; `msg` is for the log, which has it already."""
        del msg
        problem = make_problem(UNREADABLE, "/")
        head = [(name.encode(), value.encode()) for name, value in problem.koppen.items()]
        head += [*_koppen(), (b"content-length", str(len(problem.inhoud)).encode()), (b"connection", b"close")]
        lines = b"".join(name.lower() + b": " + value + b"\r\n" for name, value in head)
        self.transport.write(STATUS_LINE[400] + lines + b"\r\n" + problem.inhoud)
        self.transport.close()


class SocketProtocol(DirectProtocol):
    """As ours for live sockets, with refused handshakes as problems."""

    def handle_connect(self, event: Request) -> None:
        """A handshake: `websockets` asks `reject` for what it refuses, and uvicorn for what the application does."""
        self.conn.reject = reject  # type: ignore[method-assign]
        super().handle_connect(event)


def reject(status: int | HTTPStatus, text: str) -> Response:
    """The answer to a handshake that is refused, in the place of `ServerProtocol.reject`, whose text is not ours."""
    del text
    found = HTTPStatus(status)
    problem = make_problem(_find_refusal(found), "/v1/live")
    headers = Headers([(name.decode(), value.decode()) for name, value in _koppen()])
    headers.update(problem.koppen | {"Content-Length": str(len(problem.inhoud)), "Connection": "close"})
    return Response(found.value, found.phrase, headers, problem.inhoud)


def _find_refusal(status: HTTPStatus) -> DomainError:
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Onverwacht()
    return NOT_HERE if status == HTTPStatus.FORBIDDEN else HANDSHAKE


def _koppen() -> RawHeaders:
    return make_koppen(https=False)
