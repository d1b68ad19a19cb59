"""The Xiamen pack with clauses that are claimed, or come without asking; for tests of claims alone."""

from tests.packs.xiamen import files

TRAINING = """
[clause]
id = "91"
title = "支持数字化诊断"
title_en = "Support for digital diagnosis"
gist = "按诊断费的核定比例补助，每家最高六万元。"
gist_en = "A decided share of the diagnosis fee, at most ¥60,000."
document = "plan"
article = "四（五）91"
valid_from = 2024-01-01
valid_to = 2025-12-31
way = "claim"
award = "诊断补助"
not_encoded = []
decisions = [{ on = "取整", answer = "向下取整到分", by = "测试", verified = false }]

[[fact]]
id = "listed"
label = "是试点企业"
label_en = "is a pilot enterprise"
type = "bool"
given_by = "platform"
evidence = ["平台记录"]
evidence_en = ["platform's record"]

[[fact]]
id = "claimed_on"
label = "申报日"
label_en = "day of the claim"
type = "date"
given_by = "platform"
evidence = ["平台记录"]
evidence_en = ["platform's record"]

[[fact]]
id = "fee"
label = "诊断费"
label_en = "diagnosis fee"
type = "money"
max = "100万元"
given_by = "enterprise"
help = "不含税。"
help_en = "Net of tax."
evidence = ["发票"]
evidence_en = ["invoices"]

[[fact]]
id = "decided_rate"
label = "核定比例"
label_en = "decided rate"
type = "rate"
decided = true
evidence = ["核定意见"]
evidence_en = ["decision"]

[[param]]
label = "诊断比例上限"
label_en = "ceiling of the rate"
type = "rate"
as_of = "申报日"
values = [{ from = 2024-01-01, value = "60%", source = "四（五）91" }]

[[param]]
label = "诊断上限"
label_en = "cap"
type = "money"
as_of = "申报日"
values = [{ from = 2024-01-01, value = "6万元", source = "四（五）91" }]

[[step]]
id = "diagnosis"
label = "诊断补助"
label_en = "diagnosis subsidy"
when = ["是试点企业"]
require = "核定比例 ≤ 诊断比例上限"
expr = "取低( 向下取整(诊断费 × 核定比例), 诊断上限 )"
at_most = ["诊断上限"]

[[reclaim]]
on = "审计核减"
within_days = 20
source = "四（五）91"

[[reclaim]]
on = "撤销"
within_days = 10
source = "四（五）91"

[[pay]]
stage = "once"
label = "一次性"
label_en = "in one sum"
on = "核定"
due = "诊断补助"
"""
TRAINING_CASES = """情形,是试点企业,申报日,诊断费,核定比例,诊断补助
按比例,是,2024-05-06,50000.00,60%,30000.00
封顶,是,2024-05-06,200000.00,60%,60000.00
封顶差一分,是,2024-05-06,99999.99,60%,59999.99
不在名单,否,2024-05-06,50000.00,60%,0.00
比例过高,是,2024-05-06,50000.00,60.01%,拒绝
"""
LEVEL = """
[clause]
id = "92"
title = "达到较高水平的奖励"
title_en = "Bonus for a higher level"
gist = "验收达到三级及以上的，一次性奖励，免申即享。"
gist_en = "A bonus for level 3 or more at acceptance, without asking."
document = "plan"
article = "四（五）92"
valid_from = 2024-01-01
valid_to = 2025-12-31
way = "entitled"
award = "奖励"
not_encoded = []
decisions = [{ on = "取整", answer = "向下取整到分", by = "测试", verified = false }]

[[fact]]
id = "accepted_on"
label = "验收日"
label_en = "day of acceptance"
type = "date"
given_by = "platform"
evidence = ["平台记录"]
evidence_en = ["platform's record"]

[[fact]]
id = "level"
label = "改造后水平"
label_en = "level after the work"
type = "enum"
values = { "零级" = 0, "一级" = 1, "二级" = 2, "三级" = 3, "四级" = 4 }
values_en = { "零级" = "none", "一级" = "level 1", "二级" = "level 2", "三级" = "level 3", "四级" = "level 4" }
given_by = "platform"
evidence = ["平台记录"]
evidence_en = ["platform's record"]

[[param]]
label = "奖励标准"
label_en = "bonus by level"
type = "money"
by = "改造后水平"
as_of = "验收日"
values = [{ from = 2024-01-01, value = { "三级" = "1万元", "四级" = "2万元" }, otherwise = "0元", source = "四（五）92" }]

[[step]]
id = "bonus"
label = "奖励"
label_en = "bonus"
expr = "奖励标准[改造后水平]"
at_most = ["奖励标准"]

[[pay]]
stage = "once"
label = "一次性"
label_en = "in one sum"
on = "核定"
due = "奖励"
"""
LEVEL_CASES = """情形,验收日,改造后水平,奖励
三级,2024-09-12,三级,10000.00
四级,2024-09-12,四级,20000.00
二级,2024-09-12,二级,0.00
一级,2024-09-12,一级,0.00
零级,2024-09-12,零级,0.00
"""
EVALUATION = (
    TRAINING.replace('"91"', '"93"')
    .replace("四（五）91", "四（五）93")
    .replace('way = "claim"', 'way = "claim"\npayee = "provider"')
)
BEARS = """
[[bears]]
clause = "{clause}"
purpose = "transformation"
parts = {{ central = "80%", city = "20%" }}
document = "egret-demo"
article = "分担比例，方案未写明"
"""


RETURN_LOWER = """
[[overlap]]
group = "returned"
title = "退低领高"
title_en = "The lower comes back"
members = ["91", "8", "external:other-diagnosis"]
same = "{same}"
rule = "highest"
settle = "return_lower"
document = "plan"
article = "四（五）91"

[[external]]
id = "other-diagnosis"
label = "其他诊断补助"
label_en = "another diagnosis grant"
source = "测试"
"""


def returning(same):
    """The files of a pack in which clauses 91 and 8, and another policy, return the lower."""
    found = claimed_files()
    return {**found, "overlap.toml": found["overlap.toml"] + RETURN_LOWER.format(same=same)}


def claimed_files():
    """Clause 91 is claimed, 92 comes without asking, 93 pays the provider."""
    found = files()
    funds = found["funds.toml"] + "".join(BEARS.format(clause=clause) for clause in ("91", "92", "93"))
    return {
        **found,
        "funds.toml": funds,
        "clauses/91-diagnosis.toml": TRAINING,
        "cases/91-diagnosis.csv": TRAINING_CASES,
        "clauses/92-bonus.toml": LEVEL,
        "cases/92-bonus.csv": LEVEL_CASES,
        "clauses/93-service.toml": EVALUATION,
        "cases/93-service.csv": TRAINING_CASES,
    }


def written(folder, files=None):
    """A folder of cities that holds the pack above, or these files, under the city's own name."""
    for name, text in (files or claimed_files()).items():
        path = folder / "xiamen" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder
