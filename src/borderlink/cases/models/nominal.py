"""Names and words: who is in a case, what was written about it. Nothing here may leave as a figure.

Rows point at ``counted``, never the other way. Diary entries, documents and what a decision says are only
ever added; the database's own triggers keep that, and step aside for a case that is erased.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from borderlink.cases.models.counted import Case, Decision, Involvement
from borderlink.cases.models.fields import WAYBILL_LENGTH, Badge, Code


def one_owner(name: str) -> models.CheckConstraint:
    """Return a constraint that a row belongs to one person or to one organisation."""
    return models.CheckConstraint(
        name=name,
        condition=(Q(person=None) & Q(organisation__isnull=False))
        | (Q(person__isnull=False) & Q(organisation=None)),
    )


class CaseWords(models.Model):
    """The title of a case, what it is about, and what it was opened from."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="words")
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    source_reference = models.CharField(max_length=64, blank=True)  # of the tip or the clue

    def __str__(self) -> str:
        return self.title


class Membership(models.Model):
    """That an officer was let into a case: the need to know, by name and with its reason."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="memberships")
    badge = Badge()
    why = models.CharField(max_length=400, blank=True)
    let_in_by = Badge()
    let_in_at = models.DateTimeField()
    let_out_by = Badge(blank=True)
    let_out_at = models.DateTimeField(null=True)
    let_out_why = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "badge"], condition=Q(let_out_at=None), name="member_of_a_case_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["badge", "let_out_at"])]

    def __str__(self) -> str:
        return f"{self.case_id} {self.badge}"


class CaseParcel(models.Model):
    """A referred parcel that belongs to a case, with its facts as they were when the case took it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="parcels")
    waybill = models.CharField(max_length=WAYBILL_LENGTH)
    station = Code()
    facts = models.JSONField(default=dict)  # sender, receiver, contents, weight_g: the manifest's
    shares = models.JSONField(default=list)  # [{waybill, shares}]: what linkage saw
    at = models.DateTimeField()
    by = Badge()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "waybill"], name="parcel_once_a_case")
        ]
        indexes: ClassVar = [models.Index(fields=["waybill"])]
        ordering: ClassVar = ["waybill"]

    def __str__(self) -> str:
        return self.waybill


class Person(models.Model):
    """Who plays a part in a case. Never a nationality, an ethnicity, a faith or an origin."""

    involvement = models.OneToOneField(Involvement, models.PROTECT, related_name="person")
    case = models.ForeignKey(Case, models.PROTECT, related_name="people")
    born_on = models.DateField(null=True)
    born_about = models.PositiveIntegerField(null=True)  # the year, where no more is known
    died_on = models.DateField(null=True)
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.involvement.label

    @property
    def label(self) -> str:
        """Return the number within the case, like P01."""
        return self.involvement.label


class Organisation(models.Model):
    """A company, a shop, a gang or another body that plays a part in a case."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="organisations")
    place = models.PositiveIntegerField()
    kind = Code(blank=True)
    country = Code(blank=True)  # of its registration
    note = models.TextField(blank=True)
    by = Badge()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "place"], name="organisation_has_its_place")
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Return the number within the case, like O01."""
        return f"O{self.place:02}"


class Name(models.Model):
    """One name of a person or an organisation, in the script it was written in."""

    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="names")
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="names")
    text = models.CharField(max_length=200)
    kind = Code(default="name")  # name, alias, former, transliteration
    script = Code(blank=True)
    folded = models.CharField(max_length=400, db_index=True)
    keyed = models.PositiveIntegerField(default=0, db_index=True)  # under which version its keys were made
    at = models.DateTimeField()
    by = Badge()

    class Meta:
        constraints: ClassVar = [one_owner("name_has_one_owner")]
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.text


class Identifier(models.Model):
    """A number or account that tells who someone is: a card, a passport, a phone, a plate."""

    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="identifiers")
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="identifiers")
    kind = Code()
    value = models.CharField(max_length=120)
    folded = models.CharField(max_length=240, db_index=True)
    at = models.DateTimeField()
    by = Badge()

    class Meta:
        constraints: ClassVar = [one_owner("identifier_has_one_owner")]
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.value


class Address(models.Model):
    """Where a person or an organisation lives, works or receives."""

    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="addresses")
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="addresses")
    text = models.CharField(max_length=400)
    country = Code(blank=True)  # where the place is
    folded = models.CharField(max_length=800)
    at = models.DateTimeField()
    by = Badge()

    class Meta:
        constraints: ClassVar = [one_owner("address_has_one_owner")]
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.text


