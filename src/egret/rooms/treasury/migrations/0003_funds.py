"""Every leg names the fund that its money comes from, and the policy that it pays.

Books that were written before name a source alone: which document granted the money can't be told any more, so
they are not carried over.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import egret.base.fields
from egret.base.triggers import AppendOnly, Balanced, Lifted, LiftedBalance
from egret.core.ledger.accounts import ORIGINS, State
from egret.core.ledger.postings import Event

_STAMP = dict(
    blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
)
_ORIGINS = sorted(ORIGINS)


def refuse_older_books(apps, _schema_editor):
    if apps.get_model("treasury", "Posting").objects.exists():
        raise RuntimeError("The books were written before funds were kept apart. Begin a new city: start.py --fresh")


def _together(name, at, by):
    none = models.Q((f"{at}__isnull", True), (f"{by}__isnull", True))
    every = models.Q((f"{at}__isnull", False), (f"{by}__isnull", False))
    return models.CheckConstraint(name=name, condition=none | every)


class Migration(migrations.Migration):
    dependencies = [("treasury", "0002_append_only"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.RunPython(refuse_older_books, migrations.RunPython.noop),
        LiftedBalance("treasury_posting", "treasury_leg", source="fund_source"),
        Lifted("treasury_leg"),
        Lifted("treasury_posting", unique=("id", "key")),
        migrations.CreateModel(
            name="Fund",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(help_text="central-2024-1", max_length=40, unique=True)),
                ("source", models.CharField(max_length=24)),
                ("year", models.PositiveSmallIntegerField()),
                ("document_no", models.CharField(max_length=60)),
                ("title", models.CharField(max_length=120)),
                ("purpose", models.CharField(blank=True, max_length=24)),
                ("kind", models.CharField(default="granted", max_length=12)),
                ("fen", egret.base.fields.FenField()),
                ("received_at", models.DateTimeField()),
                ("came_from", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="treasury.fund")),
                ("received_by", models.ForeignKey(**_STAMP)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(name="fund_kind_known", condition=models.Q(("kind__in", ["granted", "carried", "fines"]))),
                    models.UniqueConstraint(name="fund_one_a_document", fields=("source", "year", "document_no", "purpose")),
                    models.CheckConstraint(name="fund_holds_something", condition=models.Q(("fen__gt", 0))),
                    models.CheckConstraint(
                        name="fund_carried_over_names_where_from",
                        condition=models.Q(
                            models.Q(("came_from__isnull", False), ("kind", "carried")),
                            models.Q(models.Q(("kind", "carried"), _negated=True), ("came_from", None)),
                            _connector="OR",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_purpose", models.CharField(max_length=24)),
                ("from_policy", models.CharField(max_length=24)),
                ("to_purpose", models.CharField(max_length=24)),
                ("to_policy", models.CharField(max_length=24)),
                ("fen", egret.base.fields.FenField()),
                ("reason", models.TextField()),
                ("state", models.CharField(default="asked", max_length=12)),
                ("asked_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("asked_by", models.ForeignKey(**_STAMP)),
                ("decided_by", models.ForeignKey(**_STAMP)),
                ("fund", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="treasury.fund")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(name="transfer_state_known", condition=models.Q(("state__in", ["asked", "agreed", "refused"]))),
                    models.CheckConstraint(name="transfer_moves_something", condition=models.Q(("fen__gt", 0))),
                    models.CheckConstraint(
                        name="transfer_leads_elsewhere",
                        condition=models.Q(("from_policy", models.F("to_policy")), ("from_purpose", models.F("to_purpose")), _negated=True),
                    ),
                    models.CheckConstraint(
                        name="transfer_takes_two",
                        condition=models.Q(("decided_by", None), models.Q(("decided_by", models.F("asked_by")), _negated=True), _connector="OR"),
                    ),
                    _together("transfer_decided_in_full_or_not_at_all", "decided_at", "decided_by"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClosedMonth",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField(help_text="its first day", unique=True)),
                ("closed_at", models.DateTimeField()),
                ("closed_by", models.ForeignKey(**_STAMP)),
            ],
            options={
                "constraints": [models.CheckConstraint(name="month_is_its_first_day", condition=models.Q(("month__day", 1)))],
            },
        ),
        migrations.RemoveConstraint("balance", "balance_one_an_account"),
        migrations.RemoveConstraint("balance", "balance_not_below_its_floor"),
        migrations.RemoveConstraint("leg", "leg_state_known"),
        migrations.RemoveConstraint("posting", "posting_event_known"),
        *(
            operation
            for model in ("balance", "leg")
            for operation in (
                migrations.RemoveField(model, "fund_source"),
                migrations.AddField(model, "policy", models.CharField(blank=True, default="", help_text="the clause that it pays", max_length=24), preserve_default=False),
                migrations.AddField(
                    model,
                    "fund",
                    # No row is there that the default could reach.
                    models.ForeignKey(
                        db_column="fund", default="", on_delete=django.db.models.deletion.PROTECT, related_name="+", to="treasury.fund", to_field="code"
                    ),
                    preserve_default=False,
                ),
            )
        ),
        migrations.AlterField("paymentorder", "parts", models.JSONField(help_text="fen by fund")),
        migrations.AddConstraint(
            "balance",
            models.UniqueConstraint(
                name="balance_one_an_account", fields=("state", "purpose", "policy", "project", "payee", "order", "fund")
            ),
        ),
        migrations.AddConstraint(
            "balance",
            models.CheckConstraint(
                name="balance_not_below_its_floor",
                condition=models.Q(
                    models.Q(("fen__lte", 0), ("state__in", _ORIGINS)),
                    models.Q(models.Q(("state__in", _ORIGINS), _negated=True), ("fen__gte", 0)),
                    _connector="OR",
                ),
            ),
        ),
        migrations.AddConstraint(
            "leg", models.CheckConstraint(name="leg_state_known", condition=models.Q(("state__in", [*State])))
        ),
        migrations.AddConstraint(
            "posting", models.CheckConstraint(name="posting_event_known", condition=models.Q(("event__in", [*Event])))
        ),
        AppendOnly("treasury_posting", unique=("id", "key")),
        AppendOnly("treasury_leg"),
        Balanced("treasury_posting", "treasury_leg"),
    ]
