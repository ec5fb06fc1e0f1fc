"""The office's own records: who is on duty, translations, minutes of meetings, the hotline's log."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from borderlink.liaison.models.letters import Letter, Thread
from borderlink.liaison.models.partners import BADGE, CODE, Partner

LANGUAGE = 8


class Duty(models.Model):
    """That someone can be reached for an office: an interpreter of a language, or a specialist."""

    unit = models.CharField(max_length=CODE)
    badge = models.CharField(max_length=BADGE, blank=True)  # of an officer; empty: someone from outside
    name = models.CharField(
        max_length=120, blank=True
    )  # of someone from outside, such as a sworn interpreter
    part = models.CharField(max_length=CODE)  # a code of the list `duty_part`
    language = models.CharField(max_length=LANGUAGE, blank=True)  # of an interpreter
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    reached_by = models.CharField(max_length=120, blank=True)  # a telephone number, a room
    struck_at = models.DateTimeField(null=True)
    by = models.CharField(max_length=BADGE)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="duty_ends_after_it_begins", condition=Q(until_at__gt=F("from_at"))),
            models.CheckConstraint(name="duty_is_someones", condition=~Q(badge="") | ~Q(name="")),
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "until_at"])]
        ordering: ClassVar = ["from_at", "pk"]

    def __str__(self) -> str:
        return f"{self.unit} {self.badge or self.name}"


class Translation(models.Model):
    """One text put into another language: who asked, who translated, certified or working, who reviewed."""

    unit = models.CharField(max_length=CODE)
    letter = models.ForeignKey(Letter, models.PROTECT, null=True, related_name="translations")
    case = models.CharField(max_length=48, blank=True)
    from_language = models.CharField(max_length=LANGUAGE)
    to_language = models.CharField(max_length=LANGUAGE)
    source = models.TextField()
    source_sha256 = models.CharField(max_length=64)  # of the text that was translated, to the byte
    text = models.TextField(blank=True)
    certified = models.BooleanField(default=False)  # wanted certified; a working translation otherwise
    state = models.CharField(max_length=16, default="asked")  # domain.office.TranslationState
    why = models.CharField(max_length=400, blank=True)
    asked_by = models.CharField(max_length=BADGE)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    translator = models.CharField(max_length=BADGE, blank=True)
    translator_name = models.CharField(max_length=120, blank=True)  # of someone from outside
    licence = models.CharField(max_length=120, blank=True)  # of who certified
    taken_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    reviewer = models.CharField(max_length=BADGE, blank=True)
    reviewed_at = models.DateTimeField(null=True)
    review_words = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="translation_state_is_known",
                condition=Q(state__in=["asked", "taken", "done", "reviewed", "dropped"]),
            ),
            models.CheckConstraint(
                name="translation_is_read_by_another",
                condition=Q(reviewer="") | ~Q(reviewer=F("translator")),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "state", "due_at"])]
        ordering: ClassVar = ["due_at", "pk"]

    def __str__(self) -> str:
        return f"{self.from_language}-{self.to_language} {self.pk}"


class Minutes(models.Model):
    """The minutes of a meeting in both languages, side by side; once settled they stay as they are."""

    number = models.CharField(max_length=40, unique=True)
    unit = models.CharField(max_length=CODE)
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="minutes")
    thread = models.ForeignKey(Thread, models.PROTECT, null=True, related_name="minutes")
    case = models.CharField(max_length=48, blank=True)
    subject_ours = models.CharField(max_length=200)
    subject_theirs = models.CharField(max_length=200)
    held_from = models.DateTimeField()
    held_until = models.DateTimeField()
    place = models.CharField(max_length=200)
    our_language = models.CharField(max_length=LANGUAGE)
    their_language = models.CharField(max_length=LANGUAGE)
    present = models.JSONField(default=list)  # [{side: ours|theirs, name, office}], the first of a side signs
    points = models.JSONField(default=list)  # [{ours, theirs}]: one point of the talk in both languages
    interpreter = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=16, default="draft")  # draft, settled
    settled_by = models.CharField(max_length=BADGE, blank=True)
    settled_at = models.DateTimeField(null=True)
    by = models.CharField(max_length=BADGE)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="minutes_state_is_known", condition=Q(state__in=["draft", "settled"])
            ),
            models.CheckConstraint(
                name="minutes_end_after_they_begin", condition=Q(held_until__gt=F("held_from"))
            ),
        ]
        ordering: ClassVar = ["-held_from", "-pk"]

    def __str__(self) -> str:
        return self.number


class HotlineCall(models.Model):
    """One call on the hotline between two offices: who spoke, about what. Only ever added."""

    unit = models.CharField(max_length=CODE)
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="calls")
    letter = models.ForeignKey(Letter, models.PROTECT, null=True, related_name="calls")
    called_at = models.DateTimeField()
    way = models.CharField(max_length=4)  # in, out
    ours = models.CharField(max_length=BADGE)
    theirs = models.CharField(max_length=120)  # name and office, as they said it
    matter = models.CharField(max_length=CODE)  # a code of the list `hotline_matter`
    words = models.CharField(max_length=1000, blank=True)
    language = models.CharField(max_length=LANGUAGE)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    by = models.CharField(max_length=BADGE)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="call_way_is_known", condition=Q(way__in=["in", "out"])),
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "called_at"])]
        ordering: ClassVar = ["-called_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.partner_id} {self.called_at}"
