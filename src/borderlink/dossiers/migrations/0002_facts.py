"""Lines of the schedule keep what the node knows as facts: their words are made where they are read."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0001_first")]

    operations = [
        migrations.AddField(
            model_name="disclosureitem",
            name="facts",
            field=models.JSONField(default=dict),
        ),
    ]
