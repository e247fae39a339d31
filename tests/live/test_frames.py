from hypothesis import given
from hypothesis import strategies as st
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.uri import parse_uri

from capacity_service.live.frames import LONG, make_bundel

TEXTS = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=200), max_size=5)


def read(frames: bytes) -> list[str]:
    """As a client takes them apart."""
    client = ClientProtocol(parse_uri("ws://huis.test/"), state=State.OPEN, max_size=None)
    client.receive_data(frames)
    texts = []
    for frame in client.events_received():
        assert isinstance(frame, Frame)
        assert (frame.opcode, frame.fin) == (Opcode.TEXT, True)
        texts.append(bytes(frame.data).decode())
    assert client.parser_exc is None
    return texts


@given(TEXTS)
def test_a_client_reads_the_texts_as_they_were_each_in_a_frame_of_its_own(texts: list[str]) -> None:
    bundel = make_bundel(texts)
    assert (list(bundel.texts), read(bundel.frames)) == (texts, texts)


def test_the_three_lengths_of_a_header_are_read_back() -> None:
    texts = ["x" * n for n in (0, 125, 126, 65_535, 65_536, 200_000)]
    assert read(make_bundel(texts).frames) == texts


def test_a_stand_is_encoded_once_for_all_who_come_for_it() -> None:
    stand = "é" * (LONG + 1)
    assert read(make_bundel([stand, "kort"]).frames) == [stand, "kort"]
    assert make_bundel([stand]).frames is make_bundel([stand]).frames
