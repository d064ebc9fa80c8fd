from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
import pytest
from django.utils.translation import override
from initiatives.quality import content_of, check
from initiatives.quality.content import *
from initiatives.source_text import attach
from initiatives.models import Source
TEXT = Path("/work/shared/source/article.txt").read_text()

def swap(content, old, new):
    return replace(content, rows=tuple(new if r is old else r for r in content.rows), shared_rows=tuple(new if r is old else r for r in content.shared_rows))
def text(row, field, **ch):
    return replace(row, texts=tuple(replace(t, **{k:(v(getattr(t,k)) if callable(v) else v) for k,v in ch.items()}) if t.field==field else t for t in row.texts))
def turned(s):
    import re
    m=[x for x in re.finditer(r"\d+",s) if not re.fullmatch(r"(19|20)\d\d",x[0])]
    if not m: return None
    x=m[0]; d=x[0]; n=d[::-1] if d!=d[::-1] and d[-1]!="0" else str(int(d)+1)
    return s[:x.start()]+n+s[x.end():]
def plants(c):
    F=c.of(FigureRow)
    for f in F:
        a=f.amount
        if a:
            n=Decimal(str(a.value)[::-1]) if str(a.value)!=str(a.value)[::-1] and not str(a.value).endswith("0") else a.value+1
            yield "1 value", f, replace(f, amount=replace(a,value=n))
            if str(a.value) in f.wording: yield "2 value+wording", f, replace(f, amount=replace(a,value=n), wording=f.wording.replace(str(a.value),str(n)))
            for g in F:
                if g.amount and g.amount.value!=a.value and g.amount.unit==a.unit: yield "3 passage", f, replace(f, passages=g.passages)
            for u,v in (("家","个"),("个","家"),("条","项"),("亿元","万元"),("%","个百分点")):
                if a.unit==u:
                    yield "4/5 unit", f, replace(f, amount=replace(a,unit=v))
                    yield "4/5 unit+wording", f, replace(f, amount=replace(a,unit=v), wording=f.wording.replace(u,v))
            for k in (">","<",">=","="):
                if k!=a.comparator: yield "6 cmp", f, replace(f, amount=replace(a,comparator=k))
            yield "6 about", f, replace(f, amount=replace(a,approximate=True))
            yield "7 sign", f, replace(f, amount=replace(a,value=-a.value))
            yield "20 nature", f, replace(f, nature="count" if f.nature!="count" else "growth")
            if f.scope: yield "19 scope", f, replace(f, scope="", texts=tuple(t for t in f.texts if t.field!="scope"))
            yield "14 wording", f, replace(f, wording=f.wording.replace(str(a.value),"突破"+str(a.value)))
            yield "14 wording2", f, replace(f, wording=f.wording+"大关")
        for p in ("2022","2025","2024" if f.period=="2023" else "2023"):
            yield "8 period", f, replace(f, period=p)
        if f.period_stated=="2023年": yield "8 period+stated", f, replace(f, period="2022", period_stated="2022年")
        for k in ("actual","expected","target"):
            if k!=f.figure_kind: yield "9 kind %s>%s"%(f.figure_kind,k), f, replace(f, figure_kind=k)
        for fld in ("wording","scope"):
            for t in f.texts:
                if t.field==fld and turned(t.english): yield "15 en", f, text(f,fld,english=turned)
                if t.field==fld and "billion" in t.english: yield "15 en", f, text(f,fld,english=lambda s:s.replace("billion","million"))
    for r in c.all_rows:
        if r.kind in ("statement","measure","quote","passage","remark","project","goal","goalgroup","metric","edition"):
            for t in r.texts:
                if turned(t.english) : yield "15 en "+r.kind, r, text(r,t.field,english=turned)
                for w,v in (("two","three"),("Two","Four"),("three","two"),("eight","seven"),("nine","six"),("2024","2025"),("second","fourth"),("December","November")):
                    if w in t.english.split(): yield "15 word "+r.kind, r, text(r,t.field,english=lambda s:s.replace(w,v,1))
            if r.kind in("statement","measure","remark"):
                for t in r.texts:
                    if turned(t.chinese): yield "16 zh "+r.kind, r, text(r,t.field,chinese=turned)
                    import re
                    y=re.search(r"(19|20)\d\d",t.chinese)
                    if y and r.kind!="remark": yield "16 year "+r.kind, r, text(r,t.field,chinese=lambda s:s.replace(y[0],str(int(y[0])+2)))
        for d in r.dates:
            yield "17 date", r, replace(r, dates=(replace(d, day=d.day.replace(day=5)),))
            yield "17 basis", r, replace(r, dates=(replace(d, basis="stated"),))
            yield "17 date+stated", r, replace(r, dates=(replace(d, day=d.day.replace(day=5), stated="12月5日"),))
        if isinstance(r, MeasureRow):
            if r.due:
                yield "18 due", r, replace(r, due="2025")
                yield "18 due2", r, replace(r, due="2024-H1")
                yield "18 due+timing", r, replace(r, due="2025", timing="2025年")
            if r.cadence: yield "18 cadence", r, replace(r, cadence="yearly")
        if isinstance(r, ContributionRow): yield "21 link", r, replace(r, basis="stated")
        if isinstance(r, QuoteRow):
            if r.manner=="verbatim":
                for i in range(2,len(r.content)-2,3): yield "11 altered", r, replace(r, content=r.content[:i]+"新"+r.content[i+1:])
            else: yield "12 reported", r, replace(r, manner="verbatim")
            yield "13 speaker", r, replace(r, speaker="李明", title=r.title)
            if not r.speaker: yield "13 speaker2", r, replace(r, speaker="陈海波")
            yield "13 title", r, replace(r, title=r.title.replace("书记","副书记").replace("有关负责人","主要负责人"))
            yield "13 title2", r, replace(r, title="雨花经开区管委会主任")

@pytest.mark.parametrize("attached", [False, True])
def test_it(shipped, attached):
    if attached: attach(Source.objects.get(), text=TEXT)
    c=content_of(shipped)
    base={(o.code,tuple(r.key for r in o.rows)) for o in check(c)}
    tally=defaultdict(lambda:[0,0,[]])
    for kind,old,new in plants(c):
        d=swap(c,old,new)
        new_=[o for o in check(d) if (o.code,tuple(r.key for r in o.rows)) not in base and o.severity!="note"]
        t=tally[kind]; t[1]+=1; t[0]+=bool(new_)
        if not new_: t[2].append((old.key or old.name)[:40])
    for k,v in tally.items(): print(k, v[0], "/", v[1], v[2][:7])
    print(sum(v[0] for v in tally.values()), sum(v[1] for v in tally.values()))
