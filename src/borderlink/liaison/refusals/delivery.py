"""What is refused in a controlled delivery, and in which words."""

from borderlink.foundation.refusals import Refusal


class OperationOfAnother(Refusal):
    """A partner wrote about an operation that is another partner's."""

    code = "delivery.of-another"
    says = "This operation is not one with that partner."
    advice = "Call the partner: the letter names an operation that it has no part in."


class PlanNotOurs(Refusal):
    """A plan does not name just us and the partner, or says what no plan can."""

    code = "delivery.plan-wrong"
    says = (
        "The plan cannot be signed: {what, select, sides {it is not between just us and that partner} "
        "go {one side names nobody who may say GO} legs {it has no leg, or two of the same name} "
        "minutes {a GO must hold a quarter of an hour at least and a day at most} "
        "agency {a leg is carried out by neither side} until {its time is over} "
        "other {it is not written as a plan is: {what}}}."
    )
    advice = "A plan that is right must be proposed. Nothing was signed here."


class PlanNotSeen(Refusal):
    """Someone agrees to a plan that is not the one proposed now."""

    code = "delivery.plan-not-seen"
    says = "The plan that is proposed now is another one, or we have signed it already."
    advice = "Look at the operation again, and agree to the digest that it shows."


class NotAgreed(Refusal):
    """There is no plan that both sides signed."""

    code = "delivery.not-agreed"
    says = "There is no plan yet that both sides have signed."
    advice = "Wait for the other side's signature, or call them."


class IsStopped(Refusal):
    """STOP holds."""

    code = "delivery.stopped"
    says = "STOP was ordered: nothing moves until both sides have signed a new plan."
    advice = "Agree on a new plan with the other side first."


class NotArmed(Refusal):
    """Not both sides stand ready."""

    code = "delivery.not-armed"
    says = "Not both sides have reported that their people and means stand ready."
    advice = "Report that ours do, and wait for theirs."


class MayNotGo(Refusal):
    """The officer is none of those who may say GO by the plan."""

    code = "delivery.may-not-go"
    says = "By the plan, {by} may not say GO."
    advice = "One of the officers whom the plan names must say it."


class LegUnknown(Refusal):
    """The plan has no such leg."""

    code = "delivery.leg-unknown"
    says = "The plan has no leg {leg}."
    advice = "Look at the plan and name one of its legs."


class LegHasLeft(Refusal):
    """GO is asked before a leg leaves."""

    code = "delivery.leg-has-left"
    says = "Leg {leg} has left without a GO: none can be said for it any more."
    advice = "Do what the plan says of STOP, and report it."


class LegIsOver(Refusal):
    """The leg has arrived, or its GO has lapsed."""

    code = "delivery.leg-over"
    says = "Leg {leg} has arrived or its GO has lapsed: no GO can be said for it under this plan."
    advice = "Do what the plan says of a lapse. For another try both sides sign a new plan."


class GoTooLong(Refusal):
    """A GO holds for as long as the plan says, a quarter of an hour at least."""

    code = "delivery.go-length"
    says = "A GO for leg {leg} holds {least, number} to {most, number} minutes."
    advice = "Choose a length between the two."


class ClocksApart(Refusal):
    """The GO would be over, or the operation is, before it could begin on both sides."""

    code = "delivery.over-too-soon"
    says = "Such a GO would be over before it could be heard: the clocks may differ by {seconds, number} s."
    advice = "Choose a longer GO within the plan's time, or exchange a letter on line first."


class NothingToHear(Refusal):
    """There is no GO of theirs for this leg that was not heard yet and still holds."""

    code = "delivery.nothing-to-hear"
    says = "No GO of theirs for leg {leg} waits to be heard: none came, or it is over by now."
    advice = "Look at the operation again."


class NoWords(Refusal):
    """No plan is signed by both from which code words could be drawn."""

    code = "delivery.no-words"
    says = "This operation has no telephone words yet: they are drawn when both have signed the plan."
    advice = "Wait for both signatures. If it must be stopped, order STOP yourself."


class WordWrong(Refusal):
    """What was heard is no word of the other side's."""

    code = "delivery.word-wrong"
    says = "This is no word of the other side's in this operation. Nothing was entered."
    advice = (
        "Ask for the word and its four digits once more. If they still do not fit, do not believe them; "
        "in doubt order STOP yourself."
    )
    keep = True


class WordOurs(Refusal):
    """A word that we read out to the other side was entered here."""

    code = "delivery.word-own"
    says = "This word is ours to read out: it is not entered here."
    advice = "Enter the word that the other side says on the telephone."


class WordUsed(Refusal):
    """What a word stands for is known already."""

    code = "delivery.word-used"
    says = "What this word stands for is entered already. Each word is used once."
    advice = "Look at the operation. If they mean something else, ask for the word of that."


class WordNeeds(Refusal):
    """A GO heard by telephone is not entered without its end, or who said it."""

    code = "delivery.word-needs"
    says = (
        "This is the word of a GO. Enter also {what, select, until {until when it holds} "
        "other {the badge of who says it}}."
    )
    advice = "Ask on the telephone, and enter just what you hear."


class NotSubstitute(Refusal):
    """An exhibit is no substitute made from a parcel."""

    code = "delivery.not-substitute"
    says = "{exhibit} is no substitute, or it is not known what it was made for."
    advice = "Make the substitute from the parcel among the exhibits first, then name its number here."


class SubstitutedAlready(Refusal):
    """A parcel has a substitute already."""

    code = "delivery.substituted-already"
    says = "{source} is replaced by {exhibit} already: no parcel is substituted twice."
    advice = "Check the number. What was recorded wrongly is corrected in the exhibit's own ledger."


class NothingSubstituted(Refusal):
    """By the plan nothing is replaced."""

    code = "delivery.nothing-substituted"
    says = "By the plan the goods stay as they are, or drugs are only taken out: there is no substitute."
    advice = "If something must be replaced, both sides sign a new plan."
