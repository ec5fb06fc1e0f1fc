"""Who works at the invented port. Every name here is made up, badges and guests included."""

from dataclasses import dataclass
from typing import Final

from borderlink.foundation.who import Role

AGENCY: Final[dict[str, str]] = {
    "agency": "guangzhou-customs",
    "name": "Guangzhou Customs (invented)",
    "name_zh": "广州海关（虚构）",
    "name_vi": "Hải quan Quảng Châu (hư cấu)",
    "name_en": "Guangzhou Customs (invented)",
}
UNITS: Final = (
    ("GZ-MAIL", "邮局海关", "Hải quan bưu chính", "Mail and express station"),
    ("GZ-NANSHA", "南沙海关", "Hải quan Nam Sa", "Nansha port"),
    ("GZ-CASE", "缉私局侦查处", "Phòng Điều tra chống buôn lậu", "Anti-smuggling investigations"),
    ("GZ-STORE", "涉案物品保管室", "Kho vật chứng", "Evidence room"),
    ("GZ-LIAISON", "国际合作处", "Phòng Hợp tác quốc tế", "International liaison"),
)
GUESTS: Final = (
    (
        "SWIFT",
        "express-company",
        ("迅捷速运（虚构）", "Chuyển phát Tốc Hành (hư cấu)", "Swift Express (invented)"),
    ),
    (
        "PEARL-LAB",
        "laboratory",
        (
            "珠江理化检验所（虚构）",
            "Phòng giám định Châu Giang (hư cấu)",
            "Pearl River Laboratory (invented)",
        ),
    ),
)
ADMINISTRATOR: Final = ("GZ-0100", "方立群")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One invented officer: badge, name, roles, and the unit or the guest organisation they belong to."""

    badge: str
    name: str
    unit: str
    roles: tuple[Role, ...]


PARTS: Final[dict[str, Part]] = {
    "inspector": Part(badge="GZ-0101", name="林晓岚", unit="GZ-MAIL", roles=(Role.INSPECTOR,)),
    "second": Part(badge="GZ-0102", name="周启航", unit="GZ-MAIL", roles=(Role.INSPECTOR,)),
    "analyst": Part(badge="GZ-0103", name="何静宜", unit="GZ-MAIL", roles=(Role.ANALYST,)),
    "outsider": Part(badge="GZ-0104", name="邓思远", unit="GZ-NANSHA", roles=(Role.INSPECTOR,)),
    "commander": Part(badge="GZ-0105", name="罗佩珊", unit="GZ-MAIL", roles=(Role.COMMANDER,)),
    "planner": Part(badge="GZ-0106", name="江若水", unit="GZ-MAIL", roles=(Role.PLANNER,)),
    "auditor": Part(badge="GZ-0107", name="苏文博", unit="GZ-MAIL", roles=(Role.AUDITOR,)),
    "second_auditor": Part(badge="GZ-0108", name="叶知秋", unit="GZ-NANSHA", roles=(Role.AUDITOR,)),
    "investigator": Part(badge="GZ-0109", name="沈一鸣", unit="GZ-CASE", roles=(Role.CASE_OFFICER,)),
    "second_investigator": Part(badge="GZ-0110", name="许南枝", unit="GZ-CASE", roles=(Role.CASE_OFFICER,)),
    "case_commander": Part(badge="GZ-0111", name="陆文谦", unit="GZ-CASE", roles=(Role.COMMANDER,)),
    "custodian": Part(badge="GZ-0112", name="丁秋实", unit="GZ-STORE", roles=(Role.EXHIBIT_CUSTODIAN,)),
    "second_custodian": Part(
        badge="GZ-0113", name="白若溪", unit="GZ-STORE", roles=(Role.EXHIBIT_CUSTODIAN,)
    ),
    "liaison": Part(
        badge="GZ-0114", name="谢雨桐", unit="GZ-LIAISON", roles=(Role.LIAISON_OFFICER, Role.CASE_OFFICER)
    ),
    "second_liaison": Part(badge="GZ-0115", name="曹景行", unit="GZ-LIAISON", roles=(Role.LIAISON_OFFICER,)),
    "liaison_commander": Part(badge="GZ-0116", name="孟庆安", unit="GZ-LIAISON", roles=(Role.COMMANDER,)),
    "laboratory": Part(badge="PL-0001", name="顾长风", unit="PEARL-LAB", roles=(Role.LABORATORY,)),
    "second_analyst": Part(badge="PL-0002", name="江晚晴", unit="PEARL-LAB", roles=(Role.LABORATORY,)),
}
# Everyone who signs in custody has this PIN: a demonstration's own, for invented people.
PIN: Final = "tea-7981"
SIGNING: Final = (
    "inspector", "second", "investigator", "second_investigator", "case_commander", "custodian",
    "second_custodian", "laboratory", "second_analyst", "liaison",
)  # fmt: skip
