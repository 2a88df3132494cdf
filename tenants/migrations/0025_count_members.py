# Made while the table is in use, so without a transaction around it.

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('tenants', '0024_team_moves'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='member',
            index=models.Index(condition=models.Q(('left_at__isnull', True)), fields=['organization', 'team'], include=('on_leaderboard', 'pseudonym'), name='tenants_member_counted'),
        ),
        AddIndexConcurrently(
            model_name='member',
            index=models.Index(condition=models.Q(('is_executive', True)), fields=['organization'], name='tenants_member_executive'),
        ),
    ]
