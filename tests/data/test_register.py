"""The reference data and the invented starting register keep what their README promises."""

import csv
import re
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

import pytest

import capacity_service

DATA = Path(capacity_service.__file__).parent / "data"
MANNENOPVANG = {"Amsterdam", "Den Haag", "Rotterdam", "Utrecht", "Zwolle", "Tilburg"}
KENMERKEN = ["rolstoel", "mannen", "huisdier", "babybed", "begane_grond", "eigen_sanitair"]
CRISISPLAATSEN = {"Vlissingen": range(2, 3), "Amsterdam": range(3, 4), "Rotterdam": range(20, 21)}
REFERENTIE = re.compile(r"[23456789ABCDEFGHJKMNPQRSTVWXYZ]{4}")

Rijen = list[dict[str, str]]


def read(name: str) -> Rijen:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.fixture(scope="module", name="centrumgemeenten")
def read_centrumgemeenten() -> dict[str, str]:
    return {rij["code"]: rij["naam"] for rij in read("centrumgemeenten.csv")}


@pytest.fixture(scope="module", name="gemeenten")
def read_gemeenten() -> Rijen:
    return read("gemeenten.csv")


@pytest.fixture(scope="module", name="organisaties")
def read_organisaties() -> Rijen:
    return read("organisaties.csv")


@pytest.fixture(scope="module", name="plaatsen")
def read_plaatsen() -> Rijen:
    return read("plaatsen.csv")


@pytest.fixture(scope="module", name="huizen")
def group_by_huis(plaatsen: Rijen) -> dict[str, Rijen]:
    huizen: dict[str, Rijen] = defaultdict(list)
    for plaats in plaatsen:
        huizen[plaats["huis"]].append(plaats)
    return dict(huizen)


def per_centrumgemeente(plaatsen: Rijen, *soorten: str) -> dict[str, Rijen]:
    grouped: dict[str, Rijen] = defaultdict(list)
    for plaats in plaatsen:
        if plaats["soort"] in soorten:
            grouped[plaats["centrumgemeente"]].append(plaats)
    return dict(grouped)


def kenmerken(plaats: dict[str, str]) -> list[str]:
    return [kenmerk for kenmerk in plaats["kenmerken"].split("|") if kenmerk]


def verzonnen_id(kind: str, key: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"urn:capacity-service:verzonnen:{kind}:{key}")


def test_there_are_35_centrumgemeenten_inside_the_netherlands(centrumgemeenten: dict[str, str]) -> None:
    assert len(centrumgemeenten) == len(set(centrumgemeenten.values())) == 35
    assert all(re.fullmatch(r"GM\d{4}", code) for code in centrumgemeenten)
    for rij in read("centrumgemeenten.csv"):
        assert 50.7 < float(rij["breedtegraad"]) < 53.6
        assert 3.3 < float(rij["lengtegraad"]) < 7.3
        assert re.fullmatch(r"VR\d{2} .+", rij["veiligheidsregio"])


def test_each_of_the_342_gemeenten_belongs_to_one_of_the_35(gemeenten: Rijen, centrumgemeenten: dict[str, str]) -> None:
    assert len({rij["code"] for rij in gemeenten}) == len({rij["naam"] for rij in gemeenten}) == len(gemeenten) == 342
    for rij in gemeenten:
        assert re.fullmatch(r"GM\d{4}", rij["code"])
        assert {rij["formeel"], rij["feitelijk"]} <= centrumgemeenten.keys(), rij
        assert rij["zekerheid"] in {"zeker", "hoog", "middel", "laag", "betwist"}, rij
        assert rij["bron"].strip(), rij
        assert date.fromisoformat(rij["geldig_vanaf"]) <= date(2026, 1, 1)


def test_a_centrumgemeente_is_its_own_centrumgemeente(gemeenten: Rijen, centrumgemeenten: dict[str, str]) -> None:
    own = {rij["code"]: rij for rij in gemeenten if rij["code"] in centrumgemeenten}
    assert own.keys() == centrumgemeenten.keys()
    assert all(rij["formeel"] == rij["feitelijk"] == code for code, rij in own.items())


def test_nijkerk_belongs_formally_to_amersfoort_and_in_practice_to_ede(gemeenten: Rijen) -> None:
    (nijkerk,) = (rij for rij in gemeenten if rij["naam"] == "Nijkerk")
    assert (nijkerk["formeel"], nijkerk["feitelijk"]) == ("GM0307", "GM0228")


def test_every_organisatie_is_marked_as_invented(organisaties: Rijen) -> None:
    for organisatie in organisaties:
        expected = {"gemeente": "", "landelijk": "(demo)", "beheer": "(demo)"}.get(organisatie["soort"], "(verzonnen)")
        assert organisatie["naam"].endswith(expected), organisatie
        assert UUID(organisatie["id"]) == verzonnen_id("organisatie", organisatie["naam"])
    assert len({organisatie["id"] for organisatie in organisaties}) == len(organisaties)


def test_the_organisaties_are_of_every_soort(organisaties: Rijen) -> None:
    soorten = Counter(organisatie["soort"] for organisatie in organisaties)
    assert 18 <= soorten.pop("opvangorganisatie") <= 22
    assert soorten == {"veilig_thuis": 2, "politie": 1, "lec_egg": 1, "gemeente": 35, "landelijk": 1, "beheer": 1}


def test_each_centrumgemeente_has_its_gemeente_and_no_other_organisatie_names_one(
    organisaties: Rijen, centrumgemeenten: dict[str, str]
) -> None:
    named = {(rij["centrumgemeente"], rij["naam"]) for rij in organisaties if rij["centrumgemeente"]}
    assert named == {(code, f"Gemeente {naam}") for code, naam in centrumgemeenten.items()}
    assert all((rij["soort"] == "gemeente") == bool(rij["centrumgemeente"]) for rij in organisaties)


def test_every_opvangorganisatie_and_only_those_run_places(
    plaatsen: Rijen, organisaties: Rijen, centrumgemeenten: dict[str, str]
) -> None:
    serves: dict[str, set[str]] = defaultdict(set)
    served_by: dict[str, set[str]] = defaultdict(set)
    for plaats in plaatsen:
        serves[plaats["organisatie"]].add(plaats["centrumgemeente"])
        served_by[plaats["centrumgemeente"]].add(plaats["organisatie"])
    assert serves.keys() == {rij["id"] for rij in organisaties if rij["soort"] == "opvangorganisatie"}
    assert served_by.keys() == centrumgemeenten.keys()
    assert sum(len(codes) > 1 for codes in serves.values()) >= 8
    assert sum(len(ids) == 2 for ids in served_by.values()) >= 3


def test_crisisplaatsen_follow_the_public_figures(plaatsen: Rijen, centrumgemeenten: dict[str, str]) -> None:
    counts = {code: len(rijen) for code, rijen in per_centrumgemeente(plaatsen, "crisisplaats").items()}
    assert counts.keys() == centrumgemeenten.keys()
    for code, naam in centrumgemeenten.items():
        assert counts[code] in CRISISPLAATSEN.get(naam, range(2, 7)), naam


def test_the_two_crisisplaatsen_of_vlissingen_are_in_two_huizen(
    plaatsen: Rijen, centrumgemeenten: dict[str, str]
) -> None:
    (vlissingen,) = (code for code, naam in centrumgemeenten.items() if naam == "Vlissingen")
    assert len({rij["huis"] for rij in per_centrumgemeente(plaatsen, "crisisplaats")[vlissingen]}) == 2


def test_the_other_soorten_stand_beside_the_crisisplaatsen(plaatsen: Rijen, centrumgemeenten: dict[str, str]) -> None:
    soorten = Counter(plaats["soort"] for plaats in plaatsen)
    assert soorten.keys() == {"crisisplaats", "opvangplaats", "reserveplaats", "alternatief"}
    assert 2.5 <= soorten["opvangplaats"] / soorten["crisisplaats"] <= 3.5
    assert 5 <= soorten["reserveplaats"] <= 20
    assert 2 <= soorten["alternatief"] <= 3
    assert per_centrumgemeente(plaatsen, "opvangplaats").keys() == centrumgemeenten.keys()


def test_each_centrumgemeente_has_room_for_one_person_and_for_a_family(plaatsen: Rijen) -> None:
    for code, crisisplaatsen in per_centrumgemeente(plaatsen, "crisisplaats").items():
        sizes = [int(plaats["personenMax"]) for plaats in crisisplaatsen]
        assert min(sizes) <= 2, code
        assert max(sizes) >= 4, code
    for code, rijen in per_centrumgemeente(plaatsen, "crisisplaats", "opvangplaats").items():
        assert len({plaats["personenMax"] for plaats in rijen}) >= 3, code


