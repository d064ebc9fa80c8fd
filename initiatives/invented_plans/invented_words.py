"""Words of invented plans, Chinese with its English: none names a real park, province, body or firm."""


def pairs(*lines: str) -> list[tuple[str, str]]:
    """`中文|English`, one pair a line."""
    return [(chinese, english) for chinese, english in (line.split("|") for line in lines)]


def numeral(number: int) -> str:
    """A number below a hundred as titles have it: 八, 十二, 四十."""
    digits = " 一二三四五六七八九"
    tens, ones = divmod(number, 10)
    ten = f"{digits[tens] if tens > 1 else ''}十" if tens else ""
    return ten + digits[ones].strip()


PLACE_BEGINNINGS = pairs(
    *("青|Qing", "云|Yun", "松|Song", "翠|Cui", "望|Wang", "澄|Cheng", "岚|Lan", "汀|Ting", "槐|Huai"),
    *("棠|Tang", "霁|Ji", "芦|Lu", "柏|Bai", "晴|Qin", "鹭|Luh", "沐|Mu", "桐|Tong", "枫|Feng", "苇|Wei"),
    *("朗|Lang", "烟|Yan", "栖|Qi", "渔|Yu", "竹|Zhu", "锦|Jin", "雁|Yann", "砚|Yen", "梅|Mei", "石|Shi"),
)
PLACE_ENDINGS = pairs(
    *("浦|pu", "岭|ling", "溪|xi", "洲|zhou", "屏|ping", "湾|wan", "坪|pin", "渡|du", "桥|qiao", "泽|ze"),
    *(
        "阳|yang",
        "塘|tang",
        "川|chuan",
        "埠|bu",
        "台|tai",
        "滩|tan",
        "岗|gang",
        "津|jin",
        "陂|bei",
        "垸|yuan",
    ),
)
PARK_KINDS = pairs(
    "高新区|High-tech Zone",
    "经开区|Economic Development Zone",
    "产业园|Industrial Park",
    "综保区|Bonded Zone",
    "工业园区|Industrial Zone",
)
PROVINCES = pairs(
    *("东澜省|Donglan", "南泽省|Nanze", "西岚省|Xilan", "北川省|Beichuan", "云汀省|Yunting"),
    *("江屏省|Jiangping", "海岳省|Haiyue", "松阳省|Songyang", "青原省|Qingyuan", "岭右省|Lingyou"),
    *("湖左省|Huzuo", "河朔省|Heshuo", "金塘省|Jintang", "苍梧岭省|Cangwuling", "石渡省|Shidu"),
    *("沧洲省|Cangzhou", "临渊省|Linyuan", "鹿鸣省|Luming", "雁门川省|Yanmenchuan", "棠溪省|Tangxi"),
    *("观澜省|Guanlan", "枫桥省|Fengqiao", "白鹭省|Bailu", "朝岚省|Chaolan", "安澜省|Anlan"),
    *("望舒省|Wangshu", "长汀岭省|Changtingling", "清晏省|Qingyan", "和泽省|Heze", "景行省|Jingxing"),
    "永槐省|Yonghuai",
)
# Level, and how many of a hundred parks have it.
LEVELS = (("国家级", "National", 22), ("省级", "Provincial", 70), ("市级", "City", 8))
THEMES = pairs(
    *("链条延伸|Chain extension", "绿色制造|Green manufacturing", "数字赋能|Digital empowerment"),
    *("人才汇聚|Talent", "开放合作|Opening and cooperation", "空间拓展|Space", "服务优享|Services"),
    *("金融活水|Finance", "安全守护|Safety", "文明共建|Civility", "科创策源|Innovation", "项目提速|Projects"),
    *("企业登高|Growing firms", "品质提升|Quality", "党建领航|Party building", "民生改善|Livelihood"),
)
DRIVES = pairs(
    *("攻坚|drive", "跃升|leap", "登高|climb", "突围|breakthrough", "筑基|groundwork", "焕新|renewal"),
)
NOUNS = pairs("工程|project", "行动|action", "专项|programme", "任务|task")
VERBS = pairs("确保|Ensure", "提升|Raise", "改善|Improve", "巩固|Consolidate", "做优|Refine", "增进|Further")
AIMS = pairs(
    *("税源质量|the quality of tax sources", "创新能级|the level of innovation", "安全水平|safety"),
    *("主导产业优势|the strength of leading industries", "园区承载力|carrying capacity"),
    *("外贸结构|the structure of trade", "人才结构|the structure of talent", "营商口碑|business reputation"),
    *(
        "绿色水平|green standards",
        "融资能力|financing",
        "公共服务供给|public services",
        "治理效能|governance",
    ),
)
STEPS = pairs(
    *("建设|Build", "推进|Advance", "完善|Complete", "引进|Bring in", "升级|Upgrade", "盘活|Put to use"),
    *("开展|Hold", "探索|Explore", "推广|Spread", "提速|Speed up", "优化|Improve", "谋划|Plan"),
)
OBJECTS = pairs(
    *(
        "企业服务专班|service teams for firms",
        "标准厂房|standard workshops",
        "链主企业对接机制|links to chain leaders",
    ),
    *("人才公寓|flats for talent", "中试基地|pilot bases", "工业互联网平台|industrial internet platforms"),
    *("闲置土地|idle land", "公交微循环|local bus loops", "银企对接会|meetings of banks and firms"),
    *("绿色工厂|green factories", "污水处理设施|sewage treatment", "智慧安监平台|smart safety supervision"),
    *("科技特派员制度|technology commissioners", "跨境电商园|a park for cross-border trade"),
    *("产业引导基金|an industry fund", "道路管网|roads and pipes", "孵化器|incubators", "用工保障|staffing"),
    *("专利导航|patent navigation", "招商专员队伍|investment teams", "屋顶光伏|rooftop solar power"),
    *("一件事联办|joined-up services", "消防训练站|fire training", "职工之家|workers’ clubs"),
)
STATEMENTS = (
    ("positioning", "园区正成为{place}发展的一台引擎。", "The park is becoming an engine of {place_en}."),
    ("shortfall", "{object}还不能满足企业需要。", "What firms need of {object_en} is not met yet."),
    ("context", "周边园区的{object}走在前面。", "Parks nearby are ahead in {object_en}."),
    ("starting-point", "{object}已有基础。", "There is a foundation for {object_en}."),
    ("achievement", "{object}投入使用，企业反响良好。", "Firms welcomed {object_en}."),
)
SURNAMES = pairs(
    "周|Zhou", "何|He", "罗|Luo", "汪|Wang", "沈|Shen", "唐|Tang", "冯|Feng", "秦|Qin", "邵|Shao"
)
GIVEN_NAMES = pairs("启明|Qiming", "静怡|Jingyi", "建安|Jian’an", "海棠|Haitang", "远帆|Yuanfan", "思齐|Siqi")
TITLES = pairs(
    "管委会主任|Director of the Administrative Committee",
    "党工委书记|Secretary of the Party Working Committee",
    "管委会副主任|Deputy Director of the Administrative Committee",
    "经济发展局局长|Head of the Economic Development Bureau",
)
QUOTES = pairs(
    "企业的事就是我们的事，{object}要一抓到底。|"
    "What concerns firms concerns us: {object_en} will be seen through.",
    "抓住了{object}，就抓住了牛鼻子。|Who masters {object_en} holds the ox by the nose.",
    "发展不等人，{object}今年必须见成效。|"
    "Development waits for nobody: {object_en} must show results this year.",
    "让创新者有舞台，从{object}做起。|A stage for innovators begins with {object_en}.",
)
BODIES = (
    ("经济发展局", "Economic Development Bureau", "park-body"),
    ("建设管理局", "Construction Bureau", "park-body"),
    ("投资促进中心", "Investment Promotion Centre", "park-body"),
    ("城投公司", "City Investment Company", "platform-company"),
    ("产投集团", "Industry Investment Group", "platform-company"),
)
FIRM_BEGINNINGS = pairs(
    "恒越|Hengyue", "蓝桥|Lanqiao", "鼎川|Dingchuan", "启明|Qiming", "汇朗|Huilang", "思源|Siyuan"
)
FIRM_ENDINGS = pairs(
    *(
        "电子|Electronics",
        "生物|Biology",
        "重工|Heavy Industry",
        "新材|Materials",
        "智能|Intelligence",
        "光电|Optics",
    ),
)
SCOPES = pairs(
    "|", "主园区|main park", "东片区|eastern part", "西片区|western part", "规模以上|above designated size"
)
CADENCES = (
    ("", "", ""),
    ("monthly", "每月", "every month"),
    ("quarterly", "每季度", "every quarter"),
    ("yearly", "每年", "every year"),
)
