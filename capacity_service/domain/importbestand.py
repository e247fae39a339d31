"""Reads a register of places from a CSV file as Excel writes it in the Netherlands.

All rows or none: whoever imports gets every fault at once, each with its line, and nothing half done.
"""

import csv
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from capacity_service.domain.errors import Fault, OngeldigeInvoer
from capacity_service.domain.plaats import Kenmerk, Soort
from capacity_service.domain.regels import PERSONEN_MAX, PERSONEN_MIN

VERPLICHTE_KOLOMMEN = ("soort", "centrumgemeente", "huis", "personenMax")
KOLOMMEN = (*VERPLICHTE_KOLOMMEN, "organisatie", "kenmerken", "gereedBinnenMinuten", "veiligheidstoetsDoor")

BESTAND_BYTES_MAX = 2_000_000
REGELS_MAX = 5_000
REGEL_TEKENS_MAX = 2_000
CEL_TEKENS_MAX = 120
GEREED_MINUTEN_MAX = 1_440

HUISCODE = re.compile(r"[A-Za-z0-9-]{1,12}")
GETAL = re.compile(r"[0-9]{1,4}")
FUNCTIE = re.compile(r"[^\W\d_]([^\W\d_]|[ '/().-]){1,59}")
LINE_END = re.compile(r"\r\n|\n|\r")

# A spreadsheet that opens such a cell runs it; the full-width twins are read as the plain ones.
FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
UNREADABLE = "\ufffd"

T = TypeVar("T")


class OngeldigBestand(OngeldigeInvoer):
    """The file cannot be imported; `faults` names every bad line and column, and why."""


@dataclass(frozen=True)
class PlaatsRegel:
    """One line of the file. `centrumgemeente` (code or name), `organisatie` and `huis` (code) are still as written.

    `regelnummer` counts the lines of the file from 1, the header included. `personen_max` counts persons, cots
    included; `gereed_binnen_minuten` is minutes; `veiligheidstoets_door` is a role, never a person.
    """

    regelnummer: int
    soort: Soort
    centrumgemeente: str
    organisatie: str | None
    huis: str
    personen_max: int
    kenmerken: tuple[Kenmerk, ...]
    gereed_binnen_minuten: int | None
    veiligheidstoets_door: str | None


def read_plaatsen(bestand: bytes) -> tuple[PlaatsRegel, ...]:
    """The places in a CSV file, in the order of its lines.

    Semicolons or commas (the header decides); UTF-8 with or without BOM, or Windows-1252; any line end; columns in
    any order. Raises `OngeldigBestand` with every fault of every line, and nothing else, whatever the bytes are.
    """
    lines = _split_lines(_decode(bestand))
    kopregel, kop = lines[0]
    delimiter = ";" if kop.count(";") >= kop.count(",") else ","
    kolommen = _read_header(kopregel, kop, delimiter)
    faults: list[Fault] = []
    plaatsen: list[PlaatsRegel] = []
    for regelnummer, tekst in lines[1:]:
        cellen = _Cellen(regelnummer)
        plaats = cellen.fill(kolommen, tekst, delimiter) and _read_plaats(cellen)
        faults += cellen.faults
        if plaats:
            plaatsen.append(plaats)
    if faults:
        raise OngeldigBestand(*faults)
    return tuple(plaatsen)


def _decode(bestand: bytes) -> str:
    if len(bestand) > BESTAND_BYTES_MAX:
        raise OngeldigBestand(
            Fault("bestand", f"Het bestand is groter dan {BESTAND_BYTES_MAX // 1_000_000} MB. Splits het.")
        )
    if bestand.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise OngeldigBestand(
            Fault("bestand", "Dit is Unicode-tekst (UTF-16). Sla het blad in Excel op als 'CSV UTF-8'.")
        )
    try:
        tekst = bestand.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What neither encoding knows becomes a mark that the cell's own check names with its line.
        has_bom = bestand.startswith(b"\xef\xbb\xbf")
        tekst = bestand.decode("utf-8-sig" if has_bom else "cp1252", errors="replace")
    return unicodedata.normalize("NFC", tekst)


