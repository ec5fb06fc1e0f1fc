"""Registers as agencies keep them: invented rows, in three languages, four encodings and two formats."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook

CHINESE = (
    ("广州某缉私局毒品案件台账（2025年）",),
    (
        "案件编号", "案件名称", "立案日期", "查获日期", "查获地点", "国家", "渠道", "毒品种类", "净重（克）",
        "藏匿方式", "发现方式", "嫌疑人", "是否在押", "国籍", "民族",
    ),
    (
        "穗缉字〔2025〕1号", "茶叶藏毒案", "2025-03-05", "2025-03-04", "广州市白云区", "中国", "邮递", "冰毒",
        "7,981.0", "茶叶包装藏匿", "X光机检查", "林一凡", "是", "越南", "某族",
    ),
    (
        "穗缉字〔2025〕1号", "茶叶藏毒案", "2025-03-05", "2025-03-04", "广州市白云区", "中国", "邮递", "冰毒",
        "7,981.0", "茶叶包装藏匿", "X光机检查", "周二河", "否", "中国", "",
    ),
    (
        "穗缉字〔2025〕2号", "玩偶藏毒案", "2025年4月1日", "2025/4/1", "深圳市", "中国", "快件", "K粉",
        "512.5", "", "缉毒犬", "", "", "", "",
    ),
)  # fmt: skip
VIETNAMESE = (
    (
        "Số vụ án", "Ngày thu giữ", "Nước", "Loại ma túy", "Khối lượng tịnh (g)", "Số lượng",
        "Họ tên đối tượng", "Vai trò",
    ),
    ("12/HS-MC", "04/03/2025", "Việt Nam", "hêrôin", "350,5", "", "Đặng Văn Nở", "Người vận chuyển"),
    ("13/HS-MC", "25/03/2025", "Việt Nam", "Methamphetamine dạng viên", "", "1800 viên", "", ""),
)  # fmt: skip
ENGLISH = (
    ("Case No", "Date of seizure", "Country", "Drug", "Net weight", "Channel", "Suspect"),
    ("BF-77", "2025-06-01", "Australia", "Heroin", "1.25 kg", "Post", "Quill Harrow"),
    ("BF-78", "2025-06-02", "AU", "Ketamine", "40 g", "Express courier", ""),
)


def as_csv(rows: Sequence[Sequence[str]], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """Return rows as a CSV file; a title line above the header stays one cell."""
    width = max(len(row) for row in rows)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows([*row, *[""] * (width - len(row))] for row in rows)
    return out.getvalue().encode(encoding)


def as_workbook(rows: Sequence[Sequence[str]], path: Path) -> Path:
    """Write rows as the first sheet of an XLSX workbook."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


def written(folder: Path, content: bytes, name: str = "register.csv") -> Path:
    """Write a file and return where."""
    path = folder / name
    path.write_bytes(content)
    return path
