"""What the node itself refuses: unknown settings, a folder that is taken, a schema that is behind."""

from borderlink.foundation.refusals import Refusal


class UnknownSetting(Refusal):
    """A setting of this name does not exist."""

    code = "node.unknown-setting"
    says = "There is no setting {name}, given by {origin}."
    advice = "The closest is {closest}. `borderlink node config` lists every setting."


class SettingNotUnderstood(Refusal):
    """A setting's value cannot be read as what it should be."""

    code = "node.setting-not-understood"
    says = (
        "The setting {name}, given by {origin}, has a value that is not {expected, select, language {one "
        "of zh-Hans, zh-Hant, vi, en} node {three to sixteen small letters or digits} agency {a code of "
        "letters, digits and hyphens} country {a country code such as CN} currency {a currency code such as "
        "CNY} database {`sqlite` or a "
        "postgresql:// address} log_level {DEBUG, INFO, WARNING or ERROR} share {a share from 0 to 1} "
        "positive {a number of at least 1} time_zone {a time zone such as Asia/Shanghai} webhook_networks "
        "{networks such as 10.20.0.0/16} boolean {true or"
        " false} whole {a whole number} number {a number} other {text}}."
    )
    advice = "Correct it there, then run `borderlink node config`."


class ConfigurationNotRead(Refusal):
    """The TOML file is not TOML."""

    code = "node.configuration-not-read"
    says = "{file} is not a TOML file: {fault}."
    advice = "Correct the line it names; one setting a line, as in docs/reference/settings.md."


class NodeExists(Refusal):
    """The folder already holds a node."""

    code = "node.exists"
    says = "The folder {folder} already holds the node {node}."
    advice = "Choose another folder. A node is never made over another."


class FolderNotEmpty(Refusal):
    """The folder for a new node holds something else."""

    code = "node.folder-not-empty"
    says = "The folder {folder} is not empty, and holds no node."
    advice = "Choose a new folder, or empty this one yourself."


class NoNode(Refusal):
    """The folder holds no node."""

    code = "node.none"
    says = "The folder {folder} holds no node."
    advice = "Name the right one with --folder or BORDERLINK_FOLDER, or make one with `borderlink node init`."


class SchemaBehind(Refusal):
    """The database's tables are older than this program."""

    code = "node.schema-behind"
    says = "The database is {count, plural, one {# step} other {# steps}} behind this program."
    advice = "Make a backup, then run `borderlink node migrate`. Nothing is changed without you."


class AddressTaken(Refusal):
    """Another program listens there."""

    code = "node.address-taken"
    says = "Another program already listens on {address} port {port}."
    advice = "Stop it, or choose another port with --port or BORDERLINK_PORT."


class OpenWithoutTls(Refusal):
    """A node that others can reach would be served in clear."""

    code = "node.open-without-tls"
    says = "The address {address} can be reached from other machines, and the setting `https` is off."
    advice = (
        "Put a TLS proxy in front and set https = true, or set tls_certificate and tls_key together, or "
        "listen on 127.0.0.1."
    )


class PageNotFound(Refusal):
    """No page has this address."""

    code = "node.page-not-found"
    says = "There is no page at this address."
    advice = "Go back, or start again from the first page."


class NoSuchDoor(PageNotFound):
    """No operation of the API has this address."""

    code = "node.no-such-door"
    says = "The API has nothing at this address."
    advice = "Compare it with /api/openapi.json; no address ends in a slash."


class FormExpired(Refusal):
    """A form came back without the mark that this node gave it."""

    code = "node.form-expired"
    says = "This form is no longer valid: it was open too long, or it did not come from this node."
    advice = "Go back, load the page again, and repeat what you did."


class NullByte(Refusal):
    """An address or a form carries a null byte, which no text has."""

    code = "node.null-byte"
    says = "What was sent holds a character that no text can hold."
    advice = "Type it again instead of pasting it; set a scanner to send plain text."


class TooLarge(Refusal):
    """What was sent is larger than the node takes."""

    code = "node.too-large"
    says = "What you sent is larger than this node takes."
    advice = (
        "Split it. JSON may have 5 MiB; an administrator sets by `upload_max_mib` how large files may be."
    )


class LengthMissing(Refusal):
    """A body in chunks, whose length nobody said before: what is too large could not be told."""

    code = "node.length-missing"
    says = "This request does not say how long its body is: it was sent in chunks."
    advice = "Send the body whole, with its `Content-Length` and without `Transfer-Encoding`."


