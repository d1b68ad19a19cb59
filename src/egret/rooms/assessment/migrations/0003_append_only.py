from django.db import migrations

from egret.base.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("assessment", "0002_visitors_plans_earlier")]
    operations = [
        AppendOnly("assessment_levelplan"),
        AppendOnly("assessment_earlierresult"),
    ]
