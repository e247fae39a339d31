"""Refusals of the field: each has a stable `code` and a Dutch sentence that says what happened, which rule, what to do.

Nothing here knows HTTP; `api/problems.py` turns codes into statuses.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing wrong with what somebody sent: `veld` is its path in the sender's words, `fout` a Dutch sentence."""

    veld: str
    fout: str


class DomainError(Exception):
    """A refusal. `code` is stable; `detail` is a Dutch sentence for the person who asked."""

    code = "geweigerd"

    def __init__(self, detail: str, *, faults: tuple[Fault, ...] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.faults = faults


class OngeldigeInvoer(DomainError):
    """What was sent cannot mean anything; `faults` names every fault."""

    code = "ongeldige_invoer"

    def __init__(self, *faults: Fault) -> None:
        super().__init__("De invoer klopt niet. Verbeter de genoemde velden en verstuur opnieuw.", faults=faults)


class NietGevonden(DomainError):
    """Absent, or hidden from who asks: the two look alike (R19)."""

    code = "niet_gevonden"

    def __init__(self) -> None:
        super().__init__("Dit bestaat niet, of u mag het niet zien.")


class GeenRecht(DomainError):
    """The role may not do this; used only where existence is no secret."""

    code = "geen_recht"


class TeVeelIngezien(DomainError):
    """More than one account may look at in an hour; what it looked at in that hour already is still shown."""

    code = "te_veel_ingezien"

    def __init__(self) -> None:
        super().__init__(
            "U heeft in een uur meer geopend dan een mens kan lezen (regel inzage_rem_aantal). Wat u dit uur al opende, blijft "
            "open. Wacht even, of bel de landelijke coördinatie bij spoed. Uw privacyfunctionaris ziet dit."
        )


class NietIngelogd(DomainError):
    """Nobody is logged in, or the session ended."""

    code = "niet_ingelogd"

    def __init__(self) -> None:
        super().__init__("U bent niet ingelogd, of uw sessie is verlopen. Log opnieuw in.")


class CodeRoodVereist(DomainError):
    """Only rood leaves the region (R4; N 1.4, fn 6)."""

    code = "code_rood_vereist"


class ToegezegdeNachten(DomainError):
    """A promise on a crisisplaats is 1, 2 or 3 nights (R11; N ind. 5, fn 28)."""

    code = "toegezegde_nachten"


class MinimumPlaatsen(DomainError):
    """A plan would leave a centrumgemeente below the minimum (R1; N ind. 5, fn 27)."""

    code = "minimum_plaatsen"


class PlaatsNietVrij(DomainError):
    """Somebody else holds the place."""

    code = "plaats_niet_vrij"


class TerugmeldingOnbekend(DomainError):
    """A house may only answer from the closed list (R6; N 5.1c)."""

    code = "terugmelding_onbekend"


class Overgang(DomainError):
    """This cannot happen in the state it is in now."""

    code = "overgang"


class TweePersonen(DomainError):
    """Who proposes a rule does not approve it (R18)."""

    code = "twee_personen"

    def __init__(self) -> None:
        super().__init__(
            "U hebt deze regel zelf voorgesteld. Een regel wijzigt pas als een tweede persoon goedkeurt (R18). "
            "Vraag een collega-systeembeheerder om de goedkeuring."
        )


class AndereOrganisatie(DomainError):
    """A noodinzage takes two people of two organisations (R19)."""

    code = "andere_organisatie"

    def __init__(self) -> None:
        super().__init__(
            "Een noodinzage wordt goedgekeurd door iemand van een andere organisatie dan die erom vraagt (R19). "
            "Bel de auditor of een privacyfunctionaris elders."
        )


class EigenInzage(DomainError):
    """Nobody judges what they looked at themselves."""

    code = "eigen_inzage"

    def __init__(self) -> None:
        super().__init__("U hebt dit zelf ingezien. Een ander beoordeelt het: vraag een tweede privacyfunctionaris.")


class RegelIngang(DomainError):
    """A rule begins on a day that has not begun: it changes no earlier verdict (R17, R18)."""

    code = "regel_ingang"

    def __init__(self) -> None:
        super().__init__(
            "De ingangsdatum is vandaag of al voorbij. Een regel gaat op zijn vroegst morgen in, zodat hij niets "
            "verandert aan wat al is afgewogen (R18). Stel de regel opnieuw voor met een latere datum."
        )


class RegelsTegenstrijdig(DomainError):
    """Two rules that would hold on one day contradict each other."""

    code = "regels_tegenstrijdig"


class GeenMailserver(DomainError):
    """This installation has no way to send e-mail."""

    code = "geen_mailserver"

    def __init__(self) -> None:
        super().__init__(
            "Deze dienst kan geen e-mail versturen: er is geen mailserver ingesteld. Vraag de beheerder om "
            "CAPACITY_SMTP_URL en CAPACITY_MAIL_VAN in te stellen, of geef een webhook op."
        )


class RevisieVerouderd(DomainError):
    """Somebody changed it since it was read."""

    code = "revisie_verouderd"

    def __init__(self) -> None:
        super().__init__("Iemand heeft dit intussen gewijzigd. Haal de nieuwste stand op en probeer het opnieuw.")


class RevisieVereist(DomainError):
    """A change must say which revisie it changes."""

    code = "revisie_vereist"

    def __init__(self) -> None:
        super().__init__('Stuur de kop If-Match mee met de revisie die u wijzigt, bijvoorbeeld If-Match: "7".')


class IdempotentieAnders(DomainError):
    """This Idempotency-Key was used before with another request."""

    code = "idempotentie_anders"

    def __init__(self) -> None:
        super().__init__("Deze Idempotency-Key is al gebruikt voor een ander verzoek. Gebruik een nieuwe sleutel.")


class Bezig(DomainError):
    """The same request is being carried out right now."""

    code = "bezig"

    def __init__(self) -> None:
        super().__init__("Hetzelfde verzoek wordt op dit moment uitgevoerd. Probeer het over een seconde opnieuw.")


class EvenNiet(DomainError):
    """The service cannot answer now; trying again is safe."""

    code = "even_niet"

    def __init__(self) -> None:
        super().__init__(
            "De dienst kan dit nu niet verwerken. Er is niets half gedaan. Probeer het over enkele seconden opnieuw."
        )
