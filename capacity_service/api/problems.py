"""Refusals as HTTP: the one table from a stable code to a status, and the Dutch words around it."""

from collections.abc import Mapping
from typing import Any

import msgspec

from capacity_service.domain.errors import DomainError, Fault
from capacity_service.store.idempotentie import Antwoord

PROBLEM_JSON = "application/problem+json"
JSON = "application/json"

STATUS: dict[str, int] = {
    "ongeldige_invoer": 400,
    "niet_ingelogd": 401,
    "geen_recht": 403,
    "niet_gevonden": 404,
    "methode": 405,
    "formaat": 406,
    "te_traag": 408,
    "code_rood_vereist": 409,
    "toegezegde_nachten": 409,
    "terugmelding_onbekend": 409,
    "overgang": 409,
    "plaats_niet_vrij": 409,
    "minimum_plaatsen": 409,
    "twee_personen": 409,
    "andere_organisatie": 409,
    "eigen_inzage": 409,
    "regel_ingang": 409,
    "regels_tegenstrijdig": 409,
    "geen_mailserver": 409,
    "idempotentie_anders": 409,
    "bezig": 409,
    "revisie_verouderd": 412,
    "te_groot": 413,
    "inhoudstype": 415,
    "revisie_vereist": 428,
    "verkeerd_adres": 421,
    "te_veel": 429,
    "te_veel_ingezien": 429,
    "onverwacht": 500,
    "even_niet": 503,
}

TITLES: dict[str, str] = {
    "ongeldige_invoer": "De invoer klopt niet",
    "niet_ingelogd": "U bent niet ingelogd",
    "geen_recht": "Dit mag uw rol niet",
    "niet_gevonden": "Niet gevonden",
    "methode": "Dit kan niet op dit adres",
    "formaat": "Dit formaat kan de dienst niet leveren",
    "te_traag": "Het versturen duurde te lang",
    "code_rood_vereist": "Alleen code rood gaat buiten de regio",
    "toegezegde_nachten": "Een crisisplaats is voor 1 tot 3 nachten",
    "terugmelding_onbekend": "Deze reden staat niet op de lijst",
    "overgang": "Dit kan nu niet",
    "plaats_niet_vrij": "De plaats is niet vrij",
    "minimum_plaatsen": "Te weinig crisisplaatsen",
    "twee_personen": "Een tweede persoon moet goedkeuren",
    "andere_organisatie": "Iemand van een andere organisatie moet goedkeuren",
    "eigen_inzage": "Dit beoordeelt een ander",
    "regel_ingang": "De ingangsdatum is te vroeg",
    "regels_tegenstrijdig": "Deze regels spreken elkaar tegen",
    "geen_mailserver": "E-mail kan hier niet",
    "idempotentie_anders": "Deze sleutel is al gebruikt",
    "bezig": "Dit verzoek loopt al",
    "revisie_verouderd": "Iemand was u voor",
    "te_groot": "Het bericht is te groot",
    "inhoudstype": "Dit inhoudstype leest de dienst niet",
    "revisie_vereist": "De revisie ontbreekt",
    "verkeerd_adres": "Dit is niet het adres van de dienst",
    "te_veel": "Te veel verzoeken",
    "te_veel_ingezien": "Te veel geopend in een uur",
    "onverwacht": "Er ging iets mis bij ons",
    "even_niet": "De dienst kan even niet",
}

RETRY_AFTER_S = {"bezig": 1, "even_niet": 2, "te_veel_ingezien": 300}

encoder = msgspec.json.Encoder()


class Methode(DomainError):
    """The path is there, the method is not."""

    code = "methode"


class Formaat(DomainError):
    """The caller takes only what is not made here."""

    code = "formaat"


class TeTraag(DomainError):
    """The body took too long to arrive."""

    code = "te_traag"


class TeGroot(DomainError):
    """The body is larger than the limit of this route."""

    code = "te_groot"


class Inhoudstype(DomainError):
    """The body is of a kind this route does not read."""

    code = "inhoudstype"


class TeVeel(DomainError):
    """Too much at once from one account or address; `wacht_s` is after how many seconds it can be done."""

    code = "te_veel"

    def __init__(self, detail: str, wacht_s: int) -> None:
        super().__init__(detail)
        self.wacht_s = wacht_s


class VerkeerdAdres(DomainError):
    """This was meant for another host."""

    code = "verkeerd_adres"

    def __init__(self) -> None:
        super().__init__(
            "Op dit adres is de dienst niet bekend. Open haar op het adres dat u van uw organisatie kreeg."
        )


