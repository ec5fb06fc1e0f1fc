"""What this room refuses, and in which words."""

from borderlink.foundation.refusals import Refusal


class BadgeTaken(Refusal):
    """Another officer has this badge."""

    code = "officers.badge-taken"
    says = "The badge {badge} belongs to another officer."
    advice = "Badges are never given twice, not even after someone has left. Choose another."


class CodeTaken(Refusal):
    """Another unit or organisation has this code."""

    code = "officers.code-taken"
    says = "The code {name} is already in use."
    advice = "Choose another code."


class NotUnderstood(Refusal):
    """A badge, code, role or language is not written as it should be."""

    code = "officers.not-understood"
    says = (
        "{value} is not a valid {field, select, badge {badge} code {code} kind {kind} role {role} "
        "language {language} scope {scope} pattern {pattern of waybills} days {number of days} "
        "other {value}}."
    )
    advice = (
        "{field, select, "
        "pattern {Write # for a digit (at least six) and @ for a letter, such as SW########.} "
        "days {A key lasts from 1 to 365 days.} "
        "other {A badge or code has two to twenty-four capital letters, digits or hyphens; "
        "the rest is chosen from its list.}}"
    )


class AlreadyHeld(Refusal):
    """The officer holds this role already."""

    code = "officers.already-held"
    says = "Officer {badge} already holds the role {role, label}."
    advice = "Nothing needs to be done."


class NotHeld(Refusal):
    """The officer does not hold this role."""

    code = "officers.not-held"
    says = "Officer {badge} does not hold the role {role, label}."
    advice = "Look at the officer's page for the roles held now."


class RolesConflict(Refusal):
    """Two roles that nobody holds at once."""

    code = "officers.roles-conflict"
    says = "Officer {badge} is {held, label} and cannot also be {role, label}."
    advice = (
        "An administrator and an auditor hold no other role, and a guest only what guests may. "
        "Use a second officer."
    )


class NotToOneself(Refusal):
    """An officer acts on their own account."""

    code = "officers.not-to-oneself"
    says = "Officer {badge} cannot do this to their own account."
    advice = "Ask another administrator."


class NeedsTwoPersons(Refusal):
    """An act against an auditor that one person may not do alone."""

    code = "officers.needs-two-persons"
    says = "{badge} is an auditor: nobody removes, strips or takes over an auditor's account alone."
    advice = "Propose it with your reason. A second administrator or another auditor confirms it."


class NeedsAnother(Refusal):
    """The wrong person confirms a two-person act."""

    code = "officers.needs-another"
    says = "What {proposed_by} proposed about {badge} is confirmed by neither of them."
    advice = "A second administrator or another auditor confirms or declines it."


class TooNew(Refusal):
    """The second person holds the office, or the sign-in, for too short a time to count as a second."""

    code = "officers.too-new"
    says = (
        "When {proposed_by} proposed this, {badge} had held the office or the sign-in for less than "
        "{days, plural, one {# day} other {# days}}."
    )
    advice = "Ask an administrator or auditor of longer standing to decide it, or propose it again later."
    keep = True


class AlreadyDecided(Refusal):
    """A two-person act was decided already."""

    code = "officers.already-decided"
    says = "This proposal about {badge} is already decided."
    advice = "Propose it again if it is still needed."


class AlreadyProposed(Refusal):
    """The same two-person act waits for its second person."""

    code = "officers.already-proposed"
    says = "The same act about {badge} has already been proposed and waits for a second person."
    advice = "Ask a second administrator or another auditor to decide it."


class ReasonMissing(Refusal):
    """An act that needs a reason was given none."""

    code = "officers.reason-missing"
    says = "This needs a reason."
    advice = "Write in one sentence why; the journal keeps it."


class LastAdministrator(Refusal):
    """The node would be left without an administrator."""

    code = "officers.last-administrator"
    says = "{badge} is the only administrator of this node."
    advice = "Make another officer an administrator first."


class NotActive(Refusal):
    """The officer has left."""

    code = "officers.not-active"
    says = "Officer {badge} is no longer active."
    advice = "Look for the officer who has taken over."


