import time
from pathlib import Path
import pytest
from django.utils.translation import override
from initiatives.quality import content_of, check, unchecked
from initiatives.source_text import attach
from initiatives.models import Source
TEXT = Path("/work/shared/source/article.txt").read_text()

@pytest.mark.parametrize("attached", [False, True])
def test_it(shipped, attached, django_assert_max_num_queries):
    if attached:
        attach(Source.objects.get(), text=TEXT)
    with override("zh-hans"):
        with django_assert_max_num_queries(200) as q:
            s=time.process_time(); content = content_of(shipped); t=time.process_time()-s
        s=time.process_time(); found = check(content); t2=time.process_time()-s
        s=time.process_time(); content_of(shipped); t3=time.process_time()-s
        s=time.process_time(); check(content); t4=time.process_time()-s
        print("QUERIES", len(q), t, t2, "again", t3, t4, unchecked(content))
        for one in found:
            if one.severity != "note": print(one.severity, one.code, one.field, [r.key for r in one.rows], one.message, bool(one.remark))
