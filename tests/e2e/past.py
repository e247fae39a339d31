"""A past for screens: 90 days of hours, of every centrumgemeente and of the country."""

from tests.land import Dienst

HOURS = 90 * 24
FILL = """
INSERT INTO uurcijfer (reeks, kijker, uur, niveau, seconden, inzetbaar, vrij, onbevestigd, gereserveerd, bezet, buiten_gebruik,
                       opvang_inzetbaar, opvang_vrij, opvang_gereserveerd, opvang_bezet, geen_vrij, onder_minimum, laagst, hoogst)
SELECT r.reeks, 'alles', date_trunc('hour', now()) - n * interval '1 hour', 'volledig', 3600, 3600 * r.k,
       3600 * r.k * (0.5 + 0.15 * sin(n / 11.0)), 0, 0, 3600 * r.k * (0.5 - 0.15 * sin(n / 11.0)), 0,
       36000, 3600, 0, 32400, 0, 0, floor(r.k * (0.42 + 0.15 * sin(n / 11.0)))::int, ceil(r.k * (0.58 + 0.15 * sin(n / 11.0)))::int
FROM (SELECT code AS reeks, 3 AS k FROM centrumgemeente UNION SELECT 'NL', 120) r, generate_series(1, :hours) n
ON CONFLICT DO NOTHING
"""


async def fill_past(land: Dienst, hours: int = HOURS) -> None:
    """So many hours up to this one, as the timer would have added them up."""
    await land.sql(FILL, hours=hours)
