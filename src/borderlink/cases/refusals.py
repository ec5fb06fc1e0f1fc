"""What the cases room refuses, and in which words."""

from borderlink.foundation.refusals import Refusal


class NoTitle(Refusal):
    """A case without a title."""

    code = "cases.no-title"
    says = "A case needs a title."
    advice = "Write in a few words what it is about, without the name of a person."


class PackUnknown(Refusal):
    """A rule pack that this node does not have."""

    code = "cases.pack-unknown"
    says = "This node has no rule pack {pack}."
    advice = "Choose one of the packs: they say by which rules the exhibits are kept."


class UnitUnknown(Refusal):
    """A unit that is not there, closed, or not the officer's to open cases for."""

    code = "cases.unit-unknown"
    says = "No case can be opened for unit {unit} from here."
    advice = "Choose your own unit. From a referral, any unit of the agency that investigates may be chosen."


class NoParcel(Refusal):
    """A case from a referral without a parcel."""

    code = "cases.no-parcel"
    says = "A case that is opened from a referral needs at least one parcel."
    advice = "Choose the parcels that belong to it, or open the case by hand."


class NoReference(Refusal):
    """A case from a tip or a clue without its number."""

    code = "cases.no-reference"
    says = "A case that is opened from a tip or a clue needs its number."
    advice = "Write the receipt number of the tip, or the number of the clue."


class ParcelHasCase(Refusal):
    """A parcel that belongs to a case already."""

    code = "cases.parcel-has-case"
    says = "Parcel {waybill} belongs to a case already."
    advice = "Ask your supervisor which officer holds that case. Nothing was opened."


class CaseNotUnderstood(Refusal):
    """A text that is no case number."""

    code = "cases.number-not-understood"
    says = "{number} is no case number."
    advice = "Write it as it stands on the case, like GZ-MAIL-2026-0001."


class AlreadyMember(Refusal):
    """An officer who was let in before."""

    code = "cases.already-member"
    says = "Officer {badge} was let into case {case} already."
    advice = "Nothing more is needed."


class NotMember(Refusal):
    """An officer who is not in the case."""

    code = "cases.not-member"
    says = "Officer {badge} is not in case {case}."
    advice = "Choose an officer of the list of those who were let in."


class MemberUnfit(Refusal):
    """An officer who can be let into no case: a guest, one who left, an administrator, an auditor."""

    code = "cases.member-unfit"
    says = "Officer {badge} cannot be let into a case."
    advice = (
        "Choose an active officer of the agency. Whoever runs the node or watches over it reads no cases."
    )


class LastMember(Refusal):
    """The last officer of a case that is still open."""

    code = "cases.last-member"
    says = "Officer {badge} is the last one in case {case}."
    advice = "Let another officer in first: an open case is never without one."


class ReasonMissing(Refusal):
    """An act that needs a reason came without one."""

    code = "cases.reason-missing"
    says = "This needs a reason."
    advice = "Write it in a few words. It stands in the journal."


class CaseClosed(Refusal):
    """Something to be written into a case that is closed or erased."""

    code = "cases.closed"
    says = "Case {case} is closed: nothing more is written into it."
    advice = "If something new has come up, have the commander open it again."


class SeizedInFuture(Refusal):
    """A seizure dated later than today."""

    code = "cases.seized-in-future"
    says = "A seizure cannot lie in the future: {on, date}."
    advice = "Check the day and the year."


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
    says = "Two columns are read as {field}: {columns, list}."
    advice = "Say with the mapping which of them counts, and leave the other out."


class ImportOfficerUnknown(Refusal):
    """A file to be imported by nobody who may."""

    code = "cases.import-officer-unknown"
    says = "No active officer {badge} of this agency may import cases."
    advice = "Name the badge of the officer in whose name the file is imported."
