import os, sys, time
sys.path.insert(0, os.getcwd())
import pytest
from datetime import date
from tests.generated_plans import generate, save
from initiatives.quality import findings
from initiatives.source_text import locate_passages
@pytest.mark.django_db
def test_it():
    import collections
    from django.db import transaction
    c = collections.Counter(); t=time.time(); shown=collections.Counter()
    for seed in range(int(os.environ.get("N","40"))):
        plan = generate(seed)
        try:
            with transaction.atomic():
                e = save(plan)
                for src in e.sources.all():
                    for d in locate_passages(src).descriptions:
                        print(seed, d); c['passage']+=1
                    rep = locate_passages(src)
                    for sec,n in rep.paragraphs:
                        if sec.paragraphs!=n: print(seed,"paras",sec,n)
                for f in findings(e, date(plan.year,3,1)):
                    c[f.severity, f.code]+=1
                    if f.severity!='note' and shown[f.code]<6:
                        shown[f.code]+=1; print(seed, f.code, f.message)
                raise KeyError
        except KeyError: pass
    print(c, time.time()-t)
    print(generate(3).text)
