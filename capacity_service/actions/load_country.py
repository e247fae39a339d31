"""Load what the service starts from: the 35, the gemeenten, and for a demonstration an invented register.

Runs as the migrator, who may write reference data. Loading twice changes nothing that is already there.
"""

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import select

from capacity_service.actions.settle import settle
from capacity_service.domain.inzage import Rol
from capacity_service.store import tables
from capacity_service.store.database import Database, Transactie
from capacity_service.store.plaatsen import mark_seen
from capacity_service.store.tables_toegang import Account

DATA = Path(__file__).resolve().parent.parent / "data"

FG = (Rol.fg, "Privacyfunctionaris")
ROLLEN: dict[str, tuple[tuple[Rol, str], ...]] = {
    "opvangorganisatie": ((Rol.coordinator, "Coördinator"), (Rol.opvang, "Opvang"), FG),
    "veilig_thuis": ((Rol.coordinator, "Verwijzer"), FG),
    "politie": ((Rol.coordinator, "Verwijzer"), FG),
    "lec_egg": ((Rol.coordinator, "Verwijzer"), FG),
    "gemeente": ((Rol.gemeente, "Ambtenaar"),),
    "landelijk": ((Rol.landelijk, "Landelijke coördinatie"), FG),
    "beheer": (
        (Rol.systeembeheerder, "Beheer"),
        (Rol.systeembeheerder, "Beheer, tweede persoon"),
        (Rol.auditor, "Auditor van het keurmerk"),
    ),
}
"""The demo accounts of each kind of organisatie: functions, never persons. Beheer has two: a rule needs both (R18)."""


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file with a header, in UTF-8."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


async def load_gemeenten(tx: Transactie, rows: Iterable[dict[str, str]]) -> int:
    """Add or correct gemeenten, each from its date on; gives how many rows. The map's revisie rises."""
    values = [row | {"geldig_vanaf": date.fromisoformat(row["geldig_vanaf"])} for row in rows]
    if values:
        statement = insert(tables.Gemeente).values(values)
        changed = {name: statement.excluded[name] for name in ("naam", "formeel", "feitelijk", "zekerheid", "bron")}
        await tx.session.exec(statement.on_conflict_do_update(index_elements=["code", "geldig_vanaf"], set_=changed))
    await tx.sql("UPDATE installatie SET landkaart_revisie = landkaart_revisie + 1")
    return len(values)


async def load_country(database: Database, *, verzonnen: bool) -> bool:
    """Load the country once, with the invented register if `verzonnen`; False when it was there already."""
    async with database.transaction(None) as tx:
        if (await tx.session.exec(select(tables.Centrumgemeente.code).limit(1))).one_or_none() is not None:
            return False
        tx.session.add_all(
            tables.Centrumgemeente(
                code=row["code"],
                naam=row["naam"],
                provincie=row["provincie"],
                breedtegraad=float(row["breedtegraad"]),
                lengtegraad=float(row["lengtegraad"]),
                veiligheidsregio=row["veiligheidsregio"],
                revisie=0,
            )
            for row in read_rows(DATA / "centrumgemeenten.csv")
        )
        await tx.session.flush()
        await load_gemeenten(tx, read_rows(DATA / "gemeenten.csv"))
        if verzonnen:
            await _load_register(tx)
        await settle(tx)
    return True


async def _load_register(tx: Transactie) -> None:
    tx.changes.gebeurtenis = "register_geladen"
    await tx.sql("UPDATE installatie SET verzonnen = true")
    organisaties = read_rows(DATA / "organisaties.csv")
    tx.session.add_all(
        tables.Organisatie(
            id=UUID(row["id"]), naam=row["naam"], soort=row["soort"], centrumgemeente=row["centrumgemeente"] or None
        )
        for row in organisaties
    )
    await tx.session.flush()
    tx.session.add_all(_accounts(organisaties))
    plaatsen = read_rows(DATA / "plaatsen.csv")
    huizen = {row["huis"]: row for row in plaatsen}
    tx.session.add_all(
        tables.Huis(
            id=UUID(huis),
            code=row["huiscode"],
            organisatie_id=UUID(row["organisatie"]),
            centrumgemeente=row["centrumgemeente"],
        )
        for huis, row in huizen.items()
    )
    await tx.session.flush()
    rows = [_plaats(tx, row) for row in plaatsen]
    tx.session.add_all(rows)
    await tx.session.flush()
    ids = [row.id for row in rows]
    await mark_seen(tx, ids, tx.now)
    tx.changes.plaatsen |= set(ids)


def _accounts(organisaties: list[dict[str, str]]) -> list[Account]:
    return [
        Account(
            id=uuid5(NAMESPACE_URL, f"urn:capacity-service:verzonnen:account:{organisatie['id']}:{sleutel}"),
            naam=f"{functie} (demo)",
            rol=rol,
            organisatie_id=UUID(organisatie["id"]),
        )
        for organisatie in organisaties
        for sleutel, rol, functie in _functies(organisatie["soort"])
    ]


def _functies(soort: str) -> list[tuple[str, Rol, str]]:
    """What an account's id is made of, its rol and its function; a second person of one rol has a key of their own."""
    rollen = ROLLEN[soort]
    seen = [[rol for rol, _ in rollen[:n]].count(rol) for n, (rol, _) in enumerate(rollen)]
    return [(f"{rol}:{n + 1}" if n else str(rol), rol, functie) for (rol, functie), n in zip(rollen, seen, strict=True)]


def _plaats(tx: Transactie, row: dict[str, str]) -> tables.Plaats:
    return tables.Plaats(
        id=UUID(row["id"]),
        referentie=row["referentie"],
        soort=row["soort"],
        centrumgemeente=row["centrumgemeente"],
        organisatie_id=UUID(row["organisatie"]),
        huis_id=UUID(row["huis"]),
        personen_max=int(row["personenMax"]),
        kenmerken=[kenmerk for kenmerk in row["kenmerken"].split("|") if kenmerk],
        gereed_binnen_minuten=int(row["gereedBinnenMinuten"]) if row["gereedBinnenMinuten"] else None,
        veiligheidstoets_door=row["veiligheidstoetsDoor"] or None,
        bevestigd_op=tx.now,
        onbevestigd=False,
        revisie=1,
    )
