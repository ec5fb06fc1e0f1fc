"""What screening refuses of messages: JSON, XML, events."""

from borderlink.foundation.refusals import Refusal


class JsonBroken(Refusal):
    """An array of items that breaks off, or in which the next item cannot be found."""

    code = "screening.json-broken"
    says = "{file} breaks off at item {item, number}: a bracket is never closed."
    advice = (
        "Ask the sender for the file again: the export or the transfer broke off. None of its items counts."
    )


class XmlBroken(Refusal):
    """XML that is not well-formed."""

    code = "screening.xml-broken"
    says = "{file} is no well-formed XML: line {line, number}, column {column, number}."
    advice = (
        "Ask the sender for the file again: it was cut off or changed on its way. No message of it counts."
    )


class XmlEntities(Refusal):
    """XML that declares a document type or entities: the material of bombs."""

    code = "screening.xml-entities"
    says = "{file} declares a document type or entities, which no customs message does."
    advice = "It was not read further. Report the sender to your security officer."


class XmlTooLarge(Refusal):
    """XML nested deeper, or with longer texts, than any message."""

    code = "screening.xml-too-large"
    says = (
        "{file} holds an element {what, select, depth {nested deeper than {most, number} levels} "
        "text {with more than {most, number} characters} other {with more than {most, number} parts}}."
    )
    advice = "It was not read further. Check with the sender what was exported."


class XmlEncoding(Refusal):
    """XML in an encoding that is not read, or whose bytes are not of the encoding it names."""

    code = "screening.xml-encoding"
    says = "{file} cannot be read as {encoding}, the encoding that it names."
    advice = "Ask for the file in UTF-8 or GB18030, and that it names the encoding it is written in."
