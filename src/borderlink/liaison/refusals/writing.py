"""What is refused to officers who write, send and read letters, and in which words."""

from borderlink.foundation.refusals import Refusal


class NotADraft(Refusal):
    """The letter was sealed, or thrown away: its words stand."""

    code = "letters.not-a-draft"
    says = "This letter is no longer a draft: it cannot be changed or sent again."
    advice = "Write a correction or a withdrawal in the same thread."


class KindNotWritten(Refusal):
    """Officers do not write letters of this kind; nodes do."""

    code = "letters.kind-not-written"
    says = "A letter of the kind {kind} is not written here."
    advice = "Choose one of the kinds on the list."


class NothingToAnswer(Refusal):
    """This kind of letter answers another, and no letter of the partner's was named."""

    code = "letters.nothing-to-answer"
    says = "{kind, label, letter_type}: this letter answers another one, and none was named."
    advice = "Open the letter that you answer, and begin from there."


class RiskNotSaid(Refusal):
    """A clue is to be sent, and nobody said how many people could have known it."""

    code = "letters.risk-not-said"
    says = "It is not said yet how many people could have known this."
    advice = "Answer the question about the source before the letter is sent."


class SecondOfficerMissing(Refusal):
    """Few people could have known it: to send it may give the source away."""

    code = "letters.second-officer-missing"
    says = "Few people could have known this: a second officer must approve these words before they leave."
    advice = "Ask for approval. Whatever is changed after it must be approved again."


class OwnLetter(Refusal):
    """Whoever wrote a letter, or asked for its approval, approves it."""

    code = "letters.own-letter"
    says = "Another officer than the one who wrote it must approve a letter."
    advice = "Ask a colleague of the office or its commander."


class NothingAsked(Refusal):
    """Nobody asked for an approval of this letter."""

    code = "letters.nothing-asked"
    says = "No approval is asked for this letter now."
    advice = "Look at it again: it may have been changed, sent or approved meanwhile."


class LowScoreUnexplained(Refusal):
    """A clue below the threshold says so knowingly: a reason is chosen."""

    code = "letters.low-score-unexplained"
    says = "The clue has {points, number} of {of, number} points: that is little, and no reason is given."
    advice = "Add what is missing first, or choose why it is sent as it is."


class NotTheirs(Refusal):
    """Only what came is taken up, answered and closed; of ours only what was not delivered is closed."""

    code = "letters.not-theirs"
    says = (
        "This letter is ours: only a letter that came is taken up, and ours is closed if it did not arrive."
    )
    advice = "Open the thread and choose the partner's letter."
