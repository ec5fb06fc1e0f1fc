"""What the register refuses: seizures, search, campaigns, questions across cases, import."""

from borderlink.foundation.refusals import Refusal


class SeizedInFuture(Refusal):
    """A seizure dated later than today."""

    code = "cases.seized-in-future"
    says = "A seizure cannot lie in the future: {on, date}."
    advice = "Check the day, the year and the hour."


class HourNotThere(Refusal):
    """A seizure at an hour that the clocks of its place left out."""

    code = "cases.hour-not-there"
    says = "On {on, date} there was no {hour} at that place: its clocks were put forward."
    advice = "Check the hour and the time zone."


class SeizureEmpty(Refusal):
    """A seizure of nothing."""

    code = "cases.seizure-empty"
    says = "A seizure needs at least one substance or one other thing that was seized."
    advice = "Add what was found. Where nothing was found, there was no seizure."


class SeizureCodeUnknown(Refusal):
    """A code that its list does not have."""

    code = "cases.seizure-code-unknown"
    says = "{code} is not in the list {list}."
    advice = "Choose from the list, so that every unit and every partner reads the same."


class SubstanceMissing(Refusal):
    """A quantity of nothing that has a name."""

    code = "cases.substance-missing"
    says = "A quantity needs its substance, by the test on the spot or by the laboratory."
    advice = "Choose the substance. Where it is not known yet, choose the unidentified substance."


class NetOverGross(Refusal):
    """More without the packaging than with it."""

    code = "cases.net-over-gross"
    says = "The net mass, {net_g, mass}, is larger than the gross mass, {gross_g, mass}."
    advice = "Check both readings and their unit: one of them may be in kilograms."


class PureOverNet(Refusal):
    """More pure substance than substance."""

    code = "cases.pure-over-net"
    says = "The pure mass, {pure_g, mass}, is larger than the net mass, {net_g, mass}."
    advice = "Check the laboratory's report: the purity is a share of the net mass."


class QuantityAbsurd(Refusal):
    """A mass that no seizure has."""

    code = "cases.quantity-absurd"
    says = "No seizure weighs more than {tonnes, number} tonnes."
    advice = "Check the unit: kilograms may have been typed for grams."


class SeizureStruck(Refusal):
    """Something to be changed on a seizure that was struck."""

    code = "cases.seizure-struck"
    says = "Seizure {number} was struck as a mistake."
    advice = "Record the seizure anew."


class WeighedAlready(Refusal):
    """A mass typed for what custody has weighed."""

    code = "cases.weighed-already"
    says = "The ledger of custody holds the exhibits of {number}: their mass is read from there."
    advice = "Leave the mass empty. If the ledger is wrong, have the exhibit weighed again."


class WordsTooShort(Refusal):
    """A search for less than two characters."""

    code = "cases.search-too-short"
    says = "A search needs at least two characters."
    advice = "Write more of the name, the number or the address."


class CampaignUnknownUnit(Refusal):
    """A campaign of a unit that is not there."""

    code = "cases.campaign-unit-unknown"
    says = "There is no unit {unit} in this agency."
    advice = "Choose from the list of units."


class CampaignEndsEarly(Refusal):
    """A campaign that ends before it begins."""

    code = "cases.campaign-ends-early"
    says = "The campaign ends on {until, date}, before it begins on {start, date}."
    advice = "Check both days."


class CampaignUnnamed(Refusal):
    """A campaign without a name."""

    code = "cases.campaign-unnamed"
    says = "A campaign needs a name."
    advice = "Write the name under which it was ordered."


class NothingAsked(Refusal):
    """A question about nobody."""

    code = "cases.nothing-asked"
    says = "{label} of case {case} has neither a name nor a number by which others could know it."
    advice = "Write down a name or a number first."


class AlreadyAnswered(Refusal):
    """A question that was answered before."""

    code = "cases.already-answered"
    says = "This question was answered by {badge}."
    advice = "Nothing more is needed."


class ImportHeaderUnknown(Refusal):
    """A file in which no row names columns that are known."""

    code = "cases.import-header-unknown"
    says = (
        "{file} has no row that names a case number and what belongs to it. Its first row holds: {saw, list}."
    )
    advice = "Write the column names into the first row, or say with a mapping which column is which."


class ImportTooLarge(Refusal):
    """A file with more rows than a register has."""

    code = "cases.import-too-large"
    says = "{file} has more than {rows, number} rows."
    advice = "Divide the file by year and import the parts one after another."


class ImportFormat(Refusal):
    """A file of a kind that no register is kept in."""

    code = "cases.import-format"
    says = "{file} is neither a CSV file nor an XLSX workbook."
    advice = "Save the register as XLSX, or as CSV in UTF-8 or GB18030."


class MappingUnknown(Refusal):
    """A mapping that was never saved."""

    code = "cases.mapping-unknown"
    says = "There is no saved mapping {name}."
    advice = "Check the name, or save one with --save-mapping."


class AmountWithoutCurrency(Refusal):
    """Money without its currency, or a currency without an amount."""

    code = "cases.amount-without-currency"
    says = "An amount of money and its currency are told together."
    advice = "Enter both, or leave both empty."


class MappingFieldUnknown(Refusal):
    """A column mapped to a field that is not there."""

    code = "cases.mapping-field-unknown"
    says = "{field} is no field that a column can fill."
    advice = "The fields are listed by: borderlink cases fields."


class MappingColumnUnknown(Refusal):
    """A mapping that names a column the file does not have."""

    code = "cases.mapping-column-unknown"
    says = "{file} has no column {column}."
    advice = "Write the heading as it stands in the file."


class MappingTwice(Refusal):
    """Two columns for one field."""

    code = "cases.mapping-twice"
    says = "Two columns of {file} are read as {field, label, import_field}: {columns, list}."
    advice = "Say with the mapping which of them counts, and leave the other out."


class ImportOfficerUnknown(Refusal):
    """A file to be imported by nobody who may."""

    code = "cases.import-officer-unknown"
    says = "No active officer {badge} of this agency may import cases."
    advice = "Name the badge of the officer in whose name the file is imported."
