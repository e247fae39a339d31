"""What each table is, and so which walls it has. A table that is not named here fails a test and `capacity-service check`."""

from enum import StrEnum


class Tabelsoort(StrEnum):
    """What is in a table, by who may see rows of it."""

    huishouden = "huishouden"
    """Something about a household. Walled row by row, also for the owner of the table; the reader reads none of it."""
    organisatie = "organisatie"
    """Of one organisatie: its houses and places, where it is told, who of it looked. Walled row by row, also for the owner."""
    open = "open"
    """What everybody who is logged in may read whole."""
    intern = "intern"
    """The machinery of the service: read by a secret, by key from what was found behind a wall, or by the service for itself."""


TABELLEN: dict[str, Tabelsoort] = {
    **dict.fromkeys(
        (
            "aanvraag",
            "afweging",
            "contact",
            "gewogen",
            "huishoudgegevens",
            "idempotentie",
            "logboek_gegevens",
            "melding",
            "noodinzage",
            "noodinzagestap",
            "noodinzagezaak",
            "normsignaal",
            "plaatsing",
            "registratie",
            "schuilnaam",
            "verblijf",
            "voorstel",
            "vraag",
        ),
        Tabelsoort.huishouden,
    ),
    **dict.fromkeys(("beoordeling", "bezorging", "huis", "inzagelog", "meldadres", "plaats"), Tabelsoort.organisatie),
    **dict.fromkeys(("centrumgemeente", "gemeente", "organisatie", "regel"), Tabelsoort.open),
    **dict.fromkeys(
        (
            "aanmeldpoging",
            "account",
            "afmelding",
            "alembic_version",
            "api_client",
            "bevroren_aankomst",
            "bevroren_cijfer",
            "bevroren_signaal",
            "boomgroei",
            "boomregel",
            "boomvak",
            "claim",
            "hartslag",
            "ijkpunt",
            "installatie",
            "inzagekop",
            "live_ticket",
            "logboek",
            "rechten",
            "sequencer",
            "sessie",
            "spreidingstelling",
            "termijn",
            "uitname",
            "uurcijfer",
        ),
        Tabelsoort.intern,
    ),
}

WALLED = tuple(
    sorted(naam for naam, soort in TABELLEN.items() if soort in {Tabelsoort.huishouden, Tabelsoort.organisatie})
)
"""Tables of which the database shows each organisatie its own rows only."""
HOUSEHOLD = tuple(sorted(naam for naam, soort in TABELLEN.items() if soort is Tabelsoort.huishouden))
