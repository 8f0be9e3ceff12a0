"""How a district divided the tasks of a plan among its own bodies: its words, not the notice's."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from register.allowed import SLUG
from register.model import Date, Name, Number, Portable, Record, Slug, Text, Texts


class Divided(Record):
    """One task, and the district's bodies for it, as the district names them."""

    task: Number = Field(title="任务序号")
    lead: Texts = Field(title="本区县牵头单位")
    responsible: Texts = Field(title="本区县责任单位")


class Division(Record):
    """What a district reported for a plan; `id` is for example `cq-pwd-jobs-2025/rongchang-qu`."""

    plan: Slug
    id: Annotated[str, StringConstraints(pattern=f"^{SLUG}/{SLUG}$"), Portable] = Field(
        title="标识"
    )
    district: Name = Field(title="区县")
    date: Date = Field(title="日期")
    reported_by: Text = Field(title="谁报告的")
    tasks: Annotated[tuple[Divided, ...], Field(title="任务", min_length=1)]
