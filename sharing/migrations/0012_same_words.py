# Made while the table is in use, so without a transaction around it.

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('sharing', '0011_receipts_mentions_spread'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='share',
            index=models.Index(condition=models.Q(('words_key', ''), _negated=True), fields=['organization', 'network', 'words_key'], name='sharing_share_same_words'),
        ),
    ]
