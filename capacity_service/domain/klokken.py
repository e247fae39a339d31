"""Which deadlines run, computed from the row alone: the clock on screen and the one that fires are the same (R8).

Each function takes what is known of one subject and gives the instants (UTC) at which something is to happen. An
instant in the past is given too: what is due and what was due long ago are told apart by whoever fires them.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from capacity_service.domain.aanvraag import Aanvraagstatus, Plaatsingstatus
from capacity_service.domain.plaats import Soort
from capacity_service.domain.regels import Regels
from capacity_service.domain.tijd import AMSTERDAM, add_werkdagen, end_of_nights, night_of


class Termijnsoort(StrEnum):
    """What a deadline is about."""

    reservering_vervalt = "reservering_vervalt"
    plaats_onbevestigd = "plaats_onbevestigd"
    uitname_begint = "uitname_begint"
    rood_landelijk = "rood_landelijk"
    rood_achterwacht = "rood_achterwacht"
    rood_tweede = "rood_tweede"
    rood_derde = "rood_derde"
    rood_te_laat = "rood_te_laat"
    niet_gezien = "niet_gezien"
    aankomst_uitgebleven = "aankomst_uitgebleven"
    aankomst_escalatie = "aankomst_escalatie"
    vervolg_vragen = "vervolg_vragen"
    laatste_ochtend = "laatste_ochtend"
    overschrijding = "overschrijding"
    kind_te_lang = "kind_te_lang"
    risicotaxatie_uit = "risicotaxatie_uit"
    overdracht_in_uit = "overdracht_in_uit"
    overdracht_uit_uit = "overdracht_uit_uit"
    veiligheidstaxatie_uit = "veiligheidstaxatie_uit"
    uitval_verwacht = "uitval_verwacht"
    vraag_verloopt = "vraag_verloopt"
    regel_begint = "regel_begint"


Klokken = dict[Termijnsoort, datetime]


class Registratiesoort(StrEnum):
    """What people record that they did (R5, R13)."""

    risicotaxatie = "risicotaxatie"
    kindcheck = "kindcheck"
    intake = "intake"
    veiligheidstaxatie = "veiligheidstaxatie"
    warme_overdracht = "warme_overdracht"


class Moment(StrEnum):
    """When in a stay something was done."""

    instroom = "instroom"
    verblijf = "verblijf"
    uitstroom = "uitstroom"


Gedaan = frozenset[tuple[Registratiesoort, Moment]]


@dataclass(frozen=True)
class LopendeAanvraag:
    """What the ladder of R8 looks at. `zonder_plaats_sinds` is None for whoever has a place."""

    status: Aanvraagstatus
    vastgesteld_op: datetime
    deadline_op: datetime
    zonder_plaats_sinds: datetime | None


@dataclass(frozen=True)
class LopendePlaatsing:
    """What the clocks of a plaatsing look at; `gedaan` is what was recorded, `nachten_geteld` nights of R11 before this."""

    status: Plaatsingstatus
    soort: Soort
    gereserveerd_op: datetime
    geaccepteerd_op: datetime | None
    verwachte_aankomst_op: datetime | None
    aangekomen_op: datetime | None
    eerste_nacht: date | None
    vertrek: date | None
    beeindigd_op: datetime | None
    kinderen: bool
    zonder_instrument: bool
    nachten_geteld: int
    gedaan: Gedaan = frozenset()


WACHT = {Aanvraagstatus.zonder_plaats, Aanvraagstatus.gereserveerd, Aanvraagstatus.bevestigd}


def wind_aanvraag(aanvraag: LopendeAanvraag, regels: Regels) -> Klokken:
    """The ladder of R8: from the first second without a place, and from vastgesteldOp until arrival."""
    klokken: Klokken = {}
    sinds, rood = aanvraag.zonder_plaats_sinds, aanvraag.vastgesteld_op.astimezone(UTC)
    if aanvraag.status is Aanvraagstatus.zonder_plaats and sinds is not None:
        klokken[Termijnsoort.rood_landelijk] = sinds + timedelta(minutes=regels.rood_landelijk_minuten)
        klokken[Termijnsoort.rood_achterwacht] = sinds + timedelta(minutes=regels.rood_achterwacht_minuten)
    if aanvraag.status in WACHT:
        klokken[Termijnsoort.rood_tweede] = rood + timedelta(hours=regels.rood_tweede_uren)
        klokken[Termijnsoort.rood_derde] = rood + timedelta(hours=regels.rood_derde_uren)
        klokken[Termijnsoort.rood_te_laat] = aanvraag.deadline_op
    return klokken


def wind_plaatsing(plaatsing: LopendePlaatsing, regels: Regels) -> Klokken:
    """From reservering to after the end: acceptance and arrival (R15), nights (R11, R12), what must be recorded (R5, R13)."""
    match plaatsing.status:
        case Plaatsingstatus.gereserveerd | Plaatsingstatus.bevestigd:
            return _wind_coming(plaatsing, regels)
        case Plaatsingstatus.aangekomen:
            return _wind_inside(plaatsing, regels)
        case Plaatsingstatus.beeindigd:
            return _wind_left(plaatsing, regels)
        case _:
            return {}


def wind_bezet(sinds_op: datetime, soort: Soort, regels: Regels) -> Klokken:
    """The same nights for whoever is inside without an aanvraag (R16): no promise, so the most that may be promised."""
    if soort is not Soort.crisisplaats:
        return {}
    eerste = night_of(sinds_op, regels)
    return _wind_nights(eerste, eerste + timedelta(days=regels.nachten_max), 0, regels)


def wind_uitval(verwacht_tot_op: datetime | None) -> Klokken:
    """A place that is out of service is asked about when it was expected back (R1)."""
    return {} if verwacht_tot_op is None else {Termijnsoort.uitval_verwacht: verwacht_tot_op}


def compute_overschrijding(eerste_nacht: date, nachten_geteld: int, regels: Regels) -> datetime:
    """The end of the last allowed night: nights given before for the same danger count along (R11)."""
    allowed = max(0, regels.nachten_max - nachten_geteld)
    return end_of_nights(eerste_nacht + timedelta(days=allowed), regels).astimezone(UTC)


def _wind_coming(plaatsing: LopendePlaatsing, regels: Regels) -> Klokken:
    klokken: Klokken = {}
    if plaatsing.geaccepteerd_op is None:
        klokken[Termijnsoort.niet_gezien] = plaatsing.gereserveerd_op + timedelta(minutes=regels.acceptatie_minuten)
    verwacht = plaatsing.verwachte_aankomst_op
    if plaatsing.status is Plaatsingstatus.bevestigd and verwacht is not None:
        uitgebleven = verwacht + timedelta(minutes=regels.aankomst_marge_minuten)
        klokken[Termijnsoort.aankomst_uitgebleven] = uitgebleven
        klokken[Termijnsoort.aankomst_escalatie] = uitgebleven + timedelta(minutes=regels.aankomst_escalatie_minuten)
    return klokken


def _wind_inside(plaatsing: LopendePlaatsing, regels: Regels) -> Klokken:
    aangekomen_op, eerste, vertrek = plaatsing.aangekomen_op, plaatsing.eerste_nacht, plaatsing.vertrek
    if aangekomen_op is None or eerste is None or vertrek is None:
        return {}
    klokken: Klokken = {}
    if plaatsing.soort is not Soort.opvangplaats:
        klokken |= _wind_nights(eerste, vertrek, plaatsing.nachten_geteld, regels)
        if plaatsing.kinderen:
            klokken[Termijnsoort.kind_te_lang] = aangekomen_op + timedelta(hours=24 * regels.kind_dagen_max)
    if plaatsing.zonder_instrument and not _is_done(plaatsing, Registratiesoort.risicotaxatie):
        klokken[Termijnsoort.risicotaxatie_uit] = add_werkdagen(aangekomen_op, regels.risicotaxatie_werkdagen)
    if (Registratiesoort.warme_overdracht, Moment.instroom) not in plaatsing.gedaan:
        klokken[Termijnsoort.overdracht_in_uit] = aangekomen_op + timedelta(hours=regels.registratie_uren)
    return klokken


def _wind_nights(eerste: date, vertrek: date, nachten_geteld: int, regels: Regels) -> Klokken:
    ochtend = datetime.combine(vertrek, time(regels.laatste_ochtend_uur), tzinfo=AMSTERDAM)
    vervolg = end_of_nights(eerste + timedelta(days=regels.vervolg_vanaf_nacht - 1), regels)
    return {
        Termijnsoort.vervolg_vragen: vervolg.astimezone(UTC),
        Termijnsoort.laatste_ochtend: ochtend.astimezone(UTC),
        Termijnsoort.overschrijding: compute_overschrijding(eerste, nachten_geteld, regels),
    }


def _wind_left(plaatsing: LopendePlaatsing, regels: Regels) -> Klokken:
    if plaatsing.beeindigd_op is None:
        return {}
    op, klokken = plaatsing.beeindigd_op + timedelta(hours=regels.registratie_uren), Klokken()
    if (Registratiesoort.warme_overdracht, Moment.uitstroom) not in plaatsing.gedaan:
        klokken[Termijnsoort.overdracht_uit_uit] = op
    if (Registratiesoort.veiligheidstaxatie, Moment.uitstroom) not in plaatsing.gedaan:
        klokken[Termijnsoort.veiligheidstaxatie_uit] = op
    return klokken


def _is_done(plaatsing: LopendePlaatsing, soort: Registratiesoort) -> bool:
    return any(gedaan is soort for gedaan, _ in plaatsing.gedaan)
