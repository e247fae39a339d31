"""A state of each kind as the logboek keeps it: what belongs to whom stands beside what is shown."""

from typing import Any
from uuid import UUID

EIGEN, ANDER = UUID(int=1), UUID(int=2)

PLAATSING = {
    "id": "p",
    "aanvraag": "a",
    "aanvraagOrganisatie": str(EIGEN),
    "opvangOrganisatie": str(ANDER),
    "status": "gereserveerd",
}
AANVRAAG = {"id": "a", "organisatie": str(EIGEN), "gemeente": "GM0228", "plaatsing": "p", "voorstellen": [1]}
PLAATS = {"id": "q", "organisatie": str(EIGEN), "status": "vrij", "plaatsing": "p", "uitname": None}
TOLD = [{"rol": "gemeente", "organisatie": str(ANDER)}, {"rol": "landelijk", "organisatie": None}]
NORMSIGNAAL = {
    "id": "n",
    "norm": "overschrijding",
    "onderwerpSoort": "plaatsing",
    "onderwerp": "p",
    "waar": "GM0193",
    "opvangOrganisatie": str(ANDER),
    "aanvraagOrganisatie": str(EIGEN),
    "plichthouderOrganisatie": str(EIGEN),
    "verteldAan": TOLD,
}
MELDING = {"id": "m", "rol": "opvang", "organisatie": str(EIGEN), "onderwerpSoort": "plaatsing", "onderwerp": "p"}
VRAAG = {"id": "v", "plaats": "q", "opvangOrganisatie": str(EIGEN), "huishouden": {"volwassenen": 1}}
STATES: dict[str, dict[str, Any]] = {
    "plaatsing": PLAATSING,
    "aanvraag": AANVRAAG,
    "plaats": PLAATS,
    "normsignaal": NORMSIGNAAL,
    "melding": MELDING,
    "vraag": VRAAG,
}
KINDS = tuple(STATES)
