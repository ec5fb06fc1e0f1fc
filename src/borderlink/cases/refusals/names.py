"""What the case register refuses of spellings that officers remember, and in which words."""

from borderlink.foundation.refusals import Refusal


class AliasSame(Refusal):
    """Two spellings that are one."""

    code = "cases.alias-same"
    says = "Both spellings are the same: there is nothing to remember."
    advice = "Write the two spellings as each paper has them."


class AliasNotOfPerson(Refusal):
    """A pair of which neither spelling is a name of the person."""

    code = "cases.alias-not-of-person"
    says = "Neither spelling is a name of {person} in this case."
    advice = "Add the name to the person first; then say which other spelling the person used."


class AliasKept(Refusal):
    """A pair that is remembered of this person already."""

    code = "cases.alias-kept"
    says = "These two spellings are remembered of {person} already, by officer {badge}."
    advice = "Nothing is left to do. If they do not belong to this person, withdraw them."
