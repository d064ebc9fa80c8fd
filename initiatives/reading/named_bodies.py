"""Organisations that a text names, by endings of names, lists of firms and short names in brackets."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from initiatives.reading.document_blocks import BlockKind, DocumentBlock, ReadDocument
from initiatives.reading.proposals import (
    Confidence,
    OrganisationFields,
    Proposal,
    propose,
)
from initiatives.values.vocabulary import OrganisationKind

PARK = OrganisationKind.PARK
COMPANY_ENDING = r"(?:股份有限公司|有限责任公司|集团有限公司|有限公司|股份公司|集团公司|集团)"
PLATFORM = r"(?:开发|创投|城投|产投|投资|建设|运营|平台|资产|国投|控股|产业投资|资本|开发建设|物业)"
PARK_ENDING = r"(?:经济技术开发区|高新技术产业开发区|经济开发区|高新技术开发区|产业开发区|工业园区|工业园|产业园区|经开区|高新区|综保区|综合保税区|自贸区|科技园|产业园|示范区)"  # noqa: E501
RESEARCH_ENDING = r"(?:国际研发中心|研发中心|研究院|研究所|技术创新中心|工程研究中心|重点实验室|实验室|设计研究院|大学|学院)"  # noqa: E501
GOVERNMENT_ENDING = r"(?:人民政府|管理局|监督局|税务局|财政局|发改委|发展和改革委员会|科技局|工信局|工业和信息化局|商务局|人社局|自然资源局|生态环境局|统计局|乡村振兴局|应急管理局|行政审批局|国资委|海关|招商局|委员会(?!议)|工信部|科技部|商务部|财政部|工信厅|科技厅|商务厅|发改局|住建局|政务服务中心|审计局|公安局|教育局|市场监管局|投资促进局|金融办)"  # noqa: E501
STOP = (
    "是在由与和及对向从被将把据让为给到于或跟使等着了的位获携请同随以当用有要含自就见"
    "，。；：、！？“”（）()《》〈〉\\s"
)
NAME = rf"[^{STOP}]{{2,22}}?"
LEADING = re.compile(
    r"^(?:其中|目前|此次|会上|近日|日前|当前|记者|园区|本次|包括|以及|围绕|依托|联合|通过|推动|支持|支撑|引进|引入|签约|新签约|培育|促进|助力|服务|落户|加强|建设|打造|组建|成立|设立|创建|申报|获批|新增|建成|位于|对接|支持|推进|加快|走访|协助|拥有|作为|强化|例如|另一家|成为|实施|家|个|完善|入驻|这里|今年|去年|明年|全年|推荐|率先|省级|国家级|市级|重点|龙头企业|企业|引育|争创|入选|攻克|牵头|携手|国家(?=级)|进入|依靠|充分|发挥|具备|高标准|高水平|启动|年底前|全力|积极|继续|各|该|本|全市|全省|全区|全国|[0-9]+月|年|月|日|[0-9])+"
)
INDUSTRY = r"(?:科技|精密|医疗|生物|医药|制药|电子|智能|新材|新材料|能源|新能源|动力|重工|机械|股份|集团|光电|半导体|机器人|汽车|数控|装备|环保|食品|药业|材料|航空|仪器|通信|软件|信息|物流|传感|传动|电气|化工|微电子|激光|自动化|轴承|长泰|电池|智造|制造|技术|控股|实业|铝业|钢铁|电力)"  # noqa: E501
SHORT = rf"[一-龥]{{2,4}}{INDUSTRY}"
KNOWN = (
    "比亚迪|华为|宁德时代|三一重工|三一集团|中联重科|山河智能|铁建重工|富士康|京东方|格力|美的|海尔|小米|腾讯|阿里巴巴|京东|百度|字节跳动|中兴通讯|隆基绿能|通威|吉利|奇瑞|长城汽车|上汽|广汽|一汽|东风|特斯拉|大众|博世|西门子|施耐德|ABB"
    "|中车株机|中国中车|中车|中航工业|中国航发|中国电子|中国电科|中国石化|中国石油|中国移动|中国电信|中国联通|国家电网|顺丰|三只松鼠|蓝思科技|蒙牛|伊利|药明康德|恒瑞医药|迈瑞医疗|海康威视|大华股份|立讯精密|歌尔股份|中芯国际|长江存储|台积电|三星|英特尔|阳光电源|亿纬锂能|欣旺达|国轩高科|蜂巢能源|中创新航"
)
LISTED = re.compile(
    r"(?P<names>(?:[一-龥A-Za-z0-9]{2,10}、)+[一-龥A-Za-z0-9]{2,10}|[一-龥A-Za-z0-9]{2,8}和[一-龥A-Za-z0-9]{2,8})等?(?:[0-9一二两三四五六七八九十]+)(?:家|户)[一-龥“”]{0,8}?(?:企业|公司|单位)"
)
FOLLOWED = re.compile(
    rf"(?P<name>{SHORT})(?=被授|获评|荣获|入围|入选|获批|被评|成功|生产|实验|投资|项目|总投|公司|等|董事|总经理|（|、|，|\)|二期|三期|一期|落户|签约|竣工|投产|启动|负责人|的)"
)
TASK_FORCE = re.compile(r"(?P<name>[一-龥A-Za-z]{2,8}?)(?P<ending>专班)")
ALIAS = re.compile(
    r"^[（(](?:以下)?(?:简称|下称|以下称)?[：:]?[“\"]?(?P<alias>[^（）()“”，。]{2,12})[”\"]?[）)]"
)
GENERIC = re.compile(
    r"^(?:有限|股份|集团|子|母|分|总|本|该|平台|国有|上市|民营|外资|龙头|一流|大|小|多家|两大|三大|各大|两家|投资|建设|工业|产业|科技|现代|特色|专业|高新|省级|国家级|市级|一个|示范|研发|创新|企业|重点|新型|各|高校|科研|众创|大型|中小|飞地|千亿|百亿|小微|标准|智慧|绿色|零碳|低碳|电子信息|生物医药|装备制造|新能源汽车|人工智能|数字经济)*"
    r"(?:公司|集团|产业园区|产业园|工业园区|工业园|科技园|园区|经开区|高新区|开发区|示范区|研究院|研究所|研发中心|实验室|重点实验室|工程研究中心|技术创新中心|大学|学院|研究中心|委员会|管理局|平台公司)$"
)


VERBAL = re.compile(
    r"届|市委|建设(?!集团|投资|开发|工程|有限|银行)|打造|全力|推进|加快|实施|争创|创建|聚焦|瞄准|引导|鼓励|走访|培育"
)


def _cleaned(words: str) -> str:
    """A name without what stands before it: verbs, particles, counts."""
    return LEADING.sub("", re.split(f"[{STOP}]", words)[-1])


@dataclass(frozen=True)
class _Found:
    name: str
    kind: str
    block: DocumentBlock
    start: int
    end: int
    confidence: Confidence
    rule: str
    alias: str = ""


def find_organisations(document: ReadDocument, park: str = "") -> list[Proposal]:
    """Each organisation once, at its first place, with its short names. `park` is the plan's own park."""
    blocks = [
        block
        for block in document.blocks
        if block.kind not in (BlockKind.NOISE, BlockKind.HEADING, BlockKind.MASTHEAD)
    ]
    own = park or _own_park(blocks)
    found: list[_Found] = []
    for block in blocks:
        found += [each for each in _in_block(block) if not _is_own(each.name, own)]
    return [_proposal(group) for group in _merged(found)]


