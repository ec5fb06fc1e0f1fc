"""The words of what is counted: where exactly, how packed, what a campaign is called. They never leave."""

from django.db import models

from borderlink.cases.models.counted import Campaign, Material, Seizure


class SeizureWords(models.Model):
    """The words of a seizure: in which region, where exactly, how packed, what was noted."""

    seizure = models.OneToOneField(Seizure, models.PROTECT, related_name="words")
    region = models.CharField(max_length=120, blank=True)  # province, customs district: as it was typed
    place = models.CharField(max_length=400, blank=True)
    packaging = models.CharField(max_length=400, blank=True)
    marks = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.place


class MaterialWords(models.Model):
    """What a piece of seized material is, in words and with its own number."""

    material = models.OneToOneField(Material, models.PROTECT, related_name="words")
    description = models.CharField(max_length=400, blank=True)
    serial = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return self.description


class CampaignWords(models.Model):
    """The name of a campaign and what it is against."""

    campaign = models.OneToOneField(Campaign, models.PROTECT, related_name="words")
    name = models.CharField(max_length=200)
    purpose = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name
