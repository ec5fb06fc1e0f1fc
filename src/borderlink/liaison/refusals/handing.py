"""What is refused when evidence is handed over between two nodes."""

from borderlink.foundation.refusals import Refusal


class EntryNotTrusted(Refusal):
    """The ledger entry in a partner's letter is out of form, not of its node, or not rightly signed."""

    code = "handover.entry-not-trusted"
    says = "The entry of their ledger does not hold ({why})."
    advice = "Take nothing over. Call their office and have the letter written again."
    keep = True


class LedgersDisagree(Refusal):
    """A partner shows another entry at a place of its ledger than before."""

    code = "handover.ledgers-disagree"
    says = "At place {place} of their ledger {node} has shown another entry before."
    advice = "Keep both and take nothing over until their office has explained it."
    keep = True


class NotThisOffer(Refusal):
    """What a letter says and the signed entry in it, or the offer that it answers, do not fit."""

    code = "handover.not-this-offer"
    says = "The letter and the signed entry do not fit together ({what})."
    advice = "Compare number, seals and masses with their office by telephone."
    keep = True


class OfferNotHere(Refusal):
    """An answer to an offer that we did not make to this partner."""

    code = "handover.offer-not-here"
    says = "We have made no such offer to this partner."
    advice = "Call their office: the letter may be meant for another."
    keep = True


class PartnerContradicts(Refusal):
    """A partner says another thing of an offer than it has signed before."""

    code = "handover.partner-contradicts"
    says = "Of exhibit {exhibit} they have signed something else before: the offer is over."
    advice = (
        "Keep both letters. Find out with their office where the exhibit is, and change nothing until then."
    )
    keep = True


class OfferOver(Refusal):
    """An offer is accepted after its end."""

    code = "handover.offer-over"
    says = "The offer of exhibit {exhibit} is over."
    advice = "Refuse it, and ask for a new offer."


class NotAnswered(Refusal):
    """An entry is to be signed on an answer that has not come."""

    code = "handover.not-answered"
    says = "The partner has not answered the offer of exhibit {exhibit}."
    advice = "Wait for their letter, or ask them to let the offer end."


class NotARequest(Refusal):
    """An offer is to answer a letter that asks for no evidence."""

    code = "handover.not-a-request"
    says = "This letter does not ask for evidence."
    advice = "Choose the partner's request for evidence."


class SubstituteOffered(Refusal):
    """The substitute of a controlled delivery is to be handed over as if it were evidence."""

    code = "handover.substitute"
    says = "Exhibit {exhibit} is a substitute: it is no drug, and no evidence of one."
    advice = "Offer the exhibit that it was made for."


class DutyUnknown(Refusal):
    """A duty is reported that an exhibit does not have, or that is met already."""

    code = "handover.duty-unknown"
    says = "Nothing is owed for exhibit {exhibit}."
    advice = "Look at the offer: it says whether it is to be returned or destroyed."
