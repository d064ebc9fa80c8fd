"""Words from which `tests/generated_plans.py` makes plans: all invented, Chinese with its English."""

PLACES = [
    ("青浦湾", "Qingpu Bay"),
    ("云岭", "Yunling"),
    ("临港西", "Lingang West"),
    ("松溪", "Songxi"),
    ("白鹭洲", "Bailuzhou"),
    ("金沙滩", "Jinshatan"),
    ("翠屏", "Cuiping"),
    ("望江", "Wangjiang"),
]
PARK_KINDS = [
    ("高新区", "High-tech Zone"),
    ("经开区", "Economic Development Zone"),
    ("产业园", "Industrial Park"),
    ("综保区", "Bonded Zone"),
    ("工业园区", "Industrial Park"),
]
THEMES = [
    ("链条延伸", "Chain extension", "chain"),
    ("绿色制造", "Green manufacturing", "green"),
    ("数字赋能", "Digital empowerment", "digital"),
    ("人才汇聚", "Talent gathering", "talent"),
    ("开放合作", "Opening and cooperation", "opening"),
    ("空间拓展", "Space expansion", "space"),
    ("服务优享", "Better services", "services"),
    ("金融活水", "Financial support", "finance"),
    ("安全守护", "Safety", "safety"),
    ("文明共建", "Shared civility", "civility"),
]
DRIVES = [
    ("攻坚行动", "drive"),
    ("跃升行动", "leap"),
    ("登高行动", "climb"),
    ("突围行动", "breakthrough"),
    ("筑基行动", "groundwork"),
    ("焕新行动", "renewal"),
]
HEADINGS = [
    ("开新局", "opens a new chapter"),
    ("强根基", "strengthens the roots"),
    ("添后劲", "adds stamina"),
]
VERBS = [
    ("提升", "Raise"),
    ("改善", "Improve"),
    ("巩固", "Consolidate"),
    ("做优", "Refine"),
    ("增进", "Further"),
    ("补强", "Reinforce"),
]
AIMS = [
    ("税源质量", "the quality of tax sources"),
    ("创新能级", "the level of innovation"),
    ("安全水平", "safety"),
    ("主导产业优势", "the strength of leading industries"),
    ("园区承载力", "carrying capacity"),
    ("外贸结构", "the structure of trade"),
    ("人才结构", "the structure of talent"),
    ("营商口碑", "business reputation"),
    ("绿色水平", "green standards"),
    ("融资能力", "financing capacity"),
    ("公共服务供给", "the supply of public services"),
    ("治理效能", "governance"),
]
SPEAKERS = [
    ("周启明", "Zhou Qiming"),
    ("何静怡", "He Jingyi"),
    ("罗建安", "Luo Jian'an"),
    ("汪海棠", "Wang Haitang"),
]
TITLES = [
    ("管委会主任", "Director of the Administrative Committee"),
    ("党工委书记", "Secretary of the Party Working Committee"),
    ("管委会副主任", "Deputy Director of the Administrative Committee"),
]
OFFICIALS = [
    ("有关负责人", "a responsible official"),
    ("相关部门负责人", "the head of a department concerned"),
]
BODIES = [
    ("经济发展局", "Economic Development Bureau", "park-body"),
    ("建设管理局", "Construction Bureau", "park-body"),
    ("投资促进中心", "Investment Promotion Centre", "park-body"),
    ("城投公司", "City Investment Company", "platform-company"),
    ("产投集团", "Industry Investment Group", "platform-company"),
]
FIRMS = [
    ("恒越电子", "Hengyue Electronics"),
    ("蓝桥生物", "Lanqiao Biology"),
    ("鼎川重工", "Dingchuan Heavy Industry"),
    ("启明新材", "Qiming New Materials"),
]

