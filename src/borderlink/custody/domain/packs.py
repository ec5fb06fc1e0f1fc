"""Rule packs: what a country's rules want of an exhibit, as data. A breach is listed, it refuses nothing.

``cn-511-2016`` follows the notice on exhibits in drug cases (Fa Han Jin Tong [2016] 511). What was not
confirmed at its source is not in a pack: an agency adds it under a new version.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from borderlink.custody.domain import sampling
from borderlink.foundation import canonical
from borderlink.foundation.canonical import Value
from borderlink.foundation.mass import NOTICE_511_DIVISIONS, ExpectedLoss, coarsest_division_mg

_DAY_S: Final = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePack:
    """One country's rules. An empty table or 0 says that the pack has no such rule.

    ``divisions`` as in ``foundation.mass``; ``share_ppm`` and ``confidence_ppm`` for hypergeometric counts;
    ``signers`` how many officers a kind of act wants; ``losses`` by substance and form.
    """

    name: str
    divisions: tuple[tuple[int, int], ...] = ()
    sampling: str = "hypergeometric"
    share_ppm: int = 0
    confidence_ppm: int = 0
    signers: Mapping[str, int] = field(default_factory=dict)
    witnessed: frozenset[str] = frozenset()  # kinds that want a witness, not of the police
    laboratory_within_s: int = 0
    laboratory_within_if_complex_s: int = 0
    rebag_after_openings: int = 0
    losses: Mapping[tuple[str, str], ExpectedLoss] = field(default_factory=dict)

    def value(self) -> dict[str, Value]:
        """Return the pack as a value with a canonical form: what an agency signs."""
        losses: list[Value] = [
            [*key, loss.rate_ppm_a_day, loss.bound_ppm, loss.source]
            for key, loss in sorted(self.losses.items())
        ]
        plain = ("name", "sampling", "share_ppm", "confidence_ppm", "laboratory_within_s")
        more = ("laboratory_within_if_complex_s", "rebag_after_openings", "divisions")
        return {
            **{name: getattr(self, name) for name in (*plain, *more)},
            "signers": dict(self.signers),
            "witnessed": sorted(self.witnessed),
            "losses": losses,
        }

    def version(self) -> str:
        """Return name and digest: what every act carries, so that it is judged by the rules in force then."""
        return f"{self.name}@{self.digest()[:16]}"

    def digest(self) -> str:
        """Return SHA-256 over the pack's canonical bytes, in hexadecimal."""
        return hashlib.sha256(canonical.to_bytes(self.value())).hexdigest()

    def is_known(self) -> bool:
        """Say whether this is, to the last bit, a pack that was published with this program."""
        return KNOWN.get(self.version()) == self.digest()

    def allowed_loss_mg(self, substance: str, form: str, mass_mg: int, days: int) -> int:
        """Return what drying explains of a lot's loss; 0 where the pack knows no figure with a source."""
        loss = self.losses.get((substance, form))
        return loss.allowed_mg(mass_mg, days) if loss else 0

    def coarsest_division_mg(self, mass_mg: int) -> int | None:
        """Return the coarsest division allowed for a lot, or None without a rule."""
        return coarsest_division_mg(mass_mg, self.divisions) if self.divisions else None

    def samples_wanted(self, packages: int) -> int:
        """Return of how many packages of one group a sample is wanted; 0 without a rule."""
        if self.sampling == "notice-511":
            return sampling.packages_to_sample(packages)
        if not packages or not self.share_ppm:
            return 0
        share, confidence = Fraction(self.share_ppm, 10**6), Fraction(self.confidence_ppm, 10**6)
        return sampling.sample_size(units=packages, share=share, confidence=confidence)

    def laboratory_by(self, seized_at: int, *, is_complex: bool) -> int | None:
        """Return until when samples must reach the laboratory, or None without a rule."""
        within = self.laboratory_within_if_complex_s if is_complex else self.laboratory_within_s
        return seized_at + within if within else None


CN_511_2016: Final = RulePack(
    name="cn-511-2016",
    divisions=NOTICE_511_DIVISIONS,
    sampling="notice-511",
    signers={"seize": 2, "weigh": 2, "seal": 2, "sample": 2, "destroy": 2},
    witnessed=frozenset({"seize", "weigh", "sample"}),
    laboratory_within_s=3 * _DAY_S,
    laboratory_within_if_complex_s=7 * _DAY_S,
    rebag_after_openings=2,
)
UN: Final = RulePack(
    name="un",
    share_ppm=500_000,
    confidence_ppm=950_000,
    signers={"seize": 2, "destroy": 2},
    rebag_after_openings=2,
)
VN: Final = RulePack(
    name="vn", signers={"seize": 2, "weigh": 2, "seal": 2, "destroy": 2}, rebag_after_openings=2
)
PACKS: Final[Mapping[str, RulePack]] = {pack.name: pack for pack in (CN_511_2016, VN, UN)}
BY_VERSION: Final[Mapping[str, RulePack]] = {pack.version(): pack for pack in PACKS.values()}
# Every pack ever published with this program: version to SHA-256. A line is added with a new pack, none is
# changed. A dossier brings its packs along; one that is not in this table is told of: it may be milder.
KNOWN: Final[Mapping[str, str]] = {
    "cn-511-2016@54af313744cf1660": "54af313744cf1660869d4b168d65f2d35a989ca5c7e9edd93139fafd68bd137d",
    "vn@afe591f7a3c55ee0": "afe591f7a3c55ee0ae30238944bec434d6509e7ebeaeeedc59d9746ec6bafbdc",
    "un@5c3cf6a31c3531d8": "5c3cf6a31c3531d8c7a88758f1bd82624f44e1eaf2fe5f4e6c646e63b49213ac",
}
