"""What the gate refuses, and in which words."""

from borderlink.foundation.refusals import Refusal


class TermsNotUnderstood(Refusal):
    """The terms of a partner hold something that is in no list."""

    code = "gate.terms-not-understood"
    says = "These terms cannot be kept: {what} is not known here."
    advice = "Choose from the lists; a new kind of letter or scheme comes with a new version."


class ChannelMissing(Refusal):
    """A letter names no channel, or one that was not agreed with the partner."""

    code = "gate.channel-missing"
    says = "Nothing leaves for {partner} through {channel, label} under {basis}: that was not agreed."
    advice = (
        "Choose a channel with its legal basis from the partner's terms, or have the terms changed first."
    )
    keep = True


class KindNotPermitted(Refusal):
    """The partner's terms do not permit this kind of letter."""

    code = "gate.kind-not-permitted"
    says = "{kind, label} is not among what may be sent to {partner}."
    advice = "Look at the partner's terms; a commander can have them changed."
    keep = True


class HandlingNotPermitted(Refusal):
    """The handling code is unknown to the partner, or too confidential for it."""

    code = "gate.handling-not-permitted"
    says = "Handling {handling} ({scheme}) may not be sent to {partner}."
    advice = "Choose a code that the partner keeps, or leave out what makes the letter so confidential."
    keep = True


class ConsentMissing(Refusal):
    """A letter for a court, or with personal data, has no valid consent of the competent authority."""

    code = "gate.consent-missing"
    says = "This leaves for {partner} only with a consent of the competent authority that covers it."
    advice = "Enter the consent with body, number, day and scope and name it; or leave out what needs it."
    keep = True


class ApprovalMissing(Refusal):
    """A person's life may be at stake, and nobody of the required grade has approved this."""

    code = "gate.approval-missing"
    says = (
        "A life may be at stake: what tells {partner} of {persons, plural, one {# person} other {# persons}} "
        "needs the approval of: {grade, label}."
    )
    advice = "Ask for approval where the letter is sent, or at the assurance gate; a commander decides there."
    keep = True


class ApprovalOutdated(Refusal):
    """The approval names other persons, another status, another text or an older table of penalties."""

    code = "gate.approval-outdated"
    says = "The approval for this no longer holds: {why, label}."
    advice = "Ask again: whoever approves must see what leaves as it stands now."
    keep = True


class NeverLeaves(Refusal):
    """The partner's policy lets nobody approve this."""

    code = "gate.never"
    says = (
        "Nothing of this kind leaves for {partner} about a person of this status, whoever would approve it."
    )
    advice = "Leave the person out, or have the partner's policy changed by those who agreed it."
    keep = True


class PartnerNotOpen(Refusal):
    """The recipient is a partner that is not pinned, paused or ended."""

    code = "gate.partner-not-open"
    says = "Nothing leaves for {partner}: the partner is not pinned, or paused."
    advice = "Look at the partner's page to see what is wrong."
    keep = True


class DecidedAlready(Refusal):
    """This request was decided before, or no longer holds."""

    code = "gate.decided-already"
    says = "This request is not open any more."
    advice = "Look at the register; if it is still needed, ask again."


class NotByOneself(Refusal):
    """Whoever asked, or wrote the letter, would approve it."""

    code = "gate.not-by-oneself"
    says = "{badge} asked for this or wrote it, and cannot decide it too."
    advice = "Another commander decides."
    keep = True


class GroundsMissing(Refusal):
    """A decision about a life was given no grounds, or a minister's no reference."""

    code = "gate.grounds-missing"
    says = "This decision needs its grounds, and above a commander the number of the paper it rests on."
    advice = "Write the grounds in a sentence or more; give body, number and date of the written decision."


class GradeTooLow(Refusal):
    """The approval would be of a lower grade than the policy asks."""

    code = "gate.grade-too-low"
    says = "This needs the approval of: {grade, label}."
    advice = "Send it to them on paper, and record their decision with its number and date."
    keep = True


class ExpiryNotPossible(Refusal):
    """A consent or approval would end in the past, or too late."""

    code = "gate.expiry-not-possible"
    says = "The last day must lie ahead and at most {days, plural, one {# day} other {# days}} away."
    advice = "Choose an earlier day; it can be given again."


class WordsMissing(Refusal):
    """A consent lacks its body, number, day or scope."""

    code = "gate.words-missing"
    says = "A consent needs the authority that gave it, its number, its day and what it covers."
    advice = "Copy them from the document."


class NotOurLetter(Refusal):
    """What would leave as a letter is none of our drafts."""

    code = "gate.not-our-letter"
    says = "This is not a letter of ours that waits to be sent."
    advice = "Begin a letter of your own; what a partner wrote is passed on only with their consent."
    keep = True
