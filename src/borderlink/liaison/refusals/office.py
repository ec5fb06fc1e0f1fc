"""What the office's records refuse, and in which words."""

from borderlink.foundation.refusals import Refusal


class StepNotLegal(Refusal):
    """A translation cannot go from its state to the wanted one."""

    code = "liaison.translation-step"
    says = "This translation is {state, label, translation_state}: this step does not follow from it."
    advice = "Load the page again: a colleague may have gone further."


class OwnTranslation(Refusal):
    """Who translated a text cannot review it."""

    code = "liaison.own-translation"
    says = "{badge} translated this text and so cannot review it."
    advice = "Ask another officer who reads both languages."


class SameLanguage(Refusal):
    """A text is to be translated into the language it is in."""

    code = "liaison.same-language"
    says = "A text is not translated into the language that it is in."
    advice = "Choose the language that the reader needs."


class NoText(Refusal):
    """Words are missing where words are wanted."""

    code = "liaison.no-text"
    says = "There are no words here."
    advice = "Write them; one sentence is enough where no more is known."


class NoLicence(Refusal):
    """A certified translation without the number under which its translator certifies."""

    code = "liaison.no-licence"
    says = "A certified translation names the licence or seal of who certifies it."
    advice = "Write its number, or ask for a working translation."


class NobodyOnDuty(Refusal):
    """A duty that names nobody, or a badge that is no officer's."""

    code = "liaison.nobody-on-duty"
    says = "{badge} is no active officer of this agency."
    advice = "Check the badge, or name a person from outside instead."


class TimesReversed(Refusal):
    """Something ends before it begins, or lies in the future where it cannot."""

    code = "liaison.times-reversed"
    says = "These times cannot be: from {from, datetime} until {until, datetime}."
    advice = "Check day and hour. What has happened lies in the past, and ends after it begins."


class LanguageMissing(Refusal):
    """An interpreter without a language."""

    code = "liaison.language-missing"
    says = "An interpreter is on duty for one language; none is named."
    advice = "Choose the language. For two languages make two entries."


class Settled(Refusal):
    """Minutes that were settled are changed."""

    code = "liaison.minutes-settled"
    says = "Minutes {number} are settled and stay as they were signed."
    advice = "Write new minutes, and say in them what they correct."
    keep = True


class MinutesNotBoth(Refusal):
    """Minutes are settled with a point that one side cannot read, or without anybody of one side."""

    code = "liaison.minutes-not-both"
    says = (
        "{what, select, points {A point stands in one language only.} present {Nobody of one side is "
        "named.} other {There is no point yet.}}"
    )
    advice = "Both sides sign what both can read: complete the minutes first."


class CaseNeeded(Refusal):
    """An act about a case that names none."""

    code = "liaison.case-needed"
    says = "Name the case: nothing hangs on this letter yet."
    advice = "Let the letter become a case, or join one, first."


class HasCase(Refusal):
    """A letter that already became a case, or joined one."""

    code = "liaison.has-case"
    says = "This letter already belongs to case {case}."
    advice = "Work on in that case."


class NotAClue(Refusal):
    """A letter of a kind that becomes no case."""

    code = "liaison.not-a-clue"
    says = "A letter of this kind ({kind, label, letter_type}) does not become a case."
    advice = "Answer it, or open a case by hand."


class NoSeizure(Refusal):
    """A typology without the partner's seizure it rests on."""

    code = "liaison.no-seizure"
    says = "This letter tells of no seizure of the partner's, so no rule can rest on it."
    advice = "Ask the partner for the seizure's number; a rumour carries no rule."
    keep = True


class SeizureTakenBack(Refusal):
    """A typology from a letter that is older than what corrected or withdrew its seizure."""

    code = "liaison.seizure-taken-back"
    says = (
        "What was told of seizure {seizure} was corrected or withdrawn on {at, datetime}, after this letter."
    )
    advice = "Ask the partner to tell of the seizure again, and propose the rule from that letter."
    keep = True


class TypologyDecided(Refusal):
    """A typology that was decided already."""

    code = "liaison.typology-decided"
    says = "Typology {name} is {state, label, typology_state}: nothing is left to decide."
    advice = "Propose it anew if what it rests on is new."


class OwnTypology(Refusal):
    """Who proposed a typology approves it."""

    code = "liaison.own-typology"
    says = "You proposed {name}: another officer must approve it."
    advice = "Ask a colleague or the commander."
    keep = True


class NameTaken(Refusal):
    """A typology under a name that another rule has."""

    code = "liaison.typology-name-taken"
    says = "A rule is already called {name}."
    advice = "Choose another name."


class NotOwed(Refusal):
    """Something asked by a partner that was settled already."""

    code = "liaison.not-owed"
    says = "This request is {state, label, owed_state}: nothing is left to do."
    advice = "Load the page again: a colleague may have settled it."


class NobodyTold(Refusal):
    """A correction of something that nobody outside was ever told."""

    code = "liaison.nobody-told"
    says = "Nobody outside was told of {person} in case {case}, or all of them were corrected."
    advice = "Nothing needs to be sent. If someone was told by word of mouth, enter it in the case first."


class GroundUnknown(Refusal):
    """A correction without a ground of the list."""

    code = "liaison.ground-unknown"
    says = "{ground} is no ground of the list."
    advice = "Choose one of the grounds that the page shows."


class LetterErased(Refusal):
    """A letter whose writer asked for its erasure, which was carried out."""

    code = "liaison.letter-erased"
    says = "What this letter of thread {reference} said was erased, as its writer asked."
    advice = "Do not ask colleagues for copies. If you need it for a court, write to the partner."
