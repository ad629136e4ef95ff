"""The words, numbers and times of reports, in Vietnamese and English.

Rule: a share is never rounded up to the whole: 46,539 of 46,540 is 99.9 %, not 100 %.
"""

import datetime
import zoneinfo
from typing import Literal

Language = Literal["vi", "en"]

_VIETNAM = datetime.timezone(datetime.timedelta(hours=7))
"""Vietnam's time all year; for machines without a table of time zones."""


LATEST = datetime.datetime(9999, 12, 30, tzinfo=datetime.UTC)
"""A day before the calendar ends, so that every zone still has a time for it; a session's year may be mistyped."""


def count_text(count: int, language: Language) -> str:
    """ "46.540" in Vietnamese, "46,540" in English."""
    text = f"{count:,}"
    return text.replace(",", ".") if language == "vi" else text


def share(part: int, whole: int) -> float | None:
    """Part of the whole, to the tenth of a per cent; None of nothing."""
    if whole == 0:
        return None
    thousandths = (2000 * part + whole) // (2 * whole)
    return (999 if part < whole and thousandths >= 1000 else thousandths) / 1000


def share_text(part: int, whole: int, language: Language) -> str:
    """ "95,7 %" or "95.7%"; "–" of nothing."""
    value = share(part, whole)
    if value is None:
        return "–"
    text = f"{100 * value:.1f}"
    return text.replace(".", ",") + " %" if language == "vi" else text + "%"


def sentence(came: int, summoned: int, language: Language) -> str:
    """The sentence the news prints (DOMAIN rule 12)."""
    counts = [count_text(came, language), count_text(summoned, language)]
    percent = share_text(came, summoned, language)
    if language == "vi":
        return f"{counts[0]}/{counts[1]} đại biểu, đạt {percent}"
    return f"{counts[0]} of {counts[1]} people, {percent}"


