"""What screening refuses at the belt: a look, a choice, an opening, its outcome, a picture, a shift."""

from borderlink.foundation.refusals import Refusal


class NoReasonGiven(Refusal):
    """A look at a parcel, or a choice, without saying why."""

    code = "screening.no-reason"
    says = "Say why: this is written into the journal with its reason."
    advice = "Choose a reason from the list, or write one in a few words."


class LetterOutOfScope(Refusal):
    """A letter is chosen for a closer look."""

    code = "screening.letter"
    says = "{waybill} is a letter: correspondence is never referred, by no rule and by no officer."
    advice = "Let it go on. Opening a letter needs an order that this node does not give."
    keep = True


class NoCaseNumber(Refusal):
    """A search by name without a case number."""

    code = "screening.no-case-number"
    says = "A search by name needs the number of the case it is for."
    advice = "Write the case number. Without a case, scan or type the waybill."


class SearchTooShort(Refusal):
    """A name to search for with fewer than two letters or characters."""

    code = "screening.search-too-short"
    says = "The name to search for has fewer than two letters or characters."
    advice = "Write at least two characters of the name."


class MoveNotLegal(Refusal):
    """A referral cannot go from its state to the wanted one."""

    code = "screening.move-not-legal"
    says = "The referral is {state, label}: this step ({wanted, label}) does not follow from it."
    advice = "Load the page again: a colleague may have gone further. What is closed takes a correction."


class AlreadyReferred(Refusal):
    """An officer chooses a parcel that is already referred."""

    code = "screening.already-referred"
    says = "Parcel {waybill} is already referred."
    advice = "Open its page and go on from there."


class SecondOfficerIsFirst(Refusal):
    """One officer cannot be both officers of an opening."""

    code = "screening.second-officer-is-first"
    says = "{badge} cannot be the second officer: they are already the first."
    advice = "Name a colleague who is present. A parcel is opened before two officers."


class SecondOfficerUnknown(Refusal):
    """The second officer is not an active officer of this station."""

    code = "screening.second-officer-unknown"
    says = "{badge} is not an active officer of this station."
    advice = "Check the badge. The second officer must be present and hold an account here."


class OperatorNotAccounted(Refusal):
    """Neither the carrier's operator nor the reason for their absence is named."""

    code = "screening.operator-not-accounted"
    says = "An opening names the carrier's operator who was present, or says why it went on without one."
    advice = "Write the operator's name or number, or the reason for their absence."


class SubstanceMissing(Refusal):
    """Drugs without a substance or without the test that showed it."""

    code = "screening.substance-missing"
    says = "Outcome {outcome} needs a positive test, which test it was, and the substance it showed."
    advice = "Choose all three. If the test showed nothing, the outcome is N."


class NothingIsSeized(Refusal):
    """A substance was named with an outcome that is not drugs."""

    code = "screening.no-substance-with-this-outcome"
    says = "Outcome {outcome} says that no drugs were found, but a substance or a positive test is named."
    advice = "Choose S or T if there were drugs; else leave the substance empty and the test not positive."


class CauseMissing(Refusal):
    """A find without how it was hidden or how it was found."""

    code = "screening.cause-missing"
    says = "Outcome {outcome} needs how it was hidden and what led to it first."
    advice = "Choose the first concealment and the first cause of detection; add others beside them."


class CauseTwice(Refusal):
    """A first cause stands among the contributing ones too."""

    code = "screening.cause-twice"
    says = "{cause, label} stands both as the first cause and as a contributing one."
    advice = "Keep it in one place."


class NoteMissing(Refusal):
    """An outcome or correction that needs words has none."""

    code = "screening.note-missing"
    says = "Outcome {outcome} needs a note: what was found, why it stayed closed, or why it is corrected."
    advice = "Write one sentence that a colleague understands in a year."


class NotTheOutcome(Refusal):
    """An act that belongs to another outcome: a notice for a find, a laboratory result for nothing."""

    code = "screening.not-the-outcome"
    says = "Parcel {waybill} has the outcome {outcome}: this does not belong to it."
    advice = "A notice is for parcels in which nothing was found; a laboratory result for drugs found."


class NotAPicture(Refusal):
    """A file whose content is not a picture that we take."""

    code = "screening.not-a-picture"
    says = "{file} is not a JPEG, PNG, TIFF or WebP picture that can be read."
    advice = "Upload the picture as the camera or the X-ray machine wrote it."


class PictureTooLarge(Refusal):
    """A picture over the limits of bytes or pixels."""

    code = "screening.picture-too-large"
    says = "{file} is too large: a picture has at most {mib, number} MiB and {megapixels, number} megapixels."
    advice = "Upload a smaller one and keep the original with the exhibit."


class TooManyPictures(Refusal):
    """A parcel already has as many pictures as it may have."""

    code = "screening.too-many-pictures"
    says = "Parcel {waybill} already has {limit, number} pictures, the most it may have."
    advice = "Keep further pictures with the exhibit."


class NothingToHandOver(Refusal):
    """A hand-over names nobody who could take it."""

    code = "screening.hand-over-to-nobody"
    says = "{badge} is not an active officer of this station, or is you."
    advice = "Name the colleague who takes over."


class HandOverNotYours(Refusal):
    """Only the named officer takes over a shift, and only once."""

    code = "screening.hand-over-not-yours"
    says = "This hand-over names {to} and is {state, select, open {still open} other {already taken over}}."
    advice = "Ask the colleague it names, or have a new hand-over written."
