"""The parts of three ISO 20022 schemas that our messages use: order, how often, and what a text may be.

Written down from the published schemas (pain.001.001.09, pain.002.001.10, camt.053.001.08); not the schemas themselves.
An element of the schema that we never write is not listed, so that writing it would be noticed.
"""

import re
from xml.etree import ElementTree as ET

ID, NAME, NOTE, ACCOUNT = r".{1,35}", r".{1,140}", r".{1,105}", r".{1,34}"
AMOUNT = r"(?!\d{19})\d{1,18}(\.\d{1,5})?"
DAY = r"\d{4}-\d\d-\d\d"
MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?"
CODE = r".{1,4}"
ONE, MAYBE, MANY, SOME = (1, 1), (0, 1), (0, None), (1, None)

OTHER = [("Id", ONE, [("Othr", ONE, [("Id", ONE, ACCOUNT)])])]
BANK = [
    (
        "FinInstnId",
        ONE,
        [
            (
                "ClrSysMmbId",
                MAYBE,
                [("ClrSysId", MAYBE, [("Cd", ONE, r".{1,5}")]), ("MmbId", ONE, ID)],
            ),
            ("Nm", MAYBE, NAME),
        ],
    )
]
PARTY = [("Nm", MAYBE, NAME)]

PAIN001 = [
    (
        "CstmrCdtTrfInitn",
        ONE,
        [
            (
                "GrpHdr",
                ONE,
                [
                    ("MsgId", ONE, ID),
                    ("CreDtTm", ONE, MOMENT),
                    ("NbOfTxs", ONE, r"\d{1,15}"),
                    ("CtrlSum", MAYBE, AMOUNT),
                    ("InitgPty", ONE, PARTY),
                ],
            ),
            (
                "PmtInf",
                SOME,
                [
                    ("PmtInfId", ONE, ID),
                    ("PmtMtd", ONE, "CHK|TRF|TRA"),
                    ("BtchBookg", MAYBE, "true|false"),
                    ("NbOfTxs", MAYBE, r"\d{1,15}"),
                    ("CtrlSum", MAYBE, AMOUNT),
                    ("ReqdExctnDt", ONE, [("Dt", ONE, DAY)]),
                    ("Dbtr", ONE, PARTY),
                    ("DbtrAcct", ONE, [*OTHER, ("Ccy", MAYBE, "[A-Z]{3}")]),
                    ("DbtrAgt", ONE, BANK),
                    (
                        "CdtTrfTxInf",
                        SOME,
                        [
                            ("PmtId", ONE, [("EndToEndId", ONE, ID)]),
                            ("Amt", ONE, [("InstdAmt", ONE, AMOUNT)]),
                            ("CdtrAgt", MAYBE, BANK),
                            ("Cdtr", MAYBE, PARTY),
                            ("CdtrAcct", MAYBE, [*OTHER, ("Tp", MAYBE, [("Prtry", ONE, ID)])]),
                            ("RmtInf", MAYBE, [("Ustrd", MANY, NAME)]),
                        ],
                    ),
                ],
            ),
        ],
    )
]

WHY = [("Rsn", MAYBE, [("Cd", ONE, CODE)]), ("AddtlInf", MANY, NOTE)]
PAIN002 = [
    (
        "CstmrPmtStsRpt",
        ONE,
        [
            ("GrpHdr", ONE, [("MsgId", ONE, ID), ("CreDtTm", ONE, MOMENT)]),
            (
                "OrgnlGrpInfAndSts",
                ONE,
                [
                    ("OrgnlMsgId", ONE, ID),
                    ("OrgnlMsgNmId", ONE, ID),
                    ("GrpSts", MAYBE, CODE),
                    ("StsRsnInf", MANY, WHY),
                ],
            ),
            (
                "OrgnlPmtInfAndSts",
                MANY,
                [
                    ("OrgnlPmtInfId", ONE, ID),
                    (
                        "TxInfAndSts",
                        MANY,
                        [
                            ("OrgnlEndToEndId", MAYBE, ID),
                            ("TxSts", MAYBE, CODE),
                            ("StsRsnInf", MANY, WHY),
                            ("AcctSvcrRef", MAYBE, ID),
                        ],
                    ),
                ],
            ),
        ],
    )
]

