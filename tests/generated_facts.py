"""The sections of a generated plan: figures, statements, measures and quotes, each stated by the article."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

from initiatives import models
from tests import generated_vocabulary as words
from tests.generated_amounts import Time, times_ahead, times_expected, times_of_the_past, whole_number
from tests.generated_article import Paragraph, Section
from tests.generated_draws import StatedFigure
from tests.generated_figures import FigureWriter

# Kinds of figures whose clauses go well with any time; the others are said of a period.
OF_A_DAY = frozenset({"count", "rank", "ratio", "area"})


@dataclass
class Facts:
    """Writes what the sections of an article say, and the rows that repeat it."""

    rng: Random
    plan: Any
    park: str
    is_relative: bool
    speaker: tuple[str, str]
    title: tuple[str, str]
    figures: FigureWriter = field(init=False)
    # What is left to be said, so that nothing is said twice.
    unsaid: dict[str, list[Any]] = field(init=False)
    is_introduced: bool = False

    def __post_init__(self) -> None:
        self.figures = FigureWriter(self.rng, self.plan.year)
        pools = (
            "STATEMENTS",
            "NUMBERED_STATEMENTS",
            "MEASURES",
            "NUMBERED_MEASURES",
            "CADENCES",
            "VERBATIM",
            "REPORTED",
            "OFFICIALS",
        )
        self.unsaid = {
            name: self.rng.sample(getattr(words, name), len(getattr(words, name))) for name in pools
        }

    def next_key(self, model: Any) -> str:
        return f"{model._meta.model_name}-{len(self.plan.of(model)) + 1}"

    def draw(self, pool: str) -> Any:
        """Something not said yet; None if all is said."""
        return self.unsaid[pool].pop() if self.unsaid[pool] else None

    # The paragraphs of a section.

    def write_section(self, section: Section, project: Any) -> None:
        self.write_statement(section.paragraph(), project)
        for _ in range(self.rng.randint(1, 3)):
            self.write_figures(section.paragraph(), project)
        if self.rng.random() < 0.5:
            self.write_numbered_statement(section.paragraph(), project)
        self.write_measures(section.paragraph(), project)
        if self.rng.random() < 0.5:
            self.write_quote(section.paragraph(), project)

    def write_statement(self, paragraph: Paragraph, project: Any) -> None:
        drawn = self.draw("STATEMENTS")
        if not drawn:
            paragraph.say("行百里者半九十，越是向前，越要稳扎稳打。")
            return
        kind, source, content, english = drawn
        paragraph.say(f"{self.rng.choice(['在园区看来，', '事实上，', ''])}{source}。")
        self.plan.add(
            models.Statement,
            self.next_key(models.Statement),
            kind=kind,
            content=content,
            content_en=english,
            links={"project": project.key},
            passages=[paragraph.cite(source, english.rstrip("."))],
        )

    def write_numbered_statement(self, paragraph: Paragraph, project: Any) -> None:
        drawn = self.draw("NUMBERED_STATEMENTS")
        numbers = {"a": self.rng.randint(13, 1900), "b": self.rng.randint(3, 12)}
        if not drawn:
            paragraph.say("好作风带来好口碑，好口碑引来好项目。")
            return
        source = drawn[0].format(**{name: whole_number(self.rng, number) for name, number in numbers.items()})
        grouped = {name: f"{number:,}" for name, number in numbers.items()}
        english = drawn[2].format(**grouped)
        paragraph.say(f"一段时间以来，园区{source}。")
        self.plan.add(
            models.Statement,
            self.next_key(models.Statement),
            kind="achievement",
            content=drawn[1].format(**numbers),
            content_en=english,
            links={"project": project.key},
            passages=[paragraph.cite(source, english.rstrip("."))],
        )

    def write_figures(self, paragraph: Paragraph, project: Any) -> None:
        """One to three figures of one time: `2023年，园区拥有上市企业30家，企业满意度达98%。`"""
        kind = self.rng.choice(["actual", "actual", "actual", "expected", "target", "target", "unit"])
        if kind == "unit":
            self.write_whole(paragraph, project)
            return
        times = {"actual": times_of_the_past, "expected": times_expected, "target": times_ahead}[kind]
        year = self.plan.year - (kind != "target")
        time = self.rng.choice(times(year, self.is_relative))
        drawn = [self.figures.draw(kind) for _ in range(self.rng.randint(1, 3))]
        told = [figure for figure in drawn if figure]
        if time.standing in ("as-of", "by"):
            told = [figure for figure in told if figure.metric["nature"] in OF_A_DAY]
        if not told:
            paragraph.say("思路一变天地宽，园区上下正以新的姿态投入工作。")
            return
        joint = self.rng.choice(["，园区", "，", "，全区"])
        if kind == "expected":
            joint = ""
        paragraph.say(f"{time.text}{joint}{'，'.join(figure.text for figure in told)}。")
        is_one = len(told) == 1 and self.rng.random() < 0.5
        if is_one:
            cited = [
                paragraph.cite(f"{time.text}{joint}{told[0].text}", f"{time.english}: {told[0].english}")
            ]
        for figure in told:
            if not is_one:
                cited = [paragraph.cite(time.text, time.english), paragraph.cite(figure.text, figure.english)]
            self.add_figure(figure, kind, time, project, cited)

    def write_whole(self, paragraph: Paragraph, project: Any) -> None:
        """A sentence that states several figures and when: a growth between two values, or a campaign."""
        told = self.figures.draw_whole(self.is_relative)
        if not told:
            paragraph.say("千钧将一羽，轻重在平衡，园区始终统筹发展和安全。")
            return
        sentence, english, figures = told
        paragraph.say(f"{sentence}。")
        for figure, time in figures:
            self.add_figure(figure, "actual", time, project, [paragraph.cite(sentence, english)])

    def add_figure(self, stated: StatedFigure, kind: str, time: Time, project: Any, cited: list[str]) -> None:
        code = f"{stated.metric['code']}-{self.plan.seed}"
        self.plan.metrics[code] = {name: value for name, value in stated.metric.items() if name != "code"}
        self.plan.add(
            models.Figure,
            self.next_key(models.Figure),
            kind=kind,
            period=time.period,
            period_standing=time.standing,
            period_stated=time.stated or time.text,
            period_stated_en=time.english,
            scope=stated.scope,
            scope_en=stated.scope_en,
            wording=stated.wording or stated.text,
            wording_en=stated.wording_en or stated.english,
            links={"metric": code, "project": project.key},
            passages=cited,
            **stated.fields,
        )

    def write_measures(self, paragraph: Paragraph, project: Any) -> None:
        """Sentences that announce what will be done; some with a time, a cadence, or who does it."""
        for way in self.rng.sample(["plain", "timed", "borne", "cadence"], self.rng.randint(1, 3)):
            source, title, english = self.draw_measure(way)
            fields: dict[str, Any] = {"title": title, "title_en": english}
            if not title:
                continue
            links = {"project": project.key}
            sentence = self.rng.choice(["园区将{}", "下一步，将{}"]).format(source)
            cited = source
            if way == "timed":
                time = self.rng.choice(times_ahead(self.plan.year, self.is_relative))
                sentence = cited = f"{time.text}，园区将{source}"
                english = f"{time.english}: {english}"
                fields |= {"due": time.period, "timing_stated": time.text, "timing_stated_en": time.english}
            elif way == "borne":
                key = self.rng.choice([key for key in self.plan.organisations if key.startswith("body")])
                body = self.plan.organisations[key]
                sentence = cited = self.rng.choice(["由{}牵头，{}", "{}将{}"]).format(body["name"], source)
                english = f"{body['name_en']}: {english}"
                links["responsible"] = key
            elif way == "cadence":
                fields |= {
                    "cadence": self.cadence[1],
                    "timing_stated": self.cadence[2],
                    "timing_stated_en": self.cadence[3],
                }
            paragraph.say(f"{sentence}。")
            self.plan.add(
                models.Measure,
                self.next_key(models.Measure),
                links=links,
                passages=[paragraph.cite(cited, english)],
                **fields,
            )
        if not paragraph.text:
            paragraph.say("蓝图已经绘就，关键在于落实。")

    def draw_measure(self, way: str) -> tuple[str, str, str]:
        """Source, title and English title; empty if all measures are told."""
        if way == "cadence":
            self.cadence = self.draw("CADENCES") or ("", "", "", "", "")
            return self.cadence[0], self.cadence[0], self.cadence[4]
        if drawn := self.draw("NUMBERED_MEASURES") if self.rng.random() < 0.5 else None:
            number = self.rng.randint(2, 60)
            source = drawn[0].format(a=whole_number(self.rng, number))
            return source, drawn[1].format(a=number), drawn[2].format(a=number)
        return self.draw("MEASURES") or ("", "", "")

    def write_quote(self, paragraph: Paragraph, project: Any) -> None:
        manner = self.rng.choice(["verbatim", "verbatim", "reported"])
        drawn = self.draw("VERBATIM" if manner == "verbatim" else "REPORTED")
        if not drawn:
            paragraph.say("心往一处想，劲往一处使，园区的明天值得期待。")
            return
        source, content, english = drawn if manner == "reported" else (drawn[0], *drawn)
        who, fields = self.introduce()
        says = self.rng.choice(["说", "表示", "介绍"])
        if manner == "reported":
            paragraph.say(f"{who}{says}，{source}。")
        elif self.rng.random() < 0.5:
            paragraph.say(f"“{source}”{who}{says}。")
        else:
            paragraph.say(f"{who}{says}：“{source}”")
        who_en = fields["speaker_en"] or fields["speaker_title_en"]
        passages = [
            paragraph.cite(source.rstrip("。"), english),
            paragraph.cite(f"{who}{says}", f"{who_en} said"),
        ]
        self.plan.add(
            models.Quote,
            self.next_key(models.Quote),
            content=content,
            content_en=english,
            manner=manner,
            links={"project": project.key},
            passages=passages,
            **fields,
        )

    def introduce(self) -> tuple[str, dict[str, str]]:
        """Who speaks, as the article calls them, and the fields of the quote."""
        if self.rng.random() < 0.3 and (official := self.draw("OFFICIALS")):
            title = f"{self.park}{official[0]}"
            english = f"{self.plan.park['name_en']}, {official[1]}"
            return title, {
                "speaker": "",
                "speaker_en": "",
                "speaker_title": title,
                "speaker_title_en": english,
            }
        title, english = f"{self.park}{self.title[0]}", f"{self.title[1]}, {self.plan.park['name_en']}"
        # Once introduced with the title, somebody may be named without it.
        who = self.speaker[0] if self.is_introduced and self.rng.random() < 0.5 else title + self.speaker[0]
        self.is_introduced = True
        return who, {
            "speaker": self.speaker[0],
            "speaker_en": self.speaker[1],
            "speaker_title": title,
            "speaker_title_en": english,
        }

    def write_remarks(self) -> None:
        """A caution about a figure that repeats its number, an inference about 今年."""
        figures = [row for row in self.plan.of(models.Figure) if row.fields.get("value") is not None]
        shares = [row for row in figures if row.fields["unit"] == "%" and not row.fields.get("upper_value")]
        if shares:
            row = self.rng.choice(shares)
            number = f"{abs(row.fields['value']).normalize():f}%"
            self.plan.add(
                models.Remark,
                "remark-caution",
                kind="caution",
                content=f"文章没有说明{number}是怎样统计的，照原文记录，不作比较。",
                content_en=f"The article does not say how the {number} was counted; it is not compared.",
                figures=[row.key],
                passages=row.passages,
            )
        relative = [row for row in figures if row.fields["period_stated"].startswith("今年")]
        if relative:
            self.plan.add(
                models.Remark,
                "remark-this-year",
                kind="inference",
                content=f"“今年”按{self.plan.year - 1}年理解。",
                content_en=f"“This year” is read as {self.plan.year - 1}.",
                figures=[row.key for row in relative],
                passages=relative[0].passages,
            )
