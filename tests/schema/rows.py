"""Rows that the tables accept as they are, so that a test changes only what it is about."""

import json
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import asyncpg

NU = datetime(2026, 11, 21, 12, tzinfo=UTC)
ENDLESS = datetime.max.replace(tzinfo=UTC)
"""What the driver calls infinity."""


class Rows:
    """Adds valid rows over one connection; what a row refers to is added first, unless the test gives it."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self.connection = connection

    async def add(self, table: str, **changes: Any) -> UUID:
        """Insert one row; gives its id, or that of the plaats it is about."""
        values = self._defaults(table) | changes
        values = {name: await value() if callable(value) else value for name, value in values.items()}
        names, places = ", ".join(values), ", ".join(f"${n}" for n in range(1, len(values) + 1))
        statement = f"INSERT INTO {table} ({names}) VALUES ({places})"  # noqa: S608 - words of this file
        await self.connection.execute(statement, *values.values())
        key = values.get("id", values.get("plaats_id"))
        return key if isinstance(key, UUID) else UUID(int=0)

    async def organisatie(self) -> UUID:
        """The first opvangorganisatie of the country."""
        query = "SELECT id FROM organisatie WHERE soort = 'opvangorganisatie' ORDER BY naam LIMIT 1"
        found: UUID = await self.connection.fetchval(query)
        return found

    async def account(self, nth: int = 0) -> UUID:
        """The `nth` systeembeheerder."""
        query = "SELECT id FROM account WHERE rol = 'systeembeheerder' ORDER BY id OFFSET $1 LIMIT 1"
        found: UUID = await self.connection.fetchval(query, nth)
        return found

    def _defaults(self, table: str) -> dict[str, Any]:
        key = uuid4()
        one_of = partial(partial, self.add)
        defaults: dict[str, dict[str, Any]] = {
            "huis": {
                "id": key,
                "code": key.hex[:12],
                "organisatie_id": self.organisatie,
                "centrumgemeente": "GM0193",
            },
            "plaats": {
                "id": key,
                "referentie": key.hex,
                "soort": "crisisplaats",
                "centrumgemeente": "GM0193",
                "organisatie_id": self.organisatie,
                "huis_id": one_of("huis"),
                "personen_max": 4,
                "kenmerken": [],
                "bevestigd_op": NU,
                "onbevestigd": False,
                "revisie": 1,
            },
            "claim": {
                "plaats_id": one_of("plaats"),
                "soort": "bezet",
                "sinds_op": NU,
                "verloopt_op": ENDLESS,
                "feit": False,
            },
            "uitname": {"plaats_id": one_of("plaats"), "vanaf_op": NU, "feit": True, "reden": "onderhoud"},
            "afweging": {
                "id": key,
                "op": NU,
                "aanvragen": "[]",
                "klassen": "[]",
                "regels": "{}",
                "hash": b"",
            },
            "aanvraag": {
                "id": key,
                "referentie": key.hex,
                "organisatie_id": self.organisatie,
                "status": "zonder_plaats",
                "alleen_voorstellen": False,
                "nachten_geteld": 0,
                "nachten": 3,
                "ingediend_op": NU,
                "vastgesteld_op": NU,
                "deadline_op": NU + timedelta(hours=24),
                "revisie": 1,
            },
            "huishoudgegevens": {
                "aanvraag_id": one_of("aanvraag"),
                "revisie": 1,
                "organisatie_id": self.organisatie,
                "gegevens": json.dumps({"huishouden": {}}),
            },
            "plaatsing": {
                "id": key,
                "aanvraag_id": one_of("aanvraag"),
                "referentie": "K7QF-2M9D",
                "aanvraag_organisatie": self.organisatie,
                "opvang_organisatie": self.organisatie,
                "centrumgemeente": "GM0193",
                "plaatsen": [uuid4()],
                "status": "gereserveerd",
                "nachten": 3,
                "deadline_op": NU + timedelta(hours=24),
                "gereserveerd_op": NU,
                "revisie": 1,
            },
            "verblijf": {
                "id": key,
                "plaats_id": one_of("plaats"),
                "organisatie_id": self.organisatie,
                "van": NU,
                "dubbel": False,
            },
            "regel": {
                "id": key,
                "naam": "minimum_plaatsen",
                "waarde": 3,
                "geldig_vanaf": NU.date() + timedelta(days=400),
                "bron": "proef",
                "reden": "proef",
                "voorgesteld_door": self.account,
                "voorgesteld_op": NU,
                "revisie": 1,
            },
            "sequencer": {"id": 1, "volgnummer": 0, "hash": b"0"},
            "rechten": {"id": 1, "revisie": 0},
            "hartslag": {"id": 1, "slag": 0, "geslagen_op": NU},
            "installatie": {"id": 1, "epoch": key, "verzonnen": True, "landkaart_revisie": 1, "regels_revisie": 0},
        }
        return defaults[table]
