"""The two guides: the finder's questions, and the conditions under which clauses ask of employers.

What an answer selects and when a clause applies is data, so that editors can read and change it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from register.model import Listed, Number, Quote, Record, Slug, Text, Texts, Words


class Answer(Record):
    """One answer to a question: what it selects, and what it leaves open."""

    id: Slug = Field(title="标识")
    label: Text = Field(title="回答（我们的话）")
    groups: tuple[Listed, ...] = Field((), title="选出的适用对象分组")
    audiences: tuple[Listed, ...] = Field((), title="选出的适用对象")
    kinds: tuple[Listed, ...] = Field((), title="选出的政策种类")
    undecided: Text | None = Field(None, title="这个回答不决定什么（我们的话）")
    quotes: tuple[Quote, ...] = Field((), title="原文")


class Question(Record):
    """One question. `after` are the answers to the first question that lead to this one."""

    id: Slug = Field(title="标识")
    label: Text = Field(title="问题（我们的话）")
    choose: Literal["one", "many"] = Field(title="选一个还是几个")
    hint: Text | None = Field(None, title="提示（我们的话）")
    after: tuple[Slug, ...] = Field((), title="第一题选了哪些回答才问")
    decides: tuple[Listed, ...] = Field((), title="回答了而没有选到就排除的适用对象")
    answers: Annotated[tuple[Answer, ...], Field(title="回答", min_length=1)]


class Limit(Record):
    """Audiences of which a benefit, if it names any, is for these alone."""

    audiences: Annotated[tuple[Listed, ...], Field(title="适用对象", min_length=1)]


class Finder(Record):
    """The questions in order, and how a benefit's audiences count."""

    general: Annotated[tuple[Listed, ...], Field(title="不限定谁的适用对象", min_length=1)]
    limits: tuple[Limit, ...] = Field(title="有限定作用的适用对象")
    questions: Annotated[tuple[Question, ...], Field(title="问题", min_length=1)]
    wording_basis: Text = Field(title="说明所依据原文的指纹")

    @property
    def id(self) -> str:
        """There is one finder."""
        return "finder"

    @cached_property
    def answers(self) -> dict[str, Answer]:
        """Every answer by `question/answer`."""
        return {f"{q.id}/{answer.id}": answer for q in self.questions for answer in q.answers}

    def quotes(self) -> Iterator[tuple[tuple[str | int, ...], Quote]]:
        """Every quotation with its path in the record."""
        for number, question in enumerate(self.questions):
            for index, answer in enumerate(question.answers):
                for at, quote in enumerate(answer.quotes):
                    yield ("questions", number, "answers", index, "quotes", at), quote


class EmployerKind(Record):
    """A kind of employer that the checker tells apart."""

    id: Slug = Field(title="标识")
    label: Text = Field(title="名称（我们的话）")
    posts: Literal["asked", "not_asked"] = Field(title="问不问编制数")


class Condition(Record):
    """What must hold for a clause, in the notice's words.

    `posts` and `years` count from `at_least`; `case` is a situation that the checker cannot know.
    """

    test: Literal["posts", "below", "years", "case"] = Field(title="看什么")
    at_least: Number | None = Field(None, title="从多少起")
    words: Words = Field(title="原文")


class Clause(Record):
    """A sentence that asks something of some kinds of employer, under conditions."""

    id: Slug = Field(title="标识")
    quote: Quote = Field(title="原文")
    kinds: Annotated[tuple[Slug, ...], Field(title="对哪些单位", min_length=1)]
    effect: Literal["applies", "exempts"] = Field(title="适用还是除外")
    conditions: tuple[Condition, ...] = Field(title="条件")
    note: Text | None = Field(title="说明（我们的话）")


class Asked(Record):
    """A heading under which stand the sentences that name certain bodies as acting."""

    id: Slug = Field(title="标识")
    label: Text = Field(title="标题（我们的话）")
    actors: Annotated[Texts, Field(title="点名的主体", min_length=1)]


class Law(Record):
    """A question that the notice leaves open, and what other documents say about it."""

    id: Slug = Field(title="标识")
    label: Text = Field(title="标题（我们的话）")
    note: Text = Field(title="说明（我们的话）")
    facts: Texts = Field(title="事实的编号")


class Employers(Record):
    """What the notice asks of employers and offers them."""

    kinds: Annotated[tuple[EmployerKind, ...], Field(title="单位种类", min_length=1)]
    clauses: Annotated[tuple[Clause, ...], Field(title="条款", min_length=1)]
    asks: Annotated[tuple[Asked, ...], Field(title="要求分组", min_length=1)]
    offers: Annotated[tuple[Listed, ...], Field(title="列出给谁的政策", min_length=1)]
    law: tuple[Law, ...] = Field(title="别的文件")
    undecided: Texts = Field(title="方案没有写明的（我们的话）")
    wording_basis: Text = Field(title="说明所依据原文的指纹")

    @property
    def id(self) -> str:
        """There is one guide for employers."""
        return "employers"

    def quotes(self) -> Iterator[tuple[tuple[str | int, ...], Quote]]:
        """Every quotation with its path in the record."""
        for index, clause in enumerate(self.clauses):
            yield ("clauses", index, "quote"), clause.quote
