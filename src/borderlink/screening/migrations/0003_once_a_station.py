"""The same manifest is loaded once a station, no longer once a node."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001
    """Write beside each file the station of its load."""
    load = apps.get_model("screening", "Load")
    file = apps.get_model("screening", "ManifestFile")
    own = load.objects.filter(pk=models.OuterRef("load_id")).values("unit")
    file.objects.update(unit=models.Subquery(own))


class Migration(migrations.Migration):
    dependencies = [("screening", "0002_guards")]

    operations = [
        migrations.RemoveConstraint(model_name="manifestfile", name="manifest_content_is_loaded_once"),
        migrations.AddField(
            model_name="manifestfile",
            name="unit",
            field=models.CharField(default="", max_length=32),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=False),
        migrations.AddConstraint(
            model_name="manifestfile",
            constraint=models.UniqueConstraint(
                condition=models.Q(("refusal", {})),
                fields=("unit", "sha256"),
                name="manifest_content_is_loaded_once",
            ),
        ),
    ]
