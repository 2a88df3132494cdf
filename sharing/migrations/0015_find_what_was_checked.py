# Made while the table is in use, so without a transaction around it.

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('sharing', '0014_clearances'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='share',
            index=models.Index(condition=models.Q(('state', 'scheduled'), models.Q(('reason__in', ['policy', 'approval']), ('state', 'held')), _connector='OR'), fields=['organization', 'policy_version'], name='sharing_share_checked'),
        ),
        migrations.AddField(
            model_name='clearance',
            name='reminded_at',
            field=models.DateTimeField(null=True),
        ),
    ]
