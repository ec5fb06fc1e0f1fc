"""What the rules of the ledger refuse of an act."""

from borderlink.foundation.refusals import Refusal


class NoSampleSuffices(Refusal):
    """Not even all units would show the share with so many negatives."""

    code = "custody.no-sample-suffices"
    says = "No sample shows this: {units, number} in all, {negatives, number} negative ones allowed for."
    advice = "Allow for fewer negatives, or state a smaller share."


class NotInForm(Refusal):
    """An act has a field that is missing, unknown or not written as its kind wants."""

    code = "custody.not-in-form"
    says = "This {kind} cannot be recorded: {what} is missing, unknown or not in form."
    advice = "Names and free text go into the fields for notes; everything else is a code or a whole number."


class OutOfTurn(Refusal):
    """The act was made for another place in the case's chain."""

    code = "custody.out-of-turn"
    says = "This act does not follow entry {entry, number} of case {case}."
    advice = "Someone recorded something in between. Look at the case again, then sign anew."


class ExhibitUnknown(Refusal):
    """No exhibit of this number is in this case."""

    code = "custody.exhibit-unknown"
    says = "There is no exhibit {exhibit} in this case."
    advice = "Scan the label again and check the case number."


class ExhibitKnown(Refusal):
    """The exhibit's number was given before."""

    code = "custody.exhibit-known"
    says = "The number {exhibit} has been given to an exhibit before."
    advice = "Take the next free label; a number is never used twice."


class NotTheHolder(Refusal):
    """Someone acts on an exhibit that another holds."""

    code = "custody.not-the-holder"
    says = "Exhibit {exhibit} is held by {holder}, who has not signed."
    advice = "Let the holder sign, or have it handed over to you first."


class SealUsed(Refusal):
    """A seal number was used before, here or on another exhibit."""

    code = "custody.seal-used"
    says = "Seal {seal} has been used before."
    advice = "Take a new seal. If the number on it is really the same, keep the seal and report it."


class SealOutOfOrder(Refusal):
    """A layer is closed, opened or closed again out of order."""

    code = "custody.seal-out-of-order"
    says = "Layer {layer, number} of exhibit {exhibit} cannot be sealed or opened now."
    advice = "Seal from the inside out and open from the outside in, one seal for each layer."


class SealDoesNotMatch(Refusal):
    """The seals seen are not the seals in the register."""

    code = "custody.seal-does-not-match"
    says = "The seals seen on exhibit {exhibit} are not those in the register."
    advice = "Leave the bag closed, photograph it and record a discrepancy."


class StillSealed(Refusal):
    """What needs an open lot is done to a sealed one."""

    code = "custody.still-sealed"
    says = "Exhibit {exhibit} is still sealed."
    advice = "Record that the seal was opened, and why, before you weigh or divide what is inside."


class NotWeighed(Refusal):
    """A lot whose mass is not known is divided, sent or destroyed."""

    code = "custody.not-weighed"
    says = "Exhibit {exhibit} has not been weighed."
    advice = "Weigh it net first: nothing can be taken from a mass that is not known."


class MassBelowZero(Refusal):
    """More is taken from a lot than there is."""

    code = "custody.mass-below-zero"
    says = "Exhibit {exhibit} holds {book_mg, number} mg; {asked_mg, number} mg cannot be taken from it."
    advice = "Check the unit on the balance and the number of the exhibit."


class HeavierThanGross(Refusal):
    """A net mass is larger than the gross mass of the same exhibit."""

    code = "custody.heavier-than-gross"
    says = "Exhibit {exhibit} weighs {gross_mg, number} mg gross: it cannot hold {net_mg, number} mg."
    advice = "Check the unit: was it grams or kilograms?"


class MassesDiffer(Refusal):
    """Figures of one act do not add up."""

    code = "custody.masses-differ"
    says = "The masses of exhibit {exhibit} do not add up: {told_mg, number}, not {expected_mg, number} mg."
    advice = "Check the figures of this entry against each other and against the register."


class MassOutsideBounds(Refusal):
    """What is sent, received or destroyed weighs something else than it should."""

    code = "custody.mass-outside-bounds"
    says = "Exhibit {exhibit} differs by {residual_mg, number} mg: more than weighing explains."
    advice = "Stop here. Weigh it again, record the discrepancy and have it explained."


class DiscrepancyOpen(Refusal):
    """A discrepancy of this exhibit is not yet explained."""

    code = "custody.discrepancy-open"
    says = "Entry {entry, number} found a discrepancy of exhibit {exhibit} that is not yet explained."
    advice = "Two officers of different units must sign an explanation before it is moved on or destroyed."