# What is counted: code, name of the metric, its English, classifier, noun, its English, verb, its English.
STOCKS = [
    ("listed-firms", "上市企业数", "Listed firms", "家", "上市企业", "listed firms"),
    ("gazelle-firms", "瞪羚企业数", "Gazelle firms", "家", "瞪羚企业", "gazelle firms"),
    ("tech-smes", "科技型中小企业数", "Technology SMEs", "家", "科技型中小企业", "technology SMEs"),
    (
        "service-firms",
        "规上服务业企业数",
        "Large service firms",
        "家",
        "规上服务业企业",
        "large service firms",
    ),
    ("charging-points", "充电桩数", "Charging points", "个", "充电桩", "charging points"),
    ("skilled-workers", "技能人才数", "Skilled workers", "人", "技能人才", "skilled workers"),
    ("commissioners", "服务专员数", "Service commissioners", "名", "服务专员", "service commissioners"),
    (
        "patents",
        "有效发明专利数",
        "Invention patents in force",
        "件",
        "有效发明专利",
        "invention patents in force",
    ),
]
LEVELLED = [
    ("incubators", "孵化器数", "Incubators", "个", "孵化器", "incubators"),
    ("green-factories", "绿色工厂数", "Green factories", "家", "绿色工厂", "green factories"),
    ("laboratories", "重点实验室数", "Key laboratories", "个", "重点实验室", "key laboratories"),
    (
        "champions",
        "单项冠军企业数",
        "Single-product champions",
        "家",
        "单项冠军企业",
        "single-product champions",
    ),
]
LEVELS = [
    ("国家级", "National level", "national"),
    ("省级", "Provincial level", "provincial"),
    ("市级", "City level", "city-level"),
    ("省级以上", "Provincial level and above", "provincial and higher"),
]
FLOWS = [
    (
        "flats-built",
        "建成人才公寓数",
        "Talent flats built",
        "套",
        "人才公寓",
        "talent flats",
        "建成",
        "built",
    ),
    ("roads-opened", "通车道路数", "Roads opened", "条", "园区道路", "park roads", "新开通", "opened"),
    (
        "kindergartens",
        "新建幼儿园数",
        "Kindergartens built",
        "所",
        "幼儿园",
        "kindergartens",
        "新建",
        "built",
    ),
    ("trainees", "培训职工人数", "Workers trained", "人次", "职工", "workers", "培训", "trained"),
    (
        "workshops-renewed",
        "改造车间数",
        "Workshops renewed",
        "个",
        "老旧车间",
        "old workshops",
        "改造",
        "renewed",
    ),
    (
        "projects-begun",
        "新开工项目数",
        "Investment projects begun",
        "个",
        "产业项目",
        "investment projects",
        "新开工",
        "begun",
    ),
]
MONEY = [
    ("fixed-investment", "固定资产投资", "Fixed-asset investment", "元"),
    ("contracts", "技术合同成交额", "Value of technology contracts", "元"),
    ("budget-revenue", "一般公共预算收入", "General public budget revenue", "元"),
    ("research-spending", "研发经费投入", "Research and development spending", "元"),
    ("trade", "跨境电商交易额", "Cross-border e-commerce", "元"),
    ("foreign-capital", "实际使用外资", "Foreign capital used", "美元"),
]
GROWTH = [
    ("output", "工业总产值", "industrial output"),
    ("retail", "网络零售额", "online retail sales"),
    ("electricity", "工业用电量", "industrial use of electricity"),
    ("freight", "货运量", "freight"),
    ("wages", "职工平均工资", "average wages"),
    ("energy", "单位产值能耗", "energy use per unit of output"),
]
POINTS = [
    ("research-intensity", "研发投入强度", "research intensity"),
    ("green-share", "绿电使用比例", "share of green electricity"),
    ("vacancy", "厂房空置率", "vacancy rate"),
]
SHARES = [
    ("satisfaction", "企业满意度", "satisfaction of firms"),
    ("online-rate", "网上办结率", "rate of cases closed online"),
    ("pass-rate", "产品抽检合格率", "pass rate of products"),
    ("coverage", "5G网络覆盖率", "5G coverage"),
    ("green-rate", "绿化覆盖率", "green coverage"),
    ("recycling", "固废综合利用率", "recycling rate of solid waste"),
]
RANKS = [
    ("assessment", "综合考评全省排名", "综合考评", "overall assessment"),
    ("credit", "信用评价全省排名", "信用评价", "credit rating"),
]
RATIOS = [
    ("staff-ratio", "研发人员与管理人员之比", "ratio of researchers to managers"),
    ("land-ratio", "生产用地与配套用地之比", "ratio of production land to supporting land"),
]
AREAS = [
    (
        "idle-land",
        "盘活闲置土地面积",
        "Idle land put to use",
        "亩",
        "盘活闲置土地",
        "mu of idle land put to use",
    ),
    (
        "floor-space",
        "建成标准厂房面积",
        "Standard floor space completed",
        "平方米",
        "建成标准厂房",
        "square metres of standard floor space completed",
    ),
    ("core-area", "核心区面积", "Core area", "平方公里", "核心区面积达", "square kilometres of core area"),
]
PER_AREA = [
    ("tax-per-mu", "亩均税收", "Tax per mu", "tax per mu"),
    ("investment-per-mu", "亩均投资强度", "Investment per mu", "investment per mu"),
]
VAGUE_TARGETS = [
    ("brands", "自主品牌数", "Own brands", "大力培育更多自主品牌", "cultivate more own brands"),
    ("exporters", "外贸主体数", "Exporters", "引进一批外贸主体", "bring in a batch of exporters"),
]

