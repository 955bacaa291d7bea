from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Told",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("gate", models.CharField(max_length=200)),
                ("kind", models.CharField(max_length=32)),
                ("key", models.CharField(max_length=128)),
                ("case", models.CharField(db_index=True, max_length=64)),
                ("day", models.CharField(max_length=64)),
                ("said", models.JSONField()),
                ("received", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["kind", "received"], name="oversight_t_kind_ad14fa_idx")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("gate", "kind", "key"), name="told_once")
                ],
            },
        ),
    ]
