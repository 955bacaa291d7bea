from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Heard",
            fields=[
                ("peer", models.CharField(max_length=200, primary_key=True, serialize=False)),
                ("since", models.DateTimeField()),
                ("taken", models.PositiveBigIntegerField(default=0)),
                ("at", models.DateTimeField(null=True)),
                ("beat", models.DateTimeField(null=True)),
                ("came", models.DateTimeField(null=True)),
                ("says_sent", models.PositiveBigIntegerField(default=0)),
                ("says_taken", models.PositiveBigIntegerField(default=0)),
                ("size", models.PositiveBigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                ("to", models.CharField(max_length=200, primary_key=True, serialize=False)),
                ("last", models.PositiveBigIntegerField(default=0)),
                ("skipped", models.PositiveBigIntegerField(default=0)),
                ("tries", models.PositiveIntegerField(default=0)),
                ("again", models.DateTimeField(null=True)),
                ("problem", models.TextField(default="")),
            ],
        ),
        migrations.CreateModel(
            name="Incoming",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("message", models.CharField(max_length=64)),
                ("sender", models.CharField(max_length=200)),
                ("number", models.PositiveBigIntegerField()),
                ("kind", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=64)),
                ("sent", models.DateTimeField()),
                ("taken", models.DateTimeField()),
                ("rejected", models.JSONField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["sender", "taken"], name="nodes_incom_sender_672094_idx")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("sender", "number"), name="one_taken_a_number")
                ],
            },
        ),
        migrations.CreateModel(
            name="NodeHold",
            fields=[
                ("id", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("gate", models.CharField(max_length=200)),
                ("case", models.CharField(max_length=64)),
                ("on", models.CharField(max_length=16)),
                ("of", models.CharField(max_length=64)),
                ("why", models.TextField()),
                ("until", models.CharField(blank=True, default="", max_length=64)),
                ("placed_by", models.CharField(max_length=140)),
                ("placed", models.DateTimeField()),
                ("lifted", models.DateTimeField(null=True)),
                ("lifted_by", models.CharField(blank=True, default="", max_length=140)),
                ("lift_reasons", models.TextField(blank=True, default="")),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("lifted", None)), fields=["gate", "of"], name="standing"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Outgoing",
            fields=[
                ("order", models.BigAutoField(primary_key=True, serialize=False)),
                ("message", models.CharField(max_length=64, unique=True)),
                ("to", models.CharField(max_length=200)),
                ("kind", models.CharField(max_length=64)),
                ("sent", models.DateTimeField()),
                ("body", models.TextField()),
                ("number", models.PositiveBigIntegerField(null=True)),
                ("token", models.TextField(default="")),
                ("digest", models.CharField(default="", max_length=64)),
                ("taken", models.DateTimeField(null=True)),
                ("receipt", models.TextField(default="")),
                ("rejected", models.JSONField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("taken", None)), fields=["to", "number"], name="waiting"
                    ),
                    models.Index(
                        condition=models.Q(("number", None)), fields=["to"], name="unnumbered"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("to", "number"), name="one_message_a_number")
                ],
            },
        ),
    ]
