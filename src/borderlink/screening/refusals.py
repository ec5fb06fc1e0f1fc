"""What screening refuses, and in which words."""

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
        "archive {an archive} html {a web page} structured {JSON or XML} other {binary data}}."
    )
    advice = "Export it as CSV (UTF-8 or GB18030), TSV, XLSX or Parquet, and unpack archives first."


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


class NoReasonGiven(Refusal):
    """A look at a parcel, or a choice, without saying why."""

    code = "screening.no-reason"
    says = "Say why: this is written into the journal with its reason."
    advice = "Choose a reason from the list, or write one in a few words."


class LetterOutOfScope(Refusal):
    """A letter is chosen for a closer look."""

    code = "screening.letter"
    says = "{waybill} is a letter: correspondence is never referred, by no rule and by no officer."
    advice = "Let it go on. Opening a letter needs an order that this node does not give."
    keep = True


class NoCaseNumber(Refusal):
    """A search by name without a case number."""

    code = "screening.no-case-number"
    says = "A search by name needs the number of the case it is for."
    advice = "Write the case number. Without a case, scan or type the waybill."


class SearchTooShort(Refusal):
    """A name to search for with fewer than two letters or characters."""

    code = "screening.search-too-short"
    says = "The name to search for has fewer than two letters or characters."
    advice = "Write at least two characters of the name."


class MoveNotLegal(Refusal):
    """A referral cannot go from its state to the wanted one."""

    code = "screening.move-not-legal"
    says = "The referral is {state, label}: this step ({wanted, label}) does not follow from it."
    advice = "Load the page again: a colleague may have gone further. What is closed takes a correction."


class AlreadyReferred(Refusal):
    """An officer chooses a parcel that is already referred."""

    code = "screening.already-referred"
    says = "Parcel {waybill} is already referred."
    advice = "Open its page and go on from there."


class SecondOfficerIsFirst(Refusal):
    """One officer cannot be both officers of an opening."""

    code = "screening.second-officer-is-first"
    says = "{badge} cannot be the second officer: they are already the first."
    advice = "Name a colleague who is present. A parcel is opened before two officers."


class SecondOfficerUnknown(Refusal):
    """The second officer is not an active officer of this station."""

    code = "screening.second-officer-unknown"
    says = "{badge} is not an active officer of this station."
    advice = "Check the badge. The second officer must be present and hold an account here."


class OperatorNotAccounted(Refusal):
    """Neither the carrier's operator nor the reason for their absence is named."""

    code = "screening.operator-not-accounted"
    says = "An opening names the carrier's operator who was present, or says why it went on without one."
    advice = "Write the operator's name or number, or the reason for their absence."


class SubstanceMissing(Refusal):
    """Drugs without a substance or without the test that showed it."""

    code = "screening.substance-missing"
    says = "Outcome {outcome} needs a positive test, which test it was, and the substance it showed."
    advice = "Choose all three. If the test showed nothing, the outcome is N."


class NothingIsSeized(Refusal):
    """A substance was named with an outcome that is not drugs."""

    code = "screening.no-substance-with-this-outcome"
    says = "Outcome {outcome} says that no drugs were found, but a substance or a positive test is named."
    advice = "Choose S or T if there were drugs; else leave the substance empty and the test not positive."


class CauseMissing(Refusal):
    """A find without how it was hidden or how it was found."""

    code = "screening.cause-missing"
    says = "Outcome {outcome} needs how it was hidden and what led to it first."
    advice = "Choose the first concealment and the first cause of detection; add others beside them."


class CauseTwice(Refusal):
    """A first cause stands among the contributing ones too."""

    code = "screening.cause-twice"
    says = "{cause, label} stands both as the first cause and as a contributing one."
    advice = "Keep it in one place."


class NoteMissing(Refusal):
    """An outcome or correction that needs words has none."""

    code = "screening.note-missing"
    says = "Outcome {outcome} needs a note: what was found, why it stayed closed, or why it is corrected."
    advice = "Write one sentence that a colleague understands in a year."


class NotTheOutcome(Refusal):
    """An act that belongs to another outcome: a notice for a find, a laboratory result for nothing."""

    code = "screening.not-the-outcome"
    says = "Parcel {waybill} has the outcome {outcome}: this does not belong to it."
    advice = "A notice is for parcels in which nothing was found; a laboratory result for drugs found."