# Source, the editors' words and their English; {a} and {b} are numbers.
NUMBERED_STATEMENTS = [
    (
        "先后走访企业{a}家次，梳理各类诉求{b}件",
        "走访企业{a}家次，梳理诉求{b}件。",
        "{a} visits to firms were made and {b} requests sorted out.",
    ),
    (
        "引进博士{a}名，组建青年突击队{b}支",
        "引进{a}名博士，组建{b}支青年突击队。",
        "{a} doctors were brought in and {b} youth teams formed.",
    ),
    (
        "举办银企对接会{a}场，发布融资产品{b}款",
        "办了{a}场银企对接会，发布{b}款融资产品。",
        "{a} meetings of banks and firms were held and {b} financing products presented.",
    ),
    (
        "修缮公交站台{a}座，亮化路灯{b}盏",
        "修缮{a}座公交站台，亮化{b}盏路灯。",
        "{a} bus stops were repaired and {b} street lamps lit.",
    ),
]
STATEMENTS = [
    (
        "positioning",
        "这片热土正成为区域发展的重要引擎",
        "园区正成为区域发展的一台引擎。",
        "The park is becoming an engine of the region.",
    ),
    (
        "shortfall",
        "配套设施不够完善、专业人才较为短缺的问题仍然突出",
        "配套设施和专业人才都还不足。",
        "Supporting facilities and specialists are still lacking.",
    ),
    (
        "context",
        "当前区域竞争日趋激烈，不进则退",
        "区域竞争越来越激烈。",
        "Competition between regions grows ever fiercer.",
    ),
    (
        "starting-point",
        "产业基础扎实、交通区位便利",
        "产业有基础，交通也便利。",
        "Industry has a foundation, and transport is convenient.",
    ),
    (
        "achievement",
        "智慧管理平台已经上线运行",
        "智慧管理平台已经上线。",
        "The smart management platform is in operation.",
    ),
]
# Source (after 将), title, its English; {a} is a number.
MEASURES = [
    ("完善企业全生命周期服务体系", "完善企业全周期服务", "Complete the services for firms’ whole life cycle"),
    ("推动上下游企业抱团发展", "推动上下游抱团发展", "Let upstream and downstream firms develop together"),
    ("加快老旧管网更新改造", "更新老旧管网", "Renew old pipe networks"),
    ("探索低碳园区建设路径", "探索低碳园区路径", "Explore ways to a low-carbon park"),
    ("健全安全生产责任链条", "健全安全责任链条", "Complete the chain of responsibility for safety"),
    ("引导金融机构下沉服务", "引导金融机构下沉服务", "Guide banks to bring services closer"),
    ("搭建产学研交流平台", "搭建产学研平台", "Build a platform for industry and research"),
]
NUMBERED_MEASURES = [
    ("新建公交首末站{a}座", "新建{a}座公交首末站", "Build {a} bus terminals"),
    ("打造示范车间{a}个", "打造{a}个示范车间", "Create {a} model workshops"),
    ("选派科技特派员{a}名", "选派{a}名科技特派员", "Send {a} technology commissioners"),
    ("设立零工驿站{a}处", "设立{a}处零工驿站", "Set up {a} stations for casual workers"),
]
CADENCES = [
    ("每月召开企业座谈会", "monthly", "每月", "Every month", "Meet with firms every month"),
    ("每季度开展安全巡查", "quarterly", "每季度", "Every quarter", "Inspect safety every quarter"),
]
VERBATIM = [
    (
        "企业的事就是我们的事，绝不能让企业多跑一步。",
        "What concerns firms concerns us; no firm may walk one step too many.",
    ),
    ("抓住了链主，就抓住了产业的牛鼻子。", "Who holds the chain leaders holds the industry by the nose."),
    (
        "我们要敢于啃硬骨头，也要善于下绣花功夫。",
        "We must dare to gnaw hard bones, and know how to do fine needlework.",
    ),
    (
        "发展不等人，每一天都要当作冲刺来过。",
        "Development waits for nobody; every day is to be lived as a sprint.",
    ),
    ("让创新者有舞台，让实干者有奔头。", "Give innovators a stage and doers a prospect."),
]
# Source and the editors' retelling.
REPORTED = [
    (
        "将把更多资源投向实体经济，为企业纾困解难",
        "要把更多资源投给实体经济，替企业解难。",
        "More resources are to go to the real economy, to help firms out of difficulty.",
    ),
    (
        "将持续擦亮服务品牌，营造尊商重商的浓厚氛围",
        "要继续擦亮服务品牌，形成尊重企业的氛围。",
        "The service brand is to be polished further, and firms are to be respected.",
    ),
    (
        "要以更大力度推进改革，激发干事创业的内生动力",
        "改革力度要更大，让干事的动力出自内部。",
        "Reform is to be pushed harder, so that the drive to act comes from within.",
    ),
]
SERIES = [
    ("走进园区看发展", "Development seen in the parks"),
    ("年终一线观察", "Notes at the end of the year"),
]
CAPTIONS = [
    ("{firm}的智能化生产线", "Smart production line of {firm}", "一条生产线。", "A production line."),
    ("{firm}的展示大厅", "Showroom of {firm}", "一个展厅。", "A showroom."),
]
REASONS = [
    ("措施的着力点与目标一致。", "The measures aim at what the goal asks for."),
    ("有助于实现这一目标。", "It helps to reach this goal."),
]
TIERS = [
    ("5亿元", "500 million yuan"),
    ("10亿元", "1 billion yuan"),
    ("50亿元", "5 billion yuan"),
    ("百亿元", "10 billion yuan"),
]
WHOLES = [
    ("two-values", "revenue", "规上企业营业收入", "revenue of large firms"),
    ("two-values", "profit", "企业利润总额", "total profit of firms"),
    ("campaign", "“进千家门”活动", "“Into a Thousand Doors” campaign"),
    ("campaign", "“暖企行”行动", "“Warmth for Firms” campaign"),
    ("campaign", "“百名专员联千企”行动", "“A Hundred Commissioners, a Thousand Firms” campaign"),
]
