"""What programs are told of exhibits: what the ledger says, nothing typed beside it."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from borderlink.custody.queries.exhibits import Masses
from borderlink.custody.queries.rows import Exhibit
from borderlink.officers.schemas import Asked, Told

Code = Annotated[str, StringConstraints(max_length=64)]


class ExhibitsAsked(Asked):
    """What the list is narrowed to."""

    case: Code = ""
    state: Code = ""
    page: int = Field(1, ge=1, le=1_000_000)


class ExhibitTold(Told):
    """An exhibit as its last entry left it. Masses in milligrams."""

    number: str
    case: str
    unit: str
    item: str
    substance: str
    form: str
    state: str
    holder: str
    location: str
    seals: list[str] = Field(description="Innermost first")
    book_mg: int | None
    sealed_gross_mg: int | None
    root: str = Field(description="The seized lot that it is or came out of")
    parent: str
    parcel: str
    is_sample: bool
    seized_at: datetime

    @classmethod
    def of(cls, row: Exhibit) -> "ExhibitTold":
        """Return what is told of an exhibit."""
        return cls(
            number=row.number, case=row.case, unit=row.unit, item=row.item, substance=row.substance,
            form=row.form, state=row.state, holder=row.holder, location=row.location,
            seals=[str(seal) for seal in row.seals], book_mg=row.book_mg,
            sealed_gross_mg=row.sealed_gross_mg, root=row.root, parent=row.parent, parcel=row.parcel,
            is_sample=row.is_sample, seized_at=datetime.fromtimestamp(row.seized_at, UTC),
        )  # fmt: skip


class ExhibitsTold(Told):
    """One page of exhibits, by number."""

    count: int
    page: int
    pages: int
    exhibits: list[ExhibitTold]


class EntryTold(Told):
    """One entry of the chain of custody."""

    number: int = Field(description="In the case's chain")
    hash: str
    kind: str
    at: datetime
    sentence: str = Field(description="In the language asked")
    signers: list[str] = Field(description="Badges")


class ChainTold(Told):
    """An exhibit and everything that was recorded of it."""

    exhibit: ExhibitTold
    entries: list[EntryTold]


class MassesTold(Told):
    """What a case's drugs add up to, in milligrams of book; ``u_mg`` is U (k = 2)."""

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

    @classmethod
    def of(cls, masses: Masses) -> "MassesTold":
        """Return what is told of masses."""
        return cls(**{name: getattr(masses, name) for name in cls.model_fields})
