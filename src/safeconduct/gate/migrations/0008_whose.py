from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("gate", "0007_stages"),
    ]

    operations = [
        migrations.AddField(
            model_name="deadline",
            name="whose",
            field=models.CharField(db_index=True, default="", max_length=100),
        ),
    ]
