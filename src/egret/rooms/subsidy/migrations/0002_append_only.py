from django.db import migrations

from egret.base.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("subsidy", "0001_initial")]
    operations = [
        AppendOnly("subsidy_awardline"),
    ]
