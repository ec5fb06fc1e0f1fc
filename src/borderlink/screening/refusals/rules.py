"""What screening refuses of rules and watch lists: what may never be asked, and who must stand behind it."""

from borderlink.foundation.refusals import Refusal


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