def _own_park(blocks: Iterable[DocumentBlock]) -> str:
    """The park that the text names most."""
    counts: dict[str, int] = defaultdict(int)
    for block in blocks:
        for match in re.finditer(rf"[一-龥]{{2,6}}?{PARK_ENDING}", block.text):
            counts[_cleaned(match[0])] += 1
    return max(counts, key=lambda name: counts[name], default="")


def _is_own(name: str, park: str) -> bool:
    if not park:
        return False
    return (
        name == park or park.endswith(name) or bool(re.fullmatch(rf"[一-龥]{{0,8}}{re.escape(park)}", name))
    )


def _in_block(block: DocumentBlock) -> Iterator[_Found]:
    text = block.text
    for kind, ending in (
        (OrganisationKind.COMPANY, COMPANY_ENDING),
        (PARK, PARK_ENDING),
        (OrganisationKind.RESEARCH, RESEARCH_ENDING),
        (OrganisationKind.GOVERNMENT, GOVERNMENT_ENDING),
    ):
        for match in re.finditer(rf"{NAME}{ending}", text):
            name = LEADING.sub("", match[0])
            stem = re.sub(f"{ending}$", "", name)
            if (
                len(stem) < 2
                or GENERIC.match(name)
                or re.search(r"^[一二三四五六七八九十两0-9]+[个家大]|[0-9]", name)
            ):
                continue
            if (
                re.match(r"(?:化|性|型|级|内|里|区|们|制|者|和)", text[match.end() : match.end() + 1])
                and kind != OrganisationKind.COMPANY
            ):
                continue
            if VERBAL.search(name):
                continue
            if kind == OrganisationKind.RESEARCH and (firm := re.fullmatch(SHORT, stem)):
                # 乾康科技实验室 is a firm's laboratory.
                start = match.end() - len(name)
                yield _Found(
                    firm[0],
                    OrganisationKind.COMPANY,
                    block,
                    start,
                    start + len(stem),
                    Confidence.LIKELY,
                    "firm-of-laboratory",
                )
                continue
            alias = ALIAS.match(text[match.end() :])
            start = match.end() - len(name)
            yield _Found(
                name,
                kind,
                block,
                start,
                match.end(),
                Confidence.LIKELY,
                "ending-of-name",
                alias["alias"] if alias else "",
            )
    yield from _bodies_of_park(block)
    yield from _platforms(block)
    yield from _firms(block)


