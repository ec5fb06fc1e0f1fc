"""What screening refuses of files: manifests read, loads taken up, results written."""

from borderlink.foundation.refusals import Refusal


class ManifestMissing(Refusal):
    """A path that leads to nothing."""

    code = "screening.manifest-missing"
    says = "There is no file {file}."
    advice = "Check the path and the spelling."


class ManifestNotAFile(Refusal):
    """A folder, a pipe or a device in place of a file."""

    code = "screening.manifest-not-a-file"
    says = "{file} is not an ordinary file."
    advice = "Name the manifest itself: not a folder, a pipe or a device."


class ManifestNotReadable(Refusal):
    """The operating system does not let us read it."""

    code = "screening.manifest-not-readable"
    says = "{file} cannot be opened: {why}."
    advice = "Check the file's permissions and whether the drive is still connected."


class ManifestEmpty(Refusal):
    """A file without a single character."""

    code = "screening.manifest-empty"
    says = "{file} is empty."
    advice = "Ask the sender for the file again: the export or the transfer broke off."


class ManifestChanged(Refusal):
    """A file that was written to while it was read."""

    code = "screening.manifest-changed"
    says = "{file} changed while it was being read."
    advice = "Wait until it has been written to its end, then load it again. None of its rows was kept."


class ManifestNotATable(Refusal):
    """Content that is no table at all: a picture, a program, an archive."""

    code = "screening.manifest-not-a-table"
    says = (
        "{file} is not a manifest that can be read: it looks like {kind, select, pdf {a PDF} "
        "archive {an archive} html {a web page} structured {JSON or XML of another kind} "
        "other {binary data}}."
    )
    advice = (
        "Export it as CSV (UTF-8 or GB18030), TSV, XLSX, Parquet, JSON by our schema or CEB messages, "
        "and unpack archives first."
    )


class HeaderUnknown(Refusal):
    """No row near the top names columns that we know."""

    code = "screening.header-unknown"
    says = "{file} has no known header row. Its first row holds: {saw, list}. Closest: {closest, list}."
    advice = "Write the column names into the first row, for example: 运单号, 收件人, 收件地址."


class HeaderIncomplete(Refusal):
    """The header row lacks a column without which nothing can be screened."""

    code = "screening.header-incomplete"
    says = "{file} has no column for {missing, list}. Its header row: {saw, list}. Closest: {closest, list}."
    advice = "Add the column, or give the one that holds it a name from the list of known headers."


class LineTooLong(Refusal):
    """A line longer than any row of a manifest."""

    code = "screening.line-too-long"
    says = "Line {line, number} of {file} is longer than {mib, number} MiB."
    advice = "This is not a table with a row per line. Export the manifest again."


class WorkbookBroken(Refusal):
    """An XLSX file that is cut off or damaged."""

    code = "screening.workbook-broken"
    says = "{file} is a damaged or cut-off workbook."
    advice = "Open it in a spreadsheet program, save it anew, or ask the sender for it again."


class WorkbookBomb(Refusal):
    """A workbook that would grow beyond all measure when unpacked."""

    code = "screening.workbook-bomb"
    says = (
        "{file} would unpack to more than it may: over {mib, number} MiB, {times, number} times its size, "
        "or into too many parts."
    )
    advice = "It was not unpacked. Save an honest file as CSV; of any other, tell your security officer."


class WorkbookEntities(Refusal):
    """A workbook whose XML declares entities, which no spreadsheet program writes."""

    code = "screening.workbook-entities"
    says = "{file} holds XML with entities of its own, which no spreadsheet program writes."
    advice = "It was not read. Tell your security officer who sent it."


class WorkbookEncrypted(Refusal):
    """A workbook that opens with a password only."""

    code = "screening.workbook-encrypted"
    says = "{file} is protected with a password."
    advice = "Open it with its password and save it without one, or as CSV."


class WorkbookLegacy(Refusal):
    """A workbook in the format of before 2007."""

    code = "screening.workbook-legacy"
    says = "{file} is a workbook in the old XLS format."
    advice = "Open it in a spreadsheet program and save it as XLSX or CSV."


class ParquetBroken(Refusal):
    """A Parquet file that is cut off, damaged or encrypted."""

    code = "screening.parquet-broken"
    says = "{file} is a damaged or cut-off Parquet file."
    advice = "Write it anew, or ask the sender for it again."


class NothingUploaded(Refusal):
    """The upload carried no file."""

    code = "screening.nothing-uploaded"
    says = "No file came with this upload."
    advice = "Choose one or more manifest files, or drag them onto the page."


class ManifestAlreadyLoaded(Refusal):
    """Every file of the upload was loaded before, by its content."""

    code = "screening.manifest-already-loaded"
    says = "{file} was already loaded on {at, datetime}, as load {load}."
    advice = "Nothing was loaded twice. Open that load to see its parcels and referrals."


class NotYourStation(Refusal):
    """An officer of several stations did not say for which one, or of none at all."""

    code = "screening.no-station"
    says = "Your account belongs to no station, so the manifest would belong to none."
    advice = "Ask an administrator to put you into a station."


class ScreeningBrokeOff(Refusal):
    """A load broke the screening off again and again."""

    code = "screening.broke-off"
    says = "Screening load {load} broke off {attempts, number} times and was given up."
    advice = "Give an administrator the number of the load. Its files may be loaded again after a correction."


class FolderHoldsOtherFiles(Refusal):
    """The folder for results holds files that are not results."""

    code = "screening.folder-holds-other-files"
    says = "{folder} holds {name}, which is no result of screening."
    advice = "Name a new or empty folder. Only earlier results are replaced."


class FolderNotWritable(Refusal):
    """The folder for results cannot be made or written."""

    code = "screening.folder-not-writable"
    says = "{folder} cannot be written: {problem, select, a-file {it is a file} other {{detail}}}."
    advice = "Check the path, your rights and the space left on the disk."
