"""Names carry the keys of their other writings; a row's mark and an old number belong to a case."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_aliases")]

    operations = [
        migrations.AddField(
            model_name="name", name="keyed", field=models.PositiveIntegerField(db_index=True, default=0)
        ),
        migrations.CreateModel(
            name="NameKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.BigIntegerField(db_index=True)),
                (
                    "name",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="keys", to="cases.name"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="importmark",
            name="case",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="import_marks",
                to="cases.case",
            ),
        ),
        migrations.RemoveConstraint(model_name="importmark", name="imported_row_once"),
        migrations.AddConstraint(
            model_name="importmark",
            constraint=models.UniqueConstraint(
                fields=["agency", "mark", "case"], name="imported_row_once"
            ),
        ),
        migrations.RemoveConstraint(model_name="importedcase", name="imported_case_once"),
        migrations.AddConstraint(
            model_name="importedcase",
            constraint=models.UniqueConstraint(
                fields=["agency", "folded", "case"], name="imported_case_once"
            ),
        ),
    ]