def _bodies_of_park(block: DocumentBlock) -> Iterator[_Found]:
    text = block.text
    for match in re.finditer(rf"(?P<name>[一-龥]{{2,6}}?{PARK_ENDING}?(?:党工委|管委会))(?!书记以)", text):
        name = _cleaned(match["name"])
        if len(name) < 6:
            continue
        kind = OrganisationKind.PARTY if name.endswith("党工委") else OrganisationKind.PARK_BODY
        yield _Found(
            name,
            kind,
            block,
            match.end("name") - len(name),
            match.end("name"),
            Confidence.LIKELY,
            "body-of-park",
        )
    for match in re.finditer(
        r"(?P<place>[一-龥]{0,3})(?P<level>市委|省委|区委|县委|市政府|省政府|区政府|县政府|人民政府)(?!书记|员|会|常委|宣传|组织部)",
        text,
    ):
        place = next(
            (match["place"][-size:] for size in (3, 2) if _is_place(match["place"][-size:], text)), ""
        )
        name = place + match["level"]
        kind = OrganisationKind.PARTY if name.endswith("委") else OrganisationKind.GOVERNMENT
        yield _Found(
            name,
            kind,
            block,
            match.end() - len(name),
            match.end(),
            Confidence.LIKELY,
            "committee-or-government",
        )
    for match in TASK_FORCE.finditer(text):
        name = _cleaned(match["name"])
        if len(name) >= 2 and not re.search("工作|项目|专项|服务|招商|个|成立|各", name):
            yield _Found(
                name + "专班",
                OrganisationKind.PARK_BODY,
                block,
                match.end() - len(name) - 2,
                match.end(),
                Confidence.LIKELY,
                "task-force",
            )


def _is_place(words: str, text: str) -> bool:
    """Whether words before 市委 or 市政府 are a place: they stand elsewhere in the text by themselves too."""
    return len(words) > 1 and text.count(words) > 1


