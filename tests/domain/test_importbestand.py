"""Reading a register of places: every file that Excel writes is read, every fault is named, nothing else happens."""

import csv
import io
from dataclasses import replace
from typing import NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from capacity_service.domain.errors import Fault
from capacity_service.domain.importbestand import (
    BESTAND_BYTES_MAX,
    KOLOMMEN,
    REGELS_MAX,
    OngeldigBestand,
    PlaatsRegel,
    read_plaatsen,
)
from capacity_service.domain.plaats import Kenmerk, Soort

KOP = "soort;centrumgemeente;organisatie;huis;personenMax;kenmerken;gereedBinnenMinuten;veiligheidstoetsDoor"
GOED = "crisisplaats;GM0193;;H07;4;rolstoel|babybed;;"


def make_bestand(*regels: str, kop: str = KOP, einde: str = "\r\n", codering: str = "utf-8") -> bytes:
    return einde.join([kop, *regels, ""]).encode(codering)


def faults_of(bestand: bytes) -> dict[str, str]:
    with pytest.raises(OngeldigBestand) as caught:
        read_plaatsen(bestand)
    return {fault.veld: fault.fout for fault in caught.value.faults}


def test_a_row_is_read_as_it_was_written() -> None:
    assert read_plaatsen(make_bestand("Reserveplaats;'s-Hertogenbosch;Opvang Één;H07-b;25;babybed Rolstoel;90;")) == (
        PlaatsRegel(
            regelnummer=2,
            soort=Soort.reserveplaats,
            centrumgemeente="'s-Hertogenbosch",
            organisatie="Opvang Één",
            huis="H07-b",
            personen_max=25,
            kenmerken=(Kenmerk.rolstoel, Kenmerk.babybed),
            gereed_binnen_minuten=90,
            veiligheidstoets_door=None,
        ),
    )


@pytest.mark.parametrize("einde", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("codering", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ","])
def test_every_way_in_which_excel_saves_csv_gives_the_same_places(delimiter: str, codering: str, einde: str) -> None:
    regels = [GOED, "alternatief;Súdwest-Fryslân;Opvang Één;H08;2;;;dienstdoende achterwacht", ";;;;;;;", ";;;;;;;"]
    bestand = einde.join([KOP, *regels, "", ""]).replace(";", delimiter).encode(codering)
    plaatsen = read_plaatsen(bestand)
    assert [plaats.regelnummer for plaats in plaatsen] == [2, 3]
    assert plaatsen[1].centrumgemeente == "Súdwest-Fryslân"
    assert plaatsen[1].organisatie == "Opvang Één"
    assert plaatsen[1].veiligheidstoets_door == "dienstdoende achterwacht"


def test_columns_may_stand_in_any_order_and_case_and_optional_ones_may_lack() -> None:
    (plaats,) = read_plaatsen(
        make_bestand('3;"GM0193";H07; Crisisplaats ', kop="PERSONENMAX;Centrumgemeente;huis;Soort")
    )
    assert (plaats.personen_max, plaats.soort, plaats.kenmerken) == (3, Soort.crisisplaats, ())
    assert (plaats.organisatie, plaats.gereed_binnen_minuten, plaats.veiligheidstoets_door) == (None, None, None)


def test_a_delimiter_between_quotes_is_text() -> None:
    (plaats,) = read_plaatsen(make_bestand('crisisplaats;GM0193;"Huis; hof ""Zon""";H07;4'))
    assert plaats.organisatie == 'Huis; hof "Zon"'


def test_a_row_may_end_early_and_empty_columns_may_follow() -> None:
    assert len(read_plaatsen(make_bestand("crisisplaats;GM0193;;H07;4", GOED + ";;;", kop=KOP + ";;"))) == 2


def test_accents_typed_as_two_signs_are_read_as_one() -> None:
    (plaats,) = read_plaatsen(make_bestand("crisisplaats;GM0193;Opvang E\u0301e\u0301n;H07;4"))
    assert plaats.organisatie == "Opvang Één"


