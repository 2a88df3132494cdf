# More is counted of each day than before: all of them are due again, and filled by the next sweeps.

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('analytics', '0015_cohorts'),
    ]

    operations = [
        migrations.RunSQL('UPDATE analytics_fillmark SET version = 0', migrations.RunSQL.noop),
    ]
