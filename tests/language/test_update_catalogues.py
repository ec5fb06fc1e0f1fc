import gettext
from pathlib import Path

import pytest

from tools import catalogues
from tools.extraction import messages_of

PAGE = """{% load i18n %}
  {% if x %}
<p>{% translate "Open" context "a parcel" %}</p>
      <p>{% blocktranslate trimmed count n=n %}
        {{ n }} parcel
      {% plural %}
        {{ n }} parcels
      {% endblocktranslate %}</p>
  {% endif %}
"""
FORMS = """from django.utils.translation import gettext_lazy as _, ngettext, pgettext
LABEL = _("Waybill %(number)s")
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    room = tmp_path / "parcels"
    (room / "templates").mkdir(parents=True)
    (room / "__init__.py").write_text('"""A room."""')
    (room / "forms.py").write_text(FORMS)
    (room / "templates" / "page.html").write_text(PAGE)
    return tmp_path


def write(package: Path, locale: str, *entries: str) -> None:
    path = catalogues.path_of(package / "parcels", locale)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n' + "\n\n".join(entries)
    )


def test_messages_of_code_and_templates_are_found(package: Path) -> None:
    found = {(message.context, message.text, message.plural) for message in messages_of(package / "parcels")}

    assert found == {
        ("", "Waybill %(number)s", ""),
        ("a parcel", "Open", ""),
        ("", "%(n)s parcel", "%(n)s parcels"),
    }


def test_updating_twice_changes_nothing_the_second_time(package: Path) -> None:
    assert len(catalogues.update_catalogues(package)) == 2
    assert catalogues.update_catalogues(package) == []


def test_updating_keeps_words_and_drops_what_is_gone(package: Path) -> None:
    write(package, "vi", 'msgctxt "a parcel"\nmsgid "Open"\nmsgstr "Mở"', 'msgid "Gone"\nmsgstr "Mất"')

    catalogues.update_catalogues(package)

    kept = catalogues.path_of(package / "parcels", "vi").read_text()
    assert "Mở" in kept
    assert "Gone" not in kept


def test_what_is_missing_fuzzy_or_names_other_facts_is_told(package: Path) -> None:
    write(
        package,
        "vi",
        '#, fuzzy\nmsgctxt "a parcel"\nmsgid "Open"\nmsgstr "Mở"',
        'msgid "Waybill %(number)s"\nmsgstr "Vận đơn %(num)s"',
        'msgid "%(n)s parcel"\nmsgid_plural "%(n)s parcels"\nmsgstr[0] "%(n)s bưu kiện"',
    )

    told = [fault for fault in catalogues.faults(package) if fault.startswith("parcels vi")]

    assert len(told) == 2
    assert any("missing: 'Open'" in fault for fault in told)
    assert any("other placeholders" in fault for fault in told)


def test_a_catalogue_is_compiled_once_and_read_by_gettext(package: Path) -> None:
    write(package, "vi", 'msgctxt "a parcel"\nmsgid "Open"\nmsgstr "Mở"')

    (compiled,) = catalogues.compile_catalogues(package)

    with compiled.open("rb") as stream:
        assert gettext.GNUTranslations(stream).pgettext("a parcel", "Open") == "Mở"
    assert catalogues.compile_catalogues(package) == []
