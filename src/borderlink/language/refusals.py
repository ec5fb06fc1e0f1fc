"""What this room refuses, and in which words."""

from borderlink.foundation.refusals import Refusal


class PlaceUnknown(Refusal):
    """No place of that country has this name."""

    code = "language.place-unknown"
    says = "No place in the list is called {name} in {country}."
    advice = "Check the spelling and the country, or write the place out in words."


class PlaceAmbiguous(Refusal):
    """Several places of that country have this name."""

    code = "language.place-ambiguous"
    says = "{places, plural, one {# place} other {# places}} in {country} are called {name}: {choices, list}."
    advice = "Name the kind of place, or the district or province it lies in."


class ListUnknown(Refusal):
    """No code list has this name."""

    code = "language.list-unknown"
    says = "There is no code list {name}."
    advice = "Choose one of these: {lists, list}."


class ListsIncomplete(Refusal):
    """A code or sentence is missing in a language, or says it with other facts."""

    code = "language.incomplete"
    says = "{faults, plural, one {# word is} other {# words are}} missing or differ between the languages."
    advice = "Add them to the files of the language room; the lines above name each."


class NameEmpty(Refusal):
    """A name has no letter and no character."""

    code = "language.name-empty"
    says = "There is no name here: no letter and no Chinese character."
    advice = "Write the name in Chinese characters or in Latin letters."


class NameTooLong(Refusal):
    """A name is longer than any name is."""

    code = "language.name-too-long"
    says = (
        "{characters, number} characters are not one name: at most {most, number} are read, and 10 syllables."
    )
    advice = "Give one person's name at a time, without titles or address."


class NameUnreadable(Refusal):
    """A name is written in a script that is not compared."""

    code = "language.name-unreadable"
    says = "The name holds {name}, which is neither Chinese nor Latin script."
    advice = "Write the name in Chinese characters or in Latin letters."


class NameIndexMissing(Refusal):
    """A folder holds no index of names."""

    code = "language.name-index-missing"
    says = "There is no index of names in {folder}."
    advice = "Make one first with: borderlink language names index NAMES.csv --out {folder}"


class NamesFileUnreadable(Refusal):
    """A file of names or pairs lacks its columns, or is not text of a known encoding."""

    code = "language.names-file-unreadable"
    says = "{file} cannot be read: it needs a first line with {columns, list}, in UTF-8, UTF-16 or GB18030."
    advice = "Save it as CSV with these columns, separated by commas, semicolons or tabs."


class PhoneUnreadable(Refusal):
    """A text that can be no telephone number."""

    code = "language.phone-unreadable"
    says = "{number} is no telephone number that could be called."
    advice = "Write it with its country, like +84 or +86, or name the country."


class PlateUnreadable(Refusal):
    """A text that can be no registration plate of the countries that are known."""

    code = "language.plate-unreadable"
    says = "{number} is no plate of China, Viet Nam, Hong Kong or Macao in a form that is known."
    advice = "Compare it with the picture, sign by sign; a plate of another country is kept as it is."


class AddressUnreadable(Refusal):
    """A text that is no address, or far too long for one."""

    code = "language.address-unreadable"
    says = "This is no address that can be read: at most {most, number} characters are."
    advice = "Write one address at a time, its parts separated by commas."