def _split_lines(tekst: str) -> list[tuple[int, str]]:
    """The header and the lines with something in them, each with its number. Excel leaves empty ones like ';;;'."""
    lines = [(nummer, line) for nummer, line in enumerate(LINE_END.split(tekst), start=1) if line.strip(' \u00a0";,')]
    if len(lines) <= 1:
        raise OngeldigBestand(
            Fault("bestand", "Er staan geen plaatsen in. Zet op de eerste regel de kolomnamen, daaronder de plaatsen.")
        )
    if len(lines) - 1 > REGELS_MAX:
        raise OngeldigBestand(
            Fault("bestand", f"Er staan {len(lines) - 1} plaatsen in; het maximum is {REGELS_MAX}. Splits het bestand.")
        )
    return lines


def _split_cells(tekst: str, delimiter: str) -> list[str]:
    """The cells of one line, without the spaces around them. Raises ValueError with a Dutch sentence."""
    if len(tekst) > REGEL_TEKENS_MAX:
        raise ValueError(f"Deze regel is langer dan {REGEL_TEKENS_MAX} tekens.")
    try:
        cells = next(csv.reader([tekst], delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise ValueError('De aanhalingstekens (") kloppen niet. Zet elke plaats op één regel.') from error
    return [cell.strip(" \u00a0") for cell in cells]


def _read_header(regelnummer: int, tekst: str, delimiter: str) -> list[str]:
    """The columns in the order of the file."""
    try:
        cells = _split_cells(tekst, delimiter)
    except ValueError as error:
        raise OngeldigBestand(Fault(f"regel {regelnummer}", str(error))) from error
    while not cells[-1]:
        cells.pop()
    known = {kolom.casefold(): kolom for kolom in KOLOMMEN}
    kolommen = [known.get(cell.casefold(), "") for cell in cells]
    faults = list(_header_faults(f"regel {regelnummer}", cells, kolommen))
    if faults:
        raise OngeldigBestand(*faults)
    return kolommen


def _header_faults(waar: str, cells: list[str], kolommen: list[str]) -> Iterator[Fault]:
    for positie, (cell, kolom) in enumerate(zip(cells, kolommen, strict=True), start=1):
        if not kolom:
            yield Fault(
                f"{waar}, kolom {positie}",
                f"'{_show(cell)}' is geen bekende kolom. Bekend zijn: {', '.join(KOLOMMEN)}.",
            )
        elif kolom in kolommen[: positie - 1]:
            yield Fault(f"{waar}, kolom {positie}", f"De kolom {kolom} staat er twee keer. Haal er één weg.")
    for kolom in VERPLICHTE_KOLOMMEN:
        if kolom not in kolommen:
            yield Fault(f"{waar}, {kolom}", "Deze kolom ontbreekt. Voeg hem toe.")


@dataclass
class _Cellen:
    """The cells of one line by column, and what is wrong with them."""

    regelnummer: int
    cells: Mapping[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def fill(self, kolommen: list[str], tekst: str, delimiter: str) -> bool:
        try:
            cells = _split_cells(tekst, delimiter)
            _check_width(cells, len(kolommen))
        except ValueError as error:
            self.faults.append(Fault(f"regel {self.regelnummer}", str(error)))
            return False
        # A line may be shorter than the header: Excel leaves out empty cells at its end.
        self.cells = dict(zip(kolommen, cells, strict=False))
        return True

    def read(self, kolom: str, parse: Callable[[str], T]) -> T | None:
        """What `parse` makes of the cell; None if it is empty or wrong."""
        cell = self.cells.get(kolom, "")
        if not cell:
            if kolom in VERPLICHTE_KOLOMMEN:
                self.add_fault(kolom, "Deze cel is leeg. Vul hem in.")
            return None
        try:
            _check_text(cell)
            return parse(cell)
        except ValueError as error:
            self.add_fault(kolom, str(error))
            return None

    def add_fault(self, kolom: str, fout: str) -> None:
        self.faults.append(Fault(f"regel {self.regelnummer}, {kolom}", fout))


def _read_plaats(cellen: _Cellen) -> PlaatsRegel | None:
    soort = cellen.read("soort", _parse_soort)
    centrumgemeente = cellen.read("centrumgemeente", str)
    organisatie = cellen.read("organisatie", str)
    huis = cellen.read("huis", _parse_huiscode)
    personen_max = cellen.read("personenMax", _parse_personen_max)
    kenmerken = cellen.read("kenmerken", _parse_kenmerken) or ()
    gereed_binnen_minuten = cellen.read("gereedBinnenMinuten", _parse_minuten)
    veiligheidstoets_door = cellen.read("veiligheidstoetsDoor", parse_functie)
    if soort is Soort.reserveplaats and not cellen.cells.get("gereedBinnenMinuten"):
        cellen.add_fault("gereedBinnenMinuten", "Een reserveplaats heeft een aantal minuten nodig. Vul het in.")
    if soort is Soort.alternatief and not cellen.cells.get("veiligheidstoetsDoor"):
        cellen.add_fault(
            "veiligheidstoetsDoor", "Een alternatief heeft iemand nodig die de veiligheid toetst. Vul de functie in."
        )
    if cellen.faults or soort is None or centrumgemeente is None or huis is None or personen_max is None:
        return None
    return PlaatsRegel(
        cellen.regelnummer,
        soort,
        centrumgemeente,
        organisatie,
        huis,
        personen_max,
        kenmerken,
        gereed_binnen_minuten,
        veiligheidstoets_door,
    )


def _check_width(cells: list[str], width: int) -> None:
    if any(cells[width:]):
        raise ValueError("Deze regel heeft meer cellen dan er kolommen zijn.")


def _check_text(cell: str) -> None:
    if UNREADABLE in cell:
        raise ValueError("Deze cel bevat een onleesbaar teken. Sla het blad in Excel op als 'CSV UTF-8'.")
    if any(unicodedata.category(teken) in UNSEEN for teken in cell):
        raise ValueError("Deze cel bevat een onzichtbaar teken, zoals een tab. Typ de cel opnieuw.")
    if cell.startswith(FORMULA_STARTS):
        raise ValueError("Deze cel begint als een formule (=, +, - of @). Dat mag niet.")
    if len(cell) > CEL_TEKENS_MAX:
        raise ValueError(f"Deze cel is langer dan {CEL_TEKENS_MAX} tekens.")


def _parse_soort(cell: str) -> Soort:
    try:
        return Soort(cell.lower())
    except ValueError as error:
        raise ValueError(f"'{_show(cell)}' is geen soort plaats. Kies: {', '.join(Soort)}.") from error


def _parse_huiscode(cell: str) -> str:
    if not HUISCODE.fullmatch(cell):
        raise ValueError("Een huiscode heeft 1 tot 12 letters, cijfers of streepjes, zoals H07. Gebruik geen adres.")
    return cell


def _parse_personen_max(cell: str) -> int:
    return _parse_getal(cell, PERSONEN_MIN, PERSONEN_MAX)


def _parse_minuten(cell: str) -> int:
    return _parse_getal(cell, 1, GEREED_MINUTEN_MAX)


def _parse_getal(cell: str, laagst: int, hoogst: int) -> int:
    if not GETAL.fullmatch(cell) or not laagst <= int(cell) <= hoogst:
        raise ValueError(f"'{_show(cell)}' is geen heel getal van {laagst} tot en met {hoogst}.")
    return int(cell)


def _parse_kenmerken(cell: str) -> tuple[Kenmerk, ...]:
    written = [deel for deel in re.split(r"[| ]+", cell.lower()) if deel]
    unknown = [_show(deel) for deel in written if deel not in set(Kenmerk)]
    if unknown:
        raise ValueError(f"Onbekend kenmerk: {', '.join(unknown)}. Kies uit: {', '.join(Kenmerk)}.")
    if len(set(written)) < len(written):
        raise ValueError("Een kenmerk staat er twee keer. Haal er één weg.")
    return tuple(kenmerk for kenmerk in Kenmerk if kenmerk in written)


def parse_functie(cell: str) -> str:
    """The words for who checks the safety: a function. Raises ValueError with a Dutch sentence."""
    if not FUNCTIE.fullmatch(cell):
        raise ValueError(
            "Schrijf een functie, zoals 'dienstdoende achterwacht': 2 tot 60 letters, geen naam of nummer."
        )
    return cell


def _show(cell: str) -> str:
    """What somebody wrote, short and without signs that could upset a screen or a log."""
    return "".join(teken if teken.isprintable() else "?" for teken in cell[:40])
