"""The characters that the shipped fonts contain; `scripts/fonts.py` subsets the fonts to these."""

# Latin with accents. SIGNS: dashes, quotation marks and symbols used in texts and numbers.
LATIN_CODE_POINTS = [*range(0x20, 0x7F), *range(0xA0, 0xAD), *range(0xAE, 0x100)]
SIGNS = "〇–—‘’“”•…‰′″€№℃™→←↑↓≈≠≤≥−×÷±·㎡㎥㎞㎏㎜㎝○●①②③④⑤⑥⑦⑧⑨⑩"
# Frequent characters of personal and place names that GB 2312 (1980) lacks.
NAME_CHARACTERS = (
    "溇堃喆镕昇玥珺祎翀旻垚骉犇燊锴淏昉晞暐煊焜玙珩琎琬琰瑀璟祺祯禛翊翙颋頔颢飏骁骢鲲鹍麒麟龑"
    "璐琪琦琳瑜瑶瑾璇璞珈珞珮珣珂珅玘玓玮瑄瑗瑢瑱璆璠璨璘邠邡邳郯郓鄄鄞酆勍劼勐嵚嵘峣崟崧巍"
    "弢彧徕忞怡恺愔慜懋懿扬昀昕昱晅晔晖晗晙晟晢晧暄暕曈曦朓杼柃栩栻桁桄梓棪椊楙榕槿樾橪沄沅"
    "沚泓泗泠泱泺洄洧洵洺浛浠浥涪涵涿淇淦淳渌湉湜溆溱滢滟漪漾潇潆澍澎澔澧濂濠瀚灏烜烨焓焱煜"
    "熠熹燚爔牂玭珧琇琚琛瑨瓒畋畯皓皞盱眙睿瞳矞砀砼碁磊磬禤秾稷竑竣筠箐篪绂绮缙缜羿翎翥翯耒耔"
    "聿肜胤臻芃芊芮苒苡茜茗荀荃荞荻莀莆莘莞菁菡萱葳蓁蓥蔚蔺蕙蕤薇藁藜蘅虓蛟蜀蟠衎裎褀襄觐"
    "詝誉谞赟赪跞轩轶辂迓迦逄逯郗郦郾鄢钊钐钜钫钰钺铄铎铖铠铤铧铱锃锜锟锳镒镔镠镭闳闵阆阗隰隽霁"
    "霄霈霏霓靖韫韬韵頫飒飖馥骅骆骏骐骕骥鬯鲁鳌鸢鸣鸿鹄鹏鹔麓黟鼐齐龚龢𬍡碶埗塱墈圳氹浰濠滘"
)


def _gb2312() -> set[str]:
    """Every character of GB 2312: 6,763 Han characters, punctuation, kana, Greek, Cyrillic."""
    characters = set()
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                characters.add(bytes((row, cell)).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    return characters


CHARACTERS = frozenset(_gb2312() | set(map(chr, LATIN_CODE_POINTS)) | set(SIGNS) | set(NAME_CHARACTERS))
# The characters of the font for numerals.
NUMERALS = frozenset("0123456789.,%‰+−-–<>≤≥≈≠/: ")
# Quotation marks of the width they have in Latin text, not that of a Han character. The fonts hold those
# glyphs at code points of the private use area.
PROPORTIONAL = dict(zip("‘’“”…", map(chr, range(0xE000, 0xE005)), strict=True))


def uncovered(text: str) -> str:
    """The characters of a text that the fonts lack, without duplicates; empty if all can be drawn."""
    return "".join(dict.fromkeys(character for character in text if character not in CHARACTERS))
