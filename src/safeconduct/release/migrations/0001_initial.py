from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Spent",
            fields=[
                ("clearance", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("message", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="Outward",
            fields=[
                ("id", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("message", models.CharField(db_index=True, max_length=64)),
                ("request", models.CharField(max_length=64)),
                ("slot", models.PositiveIntegerField()),
                ("due", models.DateTimeField(db_index=True)),
                ("recipient", models.TextField()),
                ("decision", models.CharField(max_length=32)),
                ("clearance", models.CharField(max_length=64, unique=True)),
                ("token", models.TextField()),
                ("data", models.BinaryField()),
                ("stopped", models.BooleanField(default=False)),
                ("reasons", models.TextField(default="")),
                ("begun", models.DateTimeField(null=True)),
                ("tries", models.PositiveIntegerField(default=0)),
                ("again", models.DateTimeField(null=True)),
                ("sent", models.DateTimeField(null=True)),
                ("acknowledgement", models.TextField(default="")),
                ("noted", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("stopped", False), ("begun__isnull", False), _connector="OR"
                        ),
                        fields=("request", "slot"),
                        name="one_message_a_slot",
                    )
                ],
            },
        ),
    ]
