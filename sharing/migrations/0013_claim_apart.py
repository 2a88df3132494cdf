# Made while the tables are in use, so without a transaction around them.

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('sharing', '0012_same_words'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='share',
            index=models.Index(condition=models.Q(('connection__isnull', False), ('state', 'scheduled')), fields=['organization', 'wake_at', 'id'], name='sharing_share_takeable'),
        ),
        AddIndexConcurrently(
            model_name='share',
            index=models.Index(condition=models.Q(('connection__isnull', True), ('state', 'scheduled')), fields=['organization', 'wake_at', 'id'], name='sharing_share_offerable'),
        ),
        RemoveIndexConcurrently(
            model_name='share',
            name='sharing_share_due',
        ),
    ]