@pytest.mark.parametrize(
    ("regel", "veld"),
    [
        ("noodbed;GM0193;;H07;4;;;", "soort"),
        (";GM0193;;H07;4;;;", "soort"),
        ("crisisplaats;;;H07;4;;;", "centrumgemeente"),
        ("crisisplaats;GM0193;;Dorpsstraat 1;4;;;", "huis"),
        ("crisisplaats;GM0193;;H123456789012;4;;;", "huis"),
        ("crisisplaats;GM0193;;;4;;;", "huis"),
        ("crisisplaats;GM0193;;H07;0;;;", "personenMax"),
        ("crisisplaats;GM0193;;H07;26;;;", "personenMax"),
        ("crisisplaats;GM0193;;H07;9223372036854775808;;;", "personenMax"),
        ("crisisplaats;GM0193;;H07;4,5;;;", "personenMax"),
        ("crisisplaats;GM0193;;H07;1e1;;;", "personenMax"),
        ("crisisplaats;GM0193;;H07;٤;;;", "personenMax"),
        ("crisisplaats;GM0193;;H07;vier;;;", "personenMax"),
        ("crisisplaats;GM0193;;H07;;;;", "personenMax"),
        ("crisisplaats;GM0193;;H07;4;zwembad;;", "kenmerken"),
        ("crisisplaats;GM0193;;H07;4;rolstoel rolstoel;;", "kenmerken"),
        ("crisisplaats;GM0193;;H07;4;rolstoel,babybed;;", "kenmerken"),
        ("reserveplaats;GM0193;;H07;4;;;", "gereedBinnenMinuten"),
        ("reserveplaats;GM0193;;H07;4;;0;", "gereedBinnenMinuten"),
        ("reserveplaats;GM0193;;H07;4;;1441;", "gereedBinnenMinuten"),
        ("alternatief;GM0193;;H07;4;;;", "veiligheidstoetsDoor"),
        ("alternatief;GM0193;;H07;4;;;achterwacht 06 12", "veiligheidstoetsDoor"),
        ('crisisplaats;"=1+1";;H07;4;;;', "centrumgemeente"),
        ("crisisplaats;GM0193;+31;H07;4;;;", "organisatie"),
        ("crisisplaats;GM0193;;-H07;4;;;", "huis"),
        ("crisisplaats;GM0193;@som;H07;4;;;", "organisatie"),
        ("crisisplaats;GM0193;＝som;H07;4;;;", "organisatie"),
        ("crisisplaats;GM0193;Opvang\0;H07;4;;;", "organisatie"),
        ("crisisplaats;GM0193;Opvang\tZon;H07;4;;;", "organisatie"),
        ("crisisplaats;GM0193;Op\x1cvang;H07;4;;;", "organisatie"),
        ("crisisplaats;GM0193;Op\u2028vang;H07;4;;;", "organisatie"),
        ("crisisplaats;GM0193;\u202egnavpO;H07;4;;;", "organisatie"),
        ("crisisplaats;GM0193;Op\u200bvang;H07;4;;;", "organisatie"),
        (f"crisisplaats;GM0193;{'z' * 121};H07;4;;;", "organisatie"),
    ],
)
def test_a_wrong_cell_is_named_with_its_line_and_column(regel: str, veld: str) -> None:
    faults = faults_of(make_bestand(GOED, regel))
    assert list(faults) == [f"regel 3, {veld}"]
    assert faults[f"regel 3, {veld}"].isprintable()


@pytest.mark.parametrize(
    "regel",
    [
        GOED + ";te veel",
        'crisisplaats;"GM0193;;H07;4;;;',
        'crisisplaats;"GM"0193;;H07;4;;;',
        "z" * 2_001,
    ],
)
def test_a_line_that_is_no_row_is_named(regel: str) -> None:
    assert "regel 3" in faults_of(make_bestand(GOED, regel))


def test_every_bad_row_is_named_in_one_go() -> None:
    faults = faults_of(make_bestand("x;;;;;;;", GOED, "", "reserveplaats;GM0193;;H07;0;;;"))
    assert list(faults) == [
        "regel 2, soort",
        "regel 2, centrumgemeente",
        "regel 2, huis",
        "regel 2, personenMax",
        "regel 5, personenMax",
        "regel 5, gereedBinnenMinuten",
    ]


def test_a_byte_that_no_encoding_knows_is_named_with_its_cell() -> None:
    assert list(faults_of(make_bestand(GOED) + b"crisisplaats;GM\x81;;H07;4\r\n")) == ["regel 3, centrumgemeente"]
    broken_utf8 = b"\xef\xbb\xbf" + make_bestand(GOED) + b"crisisplaats;GM\xe9;;H07;4\r\n"
    assert list(faults_of(broken_utf8)) == ["regel 3, centrumgemeente"]


def test_unknown_doubled_and_missing_columns_are_named() -> None:
    faults = faults_of(make_bestand(GOED, kop="soort;Soort;adres;;huis;kenmerken"))
    assert list(faults) == [
        "regel 1, kolom 2",
        "regel 1, kolom 3",
        "regel 1, kolom 4",
        "regel 1, centrumgemeente",
        "regel 1, personenMax",
    ]
    assert "adres" in faults["regel 1, kolom 3"]


@pytest.mark.parametrize(
    ("bestand", "fout"),
    [
        (b"", "geen plaatsen"),
        (b"\xef\xbb\xbf", "geen plaatsen"),
        (b"\r\n;;;\r\n", "geen plaatsen"),
        (KOP.encode(), "geen plaatsen"),
        (make_bestand(GOED, codering="utf-16"), "UTF-16"),
        (make_bestand(GOED).ljust(BESTAND_BYTES_MAX + 1, b"\n"), "groter dan 2 MB"),
        (make_bestand(*[GOED] * (REGELS_MAX + 1)), "5001 plaatsen"),
    ],
)
def test_a_file_that_is_no_register_is_refused_as_a_whole(bestand: bytes, fout: str) -> None:
    faults = faults_of(bestand)
    assert list(faults) == ["bestand"]
    assert fout in faults["bestand"]


