"""What is refused around the ledger: hands and keys, what the evidence room registers, papers."""

from borderlink.foundation.refusals import Refusal


class WrongPin(Refusal):
    """The PIN does not open the officer's key."""

    code = "custody.wrong-pin"
    says = "The PIN of {badge} is wrong."
    advice = "Type it again. After {left, plural, one {# more} other {# more}} wrong PINs the key is locked."


class PinLocked(Refusal):
    """Too many wrong PINs: the key waits."""

    code = "custody.pin-locked"
    says = "The key of {badge} is locked until {until, datetime} after wrong PINs."
    advice = "Wait, or let another officer sign. If it was not you who tried, tell your administrator."


class NoSigningKey(Refusal):
    """An officer has no key that is certified now."""

    code = "custody.no-signing-key"
    says = "{badge} has no key to sign with."
    advice = "Ask for a key on the page of your signing key; another officer certifies it."


class NotSigning(Refusal):
    """Who is signed in on this screen does not sign."""

    code = "custody.not-signing"
    says = "You are signed in as {badge}, but {badge} does not sign."
    advice = "Sign with your own PIN too, or let the officer who acts sign in."


class PinTooShort(Refusal):
    """A PIN that is too easily guessed."""

    code = "custody.pin-too-short"
    says = "A PIN needs at least {least} characters that are not all the same."
    advice = "Take six digits or letters that nobody who knows you would guess."


class MassImplausible(Refusal):
    """A mass is far from what else is known of it: asked back before it is recorded."""

    code = "custody.mass-implausible"
    says = "{mass_mg, number} mg for {exhibit}? It was recorded or declared as {expected_mg, number} mg."
    advice = "Check the unit: grams or kilograms? If the mass is right, confirm it."


class UnknownCode(Refusal):
    """A balance, a place or a laboratory of this code is not registered."""

    code = "custody.unknown-code"
    says = "No {thing, select, balance {balance} place {place} other {laboratory}} {code} is here."
    advice = "Check the code on the label, or have it registered first."


class CodeTaken(Refusal):
    """A balance or a place of this code is registered already, or an exhibit has its substitute."""

    code = "custody.code-taken"
    says = (
        "{thing, select, balance {Balance} place {Place} substitute {Stand-in} other {Entry}} {code} exists."
    )
    advice = "Look it up in the list before you register it again."


class NotOpen(Refusal):
    """What was to be carried on or ended is not open any more."""

    code = "custody.not-open"
    says = "{number}: this {thing, select, hold {hold} key {key} hand-over {offer} other {entry}} was ended."
    advice = "Look at the list again: someone else may have been faster."


class OwnKey(Refusal):
    """Someone certifies a key of their own."""

    code = "custody.own-key"
    says = "{badge} cannot certify a key of their own."
    advice = "Let an administrator or a commander who is another person do it."


class NodeKeyMissing(Refusal):
    """The node's own key is not in its folder."""

    code = "custody.node-key-missing"
    says = "The key of this node is missing from its folder."
    advice = "Bring back the folder `keys` from a backup; without it nothing can be signed for the node."


class CaseNotOpen(Refusal):
    """Something is seized in a case that is closed."""

    code = "custody.case-not-open"
    says = "Case {case} is closed: nothing more can be seized in it."
    advice = "Reopen the case, or open a new one."


class NotAPaper(Refusal):
    """What is kept as a signed paper is no PDF and no picture, or too large."""

    code = "custody.not-a-paper"
    says = "This is no scanned paper that can be kept: a PDF, JPEG or PNG of at most {most_mib, number} MiB."
    advice = "Scan the paper again, as PDF or as a picture."


class PaperKnown(Refusal):
    """A signed paper of this form is kept already, and it is another one."""

    code = "custody.paper-known"
    says = "Another scan of form {form} is kept already."
    advice = "Nothing is replaced. If it was the wrong paper, print the form again and have that signed."


class TokenAbsent(Refusal):
    """The token, its key, or the library to reach it is not there."""

    code = "custody.token-absent"
    says = (
        "Token {token} cannot sign ({what, select, library {the library for tokens is not installed} "
        "key {it holds no such key, or two} other {it is not connected}})."
    )
    advice = "Connect it and try again. What it needs stands in docs/operations/tokens.md."


class PinOfToken(Refusal):
    """The PIN of a key on a token is to be changed here."""

    code = "custody.pin-of-token"
    says = "The key of {badge} lies on a token, which has its own PIN."
    advice = "Change it with the program that came with the token."
