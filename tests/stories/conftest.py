import pytest

from tests.klok import Klok
from tests.land import Dienst
from tests.stories.verhaal import Verhaal


@pytest.fixture
async def verhaal(klok: Klok, dienst: Dienst) -> Verhaal:
    """A story that begins on a Friday in a country without places."""
    story = Verhaal(dienst, klok)
    await story.begin()
    return story
