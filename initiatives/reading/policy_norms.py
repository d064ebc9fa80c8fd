"""What a plan lays down for cases to come: 对首次入规的企业奖励10万元, 每季度评出3个."""

import re

# What a policy will pay: 对首次入规的企业奖励10万元, 单个项目最高补助60万元.
PAYS = "奖励|补助|补贴|资助|支持|给予|奖补|兑付"
NORM = re.compile(
    f"(?:[对按][^。;]{{2,40}}|(?:最高|一次性|每[家个户人项名亩]|单[个家部项])[^,。;]{{0,10}})(?:{PAYS})[^,。;]{{0,12}}$"
    f"|[对按凡][^。;]{{2,40}}[0-9.]+(?:%|[万亿]?元)(?:的标准)?(?:给予|进行|予以)?(?:{PAYS})"
)
# 每季度评出3个, 每月组织一次: of what will be done again and again.
REPEATED = re.compile(
    "每(?:半|两|个)?(?:季度?|月|年|周)[^,。;]{0,8}(?:评|选|开展|组织|通报|派|举办|召开|调度|推出|解决)[^,。;]*$"
)


def will_be_paid_or_repeated(before: str, after: str) -> bool:
    """Whether the words about a number lay down what is paid in a case, or done again and again."""
    return bool(NORM.search(before + after[:12]) or REPEATED.search(before))
