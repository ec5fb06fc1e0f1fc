"""What an act asks before it writes into a case: that it is the officer's, and not closed."""

from borderlink.cases.domain.standing import CaseState
from borderlink.cases.models.counted import Case
from borderlink.cases.queries.cases import locked_case_of
from borderlink.cases.refusals.file import CaseClosed
from borderlink.foundation.who import Reader


def open_case_of(reader: Reader, number: str) -> Case:
    """Return a case to write into, its row locked. Refuses: ``NotFound``, ``CaseClosed``."""
    case = locked_case_of(reader, number)
    if case.state == CaseState.CLOSED.value or case.erased_on is not None:
        raise CaseClosed(case=case.number)
    return case
