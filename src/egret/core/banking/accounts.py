"""Whose account it is, and whether what was typed can be one at all. Only the bank knows whether it exists."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum

from stdnum import luhn
from stdnum.iso7064 import mod_11_10

from egret.core.banking.faults import Code, Fault
from egret.core.banking.texts import wrong_text

SHORTEST, LONGEST = 8, 32
CARD_LENGTHS = (16, 19)
BANK_NO_DIGITS = 12

_BRACKETS = str.maketrans("（）［］【】", "()[][]")


class Owner(StrEnum):
    CORPORATE = "corporate"
    PERSONAL = "personal"


@dataclass(frozen=True, slots=True)
class Account:
    """`number` is the account's, `bank_no` the branch's in the payment system (支付系统行号), empty where nobody gave it."""

    name: str
    number: str
    bank: str
    bank_no: str = ""
    owner: Owner = Owner.CORPORATE


@dataclass(frozen=True, slots=True)
class Checked:
    """`account` as it goes to the bank. A fault forbids paying; a warning asks somebody to look again."""

    account: Account
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]


def check(given: Account, registered_name: str = "") -> Checked:
    """What a person typed: full width, hyphens and spaces are welcome.

    `registered_name` is the name on the licence, where the account has to bear it.
    """
    account = replace(
        given,
        name=" ".join(unicodedata.normalize("NFC", given.name).split()),
        number=plain_number(given.number),
        bank=" ".join(unicodedata.normalize("NFC", given.bank).split()),
        bank_no=plain_number(given.bank_no),
    )
    faults = [
        *_name_faults("name", account.name),
        *_number_faults(account.number),
        *_name_faults("bank", account.bank),
        *_bank_no_faults(account.bank_no),
    ]
    if registered_name and account.name and _same(account.name) != _same(registered_name):
        faults.append(Fault("name", Code.OTHER_NAME, account.name, registered_name))
    return Checked(account, tuple(faults), () if faults else tuple(_warnings(account)))


def plain_number(text: str) -> str:
    """Half width, without spaces and hyphens of any kind."""
    normal = "".join(unicodedata.normalize("NFKC", text).split())
    return "".join(char for char in normal if unicodedata.category(char) != "Pd")


def _same(name: str) -> str:
    """Names are the same in full or half width, with either kind of bracket."""
    return "".join(unicodedata.normalize("NFKC", name.translate(_BRACKETS)).split())


def _name_faults(field: str, text: str) -> list[Fault]:
    if not text:
        return [Fault(field, Code.EMPTY)]
    wrong = wrong_text(text)
    return [Fault(field, wrong, text)] if wrong else []


def _number_faults(number: str) -> list[Fault]:
    if not number:
        return [Fault("number", Code.EMPTY)]
    if not (number.isascii() and number.isdigit()):
        return [Fault("number", Code.CHARACTERS, number)]
    if not SHORTEST <= len(number) <= LONGEST:
        return [Fault("number", Code.LENGTH, str(len(number)), f"{SHORTEST}–{LONGEST}")]
    return []


def _bank_no_faults(bank_no: str) -> list[Fault]:
    if not bank_no:
        return []
    if not (bank_no.isascii() and bank_no.isdigit()):
        return [Fault("bank_no", Code.CHARACTERS, bank_no)]
    if len(bank_no) != BANK_NO_DIGITS:
        return [Fault("bank_no", Code.LENGTH, str(len(bank_no)), str(BANK_NO_DIGITS))]
    return []


def _warnings(account: Account) -> list[Fault]:
    """Rules that hold nearly always.

    That the twelfth digit is a check digit is public; by which rule is not. ISO 7064 MOD 11,10 fitted 139 of 140
    published numbers that we tried it on (chance would fit fourteen), so it is unverified and no more than a warning.
    Cards follow Luhn, but old passbooks and some banks' accounts of the same length do not.
    """
    found = []
    if not account.bank_no:
        found.append(Fault("bank_no", Code.EMPTY))
    elif not mod_11_10.is_valid(account.bank_no):
        found.append(Fault("bank_no", Code.CHECK, account.bank_no))
    card = account.owner is Owner.PERSONAL and len(account.number) in CARD_LENGTHS
    if card and not luhn.is_valid(account.number):
        found.append(Fault("number", Code.CHECK, account.number))
    return found
