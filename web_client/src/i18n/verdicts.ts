/** What a person is told for every verdict (server/core/refusals.py) and every error code of the HTTP side: what happened, and the next step. */
import { CODE_WORDS } from "./codes";
import { language } from "./language";

export const Verdict = {
  ACCEPTED: 0,
  ALREADY_PRESENT: 1,
  PRESENT_ELSEWHERE: 2,
  PARKED: 3,
  ALREADY_SO: 4,
  WAITING: 5,
  NOT_ALLOWED: 100,
  ID_REUSED: 101,
  NO_SUCH_PERSON: 102,
  NO_SUCH_POINT: 103,
  NO_SUCH_UNIT: 104,
  NO_SUCH_SESSION: 105,
  NO_SUCH_DEVICE: 106,
  NO_SUCH_QUESTION: 107,
  NO_SUCH_PAPER: 108,
  NOT_LAUNCHED: 110,
  SESSION_NOT_OPEN: 111,
  SESSION_CLOSED: 112,
  CONFERENCE_CLOSED: 113,
  WRONG_STATE: 114,
  NOTHING_PLANNED: 115,
  BAD_COUNT: 120,
  BAD_TEXT: 121,
  DUPLICATE_CODE: 122,
  UNKNOWN_CODE: 123,
  IMPORT_INCOMPLETE: 124,
  IMPORT_REPLACED: 125,
  CANNOT_UNDO: 126,
  LINK_REVOKED: 127,
  DEVICE_REVOKED: 128,
  NOT_SUMMONED: 129,
  CLAIMED_ELSEWHERE: 130,
  BUSY: 200,
  DISK_FULL: 201,
  TOO_FAST: 202,
  STOPPING: 203,
} as const;

export type VerdictName = keyof typeof Verdict;

/** [vi, en]: a whole sentence, with the next step where there is one. */
type Said = readonly [vi: string, en: string];

