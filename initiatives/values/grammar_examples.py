"""Examples of the grammar of amounts and times, with what they are read as, for people."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Words as a source writes them, and what they say. The comments keep xgettext from taking a per cent sign for a
# placeholder.
AMOUNT_EXAMPLES: tuple[tuple[str, str | Promise], ...] = (
    ("二百四十一家", _("241; Chinese, Arabic and full-width numerals are the same")),
    ("3亿2千万元", _("320 million yuan")),
    ("30余亿元", _("a little more than 3 billion yuan, approximate")),
    ("近百家", _("somewhat fewer than 100, approximate")),
    # xgettext:no-python-format
    ("不低于6%", _("6% or more")),
    # xgettext:no-python-format
    ("超90%", _("more than 90%, not 90% itself")),
    ("12个以内", _("at most 12")),
    # xgettext:no-python-format
    ("8%—10%", _("from 8% to 10%")),
    # xgettext:no-python-format
    ("九成以上", _("90% or more")),
    # xgettext:no-python-format
    ("同比下降3.2%", _("a change of −3.2%")),
    ("翻一番", _("growth to twice the base")),
    # xgettext:no-python-format
    ("两位数增长", _("growth of 10% or more, and less than 100%")),
    ("前三", _("third place or better")),
    ("亩均税收30万元", _("300,000 yuan per mu")),
    ("八大工程", _("the parts of a slogan counted; no figure")),
    ("一号工程", _("no amount; nothing is made up")),
)
TIME_EXAMPLES: tuple[tuple[str, str | Promise], ...] = (
    ("2024年上半年", _("1 January to 30 June 2024")),
    ("明年3月底前", _("by 31 March of the year after publication")),
    ("“十四五”期间", _("2021 to 2025")),
    ("1—11月", _("January to November of the year that the sentence names")),
    ("截至2023年11月底", _("as things stood on 30 November 2023")),
    ("三年内", _("by the end of the third year after publication")),
    ("月月", _("every month")),
    ("长期坚持", _("no time; the words are kept")),
)
