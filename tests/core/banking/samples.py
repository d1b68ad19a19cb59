"""Batches and templates that several tests need. All people and banks are invented."""

from datetime import date, datetime
from pathlib import Path

from egret.core.banking.accounts import Account, Owner
from egret.core.banking.files import read_template
from egret.core.banking.instructions import Instruction, batch
from egret.core.days import CHINA

BANKS = Path(__file__).resolve().parents[3] / "standards" / "banks"
TEMPLATES = {
    path.stem: read_template(path.read_text("utf-8"), path.name) for path in sorted(BANKS.glob("*.toml"))
}

OFFICE = Account("示例市工业和信息化局", "3510010001", "示例银行营业部", "313651027012")
PAYEE = Account("厦门白鹭精密机械有限公司", "4050000001", "示例银行白鹭支行", "313651018028")
PERSON = Account("张三", "6222021234567894", "示例银行海沧支行", "", Owner.PERSONAL)


def instruction(number, fen, payee=PAYEE, purpose="数字化改造补助"):
    return Instruction(f"PO{number:06d}", payee, fen, purpose)


def sample(*lines, number="B20250301-01", day=date(2025, 3, 1)):
    made_at = datetime(day.year, day.month, day.day, 9, 30, tzinfo=CHINA)
    lines = lines or (instruction(1, 12_345_678), instruction(2, 5, PERSON, "“讲师”课酬 & 其他 <含税>"))
    return batch(number, lines, debtor=OFFICE, made_at=made_at, pay_on=day)
