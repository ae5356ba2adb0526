"""What may be done with a case: each step with its inputs, who may take it and in which state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from tingtang.complaints import actions
from tingtang.shared.text import Bilingual

Kind = Literal["line", "area", "staff", "when", "file", "choice"]
Who = Literal["handles", "coordinates", "either", "reads"]


@dataclass(frozen=True)
class Field:
    """One input of a step. `choices`: codes; `longest`: characters."""

    name: str
    kind: Kind
    label: Bilingual
    needed: bool = True
    longest: int = 1000
    choices: tuple[tuple[str, Bilingual], ...] = ()


@dataclass(frozen=True)
class Step:
    """A step: its words, inputs, action, who takes it and in which states."""

    key: str
    title: Bilingual
    icon: str
    fields: tuple[Field, ...]
    act: Callable[..., Any]
    who: Who
    states: tuple[str, ...]
    clause: str


B = Bilingual
TEXT = Field("text", "area", B("情况（写明事实，不作评价）", "What happened: facts, no opinion"))
DONE = Field("done_at", "when", B("完成时间（不填为现在）", "When it was done (empty: now)"), needed=False)
REASON = Field("reason", "line", B("原因", "Why"), longest=200)
STAFF = Field("staff_id", "staff", B("人员", "Who"))
YES = (("yes", B("是", "yes")), ("no", B("否", "no")))
OPEN = ("handling", "issued", "quiet")
HANDLING = ("handling",)
DEPARTMENTS: tuple[tuple[str, Bilingual], ...] = ()


def _step(key: str, zh: str, en: str, icon: str, fields: tuple[Field, ...], act: Callable[..., Any], who: Who,
          states: tuple[str, ...], clause: str) -> tuple[str, Step]:  # fmt: skip
    return key, Step(key, Bilingual(zh, en), icon, fields, act, who, states, clause)


STEPS: dict[str, Step] = dict(
    [
        _step("take", "指定处理人", "Name who handles it", "user-check",
              (STAFF, Field("reason", "line", B("更换时写明原因", "Why, when replacing somebody"), needed=False,
                            longest=200)),
              actions.take_in_hand, "coordinates", HANDLING, "A34.4"),
        _step("report-up", "已上报协调负责人", "Reported up", "arrow-up", (TEXT, DONE), actions.report_up, "reads",
              OPEN, "A34.1"),
        _step("report-media", "媒体情况已上报", "The media reported up", "speakerphone", (TEXT, DONE),
              actions.report_media, "either", OPEN, "A35.4"),
        _step("open-plan", "媒体介入，启动应急预案", "The media come along: open the plan", "speakerphone", (TEXT,),
              actions.open_plan, "either", OPEN, "A35.4"),
        _step("close-plan", "结束应急预案", "End the contingency plan", "circle-check",
              (Field("text", "area", B("如何平息：对外说了什么，媒体和客户怎么说",
               "How it ended: what was said in public, by the media, by the customer")),
               Field("file", "file", B("证明：报道、回应或记录", "Proof: report, answer or record")), DONE),
              actions.close_plan, "either", OPEN, "A35.4"),
        _step("review-plan", "应急预案总结", "Review the plan", "rotate",
              (Field("text", "area", B("得失，预案和演练怎么改", "What went well, what plan and drills lack")),),
              actions.review_plan, "either", (*OPEN, "closed"), "A35.4"),
        _step("explain", "已解释并致谢", "Explained and thanked", "message", (TEXT, DONE), actions.explain, "either",
              OPEN, "A34.3b"),
        _step("find", "作出认定", "Say what was found", "scale",
              (Field("upheld", "choice", B("投诉是否成立", "Well founded"), choices=YES),
               Field("ours", "choice", B("责任是否在我方", "Our own fault"), choices=YES),
               Field("text", "area", B("调查依据", "On what grounds"))),
              actions.find, "either", HANDLING, "A34.3a"),
        _step("apologise", "已上门致歉", "Apologised in person", "heart-handshake",
              (Field("text", "area", B("去了哪里，哪些员工同行，客户怎么说",
               "Where, who came along, what was said")), DONE),
              actions.apologise, "either", OPEN, "A34.3a"),
        _step("agree-plan", "已会同投资顾问确认方案", "Plan agreed with the adviser", "chart-line",
              (Field("text", "area", B("调整后的配置、投资顾问、客户确认的方案",
               "New allocation, adviser, what was agreed")),
               DONE),
              actions.agree_plan, "either", OPEN, "A34.3c"),
        _step("tell", "告知进展", "Progress told", "phone-call", (TEXT,), actions.tell_progress, "either", OPEN,
              "A34.3"),
        _step("note", "记录", "Add to the record", "note", (TEXT,), actions.note, "either", OPEN, "A34.2"),
        _step("outside", "涉及外部机构", "An outside body is asked", "building-community",
              (Field("party", "line", B("机构名称", "Its name"), longest=120),), actions.ask_outside, "either",
               HANDLING,
              "A34.3d"),
        _step("department", "请上级部门解释政策", "The department above explains", "sitemap",
              (Field("department", "choice", B("部门", "Department"), choices=DEPARTMENTS), TEXT),
              actions.hand_to_department, "either", HANDLING, "A35.5"),
        _step("policy-explained", "上级部门已解释", "The department explained it", "checks", (TEXT,),
              actions.policy_explained, "reads", OPEN, "A35.5"),
        _step("answer-back", "结果已报上级", "Result reported up", "send", (TEXT,), actions.answer_back, "either",
              (*OPEN, "closed"), "A34.5"),
        _step("rectify", "整改已完成", "It is mended", "tool",
              (Field("text", "area", B("责任人、整改措施和完成情况", "Whose fault, what was mended")),),
               actions.rectify,
              "either", (*OPEN, "closed"), "A35.6"),
        _step("ask-extension", "申请延期", "Ask for more time", "hourglass", (Field("reason", "area", B("原因", "Why"),
              longest=400),), actions.ask_extension, "either", HANDLING, "A34.3"),
        _step("decide-extension", "审批延期", "Decide about more time", "clipboard-check",
              (Field("approved", "choice", B("是否同意", "Approved"), choices=YES),), actions.decide_extension,
              "coordinates", OPEN, "A34.3"),
        _step("tell-extension", "延期已告知客户", "The customer was told of it", "phone",
              (Field("text", "line", B("如何告知", "How they were told"), longest=400),),
               actions.tell_extension, "either",
              OPEN, "A34.3"),
        _step("pause", "中止计时", "Stop the clocks", "player-pause",
              (Field("until", "when", B("预计恢复时间", "Until when")), REASON), actions.pause, "coordinates", HANDLING,
              "A34.3"),
        _step("resume", "恢复计时", "The clocks go on", "player-play", (REASON,), actions.resume, "coordinates",
              HANDLING,
              "A34.3"),
        _step("attach", "添加附件", "Add a paper", "folder",
              (Field("what", "choice", B("类别", "What it is"),
                     choices=(("evidence", B("证据材料", "Evidence")), ("authority", B("代理授权", "Authority")),
                              ("record", B("沟通记录", "Record of a talk")))),
               Field("file", "file", B("文件：PDF、图片、录音", "PDF, picture or recording"))),
              actions.attach, "either", (*OPEN, "closed"), "A34.2"),
        _step("letter", "拟写处理意见书", "Draft the opinion letter", "file-text",
              (Field("findings", "area", B("调查结果", "Findings"), needed=False, longest=4000),
               Field("offer", "area", B("处理意见（给予什么）", "What is offered"), needed=False, longest=2000),
               Field("refusal", "area", B("不予支持的理由（不给予时）", "Why nothing is offered"), needed=False,
               longest=2000),
               Field("further", "area", B("进一步的救济途径", "How to go further"), needed=False)),
              actions.write_letter, "handles", HANDLING, "A34.4"),
        _step("issue", "出具处理意见书", "Issue the letter", "send", (), actions.issue_letter, "handles",
              HANDLING, "A34.4"),
        _step("deliver", "送达证明", "Proof of delivery", "mail",
              (Field("way", "choice", B("送达方式", "How"), choices=(("hand", B("当面送交", "by hand")),
                     ("post", B("邮寄", "by post")), ("mail", B("电子邮件", "by mail")))),
               Field("delivered_at", "when", B("客户收到的时间", "When the customer had it")),
               Field("file", "file", B("回执、签收单或截图", "Receipt or picture"))),
              actions.prove_delivery, "either", ("issued",), "A34.4"),
        _step("renew", "客户再次表示不满", "Still dissatisfied", "rotate",
              (Field("text", "area", B("客户原话", "The customer's own words")),), actions.renew, "reads", ("quiet",),
              "A34.4"),
        _step("follow-up", "异议期后再次投诉", "Dissatisfied after the quiet days", "plus",
              (Field("text", "area", B("客户原话", "The customer's own words"), longest=4000),),
               actions.follow_up, "reads",
              ("quiet", "closed"), "A34.4"),
        _step("close", "归档结案", "Archive and close", "circle-check",
              (Field("text", "area", B("客户意见反馈", "What the customer said of the answer")),),
               actions.close, "either",
              ("quiet",), "A34.5"),
        _step("lesson", "整理培训案例", "Write it up without names", "book",
              (Field("title", "line", B("标题", "Title"), longest=80),
               Field("story", "area", B("经过（不写姓名、号码、机构）",
               "What happened, without names or numbers"), longest=4000),
               Field("lesson", "area", B("启示", "What is learned"), longest=2000)),
              actions.write_lesson, "either", ("closed",), "A35.7"),
        _step("no-lesson", "不作培训案例", "No lesson", "ban", (Field("text", "line", B("原因", "Why")),),
              actions.decline_lesson, "either", ("closed",), "A35.7"),
        _step("coordinator", "更换协调负责人", "Another coordinates", "users", (STAFF, REASON),
              actions.replace_coordinator, "coordinates", OPEN, "A34.1"),
        _step("concerned", "补充被投诉人员", "Somebody else concerned", "user-x", (STAFF,), actions.name_concerned,
              "coordinates", OPEN, "A34.2"),
        _step("reader", "授权查阅", "Let somebody read it", "key", (STAFF, REASON), actions.name_reader, "coordinates",
              (*OPEN, "closed"), "A34.6"),
    ]
)  # fmt: skip
