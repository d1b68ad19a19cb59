from django.db import migrations

from egret.base.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("call", "0001_initial")]
    operations = [
        AppendOnly("call_publishedlist", unique=("id", "no", "notice_id")),
        AppendOnly("call_check"),
    ]
