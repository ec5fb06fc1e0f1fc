"""What the post refuses, and in which words: sealing, exchanging, hand-carried files, tries that fail.

The code of a failed try is kept and told to whoever asks why a letter did not arrive.
"""

from borderlink.foundation.refusals import Refusal


class PartnerNotPinned(Refusal):
    """Nothing is sealed to a partner whose ceremony was not held, or whose partnership has ended."""

    code = "post.partner-not-pinned"
    says = "Partner {partner} is not pinned: letters cannot be sealed to it."
    advice = "Hold the ceremony with its officers first; its page says what is missing."


class PartnerPaused(Refusal):
    """Nothing is sealed to a partner while it is paused."""

    code = "post.partner-paused"
    says = "Letters to partner {partner} are paused ({reason, label, pause_reason})."
    advice = "Its page says who paused it and why. The draft is kept until letters pass again."


class KeysExpired(Refusal):
    """The partner's letter keys, or ours, are not valid now."""

    code = "post.keys-expired"
    says = "The letter keys of {agency} are not valid now."
    advice = "Ask the agency for its new keys, or have ours renewed by two holders of root keys."


class NoCommonProtocol(Refusal):
    """The partner's program reads no form of envelope that this one writes."""

    code = "post.no-common-protocol"
    says = "The program of partner {partner} reads no form of letter that this program writes."
    advice = "Bring the older of the two programs up to date."


class LetterTooLarge(Refusal):
    """A letter is larger than any envelope."""

    code = "post.too-large"
    says = "Letter {letter} has {size, number} bytes; at most {most, number} can be sent."
    advice = "Shorten the notes, or split it into several letters."


class NotABundle(Refusal):
    """What came is no post: no bundle of statements and envelopes."""

    code = "post.not-a-bundle"
    says = "What came is not post from a partner ({what})."
    advice = "Nothing was done with it. If a partner sent it, their program or the line is at fault."


class NotForUs(Refusal):
    """A bundle or a file is addressed to another agency."""

    code = "post.another-recipient"
    says = "This post is for {recipient}, not for us."
    advice = "Give it back to whoever brought it: it was meant for another agency."


class TooMany(Refusal):
    """A partner sends more letters a minute than it may."""

    code = "post.too-many"
    says = "More letters come at once than are taken in a minute."
    advice = "Nothing is lost: they are taken in one by one. If it goes on, speak to the partner."


class Equivocated(Refusal):
    """A sender signed two different letters under one number, or two histories."""

    code = "post.equivocation"
    says = "Two different letters stand under one number, or one of them under two ({what})."
    advice = "Nothing is done with the second. Speak to the partner: an old copy of a record may be in use."
    keep = True


class ThreadOfAnother(Refusal):
    """A letter names a thread that we have with another partner."""

    code = "post.thread-of-another"
    says = "Letter {letter} names a matter that is kept with another partner."
    advice = "It is not taken in. Ask the partner to write it in a matter of its own."
    keep = True


class LetterIdTaken(Refusal):
    """A letter bears the number of a letter that others wrote."""

    code = "post.letter-id-taken"
    says = "Letter {letter} bears the number of a letter that others wrote."
    advice = "It is not taken in. Tell the partner: their program gives numbers that are not its own."
    keep = True


class GaveUp(Refusal):
    """The sender gave a letter up before it came."""

    code = "post.given-up"
    says = "The sender gave letter {letter} up before it came."
    advice = "It has no effect here. If it still matters, the sender writes it again."


class EffectFailed(Refusal):
    """A letter was read, and what it should do here could not be done."""

    code = "post.effect-failed"
    says = "Letter {letter} is kept, but what it should do here could not be done."
    advice = "An administrator finds the fault in the log; the letter is then taken up again by itself."


class WentBack(Refusal):
    """Our own record has gone back in time: the partner holds what we do not know of."""

    code = "post.we-went-back"
    says = "Our record has gone back in time: {partner} has letters that it no longer knows of."
    advice = (
        "An older copy was put back. Compare with the partner what was said since; then let letters pass."
    )
    keep = True


class PartnerWentBack(Refusal):
    """A partner's record has gone back in time."""

    code = "post.partner-went-back"
    says = "The record of partner {partner} has gone back in time; what it has lost is sent again."
    advice = "Tell its officers. What they told you since then they may not remember."
    keep = True


class NoAddress(Refusal):
    """There is no address to which post for this partner could be sent."""

    code = "post.no-address"
    says = "Partner {partner} has no address: post goes by hand-carried file."
    advice = "Write a file with: borderlink liaison courier export {partner} FILE"


class NotSafe(Refusal):
    """An address in clear, which is not on this machine."""

    code = "post.address-in-clear"
    says = "The address of partner {partner} is not protected by TLS."
    advice = "Ask the partner for an address that begins with https, and for the digest of its certificate."


class NoRoute(Refusal):
    """The partner's node cannot be reached."""

    code = "post.no-route"
    says = "The node of {partner} could not be reached."
    advice = "The line may be cut, or their node is not running. It is tried again by itself."


class TimedOut(Refusal):
    """The partner's node did not answer in time."""

    code = "post.timeout"
    says = "The node of {partner} did not answer in time."
    advice = "It is tried again by itself. If it goes on, ask the partner's technicians."


class WrongCertificate(Refusal):
    """The certificate at the address is not one that the partner has signed for."""

    code = "post.wrong-certificate"
    says = "The certificate at the address of {partner} is not the one in its letter keys."
    advice = "Another machine may stand in between. Ask the partner by telephone whether it was replaced."
    keep = True


class NotAnswered(Refusal):
    """The partner's node answered with something else than post."""

    code = "post.http-status"
    says = "The node of {partner} answered {status}, not with post."
    advice = "A proxy may stand in between, or their node is being repaired. It is tried again by itself."


class AnswerTooLarge(Refusal):
    """An answer is larger than any answer may be."""

    code = "post.answer-too-large"
    says = "The node of {partner} answered with more than post can be."
    advice = "Their program or something on the line is at fault. It is tried again by itself."


class NotACourierFile(Refusal):
    """A file is no hand-carried post."""

    code = "post.not-a-courier-file"
    says = "This file is not hand-carried post ({what})."
    advice = "Nothing was taken in. Ask for the file that the partner's program wrote."


class CourierFileCut(Refusal):
    """A hand-carried file is shorter or longer than its manifest says, or was changed."""

    code = "post.courier-file-damaged"
    says = "This hand-carried file is cut or was changed on its way."
    advice = "Nothing was taken in. Copy it again from the stick, or ask the partner to write it again."


class CourierFileExists(Refusal):
    """There is a file of that name already."""

    code = "post.courier-file-exists"
    says = "There is a file {path} already."
    advice = "Choose another name: what was written before may not have been carried yet."
