from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('content', '0002_pictures_and_cards'),
    ]

    operations = [
        migrations.AddField(
            model_name='post',
            name='company_post',
            field=models.CharField(blank=True, db_default='', default='', max_length=100),
        ),
    ]
