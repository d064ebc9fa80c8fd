from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('initiatives', '0002_history'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='edition',
            options={
                'ordering': ('plan', '-number'),
                'permissions': (
                    ('revise_edition', 'Can revise plans and hand drafts over'),
                    ('publish_edition', 'Can publish, return and go back to editions'),
                    ('withdraw_edition', 'Can withdraw editions'),
                ),
                'verbose_name': 'edition',
                'verbose_name_plural': 'editions',
            },
        ),
    ]
