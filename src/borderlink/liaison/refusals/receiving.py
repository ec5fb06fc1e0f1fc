"""What is refused of an envelope that came, after its form: who, for whom, when, and what is inside."""

from borderlink.foundation.refusals import Refusal


class UnknownSender(Refusal):
    """The envelope names a sender that is no pinned partner."""

    code = "post.unknown-sender"
    says = "{sender} is not a partner of this node."
    advice = "Nothing is stored. If letters from this agency are wanted, hold the ceremony with it first."


class KeyNotValid(Refusal):
    """The key that the envelope names was never pinned, or does not cover the time at which it was sealed."""

    code = "post.key-not-valid"
    says = "{sender} sealed an envelope with key {key}, which is not valid for that time."
    advice = (
        "Ask the partner for their present keys; if a key was changed, their key update must arrive first."
    )
    keep = True


class NotForMe(Refusal):
    """A whole, signed envelope that is addressed to another agency."""

    code = "post.not-for-me"
    says = "Letter {letter} from {sender} is addressed to {recipient}, not to this agency."
    advice = "It was carried to the wrong node. It cannot be opened here; tell whoever carried it."


class FromTheFuture(Refusal):
    """The envelope was sealed later than our clock shows, by more than clocks may differ."""

    code = "post.from-the-future"
    says = (
        "Letter {letter} from {sender} was sealed {minutes, plural, one {# minute} other {# minutes}} "
        "ahead of our clock."
    )
    advice = "Compare the clocks of both nodes. The letter is taken in once our clock has passed that time."


class Expired(Refusal):
    """The letter came after the time until which its sender wanted it delivered."""

    code = "post.expired"
    says = "Letter {letter} from {sender} came after it had expired."
    advice = "Its sender is told that it was not delivered. If it still matters they will write again."


class OpenKeyNotValid(Refusal):
    """The envelope is sealed to a key that is not ours, or one that we gave up more than 30 days ago."""

    code = "post.open-key-not-valid"
    says = "Letter {letter} is sealed to key {key}, which this node does not open any more."
    advice = "Send the partner our present keys, and ask them to write the letter again."


class BodyShape(Refusal):
    """The body is not one canonical JSON object within the limits of depth and size."""

    code = "post.body-shape"
    says = "The text of letter {letter} has a form that cannot be read ({what})."
    advice = "It is kept as it came. Tell the partner the number of the letter; their program is at fault."


class AnotherLetter(Refusal):
    """The body was written for a letter of another number than the envelope tells."""

    code = "post.another-letter"
    says = "The text inside letter {letter} bears the number of another letter."
    advice = "Do not rely on it. Tell the partner the number of the letter."


class NoEvidence(Refusal):
    """There are no signed bytes of a letter: it was never sealed, or it was erased."""

    code = "liaison.no-evidence"
    says = "There are no signed bytes of letter {letter} here."
    advice = "A draft proves nothing, and what a partner had erased is gone. Ask the other side for its copy."


class NotAStatement(Refusal):
    """The bytes are no signed receipt, state of the post or request to send again."""

    code = "post.not-a-statement"
    says = "This is not a signed statement of the post ({what})."
    advice = "Nothing is done with it. The partner's node repeats what it has to say."


class StatementNotSigned(Refusal):
    """A receipt or statement does not carry the signature of the agency that it names."""

    code = "post.statement-not-signed"
    says = "The signature of {signer} under this statement of the post does not hold."
    advice = "Nothing is done with it. If it happens again, speak to the partner by a way you know."
    keep = True
