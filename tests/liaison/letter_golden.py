"""Writes the golden letters: one of every type, with its words in four languages."""

import json
from pathlib import Path

from borderlink.language.languages import LANGUAGES
from borderlink.liaison.domain import telling
from tests.liaison.letter_scenes import bodies

FOLDER = Path(__file__).parent.parent / "golden" / "letters"
ZONE = "Asia/Ho_Chi_Minh"


def main() -> None:
    """Write every golden letter anew."""
    FOLDER.mkdir(exist_ok=True)
    for kind, body in bodies().items():
        letters = {language: telling.tell(body, language, ZONE) for language in LANGUAGES}
        words = {
            language: [letter.title, *(sentence.text for sentence in letter.sentences)]
            for language, letter in letters.items()
        }
        text = json.dumps({"body": body, "told": words}, ensure_ascii=False, indent=1)
        (FOLDER / f"{kind}-1.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