class NotAPicture(Refusal):
    """A file whose content is not a picture that we take."""

    code = "screening.not-a-picture"
    says = "{file} is not a JPEG, PNG, TIFF or WebP picture that can be read."
    advice = "Upload the picture as the camera or the X-ray machine wrote it."


class PictureTooLarge(Refusal):
    """A picture over the limits of bytes or pixels."""

    code = "screening.picture-too-large"
    says = "{file} is too large: a picture has at most {mib, number} MiB and {megapixels, number} megapixels."
    advice = "Upload a smaller one and keep the original with the exhibit."


class TooManyPictures(Refusal):
    """A parcel already has as many pictures as it may have."""

    code = "screening.too-many-pictures"
    says = "Parcel {waybill} already has {limit, number} pictures, the most it may have."
    advice = "Keep further pictures with the exhibit."


class NothingToHandOver(Refusal):
    """A hand-over names nobody who could take it."""

    code = "screening.hand-over-to-nobody"
    says = "{badge} is not an active officer of this station, or is you."
    advice = "Name the colleague who takes over."


class HandOverNotYours(Refusal):
    """Only the named officer takes over a shift, and only once."""

    code = "screening.hand-over-not-yours"
    says = "This hand-over names {to} and is {state, select, open {still open} other {already taken over}}."
    advice = "Ask the colleague it names, or have a new hand-over written."


class ForbiddenInput(Refusal):
    """A rule, feature, weight or file names something that screening must never know."""

    code = "screening.forbidden-input"
    says = "{rule} names “{word}” ({group, label, forbidden_input}), which is no input to screening."
    advice = "Describe the goods, the parcel or the exact delivery point instead. Nothing was screened."


class RuleNotUnderstood(Refusal):
    """A rule or watch file that cannot be read as one."""

    code = "screening.rule-not-understood"
    says = (
        "{file}, {where}: {problem, select, too-large {it is larger than {detail, number} bytes} "
        "unreadable {it cannot be read ({detail})} not-utf8 {it is not in UTF-8} first-line {its first "
        "line is not {detail}} no-section {there is no such section; there are weights, groups and rule} "
        "rule-list {each rule begins with [[rule]]} weights-table {this is no table of rule names and "
        "numbers} no-rule {no shipped rule is named {detail}} groups-table {this is no table of group "
        "names, true or false} no-group {no group that can be switched is named {detail}} weight-range {a"
        " weight lies between 0 and 1, not at {detail}} no-key {there is no key {detail}} name-shape {a "
        "name is of a-z, 0-9 and hyphens} group-kind {group is signal or typology} facts-list {facts is "
        "not a list of columns} facts-lack {facts lacks {detail, list}} missing {{detail} is missing} "
        "not-a-date {{detail} is no date such as 2026-11-30} name-taken {a rule of this name stands "
        "already} too-many-values {the line has more values than headers} no-column {there is no column "
        "{detail}; there are {known, list}} kind-unknown {kind is one of {known, list}, not “{detail}”} "
        "no-value {there is no {kind} in “{detail}”} other {{detail}}}."
    )
    advice = "Correct the file as docs/reference/rules.md describes it. Nothing was screened."


class NoDrugCase(Refusal):
    """A rule or watch entry that names neither a drug case nor a partner's seizure."""

    code = "screening.no-drug-case"
    says = "{file}, {where}, names no drug case and no partner's seizure: {seen}."
    advice = "Write the case number, or the partner and its seizure, that this rests on."


class ApproverIsAuthor(Refusal):
    """A rule or watch entry without a second officer."""

    code = "screening.approver-is-author"
    says = "{file}, {where}, is not approved by an officer other than its author."
    advice = "Have a colleague check and approve it."


class ExpiryTooFar(Refusal):
    """A rule or watch entry that does not end within 90 days of its approval."""

    code = "screening.expiry-too-far"
    says = "{file}, {where}, must end after its approval and at most {days, number} days later."
    advice = "Shorten it. What is still needed then is approved again."


class PlaceTooWide(Refusal):
    """A watched place that is no exact delivery point, or a country that stands alone."""

    code = "screening.place-too-wide"
    says = "{file}, {where}: {place} is wider than one delivery point."
    advice = "Write the exact address with its house or box number; beside a country, name the goods."


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
