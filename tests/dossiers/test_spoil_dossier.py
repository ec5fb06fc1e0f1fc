"""Whatever is changed in a dossier is found: bits, fields, events, signatures, the file around them."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import mutations
from benchmarks.spoiling import stored
from borderlink.custody.domain.packs import UN
from borderlink.custody.domain.schema import Kind
from borderlink.dossiers.domain import archive
from borderlink.dossiers.domain.proofs import nodes_beside, root_from
from borderlink.dossiers.domain.verify import verify_dossier
from borderlink.foundation import tree
from tests.custody_world import Desk
from tests.dossier_spoilers import forged
from tests.dossier_world import World, anchor, closed


def small() -> bytes:
    world = World()
    world.do(Kind.SEIZE, "E-1", tells={"suspect_name": "Someone (invented)"})
    return world.dossier(files=[], papers={})


def test_the_first_thousand_edits_are_all_found() -> None:
    outcomes, _, wrong = mutations.batch((2, 0, 1_000))

    assert wrong == []
    assert sum(outcomes.values()) == 1_000


@pytest.mark.slow
def test_five_thousand_other_edits_are_all_found() -> None:
    outcomes, _, wrong = mutations.batch((3, 0, 5_000))  # benchmarks/mutations.py makes as many as one likes

    assert wrong == []
    assert sum(outcomes.values()) == 5_000


@pytest.mark.slow
def test_any_bit_of_a_small_dossiers_members_is_found_when_it_is_flipped() -> None:
    members = archive.read(small())
    for name, content in members.items():
        for at in range(len(name) % 3, len(content) * 8, 3):  # every byte, one bit in three
            changed = bytearray(content)
            changed[at // 8] ^= 1 << at % 8
            data = stored({**members, name: bytes(changed)})

            assert verify_dossier(data, anchors=[anchor()]).code in {1, 2}, (name, at)


@pytest.mark.slow
def test_every_bit_of_a_small_dossiers_file_is_found_or_changes_no_member() -> None:
    data = small()
    members = archive.read(data)
    for at in range(len(data) * 8):
        changed = bytearray(data)
        changed[at // 8] ^= 1 << at % 8
        found = verify_dossier(bytes(changed), anchors=[anchor()])

        assert found.code in {1, 2} or archive.read(bytes(changed)) == members, at


def test_a_dossier_cut_anywhere_cannot_be_read() -> None:
    data = small()
    for end in range(0, len(data), 7):
        assert verify_dossier(data[:end], anchors=[anchor()]).code == 2


def test_the_same_members_compressed_otherwise_are_the_same_dossier() -> None:
    data = small()
    for level in (-2, 0, 1, 6):
        again = stored(archive.read(data), level=level)

        assert verify_dossier(again, anchors=[anchor()]) == verify_dossier(data, anchors=[anchor()])


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_plain_program_may_pack_it_anew_and_a_line_left_out_is_still_found(method: int) -> None:
    data = small()

    whole = repacked(data, method, lambda _, content: content)
    less = repacked(data, method, lambda name, content: b"" if name == "events.jsonl" else content)

    assert verify_dossier(whole, anchors=[anchor()]) == verify_dossier(data, anchors=[anchor()])
    found = verify_dossier(less, anchors=[anchor()])
    assert found.code == 1
    assert found.findings[0].facts == {"member": "events.jsonl"}


def repacked(data: bytes, method: int, change: Callable[[str, bytes], bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(written, "w", method) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return written.getvalue()


def test_a_story_forged_whole_is_told_from_the_real_one_by_the_anchor_alone() -> None:
    data = forged()

    assert verify_dossier(data).code == 3
    assert verify_dossier(data, anchors=[anchor()]).code == 1


def test_every_anchor_given_must_be_met() -> None:
    data = small()

    assert verify_dossier(data, anchors=[anchor()]).code != 1
    other = "0" * 60
    found = verify_dossier(data, anchors=[anchor(), other])
    assert found.code == 1
    assert found.findings[0].facts == {"anchor": other}


@given(st.binary(max_size=2_000))
def test_no_bytes_make_the_verifier_fall(data: bytes) -> None:
    assert verify_dossier(data).code == 2


@given(st.integers(0, 2**32))
def test_no_zip_of_anything_makes_the_verifier_fall(seed: int) -> None:
    members = json.loads(json.dumps({"index.json": "{}", "index.sig": "x" * (seed % 9)}))
    data = archive.write({name: text.encode() for name, text in members.items()})

    assert verify_dossier(data).code == 2


@given(st.integers(1, 70), st.data())
def test_nodes_beside_some_leaves_prove_those_leaves_and_no_others(size: int, data: st.DataObject) -> None:
    hashes = [tree.leaf_hash(bytes([number])) for number in range(size)]
    places = data.draw(st.sets(st.integers(0, size - 1), min_size=1))
    nodes = nodes_beside(hashes, sorted(places))
    known = {place: hashes[place] for place in places}

    assert root_from(known, size, nodes) == tree.root(hashes)
    assert root_from(known, size, [*nodes, hashes[0]]) is None
    if nodes:
        assert root_from(known, size, nodes[:-1]) is None
    one = min(places)
    assert root_from({**known, one: tree.leaf_hash(b"another")}, size, nodes) != tree.root(hashes)
    assert root_from({**known, size: hashes[0]}, size, nodes) is None


def test_the_openings_of_another_case_are_refused() -> None:
    world = World()
    world.do(Kind.SEIZE, "E-1", tells={"suspect_name": "Someone (invented)"})
    pieces = world.pieces()
    elsewhere = replace(pieces, openings={999: next(iter(pieces.openings.values()))})

    found = verify_dossier(closed(elsewhere))

    assert found.code == 1
    assert found.findings[0].code == "dossier.opening-invalid"


def test_a_rule_pack_that_cannot_be_applied_is_a_fault_and_no_fall() -> None:
    """Signed by everyone, and asking for a share that no number of packages can show."""
    pack = replace(UN, share_ppm=2_000_000)
    world = World(desk=Desk(pack=pack))
    world.do(Kind.SEIZE, "E-1")
    world.do(Kind.WEIGH, "E-1", mass_mg=1_000)
    world.do(Kind.SAMPLE, "E-1", sample="E-1-S", mass_mg=10)

    found = verify_dossier(world.dossier(), anchors=[anchor()])

    assert found.code == 1
    assert found.findings[0].code == "dossier.pack-invalid"
