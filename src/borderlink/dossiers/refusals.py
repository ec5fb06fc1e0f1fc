"""What the dossiers room refuses, and in which words."""

from borderlink.foundation.refusals import Refusal


class NothingRecorded(Refusal):
    """No event of custody stands in the case."""

    code = "dossiers.nothing-recorded"
    says = "Nothing is recorded in case {case} that a dossier could show."
    advice = "Record the hand-over, the seizure or the weighing first; then draw the dossier up."


class FieldUnknown(Refusal):
    """What is to be withheld does not exist in the case."""

    code = "dossiers.field-unknown"
    says = "Case {case} has nothing named {reference} that could be withheld."
    advice = "Choose again from the list: it shows what can be withheld now."


class GroundMissing(Refusal):
    """Something is withheld without a ground."""

    code = "dossiers.ground-missing"
    says = "No ground is given for withholding {reference}."
    advice = "Choose the ground. It stands in the disclosure schedule that the court reads."


class AlreadySigned(Refusal):
    """The dossier was signed, or dropped, before."""

    code = "dossiers.not-waiting"
    says = "Dossier {number} does not wait for a signature any more."
    advice = "Draw up a new one if something has changed: a signed dossier stays as it is."


class NotTheDrawer(Refusal):
    """Someone else than who drew the dossier up signs it."""

    code = "dossiers.not-the-drawer"
    says = "Dossier {number} was drawn up by {badge}, who signs it."
    advice = "Ask that officer to sign it, or draw up a dossier of your own."


class NotSignedYet(Refusal):
    """A dossier is to leave that nobody has signed."""

    code = "dossiers.not-signed"
    says = "Dossier {number} is not signed."
    advice = "Sign it with your PIN first. An unsigned dossier never leaves the node."


class NodeNotCertified(Refusal):
    """The node has no root document or no certificate that covers now."""

    code = "dossiers.node-not-certified"
    says = "The key of this node is not certified at this time."
    advice = "Have two holders of root keys run `borderlink node certify`, then try again."


class WouldNotVerify(Refusal):
    """What would be signed does not pass the verifier."""

    code = "dossiers.would-not-verify"
    says = "The dossier does not pass its own verification ({finding})."
    advice = "Do not hand anything out. Tell the administrator, who runs `borderlink journal verify` too."
    keep = True


class TimeStampNotGiven(Refusal):
    """An authority gave no time-stamp, or one that does not hold."""

    code = "dossiers.time-stamp-not-given"
    says = (
        "The time-stamp authority at {url} gave no token that can be kept: {why, select, "
        "no-answer {it did not answer} not-an-address {this is no address} other {its token does not hold}}."
    )
    advice = (
        "Work goes on; the node asks again. If it stays so, check the address, the network "
        "and the certificates in keys/authorities."
    )


class NotStampedInTime(Refusal):
    """What others are to rely on is to be signed or sent while no authority has told the time for hours."""

    code = "dossiers.not-stamped-in-time"
    says = (
        "No time-stamp authority has stamped what was recorded since {since} (UTC): longer than the "
        "{hours, plural, one {# hour} other {# hours}} agreed on. Meanwhile no dossier is signed and no "
        "exhibit is offered, for others would rely on it."
    )
    advice = (
        "Go on recording: nothing is lost. Have the administrator look at the worker, the network and "
        "`time_stamp_url`; one time-stamp opens this again."
    )
    keep = True


class NotExportable(Refusal):
    """A dossier that is not valid is to be exported for other programs."""

    code = "dossiers.not-exportable"
    says = "This dossier is not exported, because it does not verify ({finding})."
    advice = "Run `borderlink verify` on it and ask for it again from where it was drawn up."
