# More is counted of each day than before: what is filled with fewer figures is due again, in sweeps.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('analytics', '0005_facts_by_post'),
    ]

    operations = [
        migrations.AddField(
            model_name='fillmark',
            name='figures',
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
    ]