def test_personen_max_runs_from_1_to_7_and_large_is_rare(plaatsen: Rijen) -> None:
    sizes = Counter(int(plaats["personenMax"]) for plaats in plaatsen)
    assert sizes.keys() == set(range(1, 8))
    assert sizes[6] + sizes[7] < sum(sizes.values()) / 6
    assert max(sizes[6], sizes[7]) < min(sizes[2], sizes[3], sizes[4])


def test_kenmerken_are_known_and_in_one_order(plaatsen: Rijen) -> None:
    for plaats in plaatsen:
        assert kenmerken(plaats) == [kenmerk for kenmerk in KENMERKEN if kenmerk in kenmerken(plaats)], plaats
    assert {kenmerk for plaats in plaatsen for kenmerk in kenmerken(plaats)} == set(KENMERKEN)


def test_men_are_received_in_the_six_cities_only(plaatsen: Rijen, centrumgemeenten: dict[str, str]) -> None:
    mannen = [plaats for plaats in plaatsen if "mannen" in kenmerken(plaats)]
    assert {centrumgemeenten[plaats["centrumgemeente"]] for plaats in mannen} == MANNENOPVANG
    crisis = per_centrumgemeente(mannen, "crisisplaats")
    assert {centrumgemeenten[code] for code in crisis} == MANNENOPVANG


def test_pets_are_welcome_in_at_least_11_huizen(plaatsen: Rijen) -> None:
    assert len({plaats["huis"] for plaats in plaatsen if "huisdier" in kenmerken(plaats)}) >= 11


def test_a_huis_is_two_to_four_places_of_one_organisatie_in_one_centrumgemeente(
    huizen: dict[str, Rijen],
) -> None:
    for rijen in huizen.values():
        assert 2 <= len(rijen) <= 4
        assert len({(rij["organisatie"], rij["centrumgemeente"], rij["huiscode"]) for rij in rijen}) == 1
    codes = {rijen[0]["huiscode"]: huis for huis, rijen in huizen.items()}
    assert len(codes) == len(huizen)
    for code, huis in codes.items():
        assert re.fullmatch(r"H\d{3}", code)
        assert UUID(huis) == verzonnen_id("huis", code)


def test_from_most_crisishuizen_somebody_can_move_on_inside_the_huis(huizen: dict[str, Rijen]) -> None:
    soorten = [{rij["soort"] for rij in rijen} for rijen in huizen.values()]
    crisis = [house for house in soorten if "crisisplaats" in house]
    assert sum("opvangplaats" in house for house in crisis) > len(crisis) / 2


def test_a_referentie_is_unique_and_cannot_be_misread(plaatsen: Rijen) -> None:
    referenties = [plaats["referentie"] for plaats in plaatsen]
    assert len(set(referenties)) == len({plaats["id"] for plaats in plaatsen}) == len(plaatsen)
    for plaats in plaatsen:
        assert REFERENTIE.fullmatch(plaats["referentie"])
        assert UUID(plaats["id"]) == verzonnen_id("plaats", plaats["referentie"])
    # A spreadsheet turns 4E12 into a number with twelve noughts.
    assert not [referentie for referentie in referenties if re.fullmatch(r"\d+E?\d*", referentie)]


def test_only_a_reserveplaats_needs_time_and_only_an_alternatief_a_safety_check(plaatsen: Rijen) -> None:
    for plaats in plaatsen:
        assert bool(plaats["gereedBinnenMinuten"]) == (plaats["soort"] == "reserveplaats")
        assert bool(plaats["veiligheidstoetsDoor"]) == (plaats["soort"] == "alternatief")
    minuten = {int(plaats["gereedBinnenMinuten"]) for plaats in plaatsen if plaats["gereedBinnenMinuten"]}
    assert min(minuten) >= 30
    assert max(minuten) <= 480
    roles = {plaats["veiligheidstoetsDoor"] for plaats in plaatsen} - {""}
    assert roles <= {"dienstdoende achterwacht", "bereikbaarheidsdienst gedragsdeskundige"}


@pytest.mark.parametrize("name", ["centrumgemeenten.csv", "gemeenten.csv", "organisaties.csv", "plaatsen.csv"])
def test_the_files_are_utf8_with_unix_line_ends_and_full_rows(name: str) -> None:
    raw = (DATA / name).read_bytes()
    assert raw.endswith(b"\n")
    assert b"\r" not in raw
    assert not raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(raw.decode("utf-8").splitlines(), strict=True))
    assert len({len(row) for row in rows}) == 1
