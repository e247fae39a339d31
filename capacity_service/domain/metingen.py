"""How each norm is counted: by its number, from the facts of one opvangorganisatie. A norm without figures has none here.

What was done in time is held against what was owed: what fell due in the period, to who was there when it did.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from capacity_service.domain.aanvraag import Terugmeldingreden
from capacity_service.domain.cijfers import Cijfer, Meting, add_uren, count, find_last, measure, share
from capacity_service.domain.feitenset import Aanvraagfeit, Plaatsingfeit, Registratiefeit
from capacity_service.domain.klokken import Moment, Registratiesoort, compute_overschrijding
from capacity_service.domain.normen import Norm
from capacity_service.domain.tijd import add_werkdagen, night_of

HUISHOUDENS = "huishoudens"
KEER = "keer"
INGETROKKEN = "ingetrokken"
TERUGGEMELD = "teruggemeld"


def _risicotaxatie_door_wie(m: Meting) -> list[Cijfer]:
    known = [a.instrument for p in m.aangekomen if (a := m.find_aanvraag(p)) is not None]
    return [
        count("Aangekomen huishoudens", HUISHOUDENS, m.aangekomen),
        share("Risicotaxatie van de verwijzer overgenomen", known),
        count("Gekomen zonder risicotaxatie", HUISHOUDENS, (one for one in known if not one)),
    ]


def _risicotaxatie_op_tijd(m: Meting) -> list[Cijfer]:
    answers = []
    for plaatsing, aangekomen_op in m.ooit_aangekomen:
        aanvraag = m.find_aanvraag(plaatsing)
        limit = add_werkdagen(aangekomen_op, m.regels_op(aangekomen_op).risicotaxatie_werkdagen)
        if aanvraag is not None and not aanvraag.instrument and m.is_owed(plaatsing, limit):
            done = m.done(plaatsing.id, Registratiesoort.risicotaxatie)
            answers.append(any(r.volledig and r.gedaan_op < limit for r in done))
    return [share("Risicotaxatie binnen een werkdag na aankomst", answers)]


def _met_oogcontact(m: Meting) -> list[Cijfer]:
    done = m.recorded(Registratiesoort.risicotaxatie)
    return [share("Risicotaxaties waarbij mensen elkaar zagen", ("wijze" not in r.ontbreekt for r in done))]


def _per_gezinslid(m: Meting) -> list[Cijfer]:
    done = m.recorded(Registratiesoort.risicotaxatie)
    return [share("Risicotaxaties met een uitkomst voor elk gezinslid", ("leden" not in r.ontbreekt for r in done))]


def _dicht_bij_netwerk(m: Meting) -> list[Cijfer]:
    asked = [a for a in m.eigen_aanvragen if a.voorkeuren and m.periode.has(a.ingediend_op)]
    where = {p.aanvraag: p.centrumgemeente for p in m.feiten.plaatsingen if p.aangekomen_op is not None}
    near = [_is_near(m, a, where[a.id]) for a in asked if a.id in where]
    return [
        count("Aanvragen met een voorkeur", HUISHOUDENS, asked),
        share("Aangekomen in de regio van een voorkeur", near),
    ]


def _is_near(m: Meting, aanvraag: Aanvraagfeit, centrumgemeente: str) -> bool:
    return any(centrumgemeente in m.feiten.regio.get(code, frozenset()) for code in aanvraag.voorkeuren)


def _alleen_bij_gevaar(m: Meting) -> list[Cijfer]:
    asked = [a for a in m.eigen_aanvragen if m.periode.has(a.ingediend_op)]
    return [
        count("Aanvragen voor een andere regio", HUISHOUDENS, asked),
        share("Code rood met een instrument", (a.instrument for a in asked)),
        count("Acute dreiging, nog zonder instrument", HUISHOUDENS, (a for a in asked if not a.instrument)),
    ]


def _bij_elkaar(m: Meting) -> list[Cijfer]:
    return [
        count("Aangekomen gezinnen met kinderen", HUISHOUDENS, m.gezinnen),
        share("Samen op een plaats", (len(m.find_plaatsen(p)) == 1 for p in m.gezinnen)),
    ]


def _verhuizingen(m: Meting) -> list[Cijfer]:
    told = [
        (a.verhuisbewegingen, m.regels_op(p.gereserveerd_op).verhuisbewegingen_max)
        for p in m.gezinnen
        if (a := m.find_aanvraag(p)) is not None
    ]
    return [
        share("Gezinnen met hoogstens het toegestane aantal verhuizingen", (moves <= most for moves, most in told)),
        Cijfer(
            "Meeste verhuizingen van een gezin", KEER, max((moves for moves, _ in told), default=None), hoogste=True
        ),
    ]


def _kinderen_door(m: Meting) -> list[Cijfer]:
    answers = []
    for plaatsing, aangekomen_op in m.ooit_aangekomen:
        if plaatsing.kinderen and any(map(m.is_crisis, m.find_plaatsen(plaatsing))):
            limit = add_uren(aangekomen_op, 24 * m.regels_op(aangekomen_op).kind_dagen_max)
            answers += _judge_end(m, m.find_einde(plaatsing), limit)
    return [share("Gezinnen binnen drie dagen van de crisisplaats af", answers)]


def _judge_end(m: Meting, end: datetime | None, limit: datetime) -> list[bool]:
    """Whether something ended in time; nothing when neither its end nor its limit came in the period."""
    in_time = end is not None and end <= limit
    return [in_time] if m.periode.has(end if in_time else limit) else []


def _woonunit(m: Meting) -> list[Cijfer]:
    dubbel = {v.plaatsing for v in m.feiten.verblijven if v.dubbel}
    places = [[m.feiten.plaatsen[one] for one in m.find_plaatsen(p) if one in m.feiten.plaatsen] for p in m.gezinnen]
    return [
        share("Gezinnen met een plaats voor zichzelf", (p.id not in dubbel for p in m.gezinnen)),
        share("Gezinnen met eigen sanitair", (any(one.eigen_sanitair for one in own) for own in places if own)),
    ]


def _intake(m: Meting) -> list[Cijfer]:
    done = (any(True for _ in m.done(p.id, Registratiesoort.intake)) for p in m.aangekomen)
    return [share("Aangekomen huishoudens met een vastgelegde intake", done)]


def _intake_kinderen(m: Meting) -> list[Cijfer]:
    done = (any(r.voor_kind for r in m.done(p.id, Registratiesoort.intake)) for p in m.gezinnen)
    return [share("Gezinnen met een vastgelegde intake van de kinderen", done)]


def _kindcheck(m: Meting) -> list[Cijfer]:
    done = (any(True for _ in m.done(p.id, Registratiesoort.kindcheck)) for p in m.gezinnen)
    return [share("Gezinnen met een vastgelegde kindcheck", done)]


def _taxatie_bij_vertrek(m: Meting) -> list[Cijfer]:
    return [_share_after(m, "Veiligheidstaxatie compleet", Registratiesoort.veiligheidstaxatie)]


def _share_after(m: Meting, naam: str, soort: Registratiesoort) -> Cijfer:
    """Of who left: whether this was whole within the hours that the rule gives."""
    answers = []
    for plaatsing, vertrokken_op in m.vertrokken:
        uren = m.regels_op(vertrokken_op).registratie_uren
        limit = add_uren(vertrokken_op, uren)
        if m.periode.has(limit):
            answers.append(_is_whole(m.done(plaatsing.id, soort), Moment.uitstroom, limit))
    return share(f"{naam} binnen 24 uur na vertrek", answers)


def _is_whole(done: Iterator[Registratiefeit], moment: Moment, limit: datetime) -> bool:
    return any(r.volledig and r.moment is moment and r.gedaan_op <= limit for r in done)


def _taxatie_bij_verandering(m: Meting) -> list[Cijfer]:
    done = (r for r in m.recorded(Registratiesoort.veiligheidstaxatie) if r.moment is Moment.verblijf)
    return [count("Veiligheidstaxaties tijdens een verblijf", KEER, done)]


def _overdracht(m: Meting) -> list[Cijfer]:
    answers = []
    for plaatsing, aangekomen_op in m.ooit_aangekomen:
        limit = add_uren(aangekomen_op, m.regels_op(aangekomen_op).registratie_uren)
        if m.is_owed(plaatsing, limit):
            done = m.done(plaatsing.id, Registratiesoort.warme_overdracht)
            answers.append(_is_whole(done, Moment.instroom, limit))
    return [
        share("Overdracht compleet binnen 24 uur na aankomst", answers),
        _share_after(m, "Overdracht compleet", Registratiesoort.warme_overdracht),
    ]


def _altijd_plaats(m: Meting) -> list[Cijfer]:
    without = [s for s in m.feiten.signalen if s.norm is Norm.geen_plaats and s.opvang == m.organisatie]
    return [
        measure("Uren zonder een enkele vrije plaats", sum(s.count_uren(m.periode) for s in without)),
        measure("Uren gemeten", m.periode.since(m.feiten.begonnen_op).uren),
    ]


def _geen_wachtlijst(m: Meting) -> list[Cijfer]:
    answers = []
    for p in m.gevraagd:
        term = timedelta(minutes=m.regels_op(p.gereserveerd_op).acceptatie_minuten)
        seen = p.geaccepteerd_op
        if seen is not None or p.beeindigd_op is None or p.beeindigd_op - p.gereserveerd_op > term:
            answers.append(seen is not None and seen - p.gereserveerd_op <= term)
    return [
        count("Reserveringen bij deze organisatie", KEER, m.gevraagd),
        share("Binnen de afgesproken minuten gezien door het huis", answers),
    ]


def _teruggemeld(m: Meting, reden: str | None = None) -> Iterator[Plaatsingfeit]:
    return (p for p in m.gevraagd if p.status == TERUGGEMELD and reden in {None, p.reden})


def _geen_weigering(m: Meting) -> list[Cijfer]:
    by_reden = [
        count(f"Teruggemeld: {reden.replace('_', ' ')}", KEER, _teruggemeld(m, reden)) for reden in Terugmeldingreden
    ]
    return [share("Reserveringen zonder terugmelding", (p.status != TERUGGEMELD for p in m.gevraagd)), *by_reden]


def _binnen_een_dag(m: Meting) -> list[Cijfer]:
    first: dict[str, datetime] = {}
    for p in m.feiten.plaatsingen:
        if p.aangekomen_op is not None:
            first[p.aanvraag] = min(p.aangekomen_op, first.get(p.aanvraag, p.aangekomen_op))
    here = (p.aangekomen_op is not None and p.aangekomen_op <= p.deadline_op for p in m.aangekomen)
    due = [a for a in m.eigen_aanvragen if m.periode.has(a.deadline_op) and (a.status != INGETROKKEN or a.id in first)]
    return [
        share("Hier aangekomen huishoudens binnen 24 uur", here),
        share(
            "Eigen aanvragen binnen 24 uur aangekomen", (a.id in first and first[a.id] <= a.deadline_op for a in due)
        ),
    ]


def _in_stand(m: Meting) -> list[Cijfer]:
    own = [p for p in m.feiten.plaatsen.values() if p.organisatie == m.organisatie and not p.verwijderd]
    crisis = [p for p in own if p.crisisplaats]
    return [
        count("Crisisplaatsen in het register bij het laatste feit", "plaatsen", crisis),
        count("Centrumgemeenten waar die staan", "centrumgemeenten", {p.centrumgemeente for p in crisis}),
    ]


def _nachten(m: Meting) -> list[Cijfer]:
    answers = []
    for delen in m.verblijven:
        crisis = [deel for deel in delen if m.is_crisis(deel.plaats)]
        if crisis:
            van = min(deel.van for deel in crisis)
            regels = m.regels_op(van)
            answers += _judge_end(m, find_last(crisis), compute_overschrijding(night_of(van, regels), 0, regels))
    return [share("Verblijven op een crisisplaats binnen de toegestane nachten", answers)]


def _nauwkeurigheid(m: Meting) -> list[Cijfer]:
    wrong = (
        p.reden == Terugmeldingreden.al_bezet and plaats in p.teruggemeld
        for p in m.gevraagd
        for plaats in m.find_plaatsen(p)
    )
    return [share("Gereserveerde plaatsen die al bezet bleken", wrong)]


def _een_huishouden(m: Meting) -> list[Cijfer]:
    begun = (delen for delen in m.verblijven if m.periode.has(min(deel.van for deel in delen)))
    return [share("Verblijven alleen op een plaats", (not any(deel.dubbel for deel in delen) for delen in begun))]


METINGEN: dict[str, Callable[[Meting], list[Cijfer]]] = {
    "1.1": _risicotaxatie_door_wie,
    "1.2a": _risicotaxatie_op_tijd,
    "1.2b": _met_oogcontact,
    "1.2c": _per_gezinslid,
    "1.3": _dicht_bij_netwerk,
    "1.4": _alleen_bij_gevaar,
    "1.5a": _bij_elkaar,
    "1.5b": _verhuizingen,
    "1.5c": _kinderen_door,
    "1.5d": _woonunit,
    "1.6": _intake,
    "1.7": _intake_kinderen,
    "1.8": _kindcheck,
    "3.5a": _taxatie_bij_vertrek,
    "3.5b": _taxatie_bij_verandering,
    "4.1": _overdracht,
    "5.1a": _altijd_plaats,
    "5.1b": _geen_wachtlijst,
    "5.1c": _geen_weigering,
    "5.2": _binnen_een_dag,
    "fn 27": _in_stand,
    "fn 28": _nachten,
    "R6": _nauwkeurigheid,
    "R14": _een_huishouden,
}
