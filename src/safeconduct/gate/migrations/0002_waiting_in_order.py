from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("gate", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="measure",
            name="stage",
            field=models.CharField(max_length=32),
        ),
        migrations.AddIndex(
            model_name="measure",
            index=models.Index(
                fields=["stage", "sort_day", "id"], name="gate_measur_stage_de3b67_idx"
            ),
        ),
    ]
