from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('content', '0022_reading'),
    ]

    operations = [
        migrations.AddField(
            model_name='topic',
            name='is_about_jobs',
            field=models.BooleanField(db_default=False, default=False, verbose_name='about jobs'),
        ),
    ]