class NotJson(Refusal):
    """The body of a request of the API is no JSON object in UTF-8."""

    code = "node.not-json"
    says = "The body of this request cannot be read as JSON."
    advice = "Send one JSON object in UTF-8 with the header `Content-Type: application/json`."


class RequestNotUnderstood(Refusal):
    """A request of the API lacks a field, names one that is not known, or gives one an impossible value."""

    code = "node.request-not-understood"
    says = "This request is not understood. Look at: {fields, list}."
    advice = "Compare it with the description at /api/openapi.json; `problems` names what is wrong with each."


class MethodNotOffered(Refusal):
    """The address is there, but not for this method."""

    code = "node.method-not-offered"
    says = "This address does not answer {method}."
    advice = "The header `Allow` names what it answers."


class Fault(Refusal):
    """The program itself failed; shown instead of a bare error page."""

    code = "node.fault"
    says = "Something went wrong here. It has been written down under the number {number}."
    advice = "Try again. If it happens again, give an administrator the number."


class DemoStandsStill(Refusal):
    """The demonstration waited for a step that did not come to its end."""

    code = "node.demo-stands-still"
    says = "The demonstration stands still at {step} ({load})."
    advice = "Run it again with --folder DIR and read the messages above; the folder keeps everything."


class BackupExists(Refusal):
    """The file for a backup is there already."""

    code = "node.backup-exists"
    says = "There is already a file {path}."
    advice = "Choose another name: a backup is never written over another."


class NotABackup(Refusal):
    """The file is not a backup of a node, or is damaged."""

    code = "node.not-a-backup"
    says = "{path} is not a whole backup of a node."
    advice = (
        "Compare its SHA-256 with the one printed when it was made, and take the one before if they differ."
    )


class NodeRuns(Refusal):
    """What must be alone in a folder was asked for while the node runs."""

    code = "node.runs"
    says = "The node in {folder} is running."
    advice = "Stop it first (web, work and post), then run the command again."


class NodeStandsStill(Refusal):
    """A node is to start while a move or an upgrade holds its folder."""

    code = "node.stands-still"
    says = "A move or an upgrade is at work in {folder}."
    advice = "Wait until that command has ended, then start the node."


class SameDatabase(Refusal):
    """A move into the database where the records are."""

    code = "node.same-database"
    says = "The records are already in this database ({database})."
    advice = "Name the database to move to: `sqlite`, or another postgresql:// address."


class DatabaseInEnvironment(Refusal):
    """A move could not be written into the settings."""

    code = "node.database-in-environment"
    says = "The database is given by {origin}, which a move cannot change."
    advice = "Write it into borderlink.toml, unset {origin} for every process of the node, and move again."


class TargetNotEmpty(Refusal):
    """The database to move to holds something."""

    code = "node.target-not-empty"
    says = "The database to move to already holds something: {found}."
    advice = "Make a new, empty database, or put the file away yourself. Nothing is ever moved over anything."


class MoveDiffers(Refusal):
    """What arrived in the other database is not what left the first."""

    code = "node.move-differs"
    says = "The table {table} differs after the move. Nothing was moved; the node stays where it was."
    advice = "Keep both databases as they are, and report it with the name of the table."


class SchemaAhead(Refusal):
    """The database was made by a newer program."""

    code = "node.schema-ahead"
    says = (
        "The database is {count, plural, one {# step} other {# steps}} ahead of this program, the first "
        "{step}."
    )
    advice = "Install the version that made it, or a newer one. Nothing is taken back."


class PurgesMissing(Refusal):
    """The record of what was forgotten since the backup is not there."""

    code = "node.purges-missing"
    says = "There is no record of what was forgotten at {path}."
    advice = "Name it with --purges FILE. If it is lost, say --purges none: the auditors learn of it."


class NotAPurgeRecord(Refusal):
    """The file is no record of what was forgotten."""

    code = "node.not-a-purge-record"
    says = "{path} is not a record of what a node forgot."
    advice = "Name the file that the setting purge_record names, or purged.jsonl of the node's folder."


class PurgesOfAnother(Refusal):
    """The record of what was forgotten belongs to another node."""

    code = "node.purges-of-another"
    says = "{path} does not tell of this node ({own})."
    advice = "Compare backup and record: both must come from the same node."


class DatabaseNotKept(Refusal):
    """An upgrade of a node on PostgreSQL, of which no backup was spoken."""

    code = "node.database-not-kept"
    says = "This node's records are in PostgreSQL, which no backup of ours holds."
    advice = "Keep the database by its own means (pg_dump), then say --database-kept."
