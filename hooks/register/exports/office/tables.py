"""Duties → .csv and .json, for programs: the words as the notice has them."""

from __future__ import annotations

import csv
import io
import json

from register.exports.formats import BOM, safe
from register.exports.office.duties import UNSTATED, Duties
from register.exports.office.forms import DUTY_COLUMNS


def csv_file(duties: Duties) -> bytes:
    """One line for each sentence, with BOM as Excel wants it; several names joined by `; `."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(DUTY_COLUMNS)
    for task, sentence in duties.sentences():
        cells = [
            sentence.number,
            str(task.number),
            task.title,
            task.role,
            sentence.quote,
            sentence.when,
            "; ".join(sentence.strength),
            "; ".join(task.lead) or UNSTATED,
            "; ".join(task.responsible) or UNSTATED,
            "; ".join(sentence.named),
        ]
        writer.writerow(map(safe, cells))
    return BOM + out.getvalue().encode()


def json_file(duties: Duties) -> bytes:
    """The whole view, indented by one."""
    return (json.dumps(duties, ensure_ascii=False, default=vars, indent=1) + "\n").encode()
