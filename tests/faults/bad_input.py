"""What every answer to bad input must be, and the scene it is sent to: real ids, so that what slips through is seen."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx2

from capacity_service.api.problems import STATUS, TITLES
from capacity_service.domain.inzage import MAG
from tests.api.document import make_body
from tests.land import Dienst, Json, expect, in_hours, make_aanvraag, make_plaats, now

INTERNALS = ("Traceback", "sqlalchemy", "asyncpg", "pydantic", 'File "', "Internal Server Error", "capacity_service")
ENGLISH = ("Input should", "Field required", "valid ", "Value error", "Extra inputs", "String should", "{")
ROLES = ("coordinator", "opvang", "landelijk", "gemeente", "systeembeheerder", "fg")
KEPT_APART = (
    *("idempotentie", "inzagelog", "inzagekop", "schuilnaam"),
    *("sessie", "live_ticket", "alembic_version", "hartslag"),
)
"""Tables in which a refused request may leave something: the refusal, who looked; the tests' own logins; and the heart, which beats."""

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"


@dataclass(frozen=True)
class Operation:
    """One call of the document, with the schema of its JSON body (None when it takes none)."""

    name: str
    method: str
    path: str
    schema: Json | None
    query: tuple[str, ...]
    keyed: bool
    matched: bool

    @property
    def rol(self) -> str | None:
        """Who may ask for it; None when nobody needs to log in."""
        roles = MAG[self.name]
        return None if roles is None else next(rol for rol in ROLES if rol in roles)


@dataclass
class Scene:
    """A service with three places, a reserved aanvraag and clients of every role."""

    dienst: Dienst
    document: Json
    clients: dict[str | None, httpx2.AsyncClient]
    ids: dict[str, str]
    revisies: dict[str, int]
    account: str
    sent: int = 0
    failures: list[str] = field(default_factory=list)

    def operations(self) -> Iterator[Operation]:
        for path, item in self.document["paths"].items():
            for method, described in item.items():
                parameters = described.get("parameters", [])
                content = described.get("requestBody", {}).get("content", {})
                yield Operation(
                    described["operationId"],
                    method.upper(),
                    path,
                    content.get("application/json", {}).get("schema"),
                    tuple(p["name"] for p in parameters if p["in"] == "query"),
                    any(p["name"] == "Idempotency-Key" for p in parameters),
                    any(p["name"] == "If-Match" for p in parameters),
                )

    def fill(self, path: str) -> str:
        """The path with the ids of the scene."""
        return path.format(**self.ids)

    def headers(self, operation: Operation) -> dict[str, str]:
        """A valid If-Match where one is needed."""
        thing = operation.path.split("/")[1]
        return {"If-Match": f'"{self.revisies[thing]}"'} if operation.matched else {}

    async def send(self, operation: Operation, **request: Any) -> httpx2.Response:
        """Send to the real thing, as somebody who may."""
        self.sent += 1
        headers = self.headers(operation) | request.pop("headers", {})
        path = request.pop("path", self.fill(operation.path))
        return await self.clients[operation.rol].request(operation.method, path, headers=headers, **request)

    def example(self, name: str) -> Any:
        """Good input for an operation with a JSON body."""
        return {
            "propose_regel": make_body("propose_regel"),
            "add_meldadres": {"soort": "webhook", "adres": "https://organisatie.example/b", "alleenDringend": True},
            "start_demo_sessie": {"account": self.account},
            "submit_aanvraag": make_aanvraag(uitsluitingen=["GM0599"], voorkeuren=["GM0363"]),
            "change_aanvraag": {"voorkeuren": ["GM0363"], "vastgesteldOp": in_hours(-2)},
            "withdraw_aanvraag": {"reden": "dubbel"},
            "see_melding": make_body("see_melding"),
            "ask_noodinzage": {"kenmerk": self.ids["kenmerk"], "reden": "vermist"},
            "approve_noodinzage": {},
            "end_noodinzage": {},
            "judge_inzage": {"oordeel": "in_orde"},
            "answer_vraag": make_body("answer_vraag"),
            "set_contact": {"telefoonnummer": "06 12345678"},
            "report_uitval": {"reden": "brand", "verwachtTotOp": in_hours(20)},
            "record_registratie": {
                "soort": "risicotaxatie",
                "moment": "instroom",
                "gedaanOp": in_hours(0),
                "instrument": "verwey_jonker",
                "wijze": "video",
                "leden": [{"lid": "kind", "leeftijd": 4, "kleur": "rood"}],
            },
            "relocate_verblijf": {
                "reden": "gevaar",
                "vastgesteldOp": in_hours(0),
                "veiligheid": {"kleur": "rood", "instrument": "verwey_jonker", "door": "opvangorganisatie"},
                "uitsluitingen": ["GM0363"],
            },
            "add_plaats": make_plaats(kenmerken=["rolstoel"], huis=self.ids["huis_id"]),
            "change_plaats": {"personenMax": 5, "kenmerken": ["babybed"]},
            "set_plaatsstatus": {"status": "bezet", "waargenomenOp": now().isoformat(), "sindsOp": in_hours(-1)},
            "confirm_plaats": {"status": "vrij", "waargenomenOp": now().isoformat()},
            "confirm_voorstel": {"verwachteAankomstOp": in_hours(2)},
            "choose_voorstel": {"plaatsen": [self.ids["plaats_id"]]},
            "accept_plaatsing": {},
            "report_terugmelding": {"reden": "al_bezet", "sindsOp": in_hours(-1)},
            "confirm_aankomst": {"aangekomenOp": in_hours(-0.5), "nachten": 2},
            "report_niet_verschenen": {},
            "extend_verblijf": {"nachten": 3},
            "release_plaatsen": {"plaatsen": [self.ids["plaats_id"]], "opDatum": now().date().isoformat()},
            "move_on_verblijf": {"naar": "opvangplaats_zelfde_huis", "opDatum": now().date().isoformat()},
            "end_verblijf": {"naar": "netwerk", "opDatum": now().date().isoformat()},
        }[name]

    def judge(self, what: str, answer: httpx2.Response, *statuses: int) -> None:
        """Remember what is wrong with an answer; `assert_sound` tells all of it at once."""
        path = answer.request.url.path
        try:
            check_problem(answer.status_code, dict(answer.headers), answer.content, path, *statuses)
        except AssertionError as wrong:
            self.failures.append(f"{answer.request.method} {path} {what}: {wrong}")

    def assert_sound(self) -> None:
        assert not self.failures, f"{len(self.failures)} van {self.sent}:\n" + "\n".join(self.failures[:40])


