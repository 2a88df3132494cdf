from django.db import migrations

from content.feeds.addresses import key_of
from tenants.scope import platform

BATCH = 1000


def remember(apps, schema_editor):
    """Note which page each post is about; the first post of a page counts."""
    Post = apps.get_model("content", "Post")
    PostAddress = apps.get_model("content", "PostAddress")
    with platform():
        posts = Post.objects.exclude(link="").order_by("pk").only("organization_id", "link")
        rows = []
        for post in posts.iterator(chunk_size=BATCH):
            key = key_of(post.link)
            if key:
                rows.append(
                    PostAddress(organization_id=post.organization_id, post_id=post.pk, key=key)
                )
            if len(rows) == BATCH:
                PostAddress.objects.bulk_create(rows, ignore_conflicts=True)
                rows = []
        PostAddress.objects.bulk_create(rows, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0007_sources_and_lists"),
    ]

    operations = [
        migrations.RunPython(remember, migrations.RunPython.noop),
    ]
