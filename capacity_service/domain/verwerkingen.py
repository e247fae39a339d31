"""What is done with data of households, by the names of a register of processing activities (GDPR art. 30)."""

from enum import StrEnum


class Verwerking(StrEnum):
    """A processing activity: what an organisation has in its register, and why it is done."""

    aanvragen = "aanvragen"
    plaatsen = "plaatsen"
    opvangen = "opvangen"
    registreren = "registreren"
    bereiken = "bereiken"
    bewaken = "bewaken"
    noodinzage = "noodinzage"
    toezicht = "toezicht"


VERWERKING: dict[str, Verwerking] = {
    "submit_aanvraag": Verwerking.aanvragen,
    "list_aanvragen": Verwerking.aanvragen,
    "read_aanvraag": Verwerking.aanvragen,
    "change_aanvraag": Verwerking.aanvragen,
    "withdraw_aanvraag": Verwerking.aanvragen,
    "list_voorstellen": Verwerking.plaatsen,
    "list_plaatsingen": Verwerking.plaatsen,
    "read_plaatsing": Verwerking.plaatsen,
    "confirm_voorstel": Verwerking.plaatsen,
    "choose_voorstel": Verwerking.plaatsen,
    "list_vragen": Verwerking.plaatsen,
    "answer_vraag": Verwerking.plaatsen,
    "accept_plaatsing": Verwerking.opvangen,
    "report_terugmelding": Verwerking.opvangen,
    "confirm_aankomst": Verwerking.opvangen,
    "report_niet_verschenen": Verwerking.opvangen,
    "extend_verblijf": Verwerking.opvangen,
    "release_plaatsen": Verwerking.opvangen,
    "move_on_verblijf": Verwerking.opvangen,
    "end_verblijf": Verwerking.opvangen,
    "relocate_verblijf": Verwerking.opvangen,
    "record_registratie": Verwerking.registreren,
    "list_registraties": Verwerking.registreren,
    "read_contact": Verwerking.bereiken,
    "list_normsignalen": Verwerking.bewaken,
    "list_meldingen": Verwerking.bewaken,
    "see_melding": Verwerking.bewaken,
    "ask_noodinzage": Verwerking.noodinzage,
    "list_noodinzagen": Verwerking.noodinzage,
    "read_noodinzage": Verwerking.noodinzage,
    "approve_noodinzage": Verwerking.noodinzage,
    "end_noodinzage": Verwerking.noodinzage,
    "list_steekproef": Verwerking.toezicht,
    "judge_inzage": Verwerking.toezicht,
}
"""Operation -> the activity it is part of. Any other one processes nothing of a household."""
