"""Which rule judges which kind of act."""

from collections.abc import Callable, Mapping
from typing import Final

from borderlink.custody.domain.acts import Act
from borderlink.custody.domain.books import Books
from borderlink.custody.domain.packs import RulePack
from borderlink.custody.domain.rules import holding, leaving, masses, signers
from borderlink.custody.domain.schema import Kind

Rule = Callable[[Act, Books], None]


def _speaks_of_entry(act: Act, books: Books) -> None:
    books.must_have_entry(act.case, act.number("entry"))


_RULES: Final[Mapping[Kind, Rule]] = {
    Kind.HAND_OVER: holding.hand_over,
    Kind.SEIZE: holding.seize,
    Kind.GROUP: holding.group,
    Kind.SEAL: holding.seal,
    Kind.UNSEAL: holding.unseal,
    Kind.RESEAL: holding.reseal,
    Kind.SAMPLE: masses.sample,
    Kind.SPLIT: masses.split,
    Kind.ANALYSE: masses.analyse,
    Kind.EXAMINE: holding.examine,
    Kind.STORE: holding.store,
    Kind.MOVE: holding.store,
    Kind.OFFER: leaving.offer,
    Kind.ACCEPT: leaving.accept,
    Kind.REFUSE: leaving.take_offer_back,
    Kind.CANCEL: leaving.take_offer_back,
    Kind.RETURN: holding.give_back,
    Kind.SUBSTITUTE: holding.substitute,
    Kind.DISCREPANCY: masses.discrepancy,
    Kind.EXPLAIN: masses.explain,
    Kind.DESTROY_PLAN: leaving.plan_destruction,
    Kind.DESTROY: leaving.destroy,
    Kind.WITNESS: _speaks_of_entry,
    Kind.CORRECT: _speaks_of_entry,
    Kind.KEY_ADD: signers.add_key,
    Kind.KEY_RETIRE: signers.withdraw_key,
    Kind.KEY_COMPROMISE: signers.withdraw_key,
}


def judge_and_apply(act: Act, books: Books, pack: RulePack) -> None:
    """Judge an act by the rule of its kind, then let the books show it. Refuses: what the rule refuses."""
    if act.kind is Kind.WEIGH:
        masses.weigh(act, books, pack)
        return
    _RULES[act.kind](act, books)
