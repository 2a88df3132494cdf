# Made while the table is in use, so without a transaction around it.

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('analytics', '0004_campaigns'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='fact',
            index=models.Index(fields=['organization', 'post', 'day'], name='analytics_fact_post'),
        ),
    ]