class SearchKey(models.Model):
    """One pair of characters of a folded name, identifier or address: what search across scripts looks up."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="search_keys")
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="search_keys")
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="search_keys")
    kind = Code()  # name, identifier, address
    key = models.CharField(max_length=64)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["key", "kind"])]

    def __str__(self) -> str:
        return self.key


class NameKey(models.Model):
    """A key that a name shares with its other writings: by it the engine finds candidates, however old."""

    name = models.ForeignKey(Name, models.CASCADE, related_name="keys")
    key = models.BigIntegerField(db_index=True)

    def __str__(self) -> str:
        return f"{self.name_id}"


class Link(models.Model):
    """That two things of a case belong together: people, organisations, phones, addresses, parcels."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="links")
    one = models.CharField(max_length=80)  # `person:12`, `parcel:LK...`
    other = models.CharField(max_length=80)
    kind = Code()
    note = models.CharField(max_length=400, blank=True)
    struck_at = models.DateTimeField(null=True)
    struck_by = Badge(blank=True)
    at = models.DateTimeField()
    by = Badge()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "one", "other", "kind"], condition=Q(struck_at=None), name="link_once_a_kind"
            ),
            models.CheckConstraint(name="link_joins_two", condition=~Q(one=models.F("other"))),
        ]

    def __str__(self) -> str:
        return f"{self.one} – {self.other}"


class Event(models.Model):
    """Something that happened, as the timeline shows it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="events")
    happened_at = models.DateTimeField()
    to_the_day = models.BooleanField(default=False)  # the hour is not known
    kind = Code(blank=True)
    text = models.TextField()
    place = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    by = Badge()

    class Meta:
        ordering: ClassVar = ["happened_at", "pk"]

    def __str__(self) -> str:
        return self.text[:40]


class Task(models.Model):
    """Something to be done in a case: by whom and until when."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="tasks")
    text = models.CharField(max_length=400)
    owner = Badge()
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)
    done_by = Badge(blank=True)
    done_words = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()
    by = Badge()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["owner", "done_at", "due_on"])]
        ordering: ClassVar = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.text[:40]


class Approval(models.Model):
    """Something a supervisor is asked to allow: by whom, what, and what was answered."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="approvals")
    kind = Code()
    text = models.TextField()
    state = Code(default="asked")  # asked, allowed, declined
    decided_by = Badge(blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_words = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()
    by = Badge()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="approval_is_anothers", condition=Q(decided_by="") | ~Q(decided_by=models.F("by"))
            )
        ]
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return self.kind


class DiaryEntry(models.Model):
    """One entry of the case's diary; a correction is a new entry that names the one it corrects."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="diary")
    place = models.PositiveIntegerField()
    text = models.TextField()
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    at = models.DateTimeField()
    by = Badge()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "place"], name="diary_entry_has_its_place")
        ]
        ordering: ClassVar = ["place"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.place}"


class Document(models.Model):
    """A document or photograph of a case, kept under the hash of its content."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="documents")
    place = models.PositiveIntegerField()
    title = models.CharField(max_length=200, blank=True)
    kind = Code()  # photograph, document, scan, recording
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    media_type = Code(max_length=80)
    size = models.PositiveBigIntegerField()
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    at = models.DateTimeField()
    by = Badge()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "place"], name="document_has_its_place"),
            models.UniqueConstraint(fields=["case", "sha256"], name="document_once_a_case"),
        ]
        indexes: ClassVar = [models.Index(fields=["sha256"])]
        ordering: ClassVar = ["place"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Return the number within the case, like D01."""
        return f"D{self.place:02}"


class DecisionWords(models.Model):
    """Which prosecutor or court decided, under which number, and in which words."""

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="words")
    body = models.CharField(max_length=200)
    reference = models.CharField(max_length=120, blank=True)
    text = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.body


class Told(models.Model):
    """Who outside the case was told of a person: after an acquittal each must be told of that too."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="told")
    recipient = models.CharField(max_length=200)
    what = models.CharField(max_length=400, blank=True)
    told_on = models.DateField()
    correction_due_on = models.DateField(null=True)
    corrected_at = models.DateTimeField(null=True)
    corrected_by = Badge(blank=True)
    at = models.DateTimeField()
    by = Badge()

    class Meta:
        ordering: ClassVar = ["told_on", "pk"]

    def __str__(self) -> str:
        return self.recipient
