from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("gate", "0008_whose"),
    ]

    operations = [
        migrations.AddField(
            model_name="erasure",
            name="role",
            field=models.CharField(default="overseer", max_length=32),
        ),
    ]
