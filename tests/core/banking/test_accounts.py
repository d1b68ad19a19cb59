import pytest
from tests.core.banking.samples import OFFICE, PAYEE, PERSON

from egret.core.banking.accounts import Account, Owner, check
from egret.core.banking.faults import Code

# Published numbers of branches, as lists of them give them.
BRANCHES = ["313651027012", "102100099996", "403100000004", "303791000177", "301290000007", "402331000007"]


def codes(faults):
    return [(fault.where, fault.code) for fault in faults]


def test_a_good_account_has_neither_faults_nor_warnings():
    assert check(PAYEE).faults == check(PAYEE).warnings == ()
    assert check(PAYEE).account == PAYEE


def test_full_width_hyphens_and_spaces_are_welcome():
    typed = Account(" 厦门  甲 公司 ", "４０５０-0000 01", "示例银行\t甲支行", "3136 5101—8028")

    assert check(typed).account == Account("厦门 甲 公司", "4050000001", "示例银行 甲支行", "313651018028")


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (
            Account("", "", "", "313651018028"),
            [("name", Code.EMPTY), ("number", Code.EMPTY), ("bank", Code.EMPTY)],
        ),
        (Account("甲", "1234567", "乙"), [("number", Code.LENGTH)]),
        (Account("甲", "1" * 33, "乙"), [("number", Code.LENGTH)]),
        (Account("甲", "12345678X", "乙"), [("number", Code.CHARACTERS)]),
        (Account("甲", "١٢٣٤٥٦٧٨", "乙"), [("number", Code.CHARACTERS)]),
        (Account("甲", "12345678", "乙", "31365101802"), [("bank_no", Code.LENGTH)]),
        (Account("甲", "12345678", "乙", "31365101802A"), [("bank_no", Code.CHARACTERS)]),
        (Account("=1+1", "12345678", "乙"), [("name", Code.FORMULA)]),
        (Account("甲\u200b", "12345678", "乙"), [("name", Code.CHARACTERS)]),
        (Account("甲" * 141, "12345678", "乙"), [("name", Code.LENGTH)]),
    ],
)
def test_a_fault_names_its_field(given, found):
    assert codes(check(given).faults) == found


def test_the_account_bears_the_name_on_the_licence_whatever_its_brackets():
    account = Account("甲（厦门）公司", "12345678", "乙")

    assert check(account, "甲(厦门)公司").faults == ()
    assert codes(check(account, "甲(福州)公司").faults) == [("name", Code.OTHER_NAME)]


@pytest.mark.parametrize("bank_no", BRANCHES)
def test_published_numbers_of_branches_pass_their_check_digit(bank_no):
    assert check(Account("甲", "12345678", "乙", bank_no)).warnings == ()


def test_a_branch_number_that_does_not_check_is_a_warning_for_the_rule_is_unverified():
    checked = check(Account("甲", "12345678", "乙", "313651027013"))

    assert (codes(checked.faults), codes(checked.warnings)) == ([], [("bank_no", Code.CHECK)])


def test_an_account_without_a_branch_number_is_a_warning():
    assert codes(check(Account("甲", "12345678", "乙")).warnings) == [("bank_no", Code.EMPTY)]


@pytest.mark.parametrize(
    ("number", "owner", "found"),
    [
        (PERSON.number, Owner.PERSONAL, []),
        ("6222021234567895", Owner.PERSONAL, [("number", Code.CHECK)]),
        ("6222021234567895", Owner.CORPORATE, []),
        ("62220212345678951", Owner.PERSONAL, []),
    ],
)
def test_a_card_that_does_not_check_is_a_warning(number, owner, found):
    account = Account("张三", number, "乙", OFFICE.bank_no, owner)

    assert codes(check(account).warnings) == found
