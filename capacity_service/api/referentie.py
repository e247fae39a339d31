"""Reference data: the 35 centrumgemeenten, the 342 gemeenten, the organisaties; and what each problem code means."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from capacity_service.api import overviews
from capacity_service.api.answers import tell
from capacity_service.api.guard import GuardedRoute, answer, current_actor
from capacity_service.api.problems import STATUS, TITLES, make_answer
from capacity_service.domain.errors import NietGevonden
from capacity_service.domain.tijd import local_date
from capacity_service.store.database import Database

router = APIRouter(route_class=GuardedRoute, tags=["referentie"])

STREKEN = "SELECT code, naam, provincie, breedtegraad, lengtegraad, veiligheidsregio FROM centrumgemeente"
GEMEENTEN = """
SELECT * FROM (SELECT DISTINCT ON (code) * FROM gemeente WHERE geldig_vanaf <= :dag ORDER BY code, geldig_vanaf DESC) g
WHERE CAST(:deel AS text) IS NULL OR strpos(lower(naam), lower(CAST(:deel AS text))) > 0 ORDER BY naam
"""
ORGANISATIES = """
SELECT o.id, o.naam, o.soort, o.centrumgemeente,
       coalesce(array_agg(DISTINCT p.centrumgemeente) FILTER (WHERE p.id IS NOT NULL), '{}') AS streken
FROM organisatie o LEFT JOIN plaats p ON p.organisatie_id = o.id AND p.verwijderd_op IS NULL
GROUP BY o.id ORDER BY o.naam
"""


async def _rows(request: Request, statement: str, **params: Any) -> list[Any]:  # noqa: ANN401
    database: Database = request.app.state.database
    async with database.transaction(current_actor(request)) as tx:
        if ":dag" in statement:
            params["dag"] = local_date(tx.now)
        return await tx.sql(statement, **params)


@router.get("/centrumgemeenten", responses=tell(overviews.CentrumgemeenteLijst))
async def list_centrumgemeenten(request: Request) -> Response:
    """The 35, with the coordinates of their city centres (not of shelters), in degrees."""
    rows = await _rows(request, f"{STREKEN} ORDER BY code")
    return answer(make_answer({"centrumgemeenten": [dict(row) for row in rows], "volgende": None}))


@router.get("/centrumgemeenten/{code}", responses=tell(overviews.Centrumgemeente))
async def read_centrumgemeente(request: Request, code: str) -> Response:
    """One of the 35, by CBS code."""
    rows = await _rows(request, f"{STREKEN} WHERE code = :code", code=code) if code.isprintable() else []
    if not rows:
        raise NietGevonden
    return answer(make_answer(dict(rows[0])))


@router.get("/gemeenten", responses=tell(overviews.GemeenteLijst))
async def list_gemeenten(
    request: Request, naam: Annotated[str | None, Query(min_length=1, max_length=60)] = None
) -> Response:
    """The gemeenten of today, all or those whose name contains `naam`, with their centrumgemeenten."""
    rows = await _rows(request, GEMEENTEN, deel=naam)
    gemeenten = [
        {
            "code": row.code,
            "naam": row.naam,
            "veiligheidsregio": row.veiligheidsregio,
            "formeel": row.formeel,
            "feitelijk": row.feitelijk,
            "geldigVanafDatum": row.geldig_vanaf.isoformat(),
            "zekerheid": row.zekerheid,
            "bron": row.bron,
        }
        for row in rows
    ]
    return answer(make_answer({"gemeenten": gemeenten, "volgende": None}))


@router.get("/organisaties", responses=tell(overviews.OrganisatieLijst))
async def list_organisaties(request: Request) -> Response:
    """The organisaties and the centrumgemeenten each serves."""
    rows = await _rows(request, ORGANISATIES)
    organisaties = [
        {
            "id": str(row.id),
            "naam": row.naam,
            "soort": row.soort,
            "centrumgemeenten": [row.centrumgemeente] if row.centrumgemeente else sorted(row.streken),
        }
        for row in rows
    ]
    return answer(make_answer({"organisaties": organisaties, "volgende": None}))


@router.get("/problemen/{code}", responses=tell(overviews.Probleemuitleg))
async def read_probleem(code: str) -> Response:
    """What a problem code means: the address in `type` of every problem."""
    if code not in STATUS:
        raise NietGevonden
    return answer(make_answer({"code": code, "status": STATUS[code], "title": TITLES[code]}))
