# Made while the tables are in use, so without a transaction around them.

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('sharing', '0003_all_networks_pictures_and_time'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='connection',
            index=models.Index(condition=models.Q(('reconnect_by__isnull', False)), fields=['organization', 'reconnect_by'], name='sharing_connection_ends'),
        ),
        AddIndexConcurrently(
            model_name='credential',
            index=models.Index(condition=models.Q(('expires_at__isnull', False)), fields=['organization', 'expires_at'], name='sharing_credential_ends'),
        ),
        AddIndexConcurrently(
            model_name='share',
            index=models.Index(condition=models.Q(('state', 'scheduled')), fields=['organization', 'member', 'due_at'], name='sharing_share_planned'),
        ),
        AddIndexConcurrently(
            model_name='share',
            index=models.Index(condition=models.Q(('state', 'offered')), fields=['organization', 'wake_at'], name='sharing_share_offered'),
        ),
        AddIndexConcurrently(
            model_name='share',
            index=models.Index(fields=['organization', 'network', '-created_at'], name='sharing_share_recent'),
        ),
        AddIndexConcurrently(
            model_name='share',
            index=models.Index(condition=models.Q(('reported_at__isnull', False)), fields=['organization', 'reported_at'], name='sharing_share_reported'),
        ),
    ]
