"""The tables that must agree: routes with who may ask for them, refusals with what HTTP makes of them."""

import importlib
import pkgutil
from collections.abc import Iterator, Sequence

from fastapi.routing import APIRoute, APIWebSocketRoute
from starlette.routing import BaseRoute, Mount, Route

import capacity_service
from capacity_service.api.guard import CSV_OPERATIONS, GuardedRoute
from capacity_service.api.problems import RETRY_AFTER_S, STATUS, TITLES
from capacity_service.domain.errors import DomainError
from capacity_service.domain.inzage import MAG, Rol
from capacity_service.domain.inzagevelden import SOORTEN
from capacity_service.main import create_app
from capacity_service.pagina.app import ADRES
from capacity_service.store.database import Database

OPEN_DOCUMENTS = {"/openapi.json"}
"""What anybody may read without a row in the table: it holds no data."""


def routes_of(routes: Sequence[BaseRoute]) -> Iterator[BaseRoute]:
    for route in routes:
        included = getattr(route, "original_router", None)
        if included is not None:
            yield from routes_of(included.routes)
        elif isinstance(route, Mount) and route.path == ADRES:
            continue  # A client of the interface; an import contract keeps it from anything else.
        elif isinstance(route, Mount):
            yield from routes_of(route.routes)
        else:
            yield route


def routes_of_the_service() -> list[BaseRoute]:
    database = Database("postgresql://nobody@127.0.0.1/nothing")
    return list(routes_of(create_app(database, demo=True, dashboard=None, ticking=False).routes))


def operations() -> list[str]:
    return [route.name for route in routes_of_the_service() if isinstance(route, APIRoute | APIWebSocketRoute)]


def test_every_route_stands_in_the_table_of_who_may_ask_for_it() -> None:
    missing = set(operations()) - MAG.keys()
    assert not missing, f"Nobody may ask for these; add them to MAG in domain/inzage.py: {missing}"


def test_the_table_holds_nothing_that_is_not_there() -> None:
    dead = MAG.keys() - set(operations())
    assert not dead, f"No route has these names; take them out of MAG in domain/inzage.py: {dead}"


def test_no_two_routes_are_the_same_operation() -> None:
    names = operations()
    assert len(names) >= 35
    assert not [name for name in names if names.count(name) > 1]


def test_every_route_is_behind_the_guard() -> None:
    outside = [
        route
        for route in routes_of_the_service()
        if not isinstance(route, GuardedRoute | APIWebSocketRoute)
        and not (isinstance(route, Route) and route.path in OPEN_DOCUMENTS)
    ]
    assert not outside, f"Give its router route_class=GuardedRoute: {outside}"


def test_what_the_guard_knows_by_name_exists() -> None:
    assert set(operations()) >= CSV_OPERATIONS


LISTS = {
    "normsignaal": "list_normsignalen",
    "melding": "list_meldingen",
    "vraag": "list_vragen",
    "registratie": "list_registraties",
}
"""Things that are read in lists and live, never one by one."""


def test_who_sees_a_thing_may_ask_for_it_or_be_told_of_it() -> None:
    for soort, toonbaar in SOORTEN.items():
        roles = MAG.get(f"read_{soort}") or MAG[LISTS[soort]]
        assert roles is not None
        strange = set(toonbaar.van or ()) ^ roles
        assert not strange, f"{strange} may read a {soort} or sees fields of one, and not both"


def test_every_role_can_at_least_find_out_who_it_is() -> None:
    for operation in ("read_sessie", "end_sessie"):
        assert MAG[operation] == frozenset(Rol)


def all_refusals() -> set[type[DomainError]]:
    for module in pkgutil.walk_packages(capacity_service.__path__, "capacity_service."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found, todo = set[type[DomainError]](), [DomainError]
    while todo:
        refusal = todo.pop()
        found.add(refusal)
        todo += refusal.__subclasses__()
    return {refusal for refusal in found if refusal.__module__.startswith("capacity_service.")} - {DomainError}


def test_every_refusal_has_a_status_and_a_title_and_the_other_way_round() -> None:
    codes = {refusal.code for refusal in all_refusals()}
    assert DomainError.code not in codes, "Give the refusal a code of its own"
    assert codes == STATUS.keys(), f"Add to STATUS, or remove from it: {codes ^ STATUS.keys()}"
    assert codes == TITLES.keys(), f"Add to TITLES, or remove from it: {codes ^ TITLES.keys()}"


def test_a_status_is_an_error_and_a_title_is_short_dutch() -> None:
    assert all(400 <= status < 600 for status in STATUS.values())
    assert all(title[0].isupper() and not title.endswith(".") and len(title) < 60 for title in TITLES.values())
    assert STATUS.keys() >= RETRY_AFTER_S.keys()
    assert all(STATUS[code] in {409, 429, 503} for code in RETRY_AFTER_S)
