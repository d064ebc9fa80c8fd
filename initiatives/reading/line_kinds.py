"""What a single line of a document is: a heading with its number, a list item, a caption, or noise."""

import re

from initiatives.reading.figure_thresholds import thresholds
from initiatives.values.chinese_numerals import plain_text
from initiatives.values.stated_amounts import find_amounts

NUMBER = "[一二三四五六七八九十]{1,3}"
LONGEST_HEADING = 36
INSIDE_SENTENCE = re.compile(r"[。，；,;！!]|[：:]$|[：:].{0,24}[：:]|[?？].")
# An official title may be longer than a heading: 关于印发《…方案（2025—2027年）》的通知.
OFFICIAL_TITLE = re.compile(
    r"[^。；;！!？?，,：:]{6,80}(?:通知|方案|计划|规划|意见|报告|清单|要点|纲要|办法|讲话|安排)[》”]?(?:[（(][^（）()]{1,20}[）)])?"
)
DOCUMENT_NUMBER = re.compile(r"[一-龥]{2,12}\s*[〔\[（(【]20[0-9]{2}[〕\]）)】]\s*第?[0-9]{1,4}\s*号")
BRACKETED = re.compile(
    r"(?P<marker>[【\[〖]\s*(?:[壹贰叁肆伍陆柒捌玖拾一二三四五六七八九十0-9]{1,2}\s*[|｜丨·、]\s*)?)[^【】\[\]〖〗。；]{2,30}[】\]〗]"
)
# 【经济运行】一季度，…; but 【本报讯】 and the like are no titles.
RUN_IN_BRACKETS = re.compile(r"(?P<title>(?P<marker>[【〖]\s*)[^【】〖〗。；，0-9]{2,20}[】〗])\s*(?=.{8})")
NO_TITLES = re.compile("讯|提示|摘要|导读|导语|编者|关键词|消息|记者|来源|问|答|现场|声音|镜头")
# Signs that adorn a line: → 任务一：A, ✨ PART 01 ✨
ADORNMENT = "[→⇒➜➔➡►▶▷■◆●★☆◎※▪✅✨⭐\u2600-\u27bf\U0001f300-\U0001faff]\ufe0f?\\s*"
# The label of a part that stands above its title, on a line of its own.
LABEL_ALONE = re.compile(
    rf"(?:{ADORNMENT})*(?P<label>(?:PART|Part|part|Chapter|CHAPTER|NO|No)\s*[.·．]?\s*(?:[0-9０-９]{{1,2}}|[一二三四五六七八九十])|第{NUMBER}[部篇章]分?|[（(]?0[1-9][）)]?)\s*(?:{ADORNMENT})*"
)
# 责任单位：某局, 地点：某地
ATTRIBUTE = re.compile(
    r"(?:(?:责任|牵头|配合|主办|承办|协办|包联|分管|联系)(?:单位|部门|领导|科室|人|电话)|完成时限|完成时间|时间节点|地\s*点|电话|参[会加](?:人员|单位))\s*[：:]"
)
DIGITS = "[0-9０-９]"
HEADINGS = (
    (re.compile(rf"第{NUMBER}(?:部分|章|篇)[\s、：:]*"), 1),
    (re.compile(r"[壹贰叁肆伍陆柒捌玖拾][\s　、.．:：]+(?=[一-龥“])"), 1),
    (re.compile(rf"第{NUMBER}节[\s、：:]*"), 2),
    (re.compile(rf"{NUMBER}(?:\s*[、.．]\s*|[\s　]+(?=[一-龥“]))"), 1),
    (re.compile(rf"(?:[（(]\s*{NUMBER}\s*[）)]|[㈠-㈩])\s*[、.]?\s*"), 2),
    (
        re.compile(
            rf"(?:{ADORNMENT})?(?:任务|行动|工程|板块|专题|举措|目标)(?:{NUMBER}|[①-⑳]|{DIGITS}{{1,2}})[\s：:、.]+"
        ),
        2,
    ),
    (re.compile(r"(?:PART|Part|Chapter|No)\s*[.·]?\s*[0-9一二三四五六七八九十]{1,2}[\s:：.、|丨]*"), 2),
    (re.compile(r"0[1-9]\s*[\s.．、/|丨]\s*(?=[一-龥“])"), 2),
    (re.compile(rf"{DIGITS}{{1,2}}\s*[、.．](?!{DIGITS})\s*"), 3),
    (re.compile("[0-9]\ufe0f?\u20e3\\s*"), 3),
    (re.compile(r"[A-HＡ-Ｈ]\s*[.．、]\s*(?=[一-龥“])"), 3),
    (re.compile("[✅✨⭐\U0001f300-\U0001faff]\ufe0f?\\s*"), 3),
    (re.compile(rf"[（(]\s*(?:{DIGITS}{{1,2}}|[A-Ha-hＡ-Ｈａ-ｈ])\s*[）)]\s*"), 4),
)
# （一）地区生产总值增长7%以上
GROWTH_AIMED_AT = re.compile(r"[）)、.．]\s*[一-龥]{4,16}增长[0-9.]+%(?:以上|左右)?$")
RUN_IN_END = re.compile(r"[。：:]")
# （一）聚焦产业升级，打造发展高地。
HALF = "(?:“[^“”，]{1,12}”|[^，,0-9“”]){3,26}"
RUN_IN_HALVES = re.compile(f"{HALF}，{HALF}")
LONGEST_IN_HALVES = 44
LIST_MARKER = re.compile(
    rf"[›»√✓✔☑➤➢►▶→◎□☆✦◈❖■◆●•▌▍▎]\s*(?!(?:通讯员|本报|记者|文|图))(?=[一-龥“A-Za-z0-9])"
    r"|[●•■◆▪◇○★▲►※·—–-]\s*(?=[一-龥“])|#{1,4}\s+(?=[一-龥“])"
    rf"|[①-⑳]\s*|{NUMBER}是|第{NUMBER}[，,、]|[A-HＡ-Ｈ]\s*[.．、]\s*(?=[一-龥“])|[（(]?[0-9]{{1,2}}[）)、.．](?![0-9])\s*"
)
ENDING = re.compile(r"[。；;！!，,]$")
NOISE = tuple(
    re.compile(pattern)
    for pattern in (
        r"^[【（(\[]?\s*(?:责任编辑|责编|编辑|校对|审核|一审|二审|三审|初审|终审|监制|值班编委|编审|美编|版式)\s*[：:丨|/].*$",
        # 编辑 张明 二审 李华 三审 王刚
        r"^(?:责任编辑|责编|编辑|校对|审核|[一二三初终]审)\s+[一-龥]{2,4}(?:\s+(?:责任编辑|责编|编辑|校对|审核|[一二三初终]审)\s+[一-龥]{2,4})*$",
        r"^[（(【\[]?\s*(?:浏览量|来源|稿源|信息来源|文章来源|作者|供稿|发布时间|发布日期|时间|日期|浏览次数|阅读量|点击数|字号|字体|访问量)\s*[：:|｜丨].*$",
        r"^[一-龥]{2,6}(?:新闻|日报|晚报|早报|客户端)记者[一-龥]{2,4}$",
        r"^[\w.-]+\.(?:jpe?g|png|gif)$",
        # 本报记者　张明　通讯员　李华; who is interviewed and by whom
        r"^[■●◆□◎]?\s*(?:本报|本刊|本台|[一-龥]{2,6}|《[^《》]{2,10}》)?"
        r"(?:全媒体|首席|特约|实习|见习)*(?:记者|通讯员|撰稿人?)[\s　][一-龥\s　]{2,24}(?:整理|文/图)?$",
        r"^(?:(?:受访|对话|访谈)?嘉宾|受访[人者]|主持人?|采访人?|撰文|整理)\s*[：:][^。？！?!，]{2,40}$",
        r"^[-—–\s]*(?:第?\s*[0-9]{1,4}\s*页?\s*)(?:[/共]\s*共?\s*[0-9]{1,4}\s*页?)?[-—–\s]*$",
        r"^(?:首页|当前位置|您(?:现在)?的位置|网站首页|返回顶部|返回首页|上一篇|下一篇|上一条|下一条|与我们联系|上一页|下一页|打印本页|打印|关闭窗口|关闭|收藏"
        r"|分享到?|相关链接|相关阅读|相关新闻|热门推荐|延伸阅读|推荐阅读|更多>*|扫一扫.*|长按.*二维码.*|微信扫.*|联系我们|网站地图|无障碍.*)"
        r"(?:\s*[：:>›»/|].*)?$",
        r"^(?:图片|联系电话|传\s*真|邮\s*箱|(?:会议|活动|签约|开工|大会)?现场)(?:\s*[：:>›»/|][^，。；]{0,40})?$",
        r"^(?:版权所有|Copyright|©|主办单位|承办单位|技术支持|网站标识码|[^，。]{0,12}ICP备|[^，。]{0,12}公网安备).*$",
        # 索引号：… 发布机构：… 发文日期：…
        r"^(?:(?:公开方式|公开时限|公开范围|索引号|信息索取号|发布机构|发文日期|生成日期|成文日期|有效期|有效性|主题分类|信息分类|体裁分类|文号|发文字号)"
        r"\s*[：:][^：:]*){2,}$",
        r"^字[号体]\s*[：:]?.*(?:大|小).*$",
        r"^[【\[]\s*(?:大\s*中\s*小|打印|关闭|字体).*[】\]]$",
        r"^20[0-9]{2}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?/?(?:\s*[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?\s*[|｜]?"
        r"(?:\s*[|【\[(（]?(?:来源|浏览|阅读|点击|访问|作者|编辑|责编|发布|发表|字体|字号|大|打印|分享).*)?$",
        # A paper's name, day and page; where it goes on on another page; who wrote it.
        r"^20[0-9]{2}\s*[-/.年]\s*[0-9]{1,2}\s*[-/.月]\s*[0-9]{1,2}日?(?:\s+[^\s，。：:；;]{2,12}){1,4}$",
        r"^(?:第\s*)?[A-Z]?[0-9]{1,3}\s*版(?:\s*[：:].{0,24})?$|^[一-龥]{2,8}(?:日报|晚报|晨报|时报|商报)\s+数字报纸?$",
        r"^[（(【]?\s*(?:下转|上接|紧接|转|接)\s*(?:第\s*)?[A-Z]?[0-9一二三四五六七八]{1,3}\s*版[^。]{0,6}[）)】]?$",
        r"^[（(][^（）()，。]{0,10}(?:记者|通讯员)\s*[^（）()，。]{2,40}[）)]$",
        r"^[^，。；：]{0,14}(?:记者|通讯员)\s+[一-龥\s　]{2,24}20[0-9]{2}\s*[-/.年][0-9]{1,2}[^，。]{0,30}$",
        r"^[^，。；：]{2,14}\s+20[0-9]{2}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?(?:\s+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?(?:\s+\S{1,8})?$",
        r"^(?:点击|戳)(?:上方|下方)?(?:蓝字|关注)|^.{0,12}关注我们[！!]?$",
        r"^[\s|｜·.。…*=_~+<>-]+$",
        r"^[•·]?\s*(?:QQ空间|QQ好友|点赞|评论|转发|在看|阅读原文|分享|举报|登录|注册|搜索|菜单|导航|关注我们|客户端|手机版|微博|微信)(?:\s+\S{1,6}){0,8}$",
    )
)
MENU = re.compile(r"^\S{2,6}(?:\s*[|｜>›»]\s*\S{2,8}){2,}$")
CAPTION = re.compile(
    r"图为[^。]{2,60}[。.]?(?:[^。]{0,30}摄)?$|^[▲△↑▼↓][^。]{2,90}|(?:资料图片|资料图|效果图|鸟瞰图|示意图|实景图|航拍图)[）)。]?$|(?:通讯员|记者)?[^。，]{2,10}\s*摄[）)。]?$|^[（(]?图[：:／/]"
    r"|图片(?:来源|由)[^。]{2,20}"
)
OF_PICTURE = re.compile("图|摄|现场|车间|一角|外景|供稿|正在|[（(]")
CREDIT = re.compile(
    r"(?:均为|皆为|为)?(?P<file>资料图片|资料图|效果图)|(?P<by>(?:(?:本报|全媒体)?记者|通讯员)?\s*[一-龥]{2,4}(?:\s+[一-龥]{2,4})?)\s*摄"
    r"|图片(?:来源[：:]?|由)(?P<from>[^。，；）)]{2,20}?)(?:提供|供图|$|[。；）)])|(?P<gave>[一-龥]{2,14})\s*供图"
)
LONGEST_CAPTION = 140
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤伍欧阳易柳文庄颜倪聂齐章鲁岳翟殷申"
    "关樊兰施洪邢梅盛左谷俞季常康宁牛乔焦安米查简祝纪舒单裴屈柯霍翁佘游阮冷凌匡甘骆管喻苗辛涂柴鲍包卜成车丛符干耿古桂海牟窦蓝解宫娄童郎鄢晏闵虞戚费廉岑滕毕邬傅卞尚隋曲迟敖冉"
    "路桑佟蔺杭薄邝厉栾阎冼仇荀慕糜竺宓郗邸巫冀缪濮闾艾褚晁屠裘麦练揭揣郦邰璩蒲郜暴仝"
)
PERSON = rf"(?!向记者)[{SURNAMES}][一-龥]{{1,2}}"
NAMES = re.compile(
    rf"(?:文|图|记者|通讯员|本报记者|实习生|作者)?[：:／/\s]*{PERSON}(?:[\s、]+(?:通讯员|记者|实习生)?\s*{PERSON}){{0,5}}"
)
TITLE_OF_WORK = re.compile(
    r"^(?:做实|聚焦|奋力|推动|推进|打造|加快|锚定|坚持|全力|勇|以|乘|争|抢|开|向|走|书写|谱写|绘就)[^。]{4,30}\s[^。]{4,20}$"
)


