"""The sheets that people fill in and send back: their names, columns and labels.

The writer and the reader of these sheets both go by this table.
"""

from __future__ import annotations

DUTIES, PROGRESS, DIVISION, SENDER, CHOICES, NOTES = (
    "任务和原文",
    "进展填报",
    "任务分解表",
    "填报信息",
    "选项",
    "说明",
)

# Column → width in characters.
DUTY_COLUMNS = {
    "编号": 8,
    "任务": 6,
    "任务标题（本站的话）": 20,
    "角色": 8,
    "原文": 46,
    "时间": 18,
    "措辞": 10,
    "牵头单位": 18,
    "责任单位": 18,
    "原文点名": 14,
}
PROGRESS_COLUMNS = {
    "方案": 20,
    "编号": 8,
    "任务标题（本站的话）": 22,
    "单位": 14,
    "状态": 12,
    "做了什么": 34,
    "证据（网址或者文件名称）": 26,
    "报告人": 12,
    "日期": 13,
}
DIVISION_COLUMNS = {
    "方案": 20,
    "任务": 6,
    "任务标题（本站的话）": 28,
    "市级牵头单位": 22,
    "市级责任单位": 22,
    "本区县牵头单位": 24,
    "本区县责任单位": 24,
}
SENDER_LABELS = ("区县", "报告人", "日期")
MANY = "、"  # between the names in one cell