class NotAStation(Refusal):
    """A company's key at a unit where nobody inspects: nobody would see what it asks and brings."""

    code = "officers.not-a-station"
    says = "Nobody inspects parcels at {unit}, so no company can have a key there."
    advice = "Name the station that the company's parcels pass; one of its officers is an inspector."


class LockedOut(Refusal):
    """Too many wrong passwords or codes."""

    code = "officers.locked-out"
    says = "This badge is locked after too many wrong attempts."
    advice = (
        "Wait {minutes, plural, one {# minute} other {# minutes}}, or ask an administrator to release it."
    )


class LinkRefused(Refusal):
    """A one-time sign-in link that is used, expired, unknown, or not of a demo folder on loopback."""

    code = "officers.link-refused"
    says = "This sign-in link is not valid: it works once, for a short time, in a demo on this machine only."
    advice = "Sign in with badge and password, or start the demo again."


class WayUnknown(Refusal):
    """Something would leave by a way that is not registered."""

    code = "officers.way-unknown"
    says = "{way} is not a registered way out of this node."
    advice = "Tell the developers: every way out is registered with its room."


class NotReleased(Refusal):
    """Something about a person would leave the node without a decision."""

    code = "officers.not-released"
    says = "{subject} may not leave this node: no supervisor has decided that {to} receives it."
    advice = "Ask a commander to record the decision, with the recipient and the reason."


class KeyNotAccepted(Refusal):
    """A request of the API without a key in force: none, unknown, expired or revoked, in the same words."""

    code = "officers.key-not-accepted"
    says = "No valid key came with this request."
    advice = (
        "Send the key as `Authorization: Bearer KEY`. Where it has expired or was revoked, ask the agency."
    )


class KeyWithoutScope(Refusal):
    """A key that is not good for what was asked."""

    code = "officers.key-without-scope"
    says = "The key {number} is not good for this: it needs the scope {scope}."
    advice = "Ask the agency's administrator for a key with this scope."
    keep = True


class KeyNotUsable(Refusal):
    """A key that cannot be rotated or revoked, because it has ended."""

    code = "officers.key-ended"
    says = "The key {number} has already ended."
    advice = "Make a new key."


class KeyReplaced(Refusal):
    """A key that has a successor in force is to be replaced once more."""

    code = "officers.key-replaced"
    says = "The key {number} was already replaced by {successor}."
    advice = "Use that one. If it is lost, revoke it, and replace {number} anew."


class SignInIncomplete(Refusal):
    """An officer's session whose password or second factor is not settled asks the API."""

    code = "officers.sign-in-incomplete"
    says = "Your sign-in is not complete: the password or the second factor must be set first."
    advice = "Sign in with a browser once and follow the page."


class NotRootHolders(Refusal):
    """A sealed code was asked for without two of the node's root keys."""

    code = "officers.not-root-holders"
    says = "These are not two different root keys of this node."
    advice = "Let two holders of root keys bring their files."


class EmergencyRefused(Refusal):
    """A sealed code that opens nothing: wrong, used, void, too old, or for a badge that it never opens."""

    code = "officers.emergency-refused"
    says = "This badge and code open nothing."
    advice = "Read the code again. It works once; every auditor was alerted."


class NotInEmergency(Refusal):
    """In an hour of emergency access the account's own means were to be changed."""

    code = "officers.not-in-emergency"
    says = "With emergency access nobody changes how an account is signed in to."
    advice = "Ask an administrator to issue a new sign-in."


class DirectoryUnknown(Refusal):
    """The directory named someone who is no officer here, or whom it cannot bring in."""

    code = "officers.directory-unknown"
    says = "The directory knows you, but it opens no account on this node."
    advice = "Ask an administrator: accounts are made in person, never by the directory."


class DirectoryRefused(Refusal):
    """What the directory answered cannot be trusted, or is no answer."""

    code = "officers.directory-refused"
    says = (
        "The sign-in by the directory was broken off: {what, select, state {it was not begun in this "
        "browser, or long ago} signature {its signature is not the directory's} claims {it is not for this "
        "node, not for this sign-in, or too old} unreached {the directory does not answer} other {the "
        "directory declined}}."
    )
    advice = "Begin again. If it happens again, sign in with your password and tell an administrator."
