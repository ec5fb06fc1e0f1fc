"""docs/reference/rules.md: the rules that ship, what they may see, and how an agency writes its own."""

from borderlink.language import codes
from borderlink.screening.adapters.watching import COLUMNS
from borderlink.screening.domain.rules.catalogue import SHIPPED
from borderlink.screening.domain.rules.conditions import COMPARISONS
from borderlink.screening.domain.rules.inputs import INPUTS
from borderlink.screening.domain.rules.rule import Group, Rule
from borderlink.screening.domain.watch import LONGEST, Watched

_HEAD = """# Rules

A parcel is referred for reasons, and every reason is a rule of this page or of an agency's own rule file. A
score is
`1 - (1 - w1)(1 - w2)...` over the weights of the rules that fired, so each reason adds and none can hide; see
[decision 6](../decisions/0006-scores.md). Typologies weigh only beside a signal: honest tea is not referred.
Letters are never screened. At most the share given is referred, rounded down; ties go by waybill.
Written by `./run fix` from the code.
"""

_OWN = """
## Rules of your own

`borderlink screen ... --rules FILE`, or `rules.toml` in a node's folder. Every rule names the drug case or
the partner's
seizure it rests on, an author, another officer who approved it, and an end at most {days} days after the
approval.
Without them the file is refused; once over, the rule is not applied and the summary lists it.

```toml
format = "borderlink-rules/1"

[weights]                      # weigh a shipped rule anew; 0 leaves it out
contents-vague = 0.05

[groups]                       # typology is on, goods-country is off unless you say so
goods-country = false

[[rule]]
name = "lotus-seeds"           # a-z, 0-9, hyphens
weight = 0.6                   # between 0 and 1
group = "signal"               # or "typology": weighs only beside a signal
reason = "Lotus seeds of {{weight_g, mass}}, as seized in Sydney."
facts = ["weight_g"]           # what the reason shows
when = [                       # all must hold
    {{ column = "contents", contains = ["lotus seeds", "莲子", "hạt sen"] }},
    {{ any = [ {{ column = "weight_g", between = [1500, 3000] }}, {{ not = {{ column = "hs6", missing = true
}} }} ] }},
]
seizure = "AU-ABF-2026-0193"   # or case = "..."
author = "Amina Li"
approver = "Bruno Chen"
approved_on = 2026-11-01
expires_on = 2027-01-20
```

Comparisons: text {text}; numbers {number}; truths {truth}. Text is compared without regard to case, width,
accents and tone
marks; a Latin word of `contains` only as a whole word. There is no code in a rule file and no pattern
language.
A rule looks at the goods, the form or the links; a country stands only beside them.

## Watch lists

`borderlink screen ... --watch FILE`: CSV with the columns {columns}, or TOML (`format =
"borderlink-watch/1"`, `[[entry]]`).
`kind` is {kinds}. An address is one door, with its house, box or locker number; a name is watched only at
an address.
The same warrant as for a rule. One bad line refuses the whole list.

```csv
kind,value,name,case,seizure,author,approver,approved_on,expires_on
phone,+61 491 570 156,,GZ-2026-0117,,Amina Li,Bruno Chen,2026-11-01,2027-01-15
name+address,"4/12 Elm Street, Campsie",Lin Jiahao,,AU-ABF-2026-93,Amina Li,Bruno Chen,2026-11-01,2027-01-15
```

## What no rule may name

Nationality, ethnicity, race, religion, language or script of a name, birthplace, origin of a name,
photograph, sex, age, digits
of an identity number, names; a publication or correspondence; a village, county or district. Such a word in
a rule, weight, group,
condition or column, in Chinese, Vietnamese or English, is refused as `screening.forbidden-input` and
nothing is screened. So
is any column that is not listed below. A column of this kind in a manifest is not read.
"""


def _rule(rule: Rule) -> str:
    says = rule.says.replace("|", "\\|")
    return f"| `{rule.name}` | {codes.label(rule.name, 'en')} | {rule.weight:.2f} | {says} | {rule.source} |"


def rules() -> str:
    """Return the page."""
    parts = [_HEAD]
    titles = {
        Group.SIGNAL: "Signals",
        Group.TYPOLOGY: "Typologies",
        Group.GOODS_COUNTRY: "Country of goods (off)",
    }
    for group, title in titles.items():
        parts += [
            f"\n## {title}\n",
            "| rule | short name | weight | what it says | source |",
            "| --- | --- | --- | --- | --- |",
        ]
        parts += [_rule(rule) for rule in SHIPPED if rule.group is group]
    said = {kind: ", ".join(f"`{word}`" for word in words) for kind, words in COMPARISONS.items()}
    kinds = ", ".join(f"`{kind.value}`" for kind in Watched)
    columns = ", ".join(f"`{column}`" for column in COLUMNS)
    parts.append(_OWN.format(days=LONGEST.days, kinds=kinds, columns=columns, **said))
    parts += [
        "\n## What a rule may see\n",
        "| column | kind | about | what it is |",
        "| --- | --- | --- | --- |",
    ]
    parts += [f"| `{name}` | {one.kind} | {one.about} | {one.means} |" for name, one in INPUTS.items()]
    return "\n".join(parts) + "\n"
