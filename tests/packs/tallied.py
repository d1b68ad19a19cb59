"""The pack with clauses that are claimed, and two whose fee is added up from single documents; for tests of documents alone."""

from tests.packs.claimed import BEARS, TRAINING, TRAINING_CASES, claimed_files

DAY = """
[[fact]]
id = "{id}"
label = "{label}"
label_en = "{label_en}"
type = "date"
given_by = "{given_by}"
evidence = ["记录"]
evidence_en = ["record"]
"""
TALLY = """
[[cost]]
id = "software"
label = "软件"
label_en = "software"
eligible = true

[[cost]]
id = "service"
label = "实施服务"
label_en = "services"
eligible = true

[[cost]]
id = "travel"
label = "差旅"
label_en = "travel"
eligible = false

[[tally]]
fact = "诊断费"
kinds = ["发票"]
costs = ["software", "service"]
from = "公布日"
to = "{to}"
net_of_tax = true
"""
LISTED_ON = DAY.format(id="listed_on", label="公布日", label_en="day of the list", given_by="platform")
ENDED_ON = DAY.format(id="ended_on", label="项目完成日", label_en="day the project ended", given_by="officer")


def tally_clause(clause, *, to, days):
    text = TRAINING.replace('"91"', f'"{clause}"').replace("四（五）91", f"四（五）{clause}")
    text = text.replace('id = "fee"', f'id = "fee_{clause}"').replace(
        'evidence = ["发票"]\nevidence_en = ["invoices"]',
        'evidence = ["发票", "付款凭证"]\nevidence_en = ["invoices", "proof of payment"]',
    )
    return text.replace(
        '[[param]]\nlabel = "诊断比例上限"', f'{days}{TALLY.format(to=to)}\n[[param]]\nlabel = "诊断比例上限"'
    )


def tallied_files():
    """Clause 94 adds up from the list to the claim, 95 to a day that an officer gives."""
    found = claimed_files()
    return {
        **found,
        "funds.toml": found["funds.toml"] + "".join(BEARS.format(clause=clause) for clause in ("94", "95")),
        "clauses/94-software.toml": tally_clause("94", to="申报日", days=LISTED_ON),
        "cases/94-software.csv": TRAINING_CASES,
        "clauses/95-project.toml": tally_clause("95", to="项目完成日", days=LISTED_ON + ENDED_ON),
        "cases/95-project.csv": TRAINING_CASES,
    }


def written(folder):
    """A folder of cities that holds the pack above under the city's own name."""
    for name, text in tallied_files().items():
        path = folder / "xiamen" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder
