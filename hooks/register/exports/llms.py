"""llms.txt: what this site is and where its facts are, for programs that read prose."""

from __future__ import annotations

from register import links
from register.store import Register

NAME = "llms.txt"


def llms_file(register: Register) -> bytes:
    """Plain Markdown with links relative to the site's root."""
    lines = [
        "# 残疾人就业政策与分工",
        "",
        "> 把政府通知拆成任务和句子，逐字核对，说明市民能得到什么、每个单位要做什么。"
        "不是政府网站时页脚会写明；内容以通知原文为准。",
        "",
        "引用时请用通知的原文，并写明第几项第几句；标着“本站说明”的是本站的话，不是通知的话。"
        "通知没有写的，本站写“本方案未规定”，请不要补充。",
        "",
        "## 通知",
        *(
            f"- [{plan.title}](/{links.text(plan)}): 原文"
            + ("，旧版" if register.is_former(plan.id) else "")
            for plan in register.plans.values()
        ),
        "",
        "## 数据",
        "- [开放数据](/data/): 字段说明和许可",
        "- [任务](/data/v1/tasks.json)、[句子](/data/v1/measures.json)、"
        "[政策](/data/v1/benefits.json)、[单位](/data/v1/units.json)",
        "",
        "## 网页",
        "- [能得到什么](/benefits/): 全部政策",
        "- [单位分工](/units/): 每个单位的任务",
        "- [区县和镇街要做什么](/districts/): 写到它们的全部句子",
        "- [日历](/calendar/)、[对照表](/matrix/)、[进展](/progress/): 全部单位",
        "- [词语](/terms/): 人们怎么说，通知里怎么写",
        "- [关于本站](/about/): 一句话从哪里来，措辞有多硬",
    ]
    return ("\n".join(lines) + "\n").encode()