SIDE = [("Pty", ONE, PARTY)]
CAMT053 = [
    (
        "BkToCstmrStmt",
        ONE,
        [
            ("GrpHdr", ONE, [("MsgId", ONE, ID), ("CreDtTm", ONE, MOMENT)]),
            (
                "Stmt",
                SOME,
                [
                    ("Id", ONE, ID),
                    ("ElctrncSeqNb", MAYBE, r"\d{1,18}"),
                    ("CreDtTm", MAYBE, MOMENT),
                    ("Acct", ONE, [*OTHER, ("Ccy", MAYBE, "[A-Z]{3}")]),
                    (
                        "Bal",
                        SOME,
                        [
                            ("Tp", ONE, [("CdOrPrtry", ONE, [("Cd", ONE, CODE)])]),
                            ("Amt", ONE, AMOUNT),
                            ("CdtDbtInd", ONE, "CRDT|DBIT"),
                            ("Dt", ONE, [("Dt", ONE, DAY)]),
                        ],
                    ),
                    (
                        "Ntry",
                        MANY,
                        [
                            ("NtryRef", MAYBE, ID),
                            ("Amt", ONE, AMOUNT),
                            ("CdtDbtInd", ONE, "CRDT|DBIT"),
                            ("RvslInd", MAYBE, "true|false"),
                            ("Sts", ONE, [("Cd", ONE, CODE)]),
                            ("BookgDt", MAYBE, [("Dt", ONE, DAY)]),
                            ("AcctSvcrRef", MAYBE, ID),
                            ("BkTxCd", ONE, [("Prtry", MAYBE, [("Cd", ONE, ID)])]),
                            (
                                "NtryDtls",
                                MANY,
                                [
                                    (
                                        "TxDtls",
                                        MANY,
                                        [
                                            ("Refs", MAYBE, [("EndToEndId", MAYBE, ID)]),
                                            (
                                                "RltdPties",
                                                MAYBE,
                                                [
                                                    ("Dbtr", MAYBE, SIDE),
                                                    ("DbtrAcct", MAYBE, OTHER),
                                                    ("Cdtr", MAYBE, SIDE),
                                                    ("CdtrAcct", MAYBE, OTHER),
                                                ],
                                            ),
                                            ("RtrInf", MAYBE, [("Rsn", MAYBE, [("Cd", ONE, CODE)])]),
                                        ],
                                    )
                                ],
                            ),
                        ],
                    ),
                ],
            ),
        ],
    )
]


def misshapen(data, shape):
    """Where a message leaves the shape: paths with what is wrong."""
    root = ET.fromstring(data)
    space = root.tag.removesuffix("Document")
    return list(_wrongs(root, shape, space, "Document"))


def _wrongs(element, shape, space, path):
    if isinstance(shape, str):
        if len(element) or not re.fullmatch(shape, element.text or ""):
            yield f"{path}: {element.text!r}"
        return
    tags = [child.tag.removeprefix(space) for child in element]
    order = [tag for tag, _, _ in shape]
    if unknown := set(tags) - set(order):
        yield f"{path}: {unknown} unknown"
        return
    if tags != sorted(tags, key=order.index):
        yield f"{path}: {tags} out of order"
    for tag, (least, most), inside in shape:
        children = [child for child in element if child.tag == space + tag]
        if len(children) < least or (most is not None and len(children) > most):
            yield f"{path}/{tag}: {len(children)} times"
        for child in children:
            yield from _wrongs(child, inside, space, f"{path}/{tag}")
