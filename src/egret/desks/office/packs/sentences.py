"""Core's sentences about a pack, for the catalogue: those that are always the same, and those with places in them."""

from __future__ import annotations

from django.utils.translation import gettext_noop

FIXED = frozenset(
    {
        gettext_noop("is no fact and no step of the clause"),
        gettext_noop("is no step of the standard"),
        gettext_noop("Name a question or scenario and what it leads to"),
        gettext_noop("Write it like F2.B or S10.2"),
        gettext_noop("waits for itself"),
        gettext_noop("Take one of the needs out"),
        gettext_noop("Write the id of a standard whose questions are known"),
        gettext_noop("Put both into one tally, or make two facts"),
        gettext_noop("Write each event once"),
        gettext_noop("Write it as the bank does"),
        gettext_noop("Write a rate up to 100%"),
        gettext_noop("Name the article: awards print it"),
        gettext_noop("is outside the vocabulary"),
        gettext_noop("has no value"),
        gettext_noop("dates overlap or are out of order"),
        gettext_noop("lies before valid_from"),
        gettext_noop("is declared twice"),
        gettext_noop("is declared and never used"),
        gettext_noop("is a file nobody reads"),
        gettext_noop("is gone, and files of earlier days name it"),
        gettext_noop("pays without a bound"),
        gettext_noop("rounds what was rounded before"),
        gettext_noop("overlaps the band before"),
        gettext_noop("leaves a gap after the band before"),
        gettext_noop("Mend the case or the clause"),
        gettext_noop("Add a case whose amount hangs on it"),
        gettext_noop("Use the labels of facts and steps"),
        gettext_noop("Add the sheet"),
        gettext_noop("Add the file"),
        gettext_noop("Correct the line"),
        gettext_noop("Remove it or correct its spelling"),
        gettext_noop("Write each value once, oldest first"),
        gettext_noop("Give a value from that day or earlier"),
        gettext_noop("Swap or mend the dates"),
        gettext_noop("Take a later day, or leave from out"),
        gettext_noop("Take from out"),
        gettext_noop("Use it or take it out"),
        gettext_noop("Move or delete it"),
        gettext_noop("Keep it"),
        gettext_noop("Check brackets and signs"),
        gettext_noop("Check brackets and commas"),
        gettext_noop("Declare a fact, a parameter or an earlier step of that name"),
        gettext_noop("Make it a parameter with a date and a source"),
        gettext_noop("Round money × rate first; compare like with like"),
        gettext_noop("Give a text"),
        gettext_noop("Take the last change back, or write it in another way"),
        gettext_noop("Add [[bears]] with its parts"),
        gettext_noop("Declare it once"),
        gettext_noop("Give each an id of its own"),
        gettext_noop("Give every field an id of its own"),
        gettext_noop("Give it the same label, type and values, or an id of its own"),
        gettext_noop("Give a target for each period and no other"),
        gettext_noop("Give a whole number of zero or more"),
        gettext_noop("Give each fact, parameter and step a name of its own"),
        gettext_noop("Give two or more amounts of one kind, rounded"),
        gettext_noop("Let each begin the day after the last"),
        gettext_noop("Let the lines follow each other over the clause's validity"),
        gettext_noop("Let one line bear a clause on a day"),
        gettext_noop("Let it be first_come or stop, or give that clause a line of its own"),
        gettext_noop("Let two members meet in one group"),
        gettext_noop("Mend the dates"),
        gettext_noop("Mend the parts"),
        gettext_noop("Multiply money by a rate, a count or a quantity"),
        gettext_noop("Name a step by its label"),
        gettext_noop("Name a date fact by its label"),
        gettext_noop("Name an enum fact by its label"),
        gettext_noop("Name one of type bool"),
        gettext_noop("Name the base of a share"),
        gettext_noop("Name the date fact that picks the version"),
        gettext_noop("Name the step that the clause comes to"),
        gettext_noop("Name a clause and one more"),
        gettext_noop("Name each clause once"),
        gettext_noop("Name each member once"),
        gettext_noop("Name it once"),
        gettext_noop("Name a fact, a parameter or an earlier step"),
        gettext_noop("Order the steps so that each uses earlier ones only"),
        gettext_noop("Round both first"),
        gettext_noop("Round once, or say why in rounds_again"),
        gettext_noop("Take one of the two out"),
        gettext_noop("Take the promise out, or mend the formula"),
        gettext_noop("Write a whole number"),
        gettext_noop("Write the amount of the line"),
        gettext_noop("Write a comparison or a condition"),
        gettext_noop("ends before it begins"),
        gettext_noop("is more than the whole quota"),
        gettext_noop("lies below fine_from"),
        gettext_noop("Raise the quota or lower the face"),
        gettext_noop("Write a number within these"),
        gettext_noop("Write an amount above zero"),
        gettext_noop("Write the part of the service that a voucher pays"),
        gettext_noop("goes with the unit percent, and only with it"),
        gettext_noop("holds nothing"),
        gettext_noop("is another fact in an earlier clause"),
        gettext_noop("lies above a hundred per cent"),
        gettext_noop("no clause meets another member"),
        gettext_noop("stands in the form twice"),
        gettext_noop("stands twice"),
        gettext_noop("the formula is nested too deeply"),
        gettext_noop("leaves what lies above without a value"),
        gettext_noop("does not lie above from"),
        gettext_noop("is not zero"),
        gettext_noop("A date has no nothing: choose it with 如果"),
        gettext_noop("Begin where the band before ends"),
        gettext_noop("Bound the facts lower, or round before multiplying again"),
        gettext_noop("Declare it as a [[list]]"),
        gettext_noop("Give each column a label of its own"),
        gettext_noop("Give each stage an id of its own"),
        gettext_noop("Give each word of values its English"),
        gettext_noop("Give one from that day"),
        gettext_noop("Leave the last band open"),
        gettext_noop("Let the first band begin at zero, if need be with the value zero"),
        gettext_noop("Make the difference a step with 取高(…, 0元)"),
        gettext_noop("Name a document of sources.toml and one of its items"),
        gettext_noop("Name a fact of the clause"),
        gettext_noop("Name a money fact by its label"),
        gettext_noop("Name the date fact that picks the formula"),
        gettext_noop("Name the date fact that places a claim in time"),
        gettext_noop("Number each word differently"),
        gettext_noop("Only the last band is open"),
        gettext_noop("Round money × rate; let every formula of a step give the same"),
        gettext_noop("Save it as CSV again"),
        gettext_noop("Split it into a table or into bands"),
        gettext_noop("Swap or mend the bounds"),
        gettext_noop("Take a parameter above zero as the unit"),
        gettext_noop("Take the key out"),
        gettext_noop("Take them out"),
        gettext_noop("Type the name anew in Chinese or ASCII"),
        gettext_noop("Write a day such as 2025-01-01"),
        gettext_noop("Write an amount"),
        gettext_noop("Write each formula once, oldest first"),
        gettext_noop("Write it as in a golden case"),
        gettext_noop("Write one or more"),
        gettext_noop("Write one word of Chinese or ASCII letters"),
        gettext_noop("Write one word, without signs"),
        gettext_noop("has a gap: no formula when the clause begins"),
        gettext_noop("has more cells than the sheet has columns"),
        gettext_noop("heads two columns"),
        gettext_noop("is zero"),
        gettext_noop("lies before from"),
        gettext_noop("may grow past what 64 bits hold"),
        gettext_noop("nothing is rounded twice here"),
        gettext_noop("stands beside at_most"),
        gettext_noop("stands beside by"),
        gettext_noop("stands in one language only"),
        gettext_noop("stands with a date"),
        gettext_noop("two words stand at one place"),
        gettext_noop("lies above high"),
        gettext_noop("takes longer than a step may"),
        gettext_noop("costs more than 10亿元 in all"),
        gettext_noop("Write the lower price first"),
        gettext_noop("Give 60 months at most"),
        gettext_noop("Give prices of single steps"),
        gettext_noop("Give a list of texts"),
        gettext_noop("Give a list of whole numbers"),
        gettext_noop("Give true or false"),
        gettext_noop("Give a day such as 2024-09-04"),
        gettext_noop("Give a table"),
        gettext_noop("Give a list of tables"),
        gettext_noop("Number the words in their order"),
        gettext_noop("does not say what it changes"),
        gettext_noop("Give one of: param, step, closed = true, budget"),
        gettext_noop("is not true"),
        gettext_noop("Write closed = true, or take the change out"),
        gettext_noop("Name a count fact that each clause has"),
        gettext_noop("Write the part that is paid on top"),
        gettext_noop("Split it into steps"),
        gettext_noop("Use names, amounts and + - × ≤ ≥ < > = only"),
        gettext_noop("Use like with like; round money × rate first"),
        gettext_noop("Compare money, rates, counts or dates; round money × rate first"),
        gettext_noop("Add money to money, or counts to counts"),
        gettext_noop("Round one amount at a time"),
        gettext_noop("Take the second rounding out"),
        gettext_noop("如果 between unrounded amounts"),
        gettext_noop("Choose between amounts, dates or conditions"),
        gettext_noop("Bands of money take rates; bands of counts take money"),
    }
)
# Core's sentence as a pattern → the screen's. Named groups fill the places of the same name; the first that fits is said.
PLACED = {
    r"the pack was written in language (?P<written>\d+); this Egret reads (?P<reads>\d+)": gettext_noop(
        "the pack was written in language %(written)s; this Egret reads %(reads)s"
    ),
    r"Write language = (?P<reads>\d+) and mend what is found then": gettext_noop(
        "Write language = %(reads)s into pack.toml and mend what is found then"
    ),
    r"names (?P<found>\d+) papers where evidence names (?P<wanted>\d+)": gettext_noop(
        "names %(found)s papers where evidence names %(wanted)s"
    ),
    r"Give each paper of evidence its English, in the same order": gettext_noop(
        "Give each paper of evidence its English, in the same order"
    ),
    r"Read it with a newer Egret": gettext_noop("Read it with a newer Egret"),
    r"nothing is in force before (?P<day>.*)": gettext_noop("nothing is in force before %(day)s"),
    r"(?P<step>.*) has one formula for all days": gettext_noop("%(step)s has one formula for all days"),
    r"(?P<word>.*) is not in the pack": gettext_noop("%(word)s is not in the pack"),
    r"(?P<word>.*) is not in clause (?P<id>.*)": gettext_noop("%(word)s is not in clause %(id)s"),
    r"computes to (?P<found>.*), not (?P<wanted>.*)": gettext_noop("computes to %(found)s, not %(wanted)s"),
    r"is refused: (?P<why>.*)": gettext_noop("is refused: %(why)s"),
    r"no case notices when this (?:parameter )?moves": gettext_noop("no case notices when this moves"),
    r"(?P<word>.*) can't be read": gettext_noop("%(word)s can't be read"),
    r"can't be read: (?P<why>.*)": gettext_noop("can't be read: %(why)s"),
    r"clause (?P<id>.*) has no cases": gettext_noop("clause %(id)s has no cases"),
    r"not TOML: (?P<why>.*)": gettext_noop("is no TOML: %(why)s"),
    r"(?P<number>.*) is not between (?P<least>.*) and (?P<most>.*)": gettext_noop(
        "%(number)s does not lie between %(least)s and %(most)s"
    ),
    r"missing|is missing": gettext_noop("is missing"),
    r"(?P<word>.*) is another standard": gettext_noop("%(word)s is another standard"),
    r"unknown (?P<word>[^ ]*)": gettext_noop("unknown: %(word)s"),
    r"Write (?P<word>[\w-]*)": gettext_noop("Write %(word)s"),
    r"unknown key": gettext_noop("is an unknown key"),
    r"(?P<word>.*) is a float": gettext_noop("%(word)s is a bare decimal"),
    r"(?P<word>.*) is no money": gettext_noop("%(word)s is no amount"),
    r"(?P<word>.*) is no whole number of fen": gettext_noop("%(word)s is no whole number of fen"),
    r"(?P<word>.*) is no rate": gettext_noop("%(word)s is no rate"),
    r"(?P<word>.*) is no count": gettext_noop("%(word)s is no count"),
    r"(?P<word>.*) is not declared": gettext_noop("%(word)s is not declared"),
    r"(?P<word>.*) is outside the vocabulary": gettext_noop("%(word)s is outside the vocabulary"),
    r"(?P<word>.*) is no date fact": gettext_noop("%(word)s is no date fact"),
    r"(?P<word>.*) is no step of money": gettext_noop("%(word)s is no step of money"),
    r"(?P<word>.*) is no step": gettext_noop("%(word)s is no step"),
    r"has a gap: no value on (?P<day>.*), when the clause begins": gettext_noop(
        "has a gap: no value on %(day)s, when the clause begins"
    ),
    r"(?P<word>.*) is another city's": gettext_noop("%(word)s is another city's"),
    r"nobody bears clause (?P<id>.*)": gettext_noop("nobody bears clause %(id)s"),
    r"do not sum to 100%": gettext_noop("do not sum to a hundred per cent"),
    r"(?P<word>.*) is not understood": gettext_noop("%(word)s is not understood"),
    r"(?P<word>.*) stands where a value should": gettext_noop("%(word)s stands where a value should"),
    r"(?P<word>.*) stands where the formula should end": gettext_noop(
        "%(word)s stands where the formula should end"
    ),
    r"(?P<found>.*) stands where (?P<wanted>.*) should": gettext_noop(
        "%(found)s stands where %(wanted)s should"
    ),
    r"(?P<word>.*) has no source here": gettext_noop("the number %(word)s has no source here"),
    r"it is not proven that this stays at or below (?P<name>.*)": gettext_noop(
        "it is not proven that this stays at or below %(name)s"
    ),
    r"it is not proven that this never falls with (?P<name>.*)": gettext_noop(
        "it is not proven that this never falls with %(name)s"
    ),
    r"(?P<where>.*) takes (?P<wanted>.*), not (?P<kind>.*)": gettext_noop(
        "%(where)s takes %(wanted)s, not %(kind)s"
    ),
    r"Write yuan, 40%, 2024-05-06, 是 or 否, or the enum's word": gettext_noop(
        "Write yuan, a rate, a day such as 2024-05-06, yes or no in Chinese, or the enum's word"
    ),
    r'Write it like "25万元" or "0.01元"': gettext_noop(
        "Write an amount with its unit, such as 25万元 or 0.01元"
    ),
    r'Write an amount like "25万元" or "0.01元"': gettext_noop(
        "Write an amount with its unit, such as 25万元 or 0.01元"
    ),
    r'Write (?:it|a rate) like "40%" or "2/37"': gettext_noop(
        "Write a rate in per cent, or as a fraction such as 2/37"
    ),
    r"Give every word a value, or add otherwise = .*": gettext_noop(
        "Give every word a value, or fill in “Otherwise”"
    ),
    r"Use one of: (?P<words>.*)": gettext_noop("Use one of: %(words)s"),
    r"lies above 100%": gettext_noop("lies above a hundred per cent"),
    r"(?P<word>.*) is not a whole number of zero or more": gettext_noop(
        "%(word)s is no whole number of zero or more"
    ),
    r"(?P<word>.*) is not a text": gettext_noop("%(word)s is no text"),
    r"(?P<word>.*) is no yes-or-no fact or step": gettext_noop("%(word)s is no yes-or-no fact or step"),
    r"(?P<word>.*) is no enum fact": gettext_noop("%(word)s is no choice among words"),
    r"(?P<word>.*) is no table by (?P<by>.*)": gettext_noop("%(word)s is no table by %(by)s"),
    r"(?P<word>.*) is a table": gettext_noop("%(word)s is a table"),
    r"(?P<word>.*) is a later step": gettext_noop("%(word)s is a later step"),
    r"(?P<word>.*) is missing or unknown": gettext_noop("%(word)s is missing or unknown"),
    r"has a gap: no line bears clause (?P<id>.*) on (?P<day>.*), when it is open": gettext_noop(
        "has a gap: no line bears clause %(id)s on %(day)s, when it is open"
    ),
    r"holds clause (?P<id>.*), whose contracts can't wait until the line is shared": gettext_noop(
        "holds clause %(id)s, whose contracts can't wait until the line is shared"
    ),
    r"(?P<what>取低|取高|如果) of (?P<kinds>.*)": gettext_noop("%(what)s of %(kinds)s"),
    r"gives (?P<found>.*), not (?P<wanted>.*)": gettext_noop("gives %(found)s, not %(wanted)s"),
    r"Declare the parameter (?P<name>.*) with by = (?P<by>.*)": gettext_noop(
        "Declare the parameter %(name)s with by = %(by)s"
    ),
    r"Write yuan, 40%, 3, 1\.5, .*": gettext_noop(
        "Write yuan, a rate, a day such as 2024-05-06, yes or no in Chinese, or the enum's word"
    ),
    r"Write (?P<call>[^ ]*\(.*|.*\[.*\])": gettext_noop("Write %(call)s"),
    r"Round once, or say why in rounds_again.*": gettext_noop("Round once, or say why in rounds_again"),
    r"Split it into steps of at most .*": gettext_noop("Split it into several steps"),
    r"Let the last stage be due = (?P<name>.*)": gettext_noop("Let the last stage be due %(name)s"),
    r"the stages do not sum to the award: .*": gettext_noop("the last stage is not due the award"),
    r"Name what it never exceeds in at_most = .*": gettext_noop("Name what it never exceeds in at_most"),
    r"pays without a bound": gettext_noop("pays without a bound"),
    r"(?P<item>.*) is neither the article of a clause nor declared": gettext_noop(
        "%(item)s is neither the article of a clause nor declared"
    ),
    r"is no numbered item of document (?P<word>.*)": gettext_noop("is no numbered item of document %(word)s"),
    r"is the article of clause (?P<id>.*) already": gettext_noop("is the article of clause %(id)s already"),
    r"Write a clause with article = (?P<item>.*), or an .*": gettext_noop(
        "Write a clause with article %(item)s, or declare the item in declared.toml"
    ),
    r"Name (?P<member>external:.*) in a group or take it out": gettext_noop(
        "Name %(member)s in a group or take it out"
    ),
    r"(?P<label>.*) is added up twice": gettext_noop("%(label)s is added up twice"),
    r"(?P<word>.*) is none that a bank could take": gettext_noop("%(word)s is none that a bank could take"),
    r"(?P<word>.*) is more than the whole": gettext_noop("%(word)s is more than the whole"),
    r"a source is longer than (?P<most>.*)": gettext_noop("a source is longer than %(most)s"),
    r"(?P<word>.*) stands twice": gettext_noop("%(word)s stands twice"),
    r"leaves a gap after (?P<word>.*)": gettext_noop("leaves a gap after %(word)s"),
    r"overlaps (?P<word>.*)": gettext_noop("overlaps %(word)s"),
    r"(?P<what>.*) means nothing": gettext_noop("%(what)s means nothing"),
    r"Keep (?P<word>.*)": gettext_noop("Keep %(word)s"),
    r"(?P<word>.*) is no table": gettext_noop("%(word)s is no table"),
    r"(?P<word>.*) is no day": gettext_noop("%(word)s is no day"),
    r"(?P<word>.*) has a letter that only looks familiar": gettext_noop(
        "%(word)s has a letter that only looks familiar"
    ),
    r"(?P<word>.*) is no kind of cost": gettext_noop("%(word)s is no kind of cost"),
    r"(?P<word>.*) is no name for a formula": gettext_noop("%(word)s is no name for a formula"),
    r"(?P<word>.*) is no bool": gettext_noop("%(word)s is neither yes nor no"),
    r"(?P<word>.*) is no word for a formula": gettext_noop("%(word)s is no word for a formula"),
    r"(?P<word>.*) is no money fact": gettext_noop("%(word)s is no money fact"),
    r"(?P<word>.*) is no word of (?P<name>.*)": gettext_noop("%(word)s is no word of %(name)s"),
    r"(?P<word>.*) is no dated list": gettext_noop("%(word)s is no dated list"),
    r"(?P<word>.*) has no bands": gettext_noop("%(word)s has no bands"),
    r"Give a value for each of: (?P<words>.*)": gettext_noop("Give a value for each of: %(words)s"),
    r"Look up by at most .*": gettext_noop("Look up by two at most"),
    r"names \d+ facts": gettext_noop("names too many facts"),
    r"Write a clause with article = '(?P<item>.*)', or an \[\[item\]\] in declared\.toml": gettext_noop(
        "Write a clause for %(item)s, or declare it in declared.toml"
    ),
    r"is no numbered item of document (?P<id>.*)": gettext_noop("is no numbered item of document %(id)s"),
    r"is no sheet: (?P<why>.*)": gettext_noop("is no sheet: %(why)s"),
    r"the formula has \d+ characters": gettext_noop("the formula is too long"),
    r"(?P<what>.*) of what may be negative": gettext_noop("%(what)s of what may be negative"),
    r"(?P<what>.*) of a unit that may be zero": gettext_noop("%(what)s of a unit that may be zero"),
    r"(?P<what>.*) of (?P<kinds>.*) does not fit": gettext_noop("%(what)s of %(kinds)s does not fit"),
    r"(?P<word>.*) is not a list of texts": gettext_noop("%(word)s is no list of texts"),
    r"(?P<word>.*) is not a list of whole numbers": gettext_noop("%(word)s is no list of whole numbers"),
    r"(?P<word>.*) is not a list of tables": gettext_noop("%(word)s is no list of tables"),
    r'(?P<word>.*) is not a number in quotes such as "1\.875"': gettext_noop(
        "%(word)s is no number in quotation marks"
    ),
    r'Give a number in quotes such as "1\.875"': gettext_noop(
        "Give a number in quotation marks, such as 1.875"
    ),
    r"(?P<word>.*) is not true or false": gettext_noop("%(word)s is neither true nor false"),
    r"(?P<word>.*) is not a day such as 2024-09-04": gettext_noop("%(word)s is no day"),
    r"(?P<word>.*) is not a table": gettext_noop("%(word)s is no table"),
    r"(?P<word>.*) is no whole number": gettext_noop("%(word)s is no whole number"),
    r"(?P<word>.*) is no (?P<kind>\w+)": gettext_noop("%(word)s is no %(kind)s"),
    r"Write it like (?P<example>.*)": gettext_noop("Write it like %(example)s"),
    r'Write a rate like "40%"': gettext_noop("Write a rate in per cent, or as a fraction such as 2/37"),
    r"says (?P<words>.*) at once": gettext_noop("says %(words)s at once"),
    r"(?P<word>.*) is another pack": gettext_noop("%(word)s is another pack"),
    r"Write base = (?P<word>.*)": gettext_noop("Write base = %(word)s"),
    r"Name (?P<member>.*) in a group or take it out": gettext_noop(
        "Name %(member)s in a group or take it out"
    ),
    r"meets (?P<one>.*) in (?P<members>.*), so that their money would count twice": gettext_noop(
        "meets %(one)s in %(members)s, so that their money would count twice"
    ),
    r"(?P<word>.*) is no count fact of clause (?P<id>.*)": gettext_noop(
        "%(word)s is no count fact of clause %(id)s"
    ),
    r"bears clause (?P<id>.*) on days that line (?P<line>.*) bears too": gettext_noop(
        "bears clause %(id)s on days that line %(line)s bears too"
    ),
    r"the formula chains more than (?P<most>\d+) signs": gettext_noop(
        "the formula chains more than %(most)s signs"
    ),
    r"(?P<what>.*) mixes kinds": gettext_noop("%(what)s mixes kinds"),
    r"(?P<kind>.*) has no order": gettext_noop("%(kind)s has no order"),
    r"(?P<function>.*) takes one value": gettext_noop("%(function)s takes one value"),
    r"(?P<function>.*) of whole fen": gettext_noop("%(function)s of whole fen"),
    r"(?P<word>.*) is a dated list": gettext_noop("%(word)s is a dated list"),
    r"分段累计 of (?P<scale>.*) by (?P<kind>.*)": gettext_noop("分段累计 of %(scale)s by %(kind)s"),
    r"(?P<what>[^ ]*) does not fit": gettext_noop("%(what)s does not fit"),
    r"(?P<what>[^ ]*) of (?P<kinds>[^ ]*(?:, [^ ]*)*)": gettext_noop("%(what)s of %(kinds)s"),
}
