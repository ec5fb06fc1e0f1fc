"""What programs are told of manifests."""

from datetime import date, datetime

from pydantic import Field

from borderlink.officers.schemas import Told
from borderlink.screening.queries.rows import Load


class FileTold(Told):
    """One file of a load."""

    name: str
    sha256: str
    size: int
    refused: str = Field(
        description="The code of the refusal when the file as a whole was refused, else empty"
    )


class NotReadTold(Told):
    """A column, field or sheet that was not read."""

    file: str
    column: str
    why: str = Field(description="forbidden, identity-number, unknown, sheet or hidden-sheet")


class LoadTold(Told):
    """How far a load has come. Always rows_read = parcels + quarantined."""

    number: str
    state: str = Field(description="received, screening, done or refused")
    progress: float = Field(description="0 to 1")
    received_at: datetime
    finished_at: datetime | None
    on: date = Field(description="The day its parcels are filed under")
    files: list[FileTold]
    rows_read: int
    parcels: int
    quarantined: int
    messages_read: dict[str, int] = Field(description="Messages that were joined into parcels, by kind")
    events_read: int = Field(description="Events of items, counted apart from rows")
    refused: str = Field(
        description="The code of the refusal when the load as a whole was refused, else empty"
    )
    columns_not_read: list[NotReadTold]
    referred: int | None = Field(description="How many parcels were referred; nothing to a company's key")

    @classmethod
    def of(cls, load: Load, *, referred: int | None) -> "LoadTold":
        """Return what is told of a load."""
        files = [
            FileTold(name=file.name, sha256=file.sha256, size=file.size, refused=file.refusal.get("code", ""))
            for file in load.files.all()
        ]
        return cls(
            number=load.number, state=load.state, progress=load.progress, received_at=load.received_at,
            finished_at=load.finished_at, on=load.on, files=files, rows_read=load.rows_read,
            parcels=load.parcels, quarantined=load.quarantined, messages_read=load.messages_read,
            events_read=load.events_read, refused=load.refusal.get("code", ""),
            columns_not_read=[NotReadTold(**column) for column in load.columns_not_read], referred=referred,
        )  # fmt: skip


class ReceivedTold(Told):
    """What became of an upload."""

    load: LoadTold
    already: dict[str, str] = Field(description="Files that were loaded before, with the load of each")


class AsideTold(Told):
    """One row, item or message that could not be read; nothing of a sender or receiver."""

    file: str
    line: int
    column: str
    reason: str
    detail: str


class QuarantineTold(Told):
    """A piece of a load's quarantine, in the order of files and lines."""

    count: int
    rows: list[AsideTold]
