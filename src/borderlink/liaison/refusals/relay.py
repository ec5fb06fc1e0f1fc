"""What a relay refuses, and in which words."""

from borderlink.foundation.refusals import Refusal


class RelayStranger(Refusal):
    """An envelope comes from, or goes to, an agency or key that the relay was not introduced to."""

    code = "relay.stranger"
    says = "This relay was not introduced to {agency}, or not to the key that is named."
    advice = "Give the relay the agency's introduction, after its 60 digits were compared with the paper."


class RelayExpired(Refusal):
    """The sender no longer wants this letter delivered."""

    code = "relay.expired"
    says = "Letter {letter} was to be delivered by a time that has passed."
    advice = "The sending office is told by its own node that the letter was not delivered."


class RelayKeeps(Refusal):
    """A relay keeps the letter until the partner fetches it: it has not arrived yet."""

    code = "relay.kept"
    says = "A relay keeps this letter until the partner fetches it."
    advice = "Nothing is to be done. If it takes long, ask the partner whether its node reaches the relay."


class RelayFull(Refusal):
    """The relay keeps as much as it may."""

    code = "relay.full"
    says = "The relay's folder {folder} is full."
    advice = "Carry its letters on, or give it more room. The sender's node keeps them and tries again."


class DigitsDiffer(Refusal):
    """The 60 digits are not those of the introduction."""

    code = "relay.digits-differ"
    says = "The 60 digits are not those of the introduction of {agency}."
    advice = "Compare with the paper of the ceremony. If they still differ, do not use the file."
    keep = True


class NotInFolder(Refusal):
    """The folder is not a relay's."""

    code = "relay.no-folder"
    says = "The folder {folder} is not a relay's."
    advice = "Make one: borderlink liaison relay init --spool FOLDER"
