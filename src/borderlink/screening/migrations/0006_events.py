"""Where referred parcels are by their last event, and what a load held beside rows: messages and events."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("screening", "0005_counter")]

    operations = [
        migrations.AddField(
            model_name="load",
            name="company",
            field=models.CharField(blank=True, default="", max_length=32),
            preserve_default=False,
        ),
        migrations.AddField(model_name="load", name="messages_read", field=models.JSONField(default=dict)),
        migrations.AddField(
            model_name="load", name="events_read", field=models.PositiveBigIntegerField(default=0)
        ),
        migrations.CreateModel(
            name="Whereabouts",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("event", models.CharField(max_length=3)),
                ("at", models.DateTimeField()),
                ("office", models.CharField(blank=True, max_length=128)),
                ("out_of_reach", models.BooleanField()),
                (
                    "referral",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="whereabouts",
                        to="screening.referral",
                    ),
                ),
            ],
        ),
    ]
