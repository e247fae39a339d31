"""The weighing by class against the same weighing written down place by place, slowly and plainly."""

from dataclasses import replace
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from capacity_service.domain.aanvraag import Aanvraag
from capacity_service.domain.matching import decide, fits
from capacity_service.domain.plaats import Plaats, Soort, is_onbevestigd
from capacity_service.domain.toelichting import kenmerken_for
from capacity_service.domain.voorraad import Stand, distance_band
from tests.domain.strategies import NU, REGELS, make_stand, reeksen, registers


def weigh_plainly(reeks: list[Aanvraag], vrij: tuple[Plaats, ...], stand: Stand) -> dict[UUID, list[UUID]]:
    """The places proposed to each aanvraag, best first."""
    proposed: dict[UUID, list[UUID]] = {}
    left = list(vrij)
    for aanvraag in sorted(reeks, key=lambda a: (a.vastgesteld_op, a.id)):
        places = [p for p in left if fits(aanvraag, p, stand) and p.id not in aanvraag.teruggemeld]
        places.sort(key=lambda plaats: order(aanvraag, plaats, left, stand))
        first_of: dict[str, UUID] = {}
        for plaats in places:
            first_of.setdefault(plaats.centrumgemeente, plaats.id)
        proposed[aanvraag.id] = list(first_of.values())[: REGELS.voorstellen_max]
        taken = [p.id for p in places[:1] if not is_onbevestigd(p.bevestigd_op, NU, REGELS)]
        left = [plaats for plaats in left if plaats.id not in taken]
    return proposed


def order(aanvraag: Aanvraag, plaats: Plaats, left: list[Plaats], stand: Stand) -> tuple[object, ...]:
    """What counts, in the order in which it counts; lower goes first."""
    code, wanted = plaats.centrumgemeente, kenmerken_for(aanvraag.huishouden)
    spare = [p for p in left if p.centrumgemeente == code and p.soort is Soort.crisisplaats]
    return (
        is_onbevestigd(plaats.bevestigd_op, NU, REGELS),
        list(Soort).index(plaats.soort),
        len(wanted - plaats.kenmerken),
        all(code not in stand.regio[gemeente] for gemeente in aanvraag.voorkeuren),
        plaats.personen_max - aanvraag.huishouden.personen,
        len(plaats.kenmerken - wanted),
        -len(spare) / max(1, stand.inzetbaar[code]),
        distance_band(aanvraag.gemeente, code, stand, REGELS),
        plaats.id,
    )


@settings(max_examples=300)
@given(reeksen, registers, st.data())
def test_the_classes_only_save_work(reeks: list[Aanvraag], vrij: tuple[Plaats, ...], data: st.DataObject) -> None:
    stand = make_stand(vrij)
    refused = (
        st.frozensets(st.sampled_from([plaats.id for plaats in vrij]), max_size=3) if vrij else st.just(frozenset())
    )
    reeks = [replace(aanvraag, teruggemeld=data.draw(refused)) for aanvraag in reeks]
    uitkomsten = decide(reeks, stand, REGELS).uitkomsten
    assert {u.aanvraag: [v.plaatsen[0] for v in u.voorstellen] for u in uitkomsten} == weigh_plainly(reeks, vrij, stand)
