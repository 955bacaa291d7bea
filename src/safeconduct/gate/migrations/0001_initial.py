import datetime

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=0)),
                ("title", models.TextField()),
                ("executing_state", models.CharField(max_length=2)),
                ("opened", models.CharField(default="", max_length=64)),
                ("closed", models.BooleanField(default=False)),
                ("erased", models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                ("id", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("versions", models.JSONField()),
                ("made", models.JSONField()),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="Sample",
            fields=[
                ("measure", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("drawn", models.DateField()),
                ("finding", models.CharField(default="", max_length=16)),
            ],
        ),
        migrations.CreateModel(
            name="Tick",
            fields=[
                ("name", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("day", models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name="Erasure",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="gate.case",
                    ),
                ),
                ("signed", models.CharField(max_length=140)),
                ("role", models.CharField(default="overseer", max_length=32)),
                ("reasons", models.TextField()),
                ("proposed", models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name="Content",
            fields=[
                ("item", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("sealed", models.BinaryField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contents",
                        to="gate.case",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Deadline",
            fields=[
                ("id", models.CharField(max_length=160, primary_key=True, serialize=False)),
                ("what", models.CharField(max_length=48)),
                ("of", models.CharField(max_length=64)),
                ("role", models.CharField(max_length=32)),
                ("whose", models.CharField(db_index=True, default="", max_length=100)),
                ("due", models.DateField(db_index=True)),
                ("met", models.BooleanField(default=False)),
                ("escalated", models.PositiveIntegerField(default=0)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deadlines",
                        to="gate.case",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Door",
            fields=[
                ("id", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("clearance", models.CharField(max_length=64)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="doors",
                        to="gate.case",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Emergency",
            fields=[
                ("id", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("month", models.CharField(db_index=True, max_length=7)),
                ("provision", models.CharField(default="", max_length=200)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="emergencies",
                        to="gate.case",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                ("id", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("on", models.CharField(max_length=16)),
                ("of", models.CharField(db_index=True, max_length=64)),
                ("until", models.CharField(default="", max_length=64)),
                ("by", models.CharField(max_length=32)),
                ("group", models.CharField(db_index=True, default="", max_length=64)),
                ("lifted", models.BooleanField(default=False)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holds",
                        to="gate.case",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("role", models.CharField(db_index=True, max_length=32)),
                ("deadline", models.CharField(max_length=160)),
                ("text", models.TextField()),
                ("day", models.DateField()),
                ("outside", models.BooleanField(default=False)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="gate.case",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("identity", models.CharField(db_index=True, default="", max_length=64)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="persons",
                        to="gate.case",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                ("hash", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("added", models.DateField()),
                ("active", models.BooleanField(default=False)),
                ("preview", models.JSONField(default=dict)),
                ("done", models.PositiveIntegerField(default=0)),
                ("of", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("active", True)),
                        fields=("active",),
                        name="one_active_rulebook",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Thing",
            fields=[
                ("id", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("sort", models.CharField(max_length=16)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="things",
                        to="gate.case",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Asked",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("person", models.CharField(max_length=64)),
                ("request", models.CharField(max_length=64)),
                ("register", models.CharField(max_length=100)),
                ("epoch", models.CharField(max_length=100)),
                ("asked_as", models.CharField(max_length=64)),
                ("said", models.CharField(max_length=64)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="asked",
                        to="gate.case",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["register", "epoch"], name="gate_asked_registe_57f32c_idx")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case", "person", "request", "register"), name="asked_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("position", models.BigIntegerField(unique=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="gate.case",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("case", "number"), name="one_event_a_number")
                ],
            },
        ),
        migrations.CreateModel(
            name="Measure",
            fields=[
                ("id", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("request_id", models.CharField(max_length=64)),
                ("kind", models.CharField(max_length=32)),
                ("title", models.TextField()),
                ("acting", models.CharField(max_length=32)),
                ("on", models.CharField(max_length=64)),
                ("sort_day", models.DateField(default=datetime.date(1, 1, 1))),
                ("stage", models.CharField(db_index=True, max_length=32)),
                ("held", models.BooleanField(default=False)),
                ("outcome", models.CharField(default="", max_length=32)),
                ("ruled_version", models.IntegerField(default=-1)),
                ("ruled_rulebook", models.CharField(default="", max_length=64)),
                ("ruled_on", models.DateField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measures",
                        to="gate.case",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["sort_day", "id"], name="gate_measur_sort_da_e14c06_idx"),
                    models.Index(
                        fields=["request_id", "stage"], name="gate_measur_request_43fc5a_idx"
                    ),
                    models.Index(
                        fields=["held", "sort_day", "id"], name="gate_measur_held_d37b62_idx"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PeerHold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("peer", models.CharField(max_length=100)),
                ("hold", models.CharField(max_length=64)),
                ("own", models.CharField(max_length=64)),
                ("register", models.CharField(blank=True, default="", max_length=100)),
                ("lift_reasons", models.TextField(blank=True, default="")),
                ("ended", models.BooleanField(default=False)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="peer_holds",
                        to="gate.case",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("peer", "hold"), name="peer_hold_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Request",
            fields=[
                ("id", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField(default=0)),
                ("requesting_state", models.CharField(max_length=2)),
                ("kind", models.CharField(max_length=32)),
                ("title", models.TextField()),
                ("reference", models.TextField(default="")),
                ("received", models.CharField(max_length=64)),
                ("sort_day", models.DateField(default=datetime.date(1, 1, 1))),
                ("confirmed", models.BooleanField(default=False)),
                ("closed", models.BooleanField(default=False)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="gate.case",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["sort_day", "id"], name="gate_reques_sort_da_df8f87_idx"),
                    models.Index(
                        fields=["requesting_state", "sort_day", "id"],
                        name="gate_reques_request_8db799_idx",
                    ),
                    models.Index(
                        fields=["closed", "sort_day", "id"], name="gate_reques_closed_4602f6_idx"
                    ),
                ],
            },
        ),
    ]