def numbered_heading(line: str) -> tuple[str, int] | None:
    """The number and level of a line that is a heading with a number; None if it is none."""
    if len(line) > LONGEST_HEADING + 4 or ENDING.search(line) or GROWTH_AIMED_AT.search(line):
        return None
    if bracketed := BRACKETED.fullmatch(line):
        return bracketed["marker"], 1
    for pattern, level in HEADINGS:
        match = pattern.match(line)
        if match and match.end() < len(line) and not re.search(r"[。；;]", line[match.end() :]):
            rest = line[match.end() :]
            return (match[0], level) if len(re.findall("[，,]", rest)) < 2 and len(rest) > 1 else None
    return None


def run_in_heading(text: str) -> tuple[int, str, int] | None:
    """End, number and level of a heading that stands at the head of its paragraph: （一）产业升级。围绕…"""
    if (bracketed := RUN_IN_BRACKETS.match(text)) and not NO_TITLES.search(bracketed[0]):
        return bracketed.end("title"), bracketed["marker"], 1
    for pattern, level in HEADINGS:
        match = pattern.match(text)
        if not match:
            continue
        end = RUN_IN_END.search(text, match.end())
        words = text[match.end() : end.start()] if end else ""
        alone = end is None or not text[end.end() :].strip()
        halves = level < 3 and end is not None and end[0] == "。" and RUN_IN_HALVES.fullmatch(words)
        longest = LONGEST_IN_HALVES if halves else LONGEST_HEADING
        if alone or not 2 < len(words) <= longest or (re.search(r"[，,0-9]", words) and not halves):
            return None
        return (end.end(), match[0], level) if end and (level < 3 or end[0] == "。") else None
    return None