def test_the_largest_file_is_read() -> None:
    assert len(read_plaatsen(make_bestand(*[GOED] * REGELS_MAX))) == REGELS_MAX


def test_a_broken_header_is_named() -> None:
    assert list(faults_of(b'soort;"huis\r\ncrisisplaats;H07\r\n')) == ["regel 1"]


TEKST = st.text(st.characters(categories=["L", "N"], codec="cp1252"), min_size=1, max_size=40)
PLAATSEN = st.builds(
    PlaatsRegel,
    regelnummer=st.just(0),
    soort=st.sampled_from([Soort.crisisplaats, Soort.opvangplaats]),
    centrumgemeente=TEKST,
    organisatie=st.none() | TEKST,
    huis=st.from_regex(r"[A-Za-z0-9][A-Za-z0-9-]{0,11}", fullmatch=True),
    personen_max=st.integers(1, 25),
    kenmerken=st.sets(st.sampled_from(Kenmerk)).map(lambda chosen: tuple(k for k in Kenmerk if k in chosen)),
    gereed_binnen_minuten=st.none() | st.integers(1, 1_440),
    veiligheidstoets_door=st.none() | st.just("dienstdoende achterwacht"),
)


def write_cells(plaats: PlaatsRegel) -> dict[str, str]:
    return {
        "soort": plaats.soort,
        "centrumgemeente": plaats.centrumgemeente,
        "organisatie": plaats.organisatie or "",
        "huis": plaats.huis,
        "personenMax": str(plaats.personen_max),
        "kenmerken": "|".join(plaats.kenmerken),
        "gereedBinnenMinuten": str(plaats.gereed_binnen_minuten or ""),
        "veiligheidstoetsDoor": plaats.veiligheidstoets_door or "",
    }


class Schrijfwijze(NamedTuple):
    kolommen: list[str]
    delimiter: str
    einde: str
    codering: str
    alles_tussen_aanhalingstekens: bool

    def write(self, plaatsen: list[PlaatsRegel]) -> bytes:
        out = io.StringIO(newline="")
        writer = csv.DictWriter(
            out,
            self.kolommen,
            delimiter=self.delimiter,
            lineterminator=self.einde,
            quoting=csv.QUOTE_ALL if self.alles_tussen_aanhalingstekens else csv.QUOTE_MINIMAL,
        )
        writer.writeheader()
        writer.writerows(write_cells(plaats) for plaats in plaatsen)
        return out.getvalue().encode(self.codering)


SCHRIJFWIJZEN = st.builds(
    Schrijfwijze,
    kolommen=st.permutations(KOLOMMEN),
    delimiter=st.sampled_from(";,"),
    einde=st.sampled_from(["\r\n", "\n", "\r"]),
    codering=st.sampled_from(["utf-8", "utf-8-sig"]),
    alles_tussen_aanhalingstekens=st.booleans(),
)


@settings(deadline=None)
@given(st.lists(PLAATSEN, min_size=1, max_size=8), SCHRIJFWIJZEN)
def test_what_is_written_is_read_back(plaatsen: list[PlaatsRegel], schrijfwijze: Schrijfwijze) -> None:
    expected = [replace(plaats, regelnummer=nummer) for nummer, plaats in enumerate(plaatsen, start=2)]
    assert list(read_plaatsen(schrijfwijze.write(plaatsen))) == expected


def assert_read_or_refused(bestand: bytes) -> None:
    plaatsen: tuple[PlaatsRegel, ...] = ()
    faults: tuple[Fault, ...] = ()
    try:
        plaatsen = read_plaatsen(bestand)
    except OngeldigBestand as refused:
        faults = refused.faults
    assert bool(plaatsen) != bool(faults)
    assert all(1 <= plaats.personen_max <= 25 and "\0" not in plaats.centrumgemeente for plaats in plaatsen)
    assert all((fault.veld + fault.fout).isprintable() for fault in faults)


@settings(deadline=None)
@given(st.binary(max_size=400))
@example(b'"')
@example(b"\xed\xa0\x80;a\nb")
@example(b"\xff\xfe\x00")
def test_arbitrary_bytes_are_only_ever_refused(bestand: bytes) -> None:
    assert_read_or_refused(bestand)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
@example(b"crisisplaats;GM0193;\xed\xa0\x80;H07;4")
@example(b"crisisplaats;GM0193;\x00;H07;4")
def test_arbitrary_bytes_below_a_good_header_are_read_or_refused(rest: bytes) -> None:
    assert_read_or_refused(make_bestand(GOED) + rest)
