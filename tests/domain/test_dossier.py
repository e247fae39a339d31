from typing import Any

from capacity_service.domain.dossier import make_normen
from capacity_service.domain.normen import Norm
from capacity_service.domain.normenkader import KADER
from tests.domain.feiten import ANDER, OPVANG, TOT, VAN, after, make_aanvraag, make_meting, make_plaatsing, make_signaal


def find(normen: list[dict[str, Any]], nummer: str) -> dict[str, Any]:
    (found,) = [norm for norm in normen if norm["norm"] == nummer]
    return found


def test_every_norm_is_shown_with_what_it_asks() -> None:
    normen = make_normen(make_meting(make_plaatsing()))
    assert [norm["norm"] for norm in normen] == [norm.nummer for norm in KADER]
    assert all(norm["titel"] and norm["vraag"] for norm in normen)
    outside = find(normen, "2.1")
    assert (outside["wijze"], outside["cijfers"], outside["episodes"]) == ("buiten", [], [])
    assert outside["toelichting"] == "Niet door deze dienst gemeten."
    assert find(normen, "5.2")["cijfers"][0]["teller"] == 1


def test_episodes_are_counted_with_their_hours_and_those_still_open() -> None:
    signalen = (
        make_signaal(Norm.geen_plaats),
        make_signaal(Norm.geen_plaats, begonnen_op=TOT - (after(2) - after(0)), beeindigd_op=None),
        make_signaal(
            Norm.geen_plaats, begonnen_op=VAN - (after(5) - after(0)), beeindigd_op=VAN - (after(1) - after(0))
        ),
        make_signaal(Norm.geen_plaats, opvang=ANDER),
    )
    (episodes,) = find(make_normen(make_meting(signalen=signalen)), "5.1a")["episodes"]
    assert episodes == {
        "norm": "geen_plaats",
        "titel": "Geen enkele plaats vrij bij de organisatie",
        "aantal": 2,
        "urenTotaal": 7.0,
        "urenLangste": 5.0,
        "nogOpen": 1,
    }


def test_late_placement_is_an_episode_of_who_asked() -> None:
    signalen = (
        make_signaal(Norm.plaatsing_te_laat, opvang=None, aanvrager=OPVANG),
        make_signaal(Norm.plaatsing_te_laat, opvang=OPVANG, aanvrager=ANDER),
        make_signaal(Norm.overschrijding, opvang=OPVANG, aanvrager=ANDER),
    )
    normen = make_normen(make_meting(signalen=signalen))
    assert [find(normen, nummer)["episodes"][0]["aantal"] for nummer in ("5.2", "fn 28")] == [1, 1]


def test_no_household_can_be_found_in_it() -> None:
    secret = make_aanvraag(id="geheim-a", voorkeuren=("GM0228",), organisatie=OPVANG)
    plaatsing = make_plaatsing(id="geheim-p", aanvraag="geheim-a", plaatsen=("geheim-s",), centrumgemeente="GM0363")
    shown = str(make_normen(make_meting(plaatsing, aanvragen=(secret,))))
    assert "geheim" not in shown
    assert "GM0" not in shown
    assert "2026" not in shown