def list_marker(line: str) -> str:
    """The bullet or number at the head of a list item; "" if it is none."""
    match = LIST_MARKER.match(line)
    return match[0] if match else ""


def is_noise(line: str) -> bool:
    """Menus, names of editors, numbers of pages and what else stands around a text."""
    text = line.strip()
    return len(text) <= 120 and (any(pattern.search(text) for pattern in NOISE) or bool(MENU.match(text)))


def is_official_title(line: str) -> bool:
    """Whether a line is the title or the number of an official document."""
    return bool(OFFICIAL_TITLE.fullmatch(line) or DOCUMENT_NUMBER.fullmatch(line))


def states_amount(line: str) -> bool:
    """Whether a line without full stop is an entry with its number (新建道路5条), and no heading."""
    amounts = [amount for amount in find_amounts(line) if not amount.numeral and not amount.rank]
    limiting = {index for group in thresholds(plain_text(line), amounts, (0, len(line))) for index in group}
    return any(
        amount.unit and re.search("[0-9]", plain_text(amount.words))
        for index, amount in enumerate(amounts)
        if index not in limiting
    )


def caption_in(line: str) -> re.Match[str] | None:
    """The caption in a line; ▲ is a bullet too: ▲ 全年实现营业收入865亿元；"""
    found = CAPTION.search(line) if len(line) <= LONGEST_CAPTION else None
    marked = found is not None and found.start() == 0 and line[0] in "▲△↑▼↓"
    entry = marked and (line.endswith(("；", ";")) or (states_amount(line) and not OF_PICTURE.search(line)))
    return None if entry else found


def is_person_names(line: str) -> bool:
    return bool(NAMES.fullmatch(line.strip()))


def title_of_work(line: str) -> bool:
    """Whether a line is a title in two halves: 做实“八大工程” 推动高质量发展."""
    return bool(TITLE_OF_WORK.match(line))
