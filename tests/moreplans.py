"""Two further plans in real form: drafts of the importer, completed as an editor would.

One is of the same city, so that units are shared; the other of a city with units of equal names.
"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from conftest import ROOT
from secondedition import raw, write

from register.importer.command import drafted
from register.importer.command import write as write_draft
from register.model import digest

NOTICES = ROOT / "tests" / "moreplans"
ACCESS, SERVICE = "cq-access-2026", "cd-jobs-service-2026"
READ_ON = datetime.date(2026, 11, 26)
PLANS: dict[str, dict[str, Any]] = {
    ACCESS: {
        "short_title": "无障碍环境建设分工方案",
        "goal": "残疾人、老年人出行更加方便",
        "source": "https://www.cq.example/access.html",
    },
    SERVICE: {
        "short_title": "成都残疾人就业服务分工方案",
        "goal": "全市有就业愿望的残疾人都能得到就业服务",
        "source": "https://www.cd.example/service.html",
        "region": "成都市",
    },
}
TASKS = {
    f"{ACCESS}/01": ("公共场所的坡道和低位服务台", "改造政务大厅、医院、车站的坡道和卫生间。"),
    f"{ACCESS}/02": ("困难残疾人家庭改造的补贴", "给困难残疾人家庭的无障碍改造发补贴。"),
    f"{ACCESS}/03": ("电视新闻的字幕", "电视新闻节目要有字幕。"),
    f"{SERVICE}/01": ("免费的职业指导", "给想就业的残疾人免费做职业指导。"),
    f"{SERVICE}/02": ("在家就业的设备补贴", "支持在家就业，给买设备的补贴。"),
}
BENEFITS = {
    f"{ACCESS}/home-renovation-subsidy": ("2.1", "家庭无障碍改造补贴", "subsidy", "severe"),
    f"{ACCESS}/tv-news-subtitles": ("3.1", "电视新闻的字幕", "service", "persons"),
    f"{SERVICE}/free-career-guidance": ("1.1", "免费职业指导", "service", "persons"),
    f"{SERVICE}/home-work-equipment": ("2.1", "在家就业设备补贴", "subsidy", "persons"),
}


def add(data: Path) -> None:
    """Write both plans into a copy of data/."""
    for plan, fields in PLANS.items():
        made = drafted(data.parent, NOTICES / f"{plan}.txt", plan, READ_ON)
        write_draft(data.parent, made)
        folder = data / "plans" / plan
        for name in ("import.yml", "report.md"):
            (folder / name).unlink()
        record = raw(folder / "plan.yml")
        write(folder / "plan.yml", record | fields)
    for id_, (title, summary) in TASKS.items():
        plan, _, number = id_.partition("/")
        file = data / "plans" / plan / "tasks" / f"{number}.yml"
        record = raw(file)
        basis = digest(measure["quote"] for measure in record["measures"])
        write(file, record | {"title": title, "summary": summary, "wording_basis": basis})
    for id_, (measure, title, kind, audience) in BENEFITS.items():
        plan, _, name = id_.partition("/")
        number, _, sentence = measure.partition(".")
        task = raw(data / "plans" / plan / "tasks" / f"{number:0>2}.yml")
        quote = task["measures"][int(sentence) - 1]["quote"]
        write(
            data / "plans" / plan / "benefits" / f"{name}.yml",
            {
                "id": name,
                "title": title,
                "summary": f"{title}。",
                "kind": kind,
                "audiences": [audience],
                "claim": "service_offer",
                "quotes": [{"measure": measure, "text": quote}],
                "conditions": [],
                "not_stated": ["procedure"],
                "synonyms": [],
                "easy": [f"{title}。"],
                "wording_basis": digest([quote]),
            },
        )
