"""Questions about exhibits: those of a case, one exhibit, its chain, its masses, its breaches."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from borderlink.cases.queries.cases import case_of
from borderlink.custody.domain.acts import Act, act_in
from borderlink.custody.domain.books import Books
from borderlink.custody.domain.breaches import Breach, breaches
from borderlink.custody.domain.ledger import Ledger
from borderlink.custody.domain.packs import BY_VERSION, PACKS, RulePack
from borderlink.custody.domain.schema import Kind
from borderlink.custody.models.exhibits import Exhibit
from borderlink.custody.models.ledger import CaseHead, Entry
from borderlink.custody.queries import ledger, sight
from borderlink.foundation.mass import Closure
from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Reader

_PPM = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One entry of a chain of custody as a reader sees it: the act, when it was kept, what can be opened."""

    sequence: int
    hash: str
    act: Act
    personal: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Masses:
    """What a case's drugs add up to, in mg of book; ``u_mg`` is U (k = 2), rounded up.

    ``kept`` is still in custody, samples apart. ``residual_mg`` is what is not accounted for: 0 in book.
    ``pure_mass_mg`` is the pure drug in what was seized, by the laboratory's mass fractions.
    """

    seized: int
    samples: int
    consumed: int
    transferred: int
    destroyed: int
    loss: int
    kept: int
    residual_mg: int
    u_mg: int
    pure_mass_mg: int


def exhibits_of_case(reader: Reader, case: str) -> list[Exhibit]:
    """Return the exhibits of a case that are the reader's to see, by number."""
    return list(Exhibit.objects.filter(sight.seen(reader), case=case).order_by("number"))


def exhibits_seen(reader: Reader) -> QuerySet[Exhibit]:
    """Return every exhibit that is the reader's to see, by number."""
    return Exhibit.objects.filter(sight.seen(reader)).order_by("number")


def numbers_seen(reader: Reader, numbers: Iterable[str]) -> set[str]:
    """Return which of some exhibits are the reader's to see: a page leads nobody to another."""
    return set(exhibits_seen(reader).filter(number__in=list(numbers)).values_list("number", flat=True))


def exhibit_of(reader: Reader, number: str) -> Exhibit:
    """Return one exhibit. Refuses: ``NotFound``, in the same words when it is not the reader's to see."""
    return sight.exhibit_of(reader, number)


def head_seen(reader: Reader, case: str) -> CaseHead:
    """Return the end of a case's chain, also of one without entries so far. Refuses: ``NotFound``."""
    head = ledger.head_of_case(case)
    if head is None:
        known = case_of(reader, case)
        return CaseHead(case=known.number, agency=known.agency, unit=known.unit, pack=known.pack)
    if not sight.may_see_case(reader, head):
        raise NotFound(thing="case", name=case)
    return head


def entries_of_case(reader: Reader, case: str) -> list[Told]:
    """Return a case's chain of custody, its first entry first; empty while nothing was recorded.

    Refuses: ``NotFound``.
    """
    head_seen(reader, case)
    return _told(Entry.objects.filter(case=case).order_by("case_seq"))


def entries_of_exhibit(reader: Reader, number: str) -> list[Told]:
    """Return the chain of one exhibit, groups and plans it is in among it. Refuses: ``NotFound``."""
    row = sight.exhibit_of(reader, number)
    rows = Entry.objects.filter(case=row.case).order_by("case_seq")
    return [told for told in _told(rows) if _concerns(told.act, number)]


def _concerns(act: Act, number: str) -> bool:
    named = {act.exhibit, *(str(act.facts.get(name, "")) for name in ("sample", "part", "source"))}
    return number in named or ("members" in act.facts and number in act.codes("members"))


def _told(rows: QuerySet[Entry]) -> list[Told]:
    return [
        Told(
            sequence=row.sequence,
            hash=row.hash,
            act=row.act(),
            personal={opening.name: opening.value for opening in row.openings.all()},
        )
        for row in rows.prefetch_related("openings")
    ]


def masses_of_case(reader: Reader, case: str) -> Masses:
    """Return what a case's drugs add up to. Refuses: ``NotFound``."""
    head_seen(reader, case)
    books, acts = books_of_case(case)
    closure = books.closure(case)
    return Masses(
        seized=closure.seized_mg,
        samples=closure.samples_mg,
        consumed=closure.consumed_mg,
        transferred=closure.transferred_mg,
        destroyed=closure.destroyed_mg,
        loss=closure.loss_mg,
        kept=closure.kept_mg,
        residual_mg=closure.residual_mg(),
        u_mg=-(-closure.uncertainty.expanded_ug() // 1000),
        pure_mass_mg=pure_mass_mg(acts, books),
    )


def measured_closure(reader: Reader, case: str) -> Closure:
    """Return a case's closure with what was destroyed as it was weighed. Refuses: ``NotFound``."""
    head_seen(reader, case)
    return books_of_case(case)[0].closure(case, measured=True)


def pure_mass_mg(acts: Sequence[Act], books: Books) -> int:
    """Return the pure drug in what was seized: each root lot's mass by the mean mass fraction of its results.

    A lot without a result of its own counts by the results of its group; without any it counts as nothing.
    """
    return sum(pure_by_lot(acts, books).values())


def pure_by_lot(acts: Sequence[Act], books: Books) -> dict[str, int]:
    """Return the pure drug in mg of each seized lot that has a result, of its own or of its group."""
    purities = _purities(acts, books)
    groups = [act.codes("members") for act in acts if act.kind is Kind.GROUP]
    pure: dict[str, int] = {}
    for root, account in books.accounts.items():
        if account.item != "drug":
            continue
        found = purities.get(root) or _of_group(root, groups, purities)
        if found:
            pure[root] = (account.seized * sum(found) * 2 + _PPM * len(found)) // (2 * _PPM * len(found))
    return pure


def _purities(acts: Sequence[Act], books: Books) -> dict[str, list[int]]:
    """Return the mass fractions (ppm) that were found, by seized lot."""
    found: dict[str, list[int]] = {}
    for act in acts:
        if act.kind is Kind.ANALYSE and act.text("result") == "identified" and act.number("purity_ppm"):
            found.setdefault(books.lots[act.exhibit].root, []).append(act.number("purity_ppm"))
    return found


def _of_group(root: str, groups: Sequence[Sequence[str]], purities: dict[str, list[int]]) -> list[int]:
    members = [member for group in groups if root in group for member in group]
    return [purity for member in members for purity in purities.get(member, [])]


def breaches_of_case(reader: Reader, case: str) -> list[Breach]:
    """Return where a case departs from its rule pack: to correct or explain. Refuses: ``NotFound``."""
    head_seen(reader, case)
    return breaches(acts_of_case(case), BY_VERSION)


def pack_of(head: CaseHead) -> RulePack:
    """Return the rule pack under which a case's exhibits are kept."""
    return PACKS.get(head.pack, PACKS["un"])


def acts_of_case(case: str) -> list[Act]:
    """Return the acts of a case, in order. Asks for no reader: who calls has asked who is reading."""
    return [act_in(line.body) for line in ledger.lines_of_case(case)]


def books_of_case(case: str) -> tuple[Books, list[Act]]:
    """Return the books of a case and its acts. Asks for no reader: who calls has asked who is reading."""
    lines = ledger.lines_of_case(case)
    found = Ledger(node="", pack=PACKS["un"], anchors=frozenset())
    found.take_up(lines, BY_VERSION)
    return found.books, [act_in(line.body) for line in lines]
