"""Questions about the documents of a case."""

from borderlink.cases.models.counted import Case
from borderlink.cases.models.nominal import Document
from borderlink.cases.queries.cases import case_of
from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Reader


def documents_of(case: Case) -> list[Document]:
    """Return the documents of a case, in the order they were added."""
    return list(case.documents.order_by("place"))


def document_of(reader: Reader, number: str, label: str) -> Document:
    """Return one document of a case that the reader may see. Refuses: ``NotFound``."""
    case = case_of(reader, number)
    digits = label.removeprefix("D")
    place = int(digits) if digits.isdecimal() and len(digits) < 8 else 0  # noqa: PLR2004
    found = Document.objects.select_related("case").filter(case=case, place=place).first()
    if found is None:
        raise NotFound(thing="case-document", name=label[:16])
    return found
