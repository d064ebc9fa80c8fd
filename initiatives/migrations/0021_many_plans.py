from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('initiatives', '0020_search_index'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalpark',
            name='province',
            field=models.CharField(blank=True, help_text='Readers choose parks by it where there are many.', max_length=40, verbose_name='province'),
        ),
        migrations.AddField(
            model_name='historicalpark',
            name='province_en',
            field=models.CharField(blank=True, max_length=60, verbose_name='province (English)'),
        ),
        migrations.AddField(
            model_name='park',
            name='province',
            field=models.CharField(blank=True, help_text='Readers choose parks by it where there are many.', max_length=40, verbose_name='province'),
        ),
        migrations.AddField(
            model_name='park',
            name='province_en',
            field=models.CharField(blank=True, max_length=60, verbose_name='province (English)'),
        ),
        migrations.AddIndex(
            model_name='figure',
            index=models.Index(fields=['edition', 'metric', 'scope', 'period', 'kind'], name='figure_same_number_in_edition'),
        ),
        migrations.AddIndex(
            model_name='park',
            index=models.Index(fields=['province', 'slug'], name='park_by_province'),
        ),
        migrations.AddIndex(
            model_name='park',
            index=models.Index(fields=['level', 'slug'], name='park_by_level'),
        ),
        migrations.AddIndex(
            model_name='plan',
            index=models.Index(fields=['year'], name='plan_by_year'),
        ),
    ]