def check_problem(status: int, headers: dict[str, str], body: bytes, instance: str, *statuses: int) -> None:
    """A 4xx problem in Dutch, whole and without internals; one of `statuses` when they are given."""
    text = body.decode()
    assert 400 <= status < 500, f"{status} {text[:300]}"
    assert not statuses or status in statuses, f"{status}, verwacht {statuses}: {text[:300]}"
    assert headers.get("content-type") == "application/problem+json", headers
    assert headers.get("api-version"), "no API-Version"
    problem = httpx2.Response(status, content=body).json()
    code = problem["type"].removeprefix("/v1/problemen/")
    assert (STATUS[code], TITLES[code]) == (status, problem["title"]), problem
    assert problem["status"] == status, problem
    assert problem["instance"] == instance, problem
    assert len(problem["detail"]) > 10, problem
    assert not [word for word in INTERNALS if word in text], text[:300]
    if status == 400:
        assert problem["fouten"], problem
        for fault in problem["fouten"]:
            assert fault["veld"], problem
            assert fault["fout"].endswith("."), fault
            assert not [word for word in ENGLISH if word in fault["fout"]], fault


async def read_digest(dienst: Dienst) -> dict[str, tuple[int, str]]:
    """How many rows each table has, and a hash over all of them."""
    found = {}
    for row in await dienst.sql(TABLES):
        if row.tablename in KEPT_APART:
            continue
        rows = await dienst.sql(f"SELECT t::text AS row FROM {row.tablename} t ORDER BY 1")  # noqa: S608
        digest = hashlib.sha256("\n".join(line.row for line in rows).encode()).hexdigest()
        found[row.tablename] = (len(rows), digest)
    return found


async def make_scene(dienst: Dienst) -> Scene:
    """Three places, one aanvraag with its reservering; whatever is sent next must not change them."""
    plaats, *_ = await dienst.add_plaatsen({}, {}, {})
    clients: dict[str | None, httpx2.AsyncClient] = {rol: await dienst.as_rol(rol) for rol in ROLES}
    clients[None] = httpx2.AsyncClient(base_url=f"{dienst.url}/v1", timeout=30, trust_env=False)
    dienst.clients.append(clients[None])
    aanvraag = expect(await clients["coordinator"].post("/aanvragen", json=make_aanvraag()), 201)
    plaats = expect(await clients["opvang"].get(f"/plaatsen/{plaats['id']}"), 200)
    document = expect(await clients[None].get("/openapi.json"), 200)
    (account,) = await dienst.sql("SELECT id FROM account WHERE rol = 'opvang' ORDER BY id LIMIT 1")
    regel = await clients["systeembeheerder"].post("/regels", json=make_body("propose_regel"))
    adres = expect(await clients["coordinator"].post("/meldadressen", json=make_body("add_meldadres")), 201)
    proef = expect(await clients["coordinator"].post(f"/meldadressen/{adres['id']}/proef"), 202)
    body = {"kenmerk": aanvraag["referentie"], "reden": "vermist"}
    nood = await clients["landelijk"].post("/noodinzagen", json=body)
    ids = {
        "aanbieder": "er-niet",
        "melding_id": unknown_id(),
        "vraag_id": unknown_id(),
        "organisatie_id": plaats["organisatie"],
        "centrumgemeente": "GM0193",
        "meldadres_id": adres["id"],
        "bezorging_id": proef["id"],
        "regel_id": expect(regel, 201)["id"],
        "noodinzage_id": expect(nood, 201)["id"],
        "kenmerk": aanvraag["referentie"],
        "volgnummer": "1",
        "plaats_id": plaats["id"],
        "aanvraag_id": aanvraag["id"],
        "plaatsing_id": aanvraag["plaatsing"]["id"],
        "huis_id": plaats["huis"]["id"],
        "code": "GM0193",
    }
    revisies = {"meldadressen": 1, "huizen": 0, "plaatsen": plaats["revisie"], "aanvragen": aanvraag["revisie"]}
    return Scene(dienst, document, clients, ids, revisies, str(account.id))


def unknown_id() -> str:
    return str(uuid4())
