"""Numbers that people can call, in the one way in which they are kept: `+31` and nine digits, or digits as dialled."""

import re

DECORATION = re.compile(r"[\s\-–.()/]")
ZERO_IN_BRACKETS = re.compile(r"^((?:\+|00)\d{1,3})\s*\(0\)")
ABROAD = re.compile(r"\+(?!31)[1-9]\d{7,14}", re.ASCII)
DUTCH = re.compile(r"(?:\+31|0)0?([1-9]\d{8})", re.ASCII)
AS_DIALLED = re.compile(r"(?:0800|0900|0906|0909)(?:\d{4}|\d{7})|14\d{3,4}|116\d{3}", re.ASCII)
"""Numbers that exist in this country only: 0800 and 0900, those of a gemeente (14) and of help lines (116)."""
NONSENSE = (
    "Dit is geen telefoonnummer dat gebeld kan worden. "
    "Geef het met netnummer of landnummer, bijvoorbeeld 06 12345678 of +32 470 00 00 00."
)


def parse_telefoonnummer(text: str) -> str:
    """The number as it is kept: `+` and 9 to 15 digits, or 5 to 11 digits. Raises `ValueError` with a Dutch sentence.

    Spaces, dashes, dots, slashes and brackets are let go; `00` is `+`.
    """
    bare = DECORATION.sub("", ZERO_IN_BRACKETS.sub(r"\1", text.strip()))
    if bare.startswith("00"):
        bare = f"+{bare[2:]}"
    if AS_DIALLED.fullmatch(bare):
        return bare
    if dutch := DUTCH.fullmatch(bare):
        return f"+31{dutch[1]}"
    if ABROAD.fullmatch(bare):
        return bare
    raise ValueError(NONSENSE)
