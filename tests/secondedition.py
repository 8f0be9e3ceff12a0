"""A second edition of the real plan, made from its records: what an editor would write by hand.

A task went, one came, one moved to another action; a date, a bracket and a task's last sentence
changed. Everything else is the old plan under a new id.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from pathlib import Path
from typing import Any

import yaml

from register import load
from register.model import digest
from register.rules.notice import rebuilt_notice
from register.store import Register

OLD, NEW = "cq-pwd-jobs-2025", "cq-pwd-jobs-2027"
DAY = datetime.date(2027, 3, 1)
GONE = 12  # lottery shops, with the only duty of 市体育局
MOVED = 14  # loans, from action 3 to the end of action 6
ADDED = {
    "title": "社区就业服务点",
    "summary": "在社区设就业服务点，给残疾人免费用的工位。",
    "synonyms": ["免费工位"],
    "lead": ["市民政局"],
    "responsible": ["市文化旅游委"],
    "assignment": "(牵头单位:市民政局,责任单位:市文化旅游委)",
    "measures": [
        {
            "quote": "在社区设立残疾人就业服务点,为残疾人免费提供工位。",
            "strength": ["directive"],
            "duty": "standing",
            "actors": [],
        }
    ],
}
ADDED_BENEFIT = {
    "id": "community-desk-2027",
    "title": "社区就业服务点的免费工位",
    "summary": "社区就业服务点给残疾人免费用的工位。",
    "kind": "service",
    "audiences": ["persons"],
    "claim": "service_offer",
    "quotes": [{"text": "为残疾人免费提供工位"}],
    "conditions": [],
    "not_stated": ["place", "procedure"],
    "synonyms": ["共享办公"],
    "easy": ["社区有就业服务点。", "可以免费用工位。"],
}
YEARLY = {
    "quote": "每年组织一次农村残疾人劳务对接。",
    "strength": ["directive"],
    "duty": "annual",
    "actors": [],
    "recurrence": {"every": "year", "words": "每年"},
}


def raw(file: Path) -> Any:
    """A record as its file has it, all scalars as text but null."""
    value = yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader)
    return nulls(value)


def nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: nulls(item) for key, item in value.items()}
    if isinstance(value, list):
        return [nulls(item) for item in value]
    return None if value == "null" else value


def write(file: Path, record: Any) -> None:
    """A record as JSON, which is YAML."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(record, ensure_ascii=False, default=str), encoding="utf-8")


def add(data: Path) -> None:
    """Write the second edition into a copy of data/, and let what leads readers quote it."""
    old, new = data / "plans" / OLD, data / "plans" / NEW
    numbers = tasks(old, new)
    for file in (old / "actions").glob("*.yml"):
        write(new / "actions" / file.name, raw(file))
    benefits(old, new, numbers)
    plan = raw(old / "plan.yml")
    plan |= {"id": NEW, "amends": OLD, "date": str(DAY), "source_read_on": str(DAY)}
    plan |= {"source": "https://www.cq.example/2027.html", "notice_sha256": "0"}
    plan["counts"] |= {"measures": "98", "units": "28", "lead": "55", "responsible": "72"}
    for block in plan["outline"]:
        if block["role"] == "date":
            block["text"] = "2027年3月1日"
    write(new / "plan.yml", plan)
    (new / "notice.txt").write_text("", encoding="utf-8")
    guides(data, numbers)
    settle(data, plan)


def tasks(old: Path, new: Path) -> dict[str, str]:
    """Write the tasks; gives new numbers by old ones."""
    records = {int(file.stem): raw(file) for file in (old / "tasks").glob("*.yml")}
    order = [n for n in range(1, 39) if n not in (GONE, MOVED)]
    order.insert(order.index(23) + 1, MOVED)
    records[MOVED]["action"] = "6"
    due = records[2]["measures"][0]
    due["quote"] = due["quote"].replace("2027年底前", "2029年底前")
    due["deadline"] = {"date": "2029-12-31", "words": "2029年底前"}
    records[5]["assignment"] = "(牵头单位:市烟草局,责任单位:市财政局)"
    records[5]["responsible"] = ["市财政局"]
    records[22]["measures"].append(YEARLY)
    records[0] = {"action": "4", **ADDED}
    order.insert(order.index(18) + 1, 0)
    for number, was in enumerate(order, 1):
        record = {**records[was], "number": str(number), "wording_basis": "00000000"}
        write(new / "tasks" / f"{number:02}.yml", record)
    return {str(was): str(number) for number, was in enumerate(order, 1)}


def renumbered(measure: str, numbers: dict[str, str]) -> str | None:
    number, dot, sentence = measure.partition(".")
    return f"{numbers[number]}{dot}{sentence}" if number in numbers else None


def benefits(old: Path, new: Path, numbers: dict[str, str]) -> None:
    for file in (old / "benefits").glob("*.yml"):
        record = raw(file)
        record |= {"id": f"{record['id']}-2027", "continues": record["id"]}
        for quote in record["quotes"] + record["conditions"]:
            quote["measure"] = renumbered(quote["measure"], numbers)
            quote["text"] = quote["text"].replace("2027年底前", "2029年底前")
        if all(quote["measure"] for quote in record["quotes"]):
            write(new / "benefits" / f"{record['id']}.yml", record)
    record = {**ADDED_BENEFIT, "wording_basis": "00000000"}
    record["quotes"] = [{"measure": f"{numbers['0']}.1", **ADDED_BENEFIT["quotes"][0]}]
    write(new / "benefits" / f"{record['id']}.yml", record)


def guides(data: Path, numbers: dict[str, str]) -> None:
    """What leads readers quotes the edition in force."""

    def moved(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: moved(item) for key, item in value.items()}
        if isinstance(value, list):
            return [moved(item) for item in value]
        if isinstance(value, str) and value.startswith(f"{OLD}/"):
            return f"{NEW}/{renumbered(value.partition('/')[2], numbers)}"
        return value.replace("2027年底前", "2029年底前") if isinstance(value, str) else value

    for name in ("finder", "employers", "districts"):
        write(data / f"{name}.yml", moved(raw(data / f"{name}.yml")))
    search = raw(data / "search.yml")
    search["common"] = [f"{id_}-2027" for id_ in search["common"]]
    write(data / "search.yml", search)


def settle(data: Path, plan: Any) -> None:
    """Write what follows from the records: the notice, its checksum, the fingerprints."""
    register = loaded(data)
    for record, texts in (
        *((t, [m.quote for m in t.measures]) for t in register.tasks.values()),
        *((b, [q.text for q in b.quotes]) for b in register.benefits.values()),
        *(
            (guide, [quote.text for _, quote in guide.quotes()])
            for guide in (register.finder, register.employers, register.districts)
        ),
    ):
        file = data.parent / register.origin(record).file
        if record.wording_basis != digest(texts):
            write(file, raw(file) | {"wording_basis": digest(texts)})
    notice = rebuilt_notice(register, register.plans[NEW]).encode()
    (data / "plans" / NEW / "notice.txt").write_bytes(notice)
    write(
        data / "plans" / NEW / "plan.yml",
        plan | {"notice_sha256": hashlib.sha256(notice).hexdigest()},
    )


def loaded(data: Path) -> Register:
    register, problems = load.read(data.parent)
    assert register is not None, problems
    return register
