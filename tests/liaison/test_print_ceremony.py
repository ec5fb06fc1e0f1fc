"""The page of the ceremony: sixty digits and a square code that anyone can compare, whatever they read."""

import io
import re

import pytest
from pypdf import PdfReader

from borderlink.liaison.adapters.paper import Side, ceremony_page
from tests.liaison.partners import Agency
from tests.world import NOON

pytestmark = pytest.mark.slow


def side(code: str, *, ours: bool, names: tuple[str, ...]) -> Side:
    agency = Agency(code=code, country="CN" if ours else "VN", addresses=("https://post.example:8443",))
    agency.make_keys()
    return Side(
        names=names, fingerprint=agency.root().root.fingerprint(), keys=agency.signed[0].keys, is_ours=ours
    )


def words(pages: bytes) -> str:
    reader = PdfReader(io.BytesIO(pages))
    assert len(reader.pages) == 1
    return re.sub(r"\s+", " ", reader.pages[0].extract_text())


def test_our_page_shows_the_twelve_groups_in_order_and_speaks_four_languages() -> None:
    ours = side("DX-POLICE", ours=True, names=("东兴市公安局", "Công an Đông Hưng", "Dongxing police"))

    text = words(ceremony_page([ours], at=NOON))

    groups = ours.fingerprint.split()
    places = [re.search(rf"\b{number} {group}\b", text) for number, group in enumerate(groups, start=1)]
    assert all(places)
    for said in (
        "机关根密钥指纹",
        "機關根",
        "Dấu vân khóa gốc",
        "Fingerprint of an agency's root",
        "东兴市公安局",
    ):
        assert said in text


def test_the_record_shows_both_roots_and_a_block_for_each_side_on_one_page() -> None:
    ours = side("DX-POLICE", ours=True, names=("东兴市公安局",))
    theirs = side("MC-POLICE", ours=False, names=("芒街", "Công an Móng Cái #panic() *_$", "x" * 120))

    text = words(ceremony_page([ours, theirs], at=NOON))

    for one in (ours, theirs):
        assert all(group in text for group in one.fingerprint.split())
    assert "For the partner" in text
    assert "#panic() *_$" in text
