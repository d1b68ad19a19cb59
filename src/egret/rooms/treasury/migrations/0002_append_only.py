from django.db import migrations

from egret.base.triggers import AppendOnly, Balanced


class Migration(migrations.Migration):
    dependencies = [("treasury", "0001_initial")]
    operations = [
        AppendOnly("treasury_posting", unique=("id", "key")),
        AppendOnly("treasury_leg"),
        Balanced("treasury_posting", "treasury_leg", source="fund_source"),
    ]
