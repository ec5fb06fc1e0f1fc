"""What this room refuses, and in which words."""

from borderlink.foundation.refusals import Refusal


class ColumnsDiffer(Refusal):
    """The searchable columns of a line no longer say what its chained bytes say."""

    code = "journal.columns-differ"
    says = "Line {line} of the journal shows something else than what was chained."
    advice = "Secure the disk and its backups before anything else. The chained bytes still hold the truth."


class OpeningAltered(Refusal):
    """A personal or free-text field no longer opens its commitment."""

    code = "journal.opening-altered"
    says = "The text kept beside line {line} of the journal ({field}) has been changed."
    advice = "Secure the disk and its backups before anything else, and look for the text in the last backup."


class CutOff(Refusal):
    """Lines that a checkpoint or the head has counted are gone from the end."""

    code = "journal.cut-off"
    says = "Lines are missing from line {line} on: the journal once had {size}."
    advice = (
        "Secure the disk and its backups before anything else, and look for the lines in the last backup."
    )


class Rewritten(Refusal):
    """The lines up to a signed checkpoint are not those that were signed."""

    code = "journal.rewritten"
    says = "The first {size} lines are not those that {signer} signed."
    advice = "The journal was rewritten. Secure the disk and its backups, and compare with the printed copy."


class CheckpointForged(Refusal):
    """A kept checkpoint is damaged, or not signed by any key that was registered then."""

    code = "journal.checkpoint-forged"
    says = (
        "The checkpoint at {size} lines is not signed by an auditor's key that was registered at that time."
    )
    advice = "Compare it with the auditor's printed copy, and ask who registered and withdrew keys."


class CheckpointMissing(Refusal):
    """The journal tells of a checkpoint that is no longer kept."""

    code = "journal.checkpoint-missing"
    says = "The journal tells of a checkpoint at {size} lines, but it is no longer kept."
    advice = "Take the auditor's printed copy and check the journal against it."


class KeyNotRegistered(Refusal):
    """A checkpoint is to be signed by a key that no auditor of this name has registered."""

    code = "journal.key-not-registered"
    says = "This key is not registered here, or was withdrawn."
    advice = "Sign in as the auditor who holds it and register its public half on the page of checkpoints."


class KeyAlreadyRegistered(Refusal):
    """The public key stands in the journal already."""

    code = "journal.key-already-registered"
    says = "This key was registered before, by {badge}."
    advice = "A key is registered once and by one auditor. If it is not yours, report it: someone has a copy."


class AlertNotOpen(Refusal):
    """The line is no alert, or someone has acknowledged it."""

    code = "journal.alert-not-open"
    says = "Line {line} is not an open alert."
    advice = "Look at the list of alerts again: another auditor may have been first."


class OwnAlert(Refusal):
    """An alert about oneself: one's own act, or an act upon one's account or keys."""

    code = "journal.own-alert"
    says = "Line {line} tells of you or of your own act: you cannot acknowledge it."
    advice = "Another auditor must look at it."


class FileExists(Refusal):
    """A key is to be written over a file that is there."""

    code = "journal.file-exists"
    says = "There is a file {path} already."
    advice = "Choose another name: a key is never written over another."
