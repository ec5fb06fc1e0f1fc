"""What is refused about partners: at the ceremony, to their keys, to pausing and resuming."""

from borderlink.foundation.refusals import Refusal


class OwnIntroduction(Refusal):
    """The introduction is this agency's own."""

    code = "partners.own-introduction"
    says = "This is the introduction of {agency}: our own."
    advice = "Give this file to the partner, and take in the one that the partner gives you."


class AnotherAgency(Refusal):
    """The file speaks for another agency than the partner it was taken in for."""

    code = "partners.another-agency"
    says = "The file speaks for {found}, not for {expected}."
    advice = "Trust nothing in it. Ask the partner, by a way you know, which file they sent."


class KeysNotInForce(Refusal):
    """The letter keys of an introduction have run out, or do not count yet."""

    code = "partners.keys-not-in-force"
    says = "The letter keys of {partner} are valid from {from_at, datetime} to {until_at, datetime}: not now."
    advice = "Ask the partner for an introduction with keys that are valid today."


class KeyIsWeak(Refusal):
    """A key of an introduction is one under which anybody's signature or letter would pass."""

    code = "partners.weak-key"
    says = "A key in the introduction of {partner} protects nothing ({which})."
    advice = "Do not take it in. Tell the partner that its keys must be made anew."


class SameOfficer(Refusal):
    """One officer did both halves of the ceremony."""

    code = "partners.same-officer"
    says = "You took this introduction in: another officer must hear the digits and confirm them."
    advice = "Call a colleague of the liaison office, or a commander, and let them type the digits."
    keep = True


class DigitsDiffer(Refusal):
    """What was typed is not the fingerprint of the root that was taken in. ``groups`` are counted from 1."""

    code = "partners.digits-differ"
    says = "The digits differ from this file in {groups, list} of the twelve groups."
    advice = (
        "Have the partner read those groups again. If they still differ, the file is not the partner's: "
        "give it up and tell your commander."
    )
    keep = True


class NotSixtyDigits(Refusal):
    """What was typed is no fingerprint at all."""

    code = "partners.not-sixty-digits"
    says = "{count, plural, one {# digit was} other {# digits were}} typed; a fingerprint has 60."
    advice = "Type every group as the partner reads it. Spaces do not matter."


class IntroductionReplaced(Refusal):
    """Another file was taken in since the second officer opened the page."""

    code = "partners.introduction-replaced"
    says = "The introduction of {partner} was replaced while you compared the digits."
    advice = "Open the page again, ask your colleague why, and compare every digit anew."
    keep = True


class NothingToConfirm(Refusal):
    """No introduction of this partner waits for its second officer."""

    code = "partners.nothing-to-confirm"
    says = "No introduction of {partner} waits to be confirmed."
    advice = "Look at the partner's page: it was confirmed already, or given up."


class NotInState(Refusal):
    """A partner cannot go from the state it is in to the one that was asked for."""

    code = "partners.not-in-state"
    says = "{partner} is {state, label, partner_state}: this cannot be done now."
    advice = "Open the partner's page again and see who changed its state."


class NeedsAnotherOfficer(Refusal):
    """After signs of deceit or of a lost record, one officer alone may not resume the letters."""

    code = "partners.needs-another-officer"
    says = (
        "{partner} was paused for {why, label, pause_reason}: another officer than {asked_by} must resume it."
    )
    advice = (
        "Call a colleague of the liaison office, or a commander, and let them read the reason and decide."
    )
    keep = True


class ReasonNeeded(Refusal):
    """A partner is paused, resumed or ended without a reason."""

    code = "partners.reason-needed"
    says = "Say why: the auditors read it, and the colleague who comes after you."
    advice = "Write one sentence."


class AddressNotUnderstood(Refusal):
    """An address is not one that letters can be sent to."""

    code = "partners.address-not-understood"
    says = "“{address}” is not an address that letters can go to."
    advice = "Write https://host:port, or leave it empty where letters are carried by hand."


class NoLetterKeys(Refusal):
    """This node has no letter keys that are valid now, so it cannot introduce itself."""

    code = "partners.no-letter-keys"
    says = "This node has no letter keys that are valid today."
    advice = "Bring two root keys to this machine and run borderlink liaison keys renew."


class KeysOutOfTurn(Refusal):
    """A partner's new keys do not follow from those that are pinned."""

    code = "partners.keys-out-of-turn"
    says = "Version {found, number} of the keys of {partner} does not follow version {known, number}."
    advice = "If the partner lost its keys, hold a new ceremony with a new introduction."


class NothingToTell(Refusal):
    """A partner knows every version of our letter keys."""

    code = "partners.nothing-to-tell"
    says = "{partner} knows all our letter keys."
    advice = "Look at its page again: somebody has told them already."
