from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('content', '0004_videos_and_documents'),
    ]

    operations = [
        migrations.AddField(
            model_name='post',
            name='company_post',
            field=models.CharField(blank=True, db_default='', default='', max_length=100),
        ),
    ]
