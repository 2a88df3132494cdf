from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("sharing", "0017_followers"),
    ]

    operations = [
        migrations.AddField(
            model_name="assistednetwork",
            name="chosen_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="assistednetwork",
            name="ended_at",
            field=models.DateTimeField(null=True),
        ),
    ]
