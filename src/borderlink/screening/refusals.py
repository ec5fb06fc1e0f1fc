"""What screening refuses, and in which words."""

from borderlink.foundation.refusals import Refusal


class NothingUploaded(Refusal):
    """The upload carried no file."""

    code = "screening.nothing-uploaded"
    says = "No file came with this upload."
    advice = "Choose one or more manifest files, or drag them onto the page."


class ManifestAlreadyLoaded(Refusal):
    """Every file of the upload was loaded before, by its content."""

    code = "screening.manifest-already-loaded"
    says = "{file} was already loaded on {at, datetime}, as load {load}."
    advice = "Nothing was loaded twice. Open that load to see its parcels and referrals."


class NotYourStation(Refusal):
    """An officer of several stations did not say for which one, or of none at all."""

    code = "screening.no-station"
    says = "Your account belongs to no station, so the manifest would belong to none."
    advice = "Ask an administrator to put you into a station."


class NoReasonGiven(Refusal):
    """A look at a parcel, or a choice, without saying why."""

    code = "screening.no-reason"
    says = "Say why: {act} is written into the journal with its reason."
    advice = "Choose a reason from the list, or write one in a few words."


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
    says = (
        "The referral is {state, select, selected {selected} presented {presented} opened {opened} "
        "other {closed}}: this step ({wanted}) does not follow from it."
    )
    advice = (
        "Load the page again: a colleague may have gone further. What was opened gets an outcome; "
        "what is closed takes a correction."
    )


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
    says = "Outcome {outcome} needs the substance and the test that showed it."
    advice = "Choose both. If the test showed nothing, the outcome is N."


class NothingIsSeized(Refusal):
    """A substance was named with an outcome that is not drugs."""

    code = "screening.no-substance-with-this-outcome"
    says = "Outcome {outcome} names a substance, but says that no drugs were found."
    advice = "Choose S or T if there were drugs; else leave the substance empty."


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


class PurgedParcel(Refusal):
    """The parcel's facts were dropped at the end of their retention."""

    code = "screening.parcel-forgotten"
    says = "The facts of parcel {waybill} were dropped at the end of their retention."
    advice = "What was recorded about its opening is kept; its sender and receiver are not."