def zone_of(name: str) -> datetime.tzinfo:
    """The conference's time zone."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return _VIETNAM


def local(at_ms: int, zone: datetime.tzinfo) -> datetime.datetime:
    """The wall clock's time at `at_ms`, without a zone, as a spreadsheet wants it; at most LATEST."""
    at = datetime.datetime.fromtimestamp(min(at_ms // 1000, LATEST.timestamp()), tz=datetime.UTC)
    return at.astimezone(zone).replace(tzinfo=None)


_DAY_0 = datetime.datetime(1899, 12, 30)  # noqa: DTZ001 (a spreadsheet's day 0 has no zone)


def day_part(at_ms: int, zone: datetime.tzinfo) -> float:
    """A time as a spreadsheet counts days."""
    since = local(at_ms, zone) - _DAY_0
    return since.days + since.seconds / 86_400


WORDS: dict[str, tuple[str, str]] = {
    "by_place": ("Kết quả tham dự theo điểm cầu", "Attendance by place"),
    "by_belonging": ("Kết quả tham dự theo đơn vị", "Attendance by unit of the people"),
    "by_person": ("Danh sách đại biểu", "People"),
    "place_meaning": (
        "Tính theo điểm cầu: mỗi đại biểu tính ở nơi được triệu tập.",
        "Counted by place: everybody counts where they are summoned.",
    ),
    "belonging_meaning": (
        "Tính theo đơn vị: mỗi đại biểu tính ở đơn vị của mình, dù dự ở điểm cầu nào.",
        "Counted by unit: everybody counts at their own unit, wherever they took part.",
    ),
    "person_meaning": (
        "Danh sách theo điểm cầu được triệu tập; khách và phát sinh ở cuối mỗi điểm cầu.",
        "By the point people are summoned to; guests and walk-ins at the end of each point.",
    ),
    "as_of": ("Số liệu lúc {time}", "Figures as of {time}"),
    "session": ("{name}: {times}", "{name}: {times}"),
    "page": ("Trang &P/&N", "Page &P of &N"),
    "sheet_place": ("Theo điểm cầu", "By place"),
    "sheet_belonging": ("Theo đơn vị", "By unit"),
    "sheet_person": ("Đại biểu", "People"),
    "whole": ("Toàn hội nghị", "Whole conference"),
    "code": ("Mã", "Code"),
    "place": ("Đơn vị, điểm cầu", "Unit, point"),
    "unit": ("Đơn vị", "Unit"),
    "unit_of_person": ("Đơn vị", "Unit"),
    "level": ("Cấp", "Level"),
    "point": ("Điểm cầu", "Point"),
    "carrier": ("Đường truyền", "Carrier"),
    "summoned_place": ("Triệu tập (theo điểm cầu)", "Summoned (by place)"),
    "came_place": ("Có mặt (theo điểm cầu)", "Present (by place)"),
    "share_place": ("Tỷ lệ có mặt (theo điểm cầu)", "Share present (by place)"),
    "away": ("Dự ở nơi khác", "Present elsewhere"),
    "online": ("Trong đó trực tuyến", "Of these online"),
    "excused": ("Vắng có lý do", "Excused"),
    "missing": ("Vắng chưa rõ lý do", "Missing"),
    "exempt": ("Miễn (không tính)", "Exempt (not counted)"),
    "guests": ("Khách đang có mặt", "Guests here now"),
    "walk_ins": ("Phát sinh đang có mặt", "Walk-ins here now"),
    "heads": ("Số người (không danh sách)", "Head-count (no names)"),
    "points": ("Số điểm cầu", "Points"),
    "reporting": ("Điểm cầu đã báo", "Points reporting"),
    "summoned_unit": ("Triệu tập (theo đơn vị)", "Summoned (by unit)"),
    "came_unit": ("Có mặt (theo đơn vị)", "Present (by unit)"),
    "share_unit": ("Tỷ lệ có mặt (theo đơn vị)", "Share present (by unit)"),
    "number": ("STT", "No."),
    "name": ("Họ và tên", "Name"),
    "post": ("Chức vụ", "Post"),
    "home": ("Điểm cầu triệu tập", "Summoned to"),
    "status": ("Tình trạng", "Status"),
    "came_at": ("Giờ vào", "In"),
    "came_to": ("Điểm cầu có mặt", "Present at"),
    "left_at": ("Giờ ra", "Out"),
    "note": ("Ghi chú", "Note"),
    "present": ("Có mặt", "Present"),
    "present_elsewhere": ("Có mặt ở nơi khác", "Present elsewhere"),
    "is_excused": ("Vắng có lý do", "Excused"),
    "is_exempt": ("Miễn", "Exempt"),
    "is_missing": ("Vắng", "Missing"),
    "is_guest": ("Khách", "Guest"),
    "is_walk_in": ("Phát sinh", "Walk-in"),
    "two_points": ("Đang ghi ở hai điểm cầu", "At two points"),
    "stand_in": ("Đi thay", "Stands in"),
    "erased": ("(đã xoá)", "(erased)"),
    "by_question": ("Nhật ký câu hỏi", "Log of questions"),
    "by_floor": ("Nhật ký phát biểu", "Log of the floor"),
    "question_meaning": (
        "Theo thứ tự gửi; giờ là lần gần nhất câu hỏi tới bước ấy.",
        "In the order they were asked; times are of the last time a question came to that step.",
    ),
    "floor_meaning": (
        "Mỗi lượt đăng ký hoặc phát biểu một dòng, theo thứ tự thời gian.",
        "A row for each raised hand or turn, in order of time.",
    ),
    "questions_sum": ("{n} câu hỏi, {answered} câu đã trả lời", "{n} questions, {answered} answered"),
    "floor_sum": ("{n} lượt phát biểu, {places} nơi", "{n} turns of {places} places"),
    "sheet_questions": ("Câu hỏi", "Questions"),
    "sheet_floor": ("Phát biểu", "Floor"),
    "asked_at": ("Giờ gửi", "Asked"),
    "asked_from": ("Gửi từ", "From"),
    "asker": ("Người hỏi (trống: cả phòng)", "Who asked (empty: the room)"),
    "question": ("Nội dung", "Question"),
    "votes": ("Cùng hỏi", "Ask the same"),
    "question_state": ("Tình trạng", "State"),
    "approved_at": ("Giờ duyệt", "Approved"),
    "shown_at": ("Lên màn chiếu", "On screen"),
    "settled_at": ("Giờ xong", "Settled"),
    "answer": ("Trả lời, lý do", "Answer or reason"),
    "merged_into": ("Gộp vào câu số {n}", "Merged into number {n}"),
    "person_online": ("{name} (trực tuyến)", "{name} (online)"),
    "question_0": ("Chờ duyệt", "To be approved"),
    "question_1": ("Đã duyệt", "Approved"),
    "question_2": ("Đang trả lời", "Being answered"),
    "question_3": ("Đã trả lời", "Answered"),
    "question_4": ("Trả lời bằng văn bản", "Answered in writing"),
    "question_5": ("Từ chối", "Declined"),
    "question_6": ("Gộp", "Merged"),
    "speaker": ("Điểm cầu, đại biểu", "Point or person"),
    "raised_at": ("Giờ đăng ký", "Hand raised"),
    "air_from": ("Bắt đầu", "On air from"),
    "air_to": ("Kết thúc", "Until"),
    "air_length": ("Thời lượng", "Length"),
    "floor_state": ("Kết quả", "Outcome"),
    "floor_spoke": ("Đã phát biểu", "Spoke"),
    "floor_on_air": ("Đang phát biểu", "On air"),
    "floor_withdrawn": ("Rút đăng ký", "Hand lowered"),
    "floor_waits": ("Chưa được phát biểu", "Not given the floor"),
    "was_online": ("Trực tuyến {from_}–{to}, {n} phút", "Online {from_}–{to}, {n} min"),
    "online_short": ("chưa đủ {needed} phút", "below {needed} min"),
    "carrier_0": ("Điểm Cầu", "Relay"),
    "carrier_1": ("Hội nghị truyền hình", "VCS"),
    "carrier_2": ("Truyền hình", "TV"),
    "carrier_3": ("Không", "None"),
}


def said(word: str, language: Language) -> str:
    return WORDS[word][0 if language == "vi" else 1]
