from django.db import migrations

from egret.base.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("city", "0001_initial")]
    operations = [
        AppendOnly("city_packrelease", unique=("id", "sha256")),
    ]
