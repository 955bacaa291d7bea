import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Epoch",
            fields=[
                ("register", models.CharField(max_length=100, primary_key=True, serialize=False)),
                ("token", models.CharField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("gate", models.CharField(blank=True, default="", max_length=200)),
                ("register", models.CharField(db_index=True, max_length=100)),
                ("case", models.CharField(max_length=64)),
                ("kind", models.CharField(max_length=48)),
                ("of", models.CharField(blank=True, default="", max_length=64)),
                ("day", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="ReferralReceived",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("gate", models.CharField(blank=True, default="", max_length=200)),
                ("register", models.CharField(db_index=True, max_length=100)),
                ("case", models.CharField(max_length=64)),
                ("measures", models.JSONField()),
                ("day", models.CharField(max_length=64)),
                ("by_default", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="Act",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("register", models.CharField(max_length=100)),
                ("gate", models.CharField(max_length=200)),
                ("case", models.CharField(max_length=64)),
                ("kind", models.CharField(max_length=32)),
                ("of", models.CharField(max_length=400)),
                ("message", models.CharField(max_length=64)),
                ("by", models.CharField(max_length=140)),
                ("day", models.DateField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["register", "gate", "case"], name="register_ac_registe_218776_idx"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Matter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("register", models.CharField(max_length=100)),
                ("gate", models.CharField(max_length=200)),
                ("case", models.CharField(max_length=64)),
                ("content", models.JSONField()),
                ("received", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("register", "gate", "case"), name="one_matter_a_case"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Registered",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("register", models.CharField(max_length=100)),
                ("number", models.CharField(blank=True, default="", max_length=100)),
                ("names", models.JSONField()),
                ("born", models.CharField(default="unknown", max_length=64)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["register", "number"], name="register_re_registe_a92a3f_idx"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Protection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=32)),
                ("against", models.CharField(max_length=2)),
                ("since", models.CharField(default="unknown", max_length=64)),
                ("until", models.CharField(blank=True, default="", max_length=64)),
                ("ended_because", models.TextField(blank=True, default="")),
                ("ended_by", models.CharField(blank=True, default="", max_length=140)),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("written_by", models.CharField(max_length=140)),
                ("written_on", models.DateField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="protections",
                        to="register.registered",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RegisteredName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(db_index=True, max_length=1000)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="keys",
                        to="register.registered",
                    ),
                ),
            ],
        ),
    ]
