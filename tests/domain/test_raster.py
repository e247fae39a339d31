"""Free places are counted where they are, however many kinds and centrumgemeenten there come to be."""

from hypothesis import given
from hypothesis import strategies as st

from capacity_service.domain.plaats import Kenmerk, Soort
from capacity_service.domain.raster import Aard, Raster
from capacity_service.domain.voorraad import Klasse

klassen = st.builds(
    Klasse,
    centrumgemeente=st.integers(1, 200).map(lambda n: f"GM{10000 + n}"),
    soort=st.sampled_from(Soort),
    personen_max=st.integers(1, 9),
    kenmerken=st.frozensets(st.sampled_from(Kenmerk)),
    onbevestigd=st.booleans(),
)


@given(st.lists(klassen, max_size=150))
def test_every_place_is_counted_at_its_aard_and_centrumgemeente(free: list[Klasse]) -> None:
    raster = Raster()
    for klasse in free:
        raster.add(raster.cell(klasse), 1)
    assert raster.aantal.sum() == len(free)
    for klasse in free:
        rij, kolom = raster.cell(klasse)
        assert (raster.aarden[rij], raster.codes[kolom]) == (Aard.of(klasse), klasse.centrumgemeente)
        assert raster.aantal[rij, kolom] == free.count(klasse)
    assert raster.lot.shape == (len(raster.codes),)


def test_what_is_gone_leaves_its_row_and_column_at_nothing() -> None:
    raster, klasse = Raster(), Klasse("GM0193", Soort.crisisplaats, 4, frozenset(), onbevestigd=False)
    cell = raster.cell(klasse)
    raster.add(cell, 1)
    raster.add(cell, -1)
    assert (raster.aantal.tolist(), raster.codes, raster.cell(klasse)) == ([[0]], ("GM0193",), cell)
    assert (raster.column("GM0193"), raster.column("GM0363")) == (0, None)
