"""What the file of one case refuses: opening, officers, people, decisions, documents."""

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


class DecisionCannotBeFinal(Refusal):
    """A decision called final that is open to another: pending, under appeal or review, sent back."""

    code = "cases.decision-cannot-be-final"
    says = "A decision that reads {outcome, label} cannot be final."
    advice = "Record it as not final. Record what follows as a decision of its own."


class OutcomeNotOfStage(Refusal):
    """An outcome that this prosecutor or court cannot decide."""

    code = "cases.outcome-not-of-stage"
    says = "{stage, label, decision_stage} cannot decide {outcome, label}."
    advice = "Choose the stage that decided, or another outcome."


class ReviewNotDone(Refusal):
    """A death sentence called final before its review."""

    code = "cases.review-not-done"
    says = "A death sentence is not final before its review."
    advice = "Record the sentence as not final, and the review as a decision of its own once it is done."


class DecisionBeforeCase(Refusal):
    """A court's decision dated before the case was opened."""

    code = "cases.decision-before-case"
    says = "A court cannot have decided on {on, date}: the case was opened on {opened, date}."
    advice = "Check the day and the year."


class WordsMissing(Refusal):
    """Something to be written without words."""

    code = "cases.words-missing"
    says = "Nothing was written."
    advice = "Write it in your own words, then record it."


class CodeUnknown(Refusal):
    """A code that stands in no list here."""

    code = "cases.code-unknown"
    says = "{code} does not stand in the list it should be chosen from."
    advice = "Choose one of the list."


class DayInFuture(Refusal):
    """Something said to have happened that lies in the future."""

    code = "cases.day-in-future"
    says = "What happened cannot lie in the future: {on, date}."
    advice = "Check the day and the year. What is still to come is a task."


class DatesOutOfOrder(Refusal):
    """A release before the arrest, an arrest before the birth."""

    code = "cases.dates-out-of-order"
    says = "{later, date} cannot lie before {earlier, date}."
    advice = "Check both days: what came after cannot be earlier. Held comes before arrested, released last."


class LinkNotPossible(Refusal):
    """A link of a thing with itself, or with something that is not of the case."""

    code = "cases.link-not-possible"
    says = "These two cannot be linked."
    advice = "Choose two different things of this case."


class LinkedAlready(Refusal):
    """The same link for the second time."""

    code = "cases.linked-already"
    says = "This link is drawn already."
    advice = "Nothing more is needed. Another kind of link may be added."


class OwnerNotMember(Refusal):
    """A task for an officer who is not in the case."""

    code = "cases.owner-not-member"
    says = "Officer {badge} is not in case {case} and cannot be given a task of it."
    advice = "Let the officer in first, or choose one who is."


class DueInPast(Refusal):
    """A task that is due before it was given."""

    code = "cases.due-in-past"
    says = "A task cannot be due on {on, date}: that day is over."
    advice = "Choose today or a later day."


class DoneAlready(Refusal):
    """Something decided, done or struck for the second time."""

    code = "cases.done-already"
    says = "This was done already."
    advice = "Load the page again to see by whom and when."


class OwnApproval(Refusal):
    """An approval by whoever asked for it."""

    code = "cases.own-approval"
    says = "Nobody approves what they asked for themselves."
    advice = "Another commander of the unit must decide."


class DocumentTooLarge(Refusal):
    """A document or photograph beyond the limit."""

    code = "cases.document-too-large"
    says = (
        "{file} is larger than {mib, number} MiB, or a picture of more than {megapixels, number} megapixels."
    )
    advice = "Make it smaller or divide it. Nothing of it was kept."


class DocumentEmpty(Refusal):
    """A document without content, or none at all."""

    code = "cases.document-empty"
    says = "{file} is empty."
    advice = "Choose the file again. If it is empty on your disk too, it was not saved."


class TooManyDocuments(Refusal):
    """A case full of documents."""

    code = "cases.too-many-documents"
    says = "Case {case} holds {limit, number} documents already."
    advice = "Put several papers into one file, or keep them in a part case of its own."


class CaseOpen(Refusal):
    """Something that is only done to a closed case."""

    code = "cases.still-open"
    says = "Case {case} is not closed."
    advice = "Close it first. What is closed can be opened again, what is erased cannot be brought back."


class NotInCustody(Refusal):
    """A record of custody of someone who was never held, or a second one."""

    code = "cases.not-in-custody"
    says = "{person} is not held, or has a record of custody already."
    advice = "Record first that the person is held. An open record is carried on, not begun again."


class NoticeAnswered(Refusal):
    """A notice to a consul that was given already, or that the person does not wish and no treaty owes."""

    code = "cases.notice-not-owed"
    says = "The notice to the consul of {country, country} was given already, or is not wished and not owed."
    advice = "Look at the record: it says when it was given, or what the person answered."
