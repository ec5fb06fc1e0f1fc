"""What the bridge to STIX and TAXII refuses, and in which words."""

from borderlink.foundation.refusals import Refusal


class StixTooLarge(Refusal):
    """A bundle is larger, deeper or of more objects than any that is read."""

    code = "stix.too-large"
    says = "This bundle is too large to be read ({what})."
    advice = "Ask for it in smaller parts."


class StixNotABundle(Refusal):
    """A file is no STIX 2.1 bundle."""

    code = "stix.not-a-bundle"
    says = "This file is no bundle of STIX 2.1 ({what})."
    advice = "Do not repair it by hand. Ask for it again from where it was made."


class StixPartMissing(Refusal):
    """A clue names an object that its bundle does not hold."""

    code = "stix.part-missing"
    says = "The clue names {object}, which the bundle does not hold."
    advice = "Ask for the whole bundle; nothing of this clue was taken in."


class StixShape(Refusal):
    """An object of a clue lacks what it must have, or holds something of another kind."""

    code = "stix.shape"
    says = "{object} is not in the form of a clue: {what}."
    advice = "Ask the sender which program wrote it; nothing of this clue was taken in."


class StixContradicts(Refusal):
    """The objects of a clue say more than the clue, or something else in two places."""

    code = "stix.contradicts-itself"
    says = "{object} says something else than the clue it belongs to."
    advice = "Do not act on it. Ask the sender for the clue by another way."


class StixNewer(Refusal):
    """A clue is written in a newer version of the extension than this node reads."""

    code = "stix.newer"
    says = "This clue is written in version {version} of the extension; this node reads version {known}."
    advice = "Install the newer program, then take the file in again."


class StixNoClue(Refusal):
    """A bundle holds objects, and no clue among them."""

    code = "stix.no-clue"
    says = "There is no clue in this bundle: none of its objects carries the extension for clues."
    advice = "Read it with the program that it was made for."


class StixNumberTaken(Refusal):
    """A clue has the number of another one that says something else."""

    code = "stix.number-taken"
    says = "There is a clue of the number {letter} here already, and it says something else."
    advice = "Ask the sender which of the two stands."


class StixNotOurClue(Refusal):
    """A letter that is no clue of ours cannot leave as STIX."""

    code = "stix.not-our-clue"
    says = "Only a clue that this office wrote itself leaves as STIX; letter {letter} is none."
    advice = "To pass on what a partner told, ask the partner for consent and write a letter of your own."
    keep = True


class StixFileUnknown(Refusal):
    """A file is pushed that did not pass the one way out as it is now."""

    code = "stix.file-not-exported"
    says = "This file is not as it left the node, or it was made out for no collection."
    advice = "Export the clues again and name the collection; push the file as it was written."
    keep = True


class StixSettled(Refusal):
    """A clue from elsewhere was decided before."""

    code = "stix.settled"
    says = "A colleague has decided about this clue already."
    advice = "Load the page again."


class StixNoOffice(Refusal):
    """A clue is taken in for an office in which its reader does not work."""

    code = "stix.no-office"
    says = "{badge} is no liaison officer or commander of office {office}."
    advice = "Name an office of your own with --office."


class TaxiiNotSafe(Refusal):
    """A collection is not reached over HTTPS."""

    code = "stix.address-not-safe"
    says = "The address {url} does not begin with https://."
    advice = "Ask the operator of the collection for its address with TLS. Clues never travel in clear."


class TaxiiNotReached(Refusal):
    """A TAXII server could not be reached, or its certificate does not hold."""

    code = "stix.server-not-reached"
    says = "The server at {host} was not reached safely ({what})."
    advice = "Check address, line and certificate; --ca names the file of a private authority."


class TaxiiNotAnswered(Refusal):
    """A TAXII server answered with something else than was asked."""

    code = "stix.server-not-answered"
    says = "The server at {host} answered with {what}."
    advice = "Check account and collection with its operator. The same file may be pushed again."


class TaxiiNotAllTaken(Refusal):
    """A TAXII server did not take every object."""

    code = "stix.server-did-not-take-all"
    says = "The server at {host} took {taken, number} of {count, number} objects."
    advice = "Ask its operator why; the same file may be pushed again."
