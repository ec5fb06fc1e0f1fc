"""A campaign as a plain value: its name, days, units and targets; what may be one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from borderlink.cases.domain.counting import TARGETS, Figure
from borderlink.cases.refusals.register import CampaignEndsEarly, CampaignUnknownUnit, CampaignUnnamed


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a campaign is: ``until`` is excluded; no unit: the whole agency; targets of masses in mg."""

    name: str
    start: date
    until: date
    purpose: str = ""
    units: frozenset[str] = frozenset()
    targets: Mapping[Figure, int] = field(default_factory=dict)

    def check(self, known: frozenset[str]) -> None:
        """Refuse a campaign that cannot be.

        Refuses: ``CampaignUnnamed``, ``CampaignEndsEarly``, ``CampaignUnknownUnit``.
        """
        if not self.name.strip():
            raise CampaignUnnamed
        if self.until <= self.start:
            raise CampaignEndsEarly(start=self.start.isoformat(), until=self.until.isoformat())
        for unit in sorted(self.units - known):
            raise CampaignUnknownUnit(unit=unit[:32])

    def wanted(self) -> dict[Figure, int]:
        """Return the targets that can be set, without those of nothing."""
        return {figure: value for figure, value in self.targets.items() if figure in TARGETS and value > 0}