def _platforms(block: DocumentBlock) -> Iterator[_Found]:
    for match in re.finditer(rf"(?<![一-龥])?(?P<name>{PLATFORM}公司)", block.text):
        if match["name"] in ("平台公司", "投资公司", "建设公司"):
            continue
        yield _Found(
            match["name"],
            OrganisationKind.PLATFORM_COMPANY,
            block,
            *match.span("name"),
            Confidence.LIKELY,
            "platform-company",
        )


def _firms(block: DocumentBlock) -> Iterator[_Found]:
    text = block.text
    for match in re.finditer(KNOWN, text):
        yield _Found(
            match[0], OrganisationKind.COMPANY, block, *match.span(), Confidence.LIKELY, "known-firm"
        )
    for match in LISTED.finditer(text):
        position = match.start("names")
        for name in re.split("([、和])", match["names"]):
            cleaned = re.sub(r"^(?:园区|推动|支持|助力|引进|培育|包括|帮助|其中|新增|指导)+", "", name)
            if (
                name not in "、和"
                and 2 <= len(cleaned) <= 9
                and not re.search("企业|产业|园区|项目|重点|省级|国家", cleaned)
            ):
                start = position + len(name) - len(cleaned)
                yield _Found(
                    cleaned,
                    OrganisationKind.COMPANY,
                    block,
                    start,
                    position + len(name),
                    Confidence.LIKELY,
                    "listed-firms",
                )
            position += len(name)
    for match in FOLLOWED.finditer(text):
        name = _cleaned(match["name"])
        if len(name) >= 4 and not re.search(
            "产业|企业|高端|先进|项目|发展|工业|创新|装备制造|绿色|关键|核心|数字|现代|新型|全市|国家|动力电池|储能|成果|智慧|信息技术|新能源|新材料|零部件|生物医药|电子信息|人工智能|传感|技术|制造|汽车|依靠|围绕|服务|强化|推动|支撑|引领|突破|投资|加大|加强|整车|燃料|清洁|传统|节能|机床",
            name,
        ):
            start = match.end("name") - len(name)
            yield _Found(
                name,
                OrganisationKind.COMPANY,
                block,
                start,
                match.end("name"),
                Confidence.UNSURE,
                "firm-by-industry",
            )


def _merged(found: list[_Found]) -> list[list[_Found]]:
    """The places of one organisation together: the same name, an alias, or a short name within a long one."""
    groups: list[list[_Found]] = []
    for each in sorted(found, key=lambda one: -len(one.name)):
        for group in groups:
            if any(_same(each, other) for other in group):
                group.append(each)
                break
        else:
            groups.append([each])
    return sorted(groups, key=lambda group: min((each.block.number, each.start) for each in group))


def _same(one: _Found, other: _Found) -> bool:
    if one.name == other.name or one.name == other.alias:
        return True
    if one.block.number == other.block.number and other.start <= one.start and one.end <= other.end:
        # Within a longer name; a firm's own name within its task force is a firm too.
        return not other.name.endswith("专班")
    return (
        one.kind == other.kind == OrganisationKind.COMPANY
        and len(one.name) >= 4
        and _short_of(one.name, other.name)
    )


def _short_of(short: str, long: str) -> bool:
    """Whether a name is the short form of a longer one: 申亿精密 of 湖南申亿精密零部件股份有限公司."""
    return short in long


def _proposal(group: list[_Found]) -> Proposal:
    first = min(group, key=lambda each: (each.block.number, each.start))
    name = max((each for each in group), key=lambda each: len(each.name)).name
    aliases = tuple(
        sorted({each.name for each in group} - {name} | {each.alias for each in group if each.alias})
    )
    kind = next((each.kind for each in group if each.name == name), first.kind)
    rank = {Confidence.CERTAIN: 0, Confidence.LIKELY: 1, Confidence.UNSURE: 2}
    confidence = min((each.confidence for each in group), key=lambda each: rank[each])
    first.block.place(first.start, first.end)
    fields = OrganisationFields(name, kind, aliases)
    return propose(first.block, (first.start, first.end), confidence, first.rule, fields)
