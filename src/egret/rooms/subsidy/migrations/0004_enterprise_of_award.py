from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    Award, Contract = apps.get_model("subsidy", "Award"), apps.get_model("project", "Contract")
    owner = Contract.objects.filter(pk=OuterRef("contract")).values("enterprise")
    Award.objects.filter(enterprise=None).update(enterprise=Subquery(owner))


class Migration(migrations.Migration):
    dependencies = [("subsidy", "0003_claims")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
