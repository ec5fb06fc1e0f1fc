"""The agencies beyond the border and their people: three more nodes, each with a folder and a process."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from borderlink.foundation.who import Role
from borderlink.node.demo.people import Part

_OFFICE: Final = (Role.LIAISON_OFFICER, Role.CASE_OFFICER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """One more node: its agency, country and language, its one office, who works there."""

    agency: Mapping[str, str]
    language: str
    administrator: tuple[str, str]
    unit: tuple[str, str, str, str]  # code, Chinese, Vietnamese, English
    parts: Mapping[str, Part]

    @property
    def country(self) -> str:
        """Return the country of the agency."""
        return self.agency["country"]


def _parts(unit: str, prefix: str, first: str, second: str, commander: str) -> dict[str, Part]:
    return {
        "liaison": Part(badge=f"{prefix}-0001", name=first, unit=unit, roles=_OFFICE),
        "second_liaison": Part(badge=f"{prefix}-0002", name=second, unit=unit, roles=(Role.LIAISON_OFFICER,)),
        "liaison_commander": Part(badge=f"{prefix}-0003", name=commander, unit=unit, roles=(Role.COMMANDER,)),
    }


def _part(badge: str, name: str, unit: str, role: Role) -> Part:
    return Part(badge=badge, name=name, unit=unit, roles=(role,))


DONGXING: Final = Neighbour(
    agency={
        "agency": "dongxing", "name": "Dongxing liaison office (invented)", "country": "CN",
        "name_zh": "东兴边境缉毒联络官办公室（虚构）", "name_vi": "Văn phòng BLO Đông Hưng (hư cấu)",
        "name_en": "Dongxing liaison office (invented)", "time_zone": "Asia/Shanghai",
    },
    language="zh-Hans",
    administrator=("DX-0100", "覃国栋"),
    unit=("DX-BLO", "东兴联络官办公室", "Văn phòng BLO Đông Hưng", "Dongxing liaison office"),
    parts=_parts("DX-BLO", "DX", "韦海宁", "黄思远", "梁启明"),
)  # fmt: skip
MONG_CAI: Final = Neighbour(
    agency={
        "agency": "mong-cai", "name": "Mong Cai liaison office (invented)", "country": "VN",
        "name_zh": "芒街边境缉毒联络官办公室（虚构）", "name_vi": "Văn phòng BLO Móng Cái (hư cấu)",
        "name_en": "Mong Cai liaison office (invented)", "time_zone": "Asia/Ho_Chi_Minh",
    },
    language="vi",
    administrator=("MC-0100", "Phạm Thu Hằng"),
    unit=("MC-BLO", "芒街联络官办公室", "Văn phòng BLO Móng Cái", "Mong Cai liaison office"),
    parts=_parts("MC-BLO", "MC", "Trần Văn Hải", "Lê Thị Mai", "Nguyễn Đức Thắng"),
)  # fmt: skip
SYDNEY: Final = Neighbour(
    agency={
        "agency": "sydney-police", "name": "Sydney police (invented)", "country": "AU",
        "name_zh": "悉尼警方（虚构）", "name_vi": "Cảnh sát Sydney (hư cấu)",
        "name_en": "Sydney police (invented)", "time_zone": "Australia/Sydney",
    },
    language="en",
    administrator=("SY-0100", "Rowan Ashby"),
    unit=("SY-LIAISON", "悉尼国际合作处", "Phòng Hợp tác quốc tế Sydney", "Sydney international liaison"),
    parts={
        **_parts("SY-LIAISON", "SY", "Imogen Hale", "Theo Marchetti", "Priya Nolan"),
        "investigator": _part("SY-0004", "Dana Whitlock", "SY-LIAISON", Role.CASE_OFFICER),
        "custodian": _part("SY-0005", "Noor Castellan", "SY-LIAISON", Role.EXHIBIT_CUSTODIAN),
        "auditor": _part("SY-0006", "Tobias Wren", "SY-LIAISON", Role.AUDITOR),
    },
)  # fmt: skip
NEIGHBOURS: Final = {one.agency["agency"]: one for one in (DONGXING, MONG_CAI, SYDNEY)}
