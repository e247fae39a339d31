"""What an error of the database means: a refusal of the field, a deadlock, or that it is too busy."""

from collections.abc import Callable

from sqlalchemy.exc import DBAPIError

from capacity_service.domain.errors import AndereOrganisatie, EvenNiet, MinimumPlaatsen, PlaatsNietVrij, RegelIngang

RETRYABLE = {"40001", "40P01"}
BUSY = {"55P03", "55000", "57014", "57P01", "57P02", "57P03", "08000", "08001", "08003", "08006", "53300"}
REFUSED: dict[str | None, Callable[[], Exception]] = {"CP004": RegelIngang, "CP007": AndereOrganisatie}


class Deadlock(Exception):
    """The database undid the transaction to let another through; nothing was done."""


def translate(error: DBAPIError) -> Exception:
    """The refusal that a database error stands for; an unknown one stays what it is."""
    state = sqlstate(error)
    if state in RETRYABLE:
        return Deadlock()
    if state == "CP002":
        return MinimumPlaatsen(
            "Dan blijven er te weinig crisisplaatsen over (R1; normenkader indicator 5: minimaal 2 per centrumgemeente). "
            "Zet eerst een andere plaats in, of meld het als feit als de plaats al onbruikbaar is."
        )
    if state in REFUSED:
        return REFUSED[state]()
    if state in {"CP001", "23505"} and "claim" in str(error.orig) + str(error.statement):
        return PlaatsNietVrij("Deze plaats is intussen door een ander gereserveerd. Kies een ander voorstel.")
    if state in BUSY or error.connection_invalidated or state is None:
        return EvenNiet()
    return error


def sqlstate(error: DBAPIError) -> str | None:
    """The five characters PostgreSQL gave, or None when the connection itself failed."""
    return getattr(error.orig, "sqlstate", None) or getattr(error.orig, "pgcode", None)
