"""What the counter refuses a carrier, and officers who act on it."""

from borderlink.foundation.refusals import NotFound, Refusal


class NotAWaybill(Refusal):
    """A number that no waybill of this company can have."""

    code = "screening.not-a-waybill"
    says = "{waybill} is not a waybill: a wrong check digit, or not the pattern agreed for this key."
    advice = "Send the number as it stands on the label. A sandbox key takes TEST and nine digits only."


class WaybillTwice(Refusal):
    """A batch that names one waybill twice."""

    code = "screening.waybill-twice"
    says = "{waybill} stands twice in this batch."
    advice = "Send each parcel once."


class WaybillBound(Refusal):
    """A waybill that was asked for other receivers before."""

    code = "screening.waybill-bound"
    says = "{waybill} was asked for another receiver before."
    advice = "A waybill is asked for one receiver and may be corrected once. Issue a new waybill."
    keep = True


class KeyUsedOtherwise(Refusal):
    """The same idempotency key with another request."""

    code = "screening.idempotency-conflict"
    says = "The idempotency key {key} was used for another request."
    advice = "Use a new key for each request; repeat a key only with the very same request."


class TooManyChecks(Refusal):
    """A key asks more often than it may."""

    code = "screening.too-many-checks"
    says = "This key asks more often than {limit, number} times a minute."
    advice = "Wait {seconds, plural, one {# second} other {# seconds}}, and send parcels in batches."


class DoneInFuture(Refusal):
    """A check on acceptance that is said to be done later than now."""

    code = "screening.done-in-future"
    says = "The check is said to be done at {done, datetime}, which has not come yet."
    advice = "Send `done_at` with its time zone, and set the clock of the machine that writes it."


class HoldUnknown(NotFound):
    """No such hold, or it is not this company's or station's: the same words for both."""

    code = "screening.hold-unknown"
    says = "No parcel is kept back under {name}, or it is not yours to see."
    advice = "List what is kept back now. What is not listed is released or over."


class HoldEnded(Refusal):
    """A hold that was released or has expired, or was acknowledged already."""

    code = "screening.hold-ended"
    says = (
        "The hold on {waybill} is {state, select, released {released} expired {expired} "
        "other {acknowledged already}}."
    )
    advice = "Nothing needs to be done. A parcel that must still wait gets a new hold."


class HoldStands(Refusal):
    """A parcel that is held already."""

    code = "screening.hold-stands"
    says = "{waybill} is already held until {until, datetime}."
    advice = "Release that hold first, or wait until it expires."


class HoldTooLong(Refusal):
    """A hold for longer than carriers keep parcels back without an order."""

    code = "screening.hold-too-long"
    says = "A hold lasts from 1 to {hours, number} hours."
    advice = "Place a shorter one. What must stay longer is seized, by a case."


class CompanyUnknown(Refusal):
    """A hold that names a company without a key at this station."""

    code = "screening.company-unknown"
    says = "No company {company} has a key at this station."
    advice = "Choose the carrier that has the parcel."


class SandboxBringsNothing(Refusal):
    """A sandbox key that brings a manifest: it would reach officers."""

    code = "screening.sandbox-brings-nothing"
    says = "A sandbox key brings no manifest."
    advice = "Bring it with a live key of the scope `manifests`. To try a file, run `borderlink screen FILE`."


class WebhookNotUsable(Refusal):
    """An address that events may not be sent to."""

    code = "screening.webhook-address"
    says = "{url} is not an address for events."
    advice = "Name an https:// address without a user name."


class WebhookInside(Refusal):
    """An address inside a network that no carrier has, or one in clear: whoever enters it calls from here."""

    code = "screening.webhook-inside"
    says = "{url} leads into an internal network, or is called in clear."
    advice = (
        "Name an https:// address that the carrier has on the internet. Internal networks that notices may "
        "go to are named by the operator of this machine, in the setting `webhook_networks`."
    )
