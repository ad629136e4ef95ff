/**
 * Codes of papers, phones and bridges: [vi, en], a whole sentence with the next step. Apart from codes.ts because a
 * board on a slow line never hears them; the pages that may import this file, once.
 */
import { CODE_WORDS, type CodeWords } from "./codes";

export const TALK_CODE_WORDS: CodeWords = {
  // papers
  NOT_PDF: [
    "Tệp này không phải PDF. Hãy lưu tài liệu thành PDF rồi tải lên lại.",
    "This file is not a PDF. Save the document as PDF and upload it again.",
  ],
  PDF_ENCRYPTED: [
    "Tệp PDF này có mật khẩu. Hãy bỏ mật khẩu rồi tải lên lại.",
    "This PDF has a password. Take it off and upload it again.",
  ],
  PDF_ACTS: [
    "Tệp PDF này có mã chạy hoặc tệp kèm. Hãy in lại thành PDF thường rồi tải lên.",
    "This PDF carries scripts or attached files. Print it to a plain PDF and upload that.",
  ],
  PDF_DAMAGED: [
    "Tệp PDF này hỏng hoặc quá nặng để kiểm tra. Hãy xuất lại rồi tải lên.",
    "This PDF is damaged or too heavy to check. Export it again and upload that.",
  ],
  NOT_SHARED: [
    "Tài liệu này không phổ biến ra ngoài: chỉ mở được trên điện thoại đã điểm danh trong phòng.",
    "This paper is not to be shared: it opens only on a phone that is checked in in the room.",
  ],
  // phones
  NOT_LINKED: [
    "Điện thoại này chưa xác nhận là của ai. Hãy nhập số thẻ, hoặc họ tên và bốn số cuối.",
    "This phone is nobody's yet. Type the card number, or the full name and the last four digits.",
  ],
  CONSENT_NEEDED: [
    "Hãy đọc và đồng ý với thông báo trước, hoặc đến bàn điểm danh.",
    "Read and accept the notice first, or go to the desk.",
  ],
  NOT_RECOGNISED: [
    "Không khớp với danh sách. Hãy xem lại thẻ rồi nhập lại, hoặc nhờ cán bộ điểm cầu.",
    "This does not match the list. Look at the card and type it again, or ask the operator.",
  ],
  TOO_MANY_TRIES: [
    "Đã thử nhiều lần. Hãy nhờ cán bộ điểm cầu điểm danh, hoặc chờ ít phút.",
    "Tried too often. Ask the operator to check you in, or wait some minutes.",
  ],
  // bridges, picture and sound
  NOT_PROVEN: [
    "Trạm hình và tiếng này chưa được nhận. Hãy ghi danh lại bằng mã mới.",
    "This bridge is not known. Enrol it again with a new code.",
  ],
  BRIDGE_NAME_TAKEN: [
    "Đã có trạm hình và tiếng tên này. Hãy đặt tên khác.",
    "A bridge of this name exists already. Choose another name.",
  ],
  NO_BRIDGE: [
    "Máy chủ chưa có trạm hình và tiếng. Trang tự nối khi trạm sẵn sàng.",
    "The server has no bridge for picture and sound yet. The page connects when there is one.",
  ],
  TIMED_OUT: ["Máy chủ trả lời chậm; đang thử lại.", "The server is slow to answer; trying again."],
  BAD_TICKET: [
    "Trạm hình và tiếng không nhận vé vào. Hãy tải lại trang.",
    "The bridge did not take the ticket. Reload the page.",
  ],
  BAD_OFFER: [
    "Trạm hình và tiếng không hiểu trình duyệt này. Hãy dùng Chrome, Edge hoặc Firefox bản mới.",
    "The bridge does not understand this browser. Use a recent Chrome, Edge or Firefox.",
  ],
  FULL: [
    "Trạm hình và tiếng đã đủ chỗ; trang tự thử lại.",
    "The bridge for picture and sound is full; the page tries again.",
  ],
  PRESS: ["Đến lượt nơi này: bấm Lên hình.", "It is this place's turn: press Go on air."],
  LOST: [
    "Máy chủ mất liên lạc với trạm hình và tiếng; đang nối lại.",
    "The server has lost the bridge; connecting again.",
  ],
  REJOIN: ["Đang nối lại hình và tiếng.", "Connecting picture and sound again."],
  TAKEN: [
    "Máy khác của nơi này đã lên hình. Bấm lại để lấy về máy này.",
    "Another computer of this place has taken over. Press again to take it back.",
  ],
};

Object.assign(CODE_WORDS, TALK_CODE_WORDS);