export const VERDICT_WORDS: Readonly<Record<VerdictName, Said>> = {
  ACCEPTED: ["Đã ghi.", "Recorded."],
  ALREADY_PRESENT: ["Đã điểm danh ở đây từ trước.", "Already checked in here."],
  PRESENT_ELSEWHERE: [
    "Đang có mặt ở điểm cầu khác. Đã ghi cả hai; ban tổ chức sẽ xem lại.",
    "Present at another point. Both are kept; the organisers will look at it.",
  ],
  PARKED: [
    "Đã giữ lại; có hiệu lực khi lượt trước đó được gửi đến.",
    "Kept; it counts as soon as the earlier one arrives.",
  ],
  ALREADY_SO: ["Đã như vậy từ trước, không có gì thay đổi.", "It was so already; nothing has changed."],
  WAITING: ["Thiết bị đang chờ duyệt.", "The device is waiting for approval."],
  NOT_ALLOWED: CODE_WORDS.NOT_ALLOWED as Said,
  ID_REUSED: [
    "Lượt gửi bị trùng mã với một lượt khác. Hãy làm lại.",
    "This collided with another submission. Please do it again.",
  ],
  NO_SUCH_PERSON: [
    "Không có người này trong danh sách. Hãy tải lại trang.",
    "This person is not on the roster. Reload the page.",
  ],
  NO_SUCH_POINT: ["Không có điểm cầu này. Hãy tải lại trang.", "There is no such point. Reload the page."],
  NO_SUCH_UNIT: ["Không có đơn vị này. Hãy tải lại trang.", "There is no such unit. Reload the page."],
  NO_SUCH_SESSION: ["Không có phiên này. Hãy tải lại trang.", "There is no such session. Reload the page."],
  NO_SUCH_DEVICE: ["Không còn thiết bị này.", "This device is no longer there."],
  NO_SUCH_QUESTION: [
    "Không có câu hỏi này. Hãy tải lại trang.",
    "There is no such question. Reload the page.",
  ],
  NO_SUCH_PAPER: ["Tài liệu này đã được gỡ.", "This paper has been removed."],
  NOT_LAUNCHED: [
    "Hội nghị chưa bắt đầu. Chờ ban tổ chức mở hội nghị.",
    "The conference has not been launched. Wait for the organisers.",
  ],
  SESSION_NOT_OPEN: [
    "Phiên chưa mở điểm danh. Chờ chủ trì mở phiên rồi làm lại.",
    "Check-in is not open yet. Wait until the host opens the session.",
  ],
  SESSION_CLOSED: [
    "Phiên đã đóng trước thời điểm này. Báo ban tổ chức nếu cần bổ sung.",
    "The session had closed by then. Tell the organisers if something must be added.",
  ],
  CONFERENCE_CLOSED: CODE_WORDS.CONFERENCE_CLOSED as Said,
  WRONG_STATE: [
    "Chưa làm được bước này lúc này. Trạng thái vừa thay đổi, hãy xem lại.",
    "This step is not possible now. The state has just changed; look again.",
  ],
  NOTHING_PLANNED: [
    "Chưa có phiên, điểm cầu hoặc đại biểu. Hãy thêm trước khi mở hội nghị.",
    "There is no session, point or person yet. Add them before launching.",
  ],
  BAD_COUNT: ["Số không hợp lệ. Hãy nhập lại.", "That number is not valid. Enter it again."],
  BAD_TEXT: [
    "Nội dung để trống hoặc quá dài. Hãy sửa rồi gửi lại.",
    "The text is empty or too long. Correct it and send it again.",
  ],
  DUPLICATE_CODE: ["Mã này đã có.", "This code is used already."],
  UNKNOWN_CODE: ["Không có mã này.", "This code is not known."],
  IMPORT_INCOMPLETE: [
    "Danh sách chưa tải lên đủ. Hãy tải lại tệp.",
    "The list did not arrive whole. Upload the file again.",
  ],
  IMPORT_REPLACED: [
    "Một danh sách khác đã được tải lên sau. Hãy xem lại.",
    "Another list was uploaded afterwards. Look again.",
  ],
  CANNOT_UNDO: ["Lượt này không hoàn tác được nữa.", "This can no longer be undone."],
  LINK_REVOKED: CODE_WORDS.LINK_REVOKED as Said,
  DEVICE_REVOKED: CODE_WORDS.DEVICE_REVOKED as Said,
  NOT_SUMMONED: ["Người này không được triệu tập phiên này.", "This person is not summoned to this session."],
  CLAIMED_ELSEWHERE: [
    "Người điều hành khác đang xử lý câu hỏi này. Hãy chọn câu khác hoặc chờ họ xong.",
    "Another moderator is working on this question. Take another one, or wait.",
  ],
  BUSY: CODE_WORDS.BUSY as Said,
  DISK_FULL: CODE_WORDS.DISK_FULL as Said,
  TOO_FAST: CODE_WORDS.TOO_FAST as Said,
  STOPPING: CODE_WORDS.STOPPING as Said,
};

const NAMES = new Map<number, VerdictName>(
  Object.entries(Verdict).map(([name, number]) => [number, name as VerdictName]),
);

export const isRefusal = (verdict: number): boolean => verdict >= Verdict.NOT_ALLOWED;

/** The sentence for a verdict; a newer server's unknown one still gets a true sentence. */
export function verdictWords(verdict: number): string {
  const name = NAMES.get(verdict);
  if (name) return say(VERDICT_WORDS[name]);
  return say([`Máy chủ không nhận (mã ${verdict}).`, `The server did not accept it (code ${verdict}).`]);
}

const say = (said: Said): string => said[language.value === "vi" ? 0 : 1];

// A door that answers with a verdict's name is understood wherever verdicts are.
for (const [name, said] of Object.entries(VERDICT_WORDS)) CODE_WORDS[name] ??= said;