class Onverwacht(DomainError):
    """Our fault; the details are in the log, never in the answer."""

    code = "onverwacht"

    def __init__(self) -> None:
        super().__init__(
            "Er ging iets mis in de dienst; het is vastgelegd. Er is niets half gedaan. Probeer het opnieuw of bel."
        )


def make_problem(error: DomainError, instance: str) -> Antwoord:
    """The answer for a refusal (RFC 9457); `instance` is the path that was asked."""
    status = STATUS[error.code]
    problem: dict[str, Any] = {
        "type": f"/v1/problemen/{error.code}",
        "title": TITLES[error.code],
        "status": status,
        "detail": error.detail,
        "instance": instance,
    }
    if error.faults:
        problem["fouten"] = [{"veld": fault.veld, "fout": fault.fout} for fault in error.faults]
    headers = {"Content-Type": PROBLEM_JSON}
    after = error.wacht_s if isinstance(error, TeVeel) else RETRY_AFTER_S.get(error.code)
    if after is not None:
        headers["Retry-After"] = str(after)
    return Antwoord(status, headers, encoder.encode(problem))


def make_answer(
    body: Mapping[str, Any] | None, status: int = 200, headers: Mapping[str, str] | None = None
) -> Antwoord:
    """An answer in JSON, or an empty one; a body with a revisie carries it as ETag."""
    koppen = dict(headers or {})
    if body is None:
        return Antwoord(status, koppen, b"")
    if "revisie" in body:
        koppen["ETag"] = f'"{body["revisie"]}"'
    return Antwoord(status, koppen | {"Content-Type": JSON}, encoder.encode(body))


SENTENCES: dict[str, str] = {
    "missing": "Dit veld ontbreekt.",
    "extra_forbidden": "Dit veld kent de dienst niet. Haal het weg.",
    "int_type": "Geef een heel getal.",
    "int_parsing": "Geef een heel getal.",
    "int_parsing_size": "Dit getal is te groot.",
    "int_from_float": "Geef een heel getal.",
    "bool_type": "Geef true of false.",
    "bool_parsing": "Geef true of false.",
    "string_type": "Geef tekst.",
    "string_unicode": "Deze tekst bevat tekens die niet bestaan.",
    "list_type": "Geef een lijst.",
    "dict_type": "Geef een object met velden.",
    "model_type": "Geef een object met velden.",
    "model_attributes_type": "Geef een object met velden.",
    "dataclass_type": "Geef een object met velden.",
    "none_required": "Dit veld moet leeg blijven.",
    "uuid_type": "Geef een id zoals de dienst die gaf.",
    "uuid_parsing": "Dit is geen id zoals de dienst die geeft.",
    "date_type": "Geef een datum als jjjj-mm-dd.",
    "date_parsing": "Geef een datum als jjjj-mm-dd.",
    "date_from_datetime_parsing": "Geef een datum als jjjj-mm-dd.",
    "date_from_datetime_inexact": "Geef een datum als jjjj-mm-dd, zonder tijd.",
    "greater_than_equal": "Dit moet minstens {ge} zijn.",
    "less_than_equal": "Dit mag hoogstens {le} zijn.",
    "too_short": "Geef er minstens {min_length}.",
    "too_long": "Geef er hoogstens {max_length}.",
    "string_too_short": "Geef minstens {min_length} tekens.",
    "string_too_long": "Geef hoogstens {max_length} tekens.",
    "string_pattern_mismatch": "Deze tekst heeft niet de gevraagde vorm.",
    "enum": "Kies uit: {expected}.",
    "literal_error": "Kies uit: {expected}.",
    "json_invalid": "Dit is geen geldige JSON.",
}


def make_faults(errors: list[dict[str, Any]]) -> tuple[Fault, ...]:
    """Pydantic's errors as Dutch sentences, each with the path of its field in the sender's words."""
    return tuple(Fault(_veld(error["loc"]), _sentence(error)) for error in errors)


def _veld(loc: tuple[Any, ...]) -> str:
    parts = [str(part) for part in loc if part not in {"body", "query", "path", "header"}]
    return ".".join(parts) or "bericht"


def _sentence(error: dict[str, Any]) -> str:
    context = error.get("ctx", {})
    if error["type"] == "zin":
        return str(context["zin"])
    sentence = SENTENCES.get(error["type"], "Deze waarde klopt niet.")
    return sentence.format_map({name: str(value).replace(" or ", " of ") for name, value in context.items()})
