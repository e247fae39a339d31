"""Meldadressen and meldingen as they stand when a story about telling people begins."""

from typing import Any
from uuid import UUID

from capacity_service.domain.inzage import Actor, Rol
from capacity_service.store.database import Database
from capacity_service.store.identiteit import make_id
from capacity_service.store.meldadressen import find_vak
from tests.sleutelbos import KLUIS

ADD_MELDADRES = """
INSERT INTO meldadres (id, organisatie_id, rol, soort, adres, geheim, alleen_dringend, toegevoegd_op, toegevoegd_door,
                       ingetrokken_op, revisie)
VALUES (:id, :organisatie, :rol, :soort, :adres, :geheim, :alleen_dringend, :now, :account, :ingetrokken_op, 1)
"""
ADD_MELDING = """
INSERT INTO melding (id, soort, rol, organisatie_id, onderwerp_soort, onderwerp, titel, tekst, dringend, op, laat, revisie)
VALUES (:id, :soort, :rol, :organisatie, 'aanvraag', :onderwerp, :titel, :tekst, :dringend, :now, false, 1)
"""


async def add_meldadres(database: Database, actor: Actor, **changes: Any) -> UUID:
    """An e-mail address of this actor's organisatie and rol; changes win."""
    async with database.transaction(None) as tx:
        row: dict[str, Any] = {
            "id": make_id(tx.now),
            "organisatie": actor.organisatie,
            "rol": str(actor.rol),
            "soort": "email",
            "adres": "wacht@voorbeeld.test",
            "geheim": None,
            "alleen_dringend": False,
            "now": tx.now,
            "account": actor.account,
            "ingetrokken_op": None,
        } | changes
        for kolom in ("adres", "geheim"):
            vak = find_vak(kolom, row["id"], actor.organisatie)
            row[kolom] = row[kolom] and KLUIS.seal(row[kolom].encode(), vak)
        await tx.sql(ADD_MELDADRES, **row)
        return UUID(str(row["id"]))


async def add_melding(database: Database, actor: Actor, **changes: Any) -> UUID:
    """Something told to this actor's organisatie and rol, not yet queued for anybody; changes win."""
    async with database.transaction(None) as tx:
        row = {
            "id": make_id(tx.now),
            "soort": "rood_landelijk",
            "rol": str(actor.rol),
            "organisatie": None if actor.rol is Rol.landelijk else actor.organisatie,
            "onderwerp": str(make_id(tx.now)),
            "titel": "Er is iets te doen",
            "tekst": "Log in om te zien wat er is.",
            "dringend": True,
            "now": tx.now,
        } | changes
        await tx.sql(ADD_MELDING, **row)
        return UUID(str(row["id"]))
