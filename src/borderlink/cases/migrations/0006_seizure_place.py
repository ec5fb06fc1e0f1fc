"""A seizure has the hour by the clocks of its place, and its region in words; a code of it nobody ever wrote."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_names_keyed")]

    operations = [
        migrations.RemoveField(model_name="seizure", name="region"),
        migrations.AddField(
            model_name="seizure", name="zone", field=models.CharField(blank=True, default="", max_length=32),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="seizurewords", name="region",
            field=models.CharField(blank=True, default="", max_length=120), preserve_default=False,
        ),
    ]  # fmt: skip
