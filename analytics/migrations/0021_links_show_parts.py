import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    """A constant default of the database's: no row is rewritten, and links that are there show no
    part beside the figures, as before. An older version goes on making such links meanwhile.
    """

    dependencies = [
        ('analytics', '0020_heads_counted_at'),
    ]

    operations = [
        migrations.AddField(
            model_name='reportlink',
            name='shows',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('goals', 'Goals that run, and how far they are'), ('notes', 'Notes on the trend, and campaigns that began'), ('brand', 'Brand numbers, imported from other tools'), ('posts', 'Top posts, by their titles'), ('value', 'What it was worth, with the prices')], max_length=8), db_default=[], default=list, size=None),
        ),
    ]
