import pytest
from hypothesis import given
from hypothesis import strategies as st

from borderlink.foundation import tree

# The vectors of the Certificate Transparency reference implementation.
ENTRIES = [bytes.fromhex(text) for text in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [tree.leaf_hash(entry) for entry in ENTRIES]
CONSISTENCY = {
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
INCLUSION = {
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
}


def leaves_of(size: int) -> list[bytes]:
    return [tree.leaf_hash(str(number).encode()) for number in range(size)]


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_certificate_transparency(size: int) -> None:
    assert tree.root(LEAVES[:size]).hex() == ROOTS[size]


@pytest.mark.parametrize(("sizes", "proof"), CONSISTENCY.items())
def test_consistency_proofs_are_those_of_certificate_transparency(
    sizes: tuple[int, int], proof: list[str]
) -> None:
    old, new = sizes

    assert [step.hex() for step in tree.consistency_proof(LEAVES[:new], old)] == proof


@pytest.mark.parametrize(("place", "proof"), INCLUSION.items())
def test_inclusion_proofs_are_those_of_certificate_transparency(
    place: tuple[int, int], proof: list[str]
) -> None:
    index, size = place

    assert [step.hex() for step in tree.inclusion_proof(LEAVES[:size], index)] == proof


@pytest.mark.parametrize("size", range(1, 34))
def test_every_entry_of_every_small_tree_is_proven_and_no_other(size: int) -> None:
    leaves, stranger = leaves_of(size), tree.leaf_hash(b"stranger")
    root = tree.root(leaves)

    for index, leaf in enumerate(leaves):
        proof = tree.inclusion_proof(leaves, index)
        proven = {
            (other, known): tree.verify_inclusion(leaf=known, index=other, size=size, proof=proof, root=root)
            for other in range(size)
            for known in (leaf, stranger)
        }
        assert [place for place, holds in proven.items() if holds] == [(index, leaf)]


@pytest.mark.parametrize("size", range(1, 34))
def test_every_beginning_of_every_small_tree_is_proven(size: int) -> None:
    leaves = leaves_of(size)
    root = tree.root(leaves)

    for old in range(1, size + 1):
        proof, old_root = tree.consistency_proof(leaves, old), tree.root(leaves[:old])
        assert tree.verify_consistency(old_size=old, old_root=old_root, size=size, root=root, proof=proof)
        assert not tree.verify_consistency(
            old_size=old, old_root=root[::-1], size=size, root=root, proof=proof
        )
        assert not tree.verify_consistency(
            old_size=old, old_root=old_root, size=size, root=root, proof=[*proof, root]
        )


@given(st.integers(2, 80), st.data())
def test_a_rewritten_beginning_is_never_proven(size: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, size))
    changed = data.draw(st.integers(0, old - 1))
    leaves = leaves_of(size)
    before = tree.root(leaves[:old])
    leaves[changed] = tree.leaf_hash(b"rewritten")

    proof = tree.consistency_proof(leaves, old)

    assert not tree.verify_consistency(
        old_size=old, old_root=before, size=size, root=tree.root(leaves), proof=proof
    )


@given(st.integers(1, 60), st.data())
def test_a_shortened_or_altered_proof_proves_nothing(size: int, data: st.DataObject) -> None:
    leaves = leaves_of(size)
    index = data.draw(st.integers(0, size - 1))
    proof, root = tree.inclusion_proof(leaves, index), tree.root(leaves)

    for at in range(len(proof)):
        for damaged in (proof[:at] + proof[at + 1 :], [*proof[:at], bytes(32), *proof[at + 1 :]]):
            assert not tree.verify_inclusion(
                leaf=leaves[index], index=index, size=size, proof=damaged, root=root
            )


@pytest.mark.parametrize(("size", "index"), [(0, 0), (3, 3), (3, -1)])
def test_there_is_no_proof_for_what_is_not_there(size: int, index: int) -> None:
    with pytest.raises(IndexError):
        tree.inclusion_proof(leaves_of(size), index)
    with pytest.raises(IndexError):
        tree.consistency_proof(leaves_of(size), index if index < 0 else size + 1)

    assert not tree.verify_inclusion(leaf=b"", index=index, size=size, proof=[], root=tree.EMPTY)
