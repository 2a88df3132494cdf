from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tenants', '0022_boards'),
    ]

    operations = [
        migrations.AddField(
            model_name='member',
            name='language',
            field=models.CharField(blank=True, db_default='', default='', max_length=10, verbose_name='language'),
        ),
    ]
