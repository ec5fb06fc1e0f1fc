"""The ledger as plain values: one append-only sequence a node, in it the chain of every case.

`Ledger.prepare` judges a draft and gives it its place; officers sign the act; `Ledger.append` judges it again
and returns the line to keep. Nothing here keeps it: whoever calls writes the line before telling anyone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from borderlink.custody.domain.acts import Act, Draft, act_in
from borderlink.custody.domain.books import Books, Seals
from borderlink.custody.domain.packs import RulePack
from borderlink.custody.domain.rules.signers import must_be_signed_rightly
from borderlink.custody.domain.rules.table import judge_and_apply
from borderlink.custody.domain.schema import KEY_KINDS, KEYS_CASE
from borderlink.custody.refusals.acts import NotInForm, OutOfTurn, SignatureInvalid
from borderlink.foundation import canonical, tree
from borderlink.foundation.chain import START, Line
from borderlink.foundation.checkpoint import Checkpoint
from borderlink.foundation.signing import Signature

CASES_LINE = "custody-cases"  # the extension line of a checkpoint: number of cases, root of their heads


@dataclass(slots=True, kw_only=True)
class Ledger:
    """A node's ledger at its end: what the next act is judged against. ``anchors`` add the first keys."""

    node: str
    pack: RulePack
    anchors: frozenset[str]
    books: Books = field(default_factory=Books)
    size: int = 0
    head: str = START
    frontier: tree.Frontier = field(default_factory=tree.Frontier)

    def prepare(self, draft: Draft) -> Act:
        """Return the act to sign, at its place in its case. Refuses: what ``append`` would refuse."""
        last, digest = self.books.head(draft.case)
        act = Act.of(draft, node=self.node, pack=self.pack.version(), case_seq=last + 1, case_previous=digest)
        act.bytes()
        self._judge(act, self.books.for_trying(act))
        return act

    def append(self, act: Act, signatures: Sequence[Signature]) -> Line:
        """Take a signed act in and return its line. A refusal leaves the ledger as it was.

        Refuses: ``NotInForm``, ``OutOfTurn``, ``SignatureInvalid``, what signers' and kind's rules refuse.
        """
        last, digest = self.books.head(act.case)
        if (act.case_seq, act.case_previous) != (last + 1, digest) or act.node != self.node:
            raise OutOfTurn(case=act.case, entry=last)
        if not act.is_signed(signatures):
            raise SignatureInvalid(kind=act.kind.value)
        self._judge(act, self.books)
        line = Line.next(act.content(signatures), after=self.size, previous=self.head)
        self._take_in(act, line)
        return line

    def _judge(self, act: Act, books: Books) -> None:
        if (act.case == KEYS_CASE) != (act.kind in KEY_KINDS):
            raise NotInForm(kind=act.kind.value, what="case")
        must_be_signed_rightly(act, books, self.anchors)
        judge_and_apply(act, books, self.pack)

    def _take_in(self, act: Act, line: Line) -> None:
        self.books.cases[act.case] = (act.case_seq, line.hash)
        self.size, self.head = line.sequence, line.hash
        self.frontier.append(bytes.fromhex(line.hash))

    def take_up(self, lines: Iterable[Line], packs: Mapping[str, RulePack]) -> None:
        """Bring the kept lines of whole cases into the books, each by the rule pack it names.

        The end of the ledger stays where it is. Seals are counted apart: elsewhere all are known.
        """
        everywhere, self.books.seals = self.books.seals, Seals()
        for line in lines:
            act = act_in(line.body)
            judge_and_apply(act, self.books, packs.get(act.pack, self.pack))
            self.books.cases[act.case] = (act.case_seq, line.hash)
        self.books.seals = everywhere

    def checkpoint(self) -> Checkpoint:
        """Return what is to be signed now: size, root, and the heads of all cases under their own root."""
        heads = case_heads(self.books.cases)
        return Checkpoint(
            origin=f"borderlink-custody/{self.node}",
            size=self.size,
            root=self.frontier.root(),
            extensions=(f"{CASES_LINE} {len(heads)} {tree.root(heads).hex()}",),
        )

    @classmethod
    def read(cls, lines: Iterable[Line], *, node: str, pack: RulePack, anchors: frozenset[str]) -> "Ledger":
        """Return the ledger that kept lines make, trusting them: `verify` is what doubts."""
        ledger = cls(node=node, pack=pack, anchors=anchors)
        for line in lines:
            act = act_in(line.body)
            judge_and_apply(act, ledger.books, pack)
            ledger._take_in(act, line)
        return ledger


def case_heads(heads: Mapping[str, tuple[int, str]]) -> list[bytes]:
    """Return the leaves of the tree of case heads, sorted by case: case, last entry, its line's hash."""
    return [
        tree.leaf_hash(canonical.to_bytes({"case": case, "case_seq": number, "digest": digest}))
        for case, (number, digest) in sorted(heads.items())
    ]