class NothingToExplain(Refusal):
    """No discrepancy of this weighing is open, or other figures are told."""

    code = "custody.nothing-to-explain"
    says = "Entry {entry, number} of exhibit {exhibit} found no open discrepancy of this size."
    advice = "Give the number of the weighing and its exact difference."


class OnePersonTwice(Refusal):
    """One person or one key signs as two."""

    code = "custody.one-person-twice"
    says = "{badge} signs twice, or with another's key."
    advice = "Two different officers must sign, each with their own key."


class SignerMissing(Refusal):
    """Fewer signatures than the act needs, or not those it names."""

    code = "custody.signer-missing"
    says = "This {kind} needs {needed, plural, one {# signature} other {# signatures}} of those it names."
    advice = "Let everyone who takes part sign now, on this screen."


class SameUnit(Refusal):
    """Two who must come from different units come from one."""

    code = "custody.same-unit"
    says = "Both signers belong to unit {unit}."
    advice = "An explanation is signed by officers of two different units."


class KeyNotValid(Refusal):
    """A key is not certified for this officer, not at this time, or withdrawn."""

    code = "custody.key-not-valid"
    says = "The key with which {badge} signs is not valid here."
    advice = "Ask an administrator which keys are registered for you; never sign with another's."


class SignatureInvalid(Refusal):
    """A signature does not cover this act."""

    code = "custody.signature-invalid"
    says = "A signature under this {kind} does not hold."
    advice = "Sign again. If it fails again, have the key checked."


class BeforeSeizure(Refusal):
    """An act is dated before the exhibit was seized."""

    code = "custody.before-seizure"
    says = "Exhibit {exhibit} had not been seized at that time."
    advice = "Check date and time."


class OfferPending(Refusal):
    """An exhibit is on offer to a partner and locked."""

    code = "custody.offer-pending"
    says = "Exhibit {exhibit} is on offer ({offer}) and locked until the partner has answered."
    advice = "Wait for acceptance or refusal, or cancel when the partner confirms that it was not accepted."


class OfferUnknown(Refusal):
    """There is no such pending offer of this exhibit."""

    code = "custody.offer-unknown"
    says = "Exhibit {exhibit} is not on offer under {offer}."
    advice = "Check the number of the offer; it may have been answered already."


class SealBroken(Refusal):
    """An exhibit is accepted with a broken seal."""

    code = "custody.seal-broken"
    says = "The seal of exhibit {exhibit} is broken: it cannot be accepted."
    advice = "Refuse it, photograph it and inform the sender."


class PapersMissing(Refusal):
    """An export authorisation or import permit, or the ground of exemption, is missing."""

    code = "custody.papers-missing"
    says = "The papers for sending exhibit {exhibit} abroad are not complete."
    advice = "Enter the export authorisation and the import permit, or the ground of exemption."


class NoLongerHere(Refusal):
    """The exhibit was transferred, returned or destroyed."""

    code = "custody.no-longer-here"
    says = "Exhibit {exhibit} is no longer here: it was {state, select, destroyed {burnt} other {let go}}."
    advice = "Check the number of the exhibit."


class KeptApart(Refusal):
    """Drugs and substitutes, or exhibits that are not alike, are put together."""

    code = "custody.kept-apart"
    says = "Exhibit {exhibit} cannot be treated together with the others."
    advice = "Substitutes are never counted as drugs; a group holds only what is alike and in no other group."


class KeptByMass(Refusal):
    """An examination without masses is told of an exhibit that is kept by mass."""

    code = "custody.kept-by-mass"
    says = "Exhibit {exhibit} is kept by mass."
    advice = "Report what was found in it with the mass used up and the mass left over."


class NotADrug(Refusal):
    """A mass rule is applied to what is not a drug."""

    code = "custody.not-a-drug"
    says = "Exhibit {exhibit} is not kept by mass."
    advice = "Only drugs are divided and sampled by mass; link packaging to its contents instead."


class CaseStillOpen(Refusal):
    """Destruction is planned while the case or a partner's hold is open."""

    code = "custody.case-still-open"
    says = "Case {case} or a partner's hold on it is still open: its exhibits cannot be destroyed."
    advice = "Wait for the final decision, or record the court's order and a counter-sample that is kept."


class NotInPlan(Refusal):
    """An exhibit is destroyed that no plan names."""

    code = "custody.not-in-plan"
    says = "Exhibit {exhibit} is not in destruction plan {plan}."
    advice = "Check the labels against the plan; what is not in it goes back to the store."


class EntryUnknown(Refusal):
    """An act speaks of an entry that the case does not have."""

    code = "custody.entry-unknown"
    says = "Case {case} has no entry {entry, number}."
    advice = "Look up the number of the entry in the chain of custody."
