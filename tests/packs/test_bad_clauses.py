"""A bad clause is refused with file, key, what is wrong and the cure: each planted fault is found."""

import pytest
from tests.packs.xiamen import changed

from egret.core.packs.reading import BadPack, read_pack

UP, FURTHER, SCORE = "clauses/03-renovation", "clauses/04-second-project", "clauses/05-score"
EQUIPMENT, CLOUD, LOAN = "clauses/06-equipment", "clauses/07-cloud", "clauses/08-interest"
TRAINING, GROWTH, EARLY = "clauses/10-training", "clauses/11-growth", "clauses/12-early"
ROUNDED = "取低(四舍五入(合同首付 × 首款比例), 首款上限)"
LIMIT = 'of = "云服务券"\nper = "enterprise"\nwindow = "rolling_year"\non = "申报日"\ncounts = "awarded"'
AT_MOST = 'at_most = ["云服务费", "云券封顶"]\n'
SCORES = 'from = "60", below = "75", value'

# file, what is planted in it, the key and the words of the finding, the fault's name
FAULTS = [
    # What a step promises
    (UP, ROUNDED, "四舍五入(合同首付 × 首款比例)", "at_most", "not proven that this stays at or below 首款上限", "at_most"),
    (UP, 'at_most = ["累计上限"]', 'at_most = ["累计"]', "at_most", "'累计' is not declared", "at_most of nothing"),
    (GROWTH, 'rises_with = ["本年产值"]\n\n[[pay', 'rises_with = ["上年产值"]\n\n[[pay', "rises_with", "never falls with 上年产值", "rises_with"),
    (GROWTH, 'rises_with = ["本年产值"]\n\n[[pay', 'rises_with = ["产值"]\n\n[[pay', "rises_with", "'产值' is not declared", "rises_with nothing"),
    (CLOUD, AT_MOST, "", "step 云服务券", "pays without a bound", "uncapped"),
    (CLOUD, AT_MOST, AT_MOST + 'uncapped = "试"\n', "uncapped", "stands beside at_most", "capped and uncapped"),
    # Rounding and range
    (FURTHER, 'rounds_again = "不含税额先入账取整，补助再取整：第四条第三款"\n', "", "expr", "rounds what was rounded before", "rounds twice"),
    (CLOUD, AT_MOST, AT_MOST + 'rounds_again = "试"\n', "rounds_again", "nothing is rounded twice", "rounds_again idle"),
    (CLOUD, "取低(向下取整(云服务费 × 云券比例), 云券封顶)", "云服务费 × 云券比例", "expr", "gives exact", "no rounding at all"),
    (LOAN, 'max = "5000万元"', 'max = "900000亿元"', "expr", "may grow past what 64 bits hold", "overflow"),
    (LOAN, "向下取整(本金 ×", "向下取整((本金 - 贴息封顶) ×", "expr", "of what may be negative", "negative rounding"),
    (EQUIPMENT, "分段累计(设备总额, 设备阶梯)", "分段累计(设备总额 - 重大项目线, 设备阶梯)", "expr", "of what may be negative", "negative band"),
    (SCORE, '[{ from = 2023-09-01, value = "50", source', '[{ from = 2023-09-01, value = "0", source', "expr", "unit that may be zero", "unit of zero"),
    # What comes back
    (EQUIPMENT, '[[reclaim]]\non = "撤销"', '[[reclaim]]\non = "审计核减"', "reclaim", "审计核减 stands twice", "reclaim twice"),
    (EQUIPMENT, 'within_days = 20\nsource = "第十四条"', 'within_days = 20\nsource = "' + "第" * 41 + '"', "reclaim", "longer than 40", "long source"),
    # Bands
    (SCORE, SCORES, 'from = "61", below = "75", value', "value[1].from", "leaves a gap after", "band gap"),
    (SCORE, SCORES, 'from = "59", below = "75", value', "value[1].from", "overlaps the band before", "band overlap"),
    (SCORE, SCORES, 'from = "60", value', "value[1].below", "missing", "open band in the middle"),
    (SCORE, SCORES, 'from = "60", below = "60", value', "value[1].below", "does not lie above from", "band of nothing"),
    (SCORE, 'from = "0", below', 'from = "1", below', "value[0].from", "is not zero", "first band"),
    (SCORE, 'from = "90", value', 'from = "90", below = "100", value', "value[3].below", "leaves what lies above", "last band closed"),
    (SCORE, 'bands = "count"', 'bands = "date"', "bands", "outside the vocabulary", "bands of dates"),
    (SCORE, 'bands = "count"', 'bands = "count"\nby = "批次"', "bands", "stands beside by", "table and bands"),
    (SCORE, "分段(评审得分, 得分奖励)", "分段(评审得分, 每组奖励)", "expr", "has no bands", "分段 without bands"),
    (SCORE, "分段(评审得分, 得分奖励)", "得分奖励", "expr", "is a table", "bands named bare"),
    # Tables
    (FURTHER, 'otherwise = "0元", source = "第四条", ', 'source = "第四条", ', "value.起步级·次批", "has no value", "two enums, a cell missing"),
    (FURTHER, '{ "首批" = "18万元", "次批" = "15万元" }', '"18万元"', "value.提升级", "is no table", "two enums, one given"),
    (FURTHER, '"次批" = "15万元"', '"三批" = "15万元"', "value.提升级.三批", "outside the vocabulary", "two enums, unknown word"),
    (FURTHER, "[改造后等级, 批次]", "[批次, 改造后等级]", "expr", "is no table by 批次, 改造后等级", "keys swapped"),
    (FURTHER, 'by = ["改造后等级", "批次"]', 'by = ["改造后等级", "批次", "批次"]', "by", "names 3 facts", "three enums"),
    (UP, "改造比例[改造后等级]", "改造比例", "expr", "is a table", "table without its key"),
    # Words
    (UP, "改造后等级 = 引领级", "改造后等级 = 领先级", "expr", "'领先级' is no word of 改造后等级", "unknown word in a formula"),
    (UP, '"引领级" = 4 }', '"引领级" = 3 }', "values", "two words stand at one place", "two words at a place"),
    (UP, ', "引领级" = "leading" }', " }", "values_en.引领级", "one language only", "word in one language"),
    (UP, '"未达标" = 0', '"未达标 " = 0', "values.未达标 ", "is no word for a formula", "word with a space"),
    # Names
    (UP, ROUNDED, "取低(四舍五入(合同首付 × 首款比例), 适用上限)", "expr", "适用上限 is a later step", "later step"),
    (UP, 'label = "合同首付"', 'label = "合同 首付"', "label", "is no name for a formula", "label with a space"),
    (UP, ROUNDED, ROUNDED.replace("合同", "c\u043entract"), "expr", "only looks familiar", "Cyrillic letter"),
    (UP, ROUNDED, "取低(四舍五入(合同首付 × 50%), 首款上限)", "expr", "has no source here", "number in a formula"),
    (UP, ROUNDED, "(" * 13 + "合同首付" + ")" * 13, "expr", "nested too deeply", "depth"),
    (UP, ROUNDED, "取低(" + "首款上限, " * 80 + "首款上限)", "expr", "characters", "length"),
    (UP, ROUNDED, "取低(四舍五入(合同首付 × 首款比例), 首款上限", "expr", "the end stands where", "bracket"),
    # Lists, series, days, shares
    (CLOUD, "在列(云服务商编号, 云服务商名单, 云合同签订日)", "非 已享上级云券", "云服务商名单", "declared and never used", "unused list"),
    (CLOUD, "在列(云服务商编号, 云服务商名单, 云合同签订日)", "在列(云服务商编号, 云券封顶, 云合同签订日)", "expr", "is no dated list", "no list"),
    (CLOUD, "to = 2025-06-30 }", "to = 2023-06-30 }", "entries[1].to", "lies before from", "list entry dates"),
    (CLOUD, "连续(月用量, 月用量线, 连续月数)", "连续(月用量, 云券封顶, 连续月数)", "expr", "连续 of series, money, count", "threshold of money"),
    (CLOUD, "months = 6", "months = 0", "months", "is zero", "no months"),
    (CLOUD, "months = 6\nmax = 1000000", "months = 6\nmax = 2000000000000000000", "月用量", "may grow past what 64 bits hold", "sum of a series"),
    (LOAN, "天数(计息起日, 计息止日)", "天数(计息起日, 计息基数)", "expr", "天数 of date, count", "days to a count"),
    (LOAN, "比例(计息天数, 计息基数)", "比例(计息天数, 本金)", "expr", "比例 of count, money", "share of unlike things"),
    (EARLY, "工作日后(公布日, 申报工作日)", "工作日后(申报工作日, 公布日)", "expr", "工作日后 of count, date", "deadline turned round"),
    (EARLY, 'expr = "自然日后(申报截止日, 补件天数)"', 'when = ["曾要求补件"]\nexpr = "自然日后(申报截止日, 补件天数)"', "when", "stands with a date", "date under a condition"),
    (TRAINING, "parts = 2", "parts = 0", "parts", "is zero", "parts"),
    # Dates and versions
    (EARLY, 'as_of = "公布日"\nformulas', 'as_of = "申报工作日"\nformulas', "as_of", "is no date fact", "formula's date"),
    (EARLY, "from = 2025-01-01, expr", "from = 2023-01-01, expr", "formulas", "out of order", "formulas out of order"),
    (EARLY, "{ from = 2023-09-01, expr", "{ from = 2023-10-01, expr", "step 抢先奖励", "no formula when the clause begins", "formula gap"),
    (EARLY, 'expr = "取低(抢先定额, 合同金额)"', 'expr = "合同金额 ≥ 抢先定额"', "expr", "gives bool", "formulas of two kinds"),
    (FURTHER, "from = 2025-01-01, value", "from = 2023-09-01, value", "values", "dates overlap or are out of order", "version twice"),
    (FURTHER, 'only_from = { "合同签订日" = 2025-07-01 }', 'only_from = { "签订日" = 2025-07-01 }', "only_from.签订日", "is no date fact", "only_from"),
    (FURTHER, 'only_from = { "合同签订日" = 2025-07-01 }', 'only_from = { "合同签订日" = "2025年" }', "only_from.合同签订日", "is no day", "only_from's day"),
    (CLOUD, '{ from = 2023-09-01, value = "20%"', '{ from = 2023-09-01, only_from = { "云合同签订日" = 2023-09-01 }, value = "20%"', "param 云券比例", "has a gap", "transitional alone"),
    (CLOUD, 'value = "停止"', 'value = "停用"', "value", "is no rate", "ended"),
    (CLOUD, 'open_on = "申报日"', 'open_on = "月用量"', "clause.open_on", "is no date fact", "open_on"),
    # Facts
    (UP, 'type = "bool"\nassume = "是"', 'type = "bool"\nassume = "对"', "assume", "is no bool", "assume"),
    (UP, 'given_by = "platform"', 'given_by = "plattform"', "given_by", "outside the vocabulary", "given_by"),
    (UP, 'label = "在名单内"', 'label = "在册"', "fact listed", "is another fact in an earlier clause", "one id, two facts"),
    (FURTHER, 'max = "20%"', 'max = "20"', "max", "is no rate", "most of a rate"),
    # Tally
    (FURTHER, 'fact = "软件净额"', 'fact = "适用税率"', "tally.fact", "is no money fact", "tally's fact"),
    (FURTHER, 'to = "验收日"', 'to = "批次"', "tally", "is no date fact", "tally's day"),
    (FURTHER, '"software", "service"]', '"software", "meals"]', "tally.costs", "is no kind of cost", "tally's costs"),
    (FURTHER, "net_of_tax = true", 'net_of_tax = true\n[[tally]]\nfact = "软件净额"\nkinds = ["发票"]\ncosts = ["travel"]\nfrom = "合同签订日"\nto = "验收日"', "tally.fact", "is added up twice", "two tallies of one fact"),
    # Limits
    (CLOUD, LIMIT, LIMIT.replace("云服务券", "云商在列"), "of", "is no step of money", "limit of a condition"),
    (CLOUD, LIMIT, LIMIT.replace("申报日", "月用量"), "on", "is no date fact", "limit's day"),
    (CLOUD, LIMIT, LIMIT.replace("rolling_year", "year"), "window", "outside the vocabulary", "window"),
    (CLOUD, LIMIT, LIMIT.replace("enterprise", "owner"), "per", "outside the vocabulary", "per"),
    (CLOUD, LIMIT, LIMIT.replace("awarded", "asked"), "counts", "outside the vocabulary", "counts"),
    (CLOUD, 'cap = "云券封顶"', 'cap = "云券比例"', "cap", "gives rate, not money", "cap of a rate"),
    (UP, 'shared_with = ["4"]', 'shared_with = ["44"]', "limit.shared_with", "'44' is not declared", "shared limit"),
    # Hand-over, stages, reclaim, head
    (EQUIPMENT, 'when = "设备总额 ≥ 重大项目线"', 'when = "重大项目线"', "when", "gives money, not bool", "hand-over"),
    (UP, 'due = "改造补助"', 'due = "改造部分"', "pay", "do not sum to the award", "stages"),
    (UP, 'stage = "balance"', 'stage = "advance"', "pay advance", "stands twice", "stage twice"),
    (UP, 'on = "验收未通过"', 'on = "验收"', "on", "outside the vocabulary", "reclaim"),
    (UP, 'way = "project"', 'way = "favour"', "way", "outside the vocabulary", "way"),
    (CLOUD, 'award = "云服务券"', 'award = "云商在列"', "clause.award", "is no step of money", "award"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "key", "wrong", "name"), FAULTS, ids=[f[-1] for f in FAULTS])
def test_a_planted_fault_is_found_at_its_key_with_a_cure(file, old, new, key, wrong, name):
    with pytest.raises(BadPack) as refused:
        read_pack(changed(f"{file}.toml", old, new, city="example"))

    found = [one for one in refused.value.findings if one.key.endswith(key) and wrong in one.wrong]
    assert found, f"{name}: {refused.value}"
    assert file.split("/")[1] in found[0].file or found[0].file.startswith("clause ")
    assert found[0].cure


def test_there_are_seventy_and_more():
    assert len({fault[-1] for fault in FAULTS}) == len(FAULTS) >= 70
