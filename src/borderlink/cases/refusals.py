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
