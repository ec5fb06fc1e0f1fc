"""What is refused of photographs and video of evidence: their lists, their pieces, the room they take."""

from borderlink.foundation.refusals import Refusal


class FileTooLarge(Refusal):
    """A file is larger than any that travels to a partner."""

    code = "files.too-large"
    says = "The file is larger than {most, number} MiB."
    advice = "Cut the video into parts, or hand it over on a medium of its own."


class FileEmpty(Refusal):
    """Nothing is in a file."""

    code = "files.empty"
    says = "Nothing is in the file."
    advice = "Choose the photograph or video again."


class TooManyFiles(Refusal):
    """A hand-over has as many files as one may have."""

    code = "files.too-many"
    says = "At most {most, number} files belong to one hand-over."
    advice = "Leave out what shows the same."


class FileKnown(Refusal):
    """The same file belongs to this hand-over already."""

    code = "files.known"
    says = "This file belongs to the hand-over already."
    advice = "Look at the list: it is on its way, or over there."


class FileGone(Refusal):
    """The content of a file is not here any more, or was changed on this node's disk."""

    code = "files.spoilt"
    says = "The file is not as it was when the letter was written."
    advice = (
        "Nothing of it is sent. An administrator looks at the disk; attach the file again in a new letter."
    )
    keep = True


class ListWrong(Refusal):
    """A letter names another size of a file than its pieces have."""

    code = "files.list-wrong"
    says = "Size and pieces of the file do not fit together."
    advice = "Nothing of it is taken in. Ask their office to write the letter again."
    keep = True


class FileNotWhole(Refusal):
    """Every piece fits, and the whole is another file than the letter names."""

    code = "files.not-whole"
    says = "All pieces came as they were named, and the whole is another file than the letter says."
    advice = "Do not rely on it. Speak to their office: what they signed contradicts itself."
    keep = True


class NoRoom(Refusal):
    """There is no room for a partner's file: its share, or the disk, is used up."""

    code = "files.no-room"
    says = "There is no room here for the partner's file."
    advice = "It waits and comes as soon as there is room: an administrator frees some."


class PieceNotRead(Refusal):
    """What came as a piece of a file is none, is not the partner's, or does not open."""

    code = "files.piece-not-read"
    says = "What came is no piece of a file that a partner sealed to us ({what})."
    advice = "It was thrown away and is asked for again. If it goes on, speak to the partner."


class PieceNotWanted(Refusal):
    """A piece of a file that no letter of this partner has named, or that is here already."""

    code = "files.piece-not-wanted"
    says = "A piece came of a file that no letter of this partner names."
    advice = "It was thrown away."


class PieceWrong(Refusal):
    """A piece has another length or hash than the letter names for its place."""

    code = "files.piece-wrong"
    says = "A piece of a file is not what the letter names for its place."
    advice = "It was thrown away and is asked for again. If it goes on, speak to the partner."


class NotFiles(Refusal):
    """What came is no exchange of pieces of files."""

    code = "files.not-files"
    says = "What came is no exchange of files from a partner ({what})."
    advice = "Nothing was done with it. If a partner sent it, their program or the line is at fault."
