"""Tables as files: CSV as a Dutch spreadsheet reads it, and ODS (OpenDocument 1.3).

Nothing in them becomes a formula: text that begins like one, behind whatever a reader may pass over, gets a quote before it in
CSV, and is typed as text in ODS.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape

from capacity_service.domain.tijd import AMSTERDAM

Cel = str | int | float | datetime | None

CSV_TYPE = "text/csv"
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
BEGINS_A_FORMULA = re.compile(r"[\s\W]*?[=+\-@＝＋－＠﹢﹣﹦﹫\t\r\n|]|[\x00-\x1f]")
"""What stands before it may be passed over: spaces, quotes, separators, signs that nobody sees."""
BOM = "\ufeff"
"""By this a spreadsheet knows that it is UTF-8."""

NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{urn}:1.0"'
    for name, urn in (
        ("office", "office"),
        ("table", "table"),
        ("text", "text"),
        ("style", "style"),
        ("number", "datastyle"),
        ("fo", "xsl-fo-compatible"),
    )
)
STYLES = (
    '<office:automatic-styles><number:date-style style:name="D" number:language="nl" number:country="NL">'
    "<number:day/><number:text>-</number:text><number:month/><number:text>-</number:text>"
    '<number:year number:style="long"/><number:text> </number:text><number:hours number:style="long"/>'
    '<number:text>:</number:text><number:minutes number:style="long"/></number:date-style>'
    '<style:style style:name="datum" style:family="table-cell" style:data-style-name="D"/>'
    '<style:style style:name="kop" style:family="table-cell"><style:text-properties fo:font-weight="bold"/></style:style>'
    "</office:automatic-styles>"
)
MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest'
    ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{ODS_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Blad:
    """A table with a name, a head, and rows of the same length; `uitleg` are sentences that an ODS file has on a second sheet."""

    naam: str
    kop: Sequence[str]
    rijen: Sequence[Sequence[Cel]]
    uitleg: Sequence[str] = ()


def write_csv(blad: Blad) -> bytes:
    """UTF-8 with a mark, semicolons, CRLF; 1,5 and 1-12-2026 04:00 (Amsterdam)."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([_plain(naam) for naam in blad.kop])
    writer.writerows([_plain(cel) for cel in rij] for rij in blad.rijen)
    return (BOM + text.getvalue()).encode()


def _plain(cel: Cel) -> str:
    if cel is None:
        return ""
    if isinstance(cel, datetime):
        lokaal = cel.astimezone(AMSTERDAM)
        return f"{lokaal.day}-{lokaal.month}-{lokaal.year} {lokaal:%H:%M}"
    if isinstance(cel, str):
        return f"'{cel}" if BEGINS_A_FORMULA.match(cel) else cel
    return str(cel).replace(".", ",")


def write_ods(blad: Blad) -> bytes:
    """A package of one sheet, and one with what explains it; the same bytes for the same table."""
    sheets = _sheet(blad.naam, [_row(blad.kop, "kop"), *(_row(rij) for rij in blad.rijen)])
    if blad.uitleg:
        sheets += _sheet("Toelichting", [_row([zin]) for zin in blad.uitleg])
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {NAMESPACES} office:version="1.3">{STYLES}'
        f"<office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body></office:document-content>"
    )
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as parts:
        # The kind comes first and is not compressed: by that a file is known.
        parts.writestr(zipfile.ZipInfo("mimetype", EPOCH), ODS_TYPE, zipfile.ZIP_STORED)
        for name, part in (("META-INF/manifest.xml", MANIFEST), ("content.xml", content)):
            parts.writestr(zipfile.ZipInfo(name, EPOCH), part, zipfile.ZIP_DEFLATED)
    return package.getvalue()


def _sheet(naam: str, rows: Iterable[str]) -> str:
    return f'<table:table table:name="{_xml(naam)}">{"".join(rows)}</table:table>'


def _row(cellen: Iterable[Cel], style: str = "") -> str:
    return f"<table:table-row>{''.join(_cell(cel, style) for cel in cellen)}</table:table-row>"


def _cell(cel: Cel, style: str) -> str:
    if cel is None:
        return "<table:table-cell/>"
    if isinstance(cel, datetime):
        lokaal = cel.astimezone(AMSTERDAM)
        value = f'office:value-type="date" office:date-value="{lokaal:%Y-%m-%dT%H:%M:%S}" table:style-name="datum"'
    elif isinstance(cel, str):
        value = 'office:value-type="string"' + (f' table:style-name="{style}"' if style else "")
    else:
        value = f'office:value-type="float" office:value="{cel}"'
    return f"<table:table-cell {value}><text:p>{_xml(cel if isinstance(cel, str) else _plain(cel))}</text:p></table:table-cell>"


def _xml(text: str) -> str:
    """Escaped, without the control characters that XML cannot hold."""
    return escape("".join(c for c in text if c >= " " or c in "\t\n"), {'"': "&quot;"})
