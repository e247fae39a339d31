"""The dossier of one opvangorganisatie: the normenkader norm by norm, with figures and episodes, and no verdict.

Counts only, exact ones: it is for the organisatie itself and its auditor, who hold a norm against teller and noemer. It
names no household, place or instant at which somebody was anywhere.
"""

from math import fsum
from typing import Any

from capacity_service.domain.cijfers import Meting
from capacity_service.domain.feitenset import Signaalfeit
from capacity_service.domain.metingen import METINGEN
from capacity_service.domain.normen import NORMEN, Norm
from capacity_service.domain.normenkader import KADER, Kadernorm

OF_AANVRAGER = frozenset({Norm.plaatsing_te_laat, Norm.verhuisbeweging})
"""Episodes that belong to who asked; all others belong to who houses."""


def make_normen(meting: Meting) -> list[dict[str, Any]]:
    """Every norm of the kader, in its order, JSON-ready."""
    return [_show(norm, meting) for norm in KADER]


def _show(norm: Kadernorm, meting: Meting) -> dict[str, Any]:
    measure = METINGEN.get(norm.nummer)
    return {
        "norm": norm.nummer,
        "titel": norm.titel,
        "vraag": norm.vraag,
        "wijze": str(norm.wijze),
        "cijfers": [] if measure is None else [c.show() for c in meting.add_erased(norm.nummer, measure(meting))],
        "episodes": [_show_episodes(one, meting) for one in norm.normen],
        "toelichting": norm.toelichting,
    }


def _show_episodes(norm: Norm, meting: Meting) -> dict[str, Any]:
    found = [s for s in meting.feiten.signalen if s.norm is norm and _belongs(s, meting)]
    uren = [signaal.count_uren(meting.periode) for signaal in found]
    still_open = [s for s in found if s.beeindigd_op is None or s.beeindigd_op >= meting.periode.tot]
    return {
        "norm": str(norm),
        "titel": NORMEN[norm].titel,
        "aantal": len(found),
        "urenTotaal": round(fsum(uren), 2),
        "urenLangste": round(max(uren, default=0.0), 2),
        "nogOpen": len(still_open),
    }


def _belongs(signaal: Signaalfeit, meting: Meting) -> bool:
    side = signaal.aanvrager if signaal.norm in OF_AANVRAGER else signaal.opvang
    return side == meting.organisatie and signaal.overlaps(meting.periode)
