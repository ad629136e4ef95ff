/**
 * Error codes of the HTTP side (server/edge) and of the link (server/wire/codes.py) that are no verdicts:
 * [vi, en], a whole sentence with the next step.
 */
export type CodeWords = Readonly<Record<string, readonly [vi: string, en: string]>>;

export const CODE_WORDS: Record<string, CodeWords[string]> = {
  // the page itself
  OFFLINE: [
    "Không liên lạc được với máy chủ. Kiểm tra mạng rồi thử lại.",
    "The server cannot be reached. Check the network and try again.",
  ],
  PAGE_TOO_OLD: [
    "Trang này đã cũ so với máy chủ. Hãy tải lại trang.",
    "This page is older than the server. Reload it.",
  ],
  PAGE_FAULT: ["Trang gặp lỗi. Hãy tải lại trang.", "This page has failed. Reload it."],
  LINK_BLOCKED: [
    "Máy chủ có trả lời nhưng kết nối trực tiếp không qua được. Nếu kéo dài, hãy báo người quản trị máy chủ.",
    "The server answers, but the live connection does not get through. If this lasts, tell whoever runs the server.",
  ],
  LEFT: ["Đã rời trang này.", "This page was left."],
  // links, devices, sign-in
  LINK_UNKNOWN: [
    "Đường dẫn không đúng. Hãy chép lại cho đủ, hoặc xin ban tổ chức đường dẫn mới.",
    "This link is not right. Copy it in full, or ask the organisers for a new one.",
  ],
  NOT_SIGNED_IN: [
    "Trình duyệt này chưa được nhận. Hãy mở lại đường dẫn đã được cấp.",
    "This browser is not known. Open the link you were given again.",
  ],
  REVOKED: [
    "Thiết bị hoặc đường dẫn này đã bị thu hồi. Hãy xin ban tổ chức đường dẫn mới.",
    "This device or its link was revoked. Ask the organisers for a new link.",
  ],
  DEVICE_WAITING: [
    "Thiết bị này đang chờ duyệt. Hãy nhờ người đang điểm danh hoặc ban tổ chức duyệt.",
    "This device waits for approval. Ask the operator at work, or the organisers.",
  ],
  TOO_MANY_DEVICES: [
    "Đường dẫn này vừa được mở trên quá nhiều thiết bị. Chờ ít phút, hoặc hỏi ban tổ chức.",
    "This link was opened on too many devices. Wait some minutes, or ask the organisers.",
  ],
  TOO_MANY_FAILURES: [
    "Sai quá nhiều lần. Chờ vài phút rồi thử lại.",
    "Too many failed attempts. Wait some minutes and try again.",
  ],
  TOO_MANY_SOCKETS: [
    "Mạng này đang mở quá nhiều trang cùng lúc. Đóng bớt trang rồi thử lại.",
    "Too many pages are open from this network. Close some and try again.",
  ],
  TOO_MANY: ["Chọn quá nhiều mục một lúc. Hãy chọn ít hơn.", "Too many at once. Choose fewer."],
  WRONG_NAME_OR_PASSWORD: ["Tên hoặc mật khẩu không đúng.", "The name or the password is wrong."],
  WRONG_CODE: [
    "Mã cài đặt không đúng hoặc đã dùng rồi. Xem mã trên màn hình máy chủ.",
    "The set-up code is wrong or was used. See the one on the server's screen.",
  ],
  ALREADY_SET_UP: [
    "Máy chủ này đã được cài đặt. Hãy đăng nhập.",
    "This server has been set up already. Sign in.",
  ],
  PASSWORD_TOO_SHORT: [
    "Mật khẩu quá ngắn: cần ít nhất 10 ký tự.",
    "The password is too short: ten characters at least.",
  ],
  PASSWORD_IS_NAME: [
    "Mật khẩu không được trùng với tên. Hãy chọn mật khẩu khác.",
    "The password must not be the name. Choose another.",
  ],
  FOREIGN_ORIGIN: [
    "Yêu cầu đến từ trang khác nên bị chặn. Hãy mở trang này bằng đúng địa chỉ của máy chủ.",
    "The request came from another site and was blocked. Open this page by the server's own address.",
  ],
  NO_ORIGIN: [
    "Trình duyệt không cho biết yêu cầu đến từ đâu nên bị chặn. Hãy dùng trình duyệt mới hơn.",
    "The browser did not say where the request came from. Use a newer browser.",
  ],
  // what was sent
  BAD_REQUEST: ["Yêu cầu không hợp lệ. Hãy tải lại trang.", "The request was not valid. Reload the page."],
  BAD_FIELD: [
    "Có ô nhập chưa đúng. Hãy xem lại rồi gửi lại.",
    "A field is not right. Look again and send it once more.",
  ],
  BAD_JSON: ["Yêu cầu không hợp lệ. Hãy tải lại trang.", "The request was not valid. Reload the page."],
  NOT_JSON: ["Yêu cầu không hợp lệ. Hãy tải lại trang.", "The request was not valid. Reload the page."],
  NOT_A_FORM: [
    "Tệp chưa được gửi đúng cách. Hãy chọn lại tệp.",
    "The file was not sent right. Choose it again.",
  ],
  NO_FILE: ["Chưa có tệp nào. Hãy chọn tệp XLSX hoặc CSV.", "There is no file. Choose an XLSX or CSV file."],
  NO_SUCH_UPLOAD: [
    "Bản xem trước này đã hết hạn. Hãy tải tệp lên lại.",
    "This preview has expired. Upload the file again.",
  ],
  ROSTER_WRONG: [
    "Danh sách còn lỗi nên chưa ghi gì. Hãy sửa các ô được nêu rồi tải lên lại.",
    "The list still has errors, so nothing was saved. Correct the cells named and upload it again.",
  ],
  BODY_TOO_SLOW: [
    "Mạng quá chậm, yêu cầu chưa gửi xong. Hãy thử lại.",
    "The network is too slow; the request did not arrive whole. Try again.",
  ],
  TOO_LARGE: ["Tệp hoặc nội dung quá lớn.", "The file or text is too large."],
  ENDS_BEFORE_START: [
    "Giờ kết thúc phải sau giờ bắt đầu. Hãy sửa lại giờ của phiên.",
    "The end must be after the start. Correct the session's times.",
  ],
  UNKNOWN_ZONE: ["Không có múi giờ này. Hãy chọn lại.", "This time zone is not known. Choose another."],
  // what is not there
  NOT_FOUND: ["Không có trang hoặc mục này.", "There is no such page or item."],
  NO_SUCH_PAGE: [
    "Không có trang này. Hãy mở lại đường dẫn đã được cấp.",
    "There is no such page. Open the link you were given again.",
  ],
  NO_SUCH_CONFERENCE: ["Không có hội nghị này.", "There is no such conference."],
  // the server's own state
  NOT_READY: [
    "Máy chủ đang khởi động. Chờ một chút rồi thử lại.",
    "The server is starting. Wait a moment and try again.",
  ],
  INTERNAL: [
    "Máy chủ gặp lỗi. Hãy thử lại; nếu vẫn vậy, báo người quản trị.",
    "The server has failed. Try again; if it stays so, tell the administrator.",
  ],
  // the link
  BAD_FRAME: [
    "Máy chủ không hiểu trang này. Hãy tải lại trang.",
    "The server does not understand this page. Reload it.",
  ],
  WRONG_VERSION: [
    "Trang này đã cũ so với máy chủ. Hãy tải lại trang.",
    "This page is older than the server. Reload it.",
  ],
  HELLO_LATE: ["Mạng quá chậm; đang nối lại.", "The network is too slow; connecting again."],
  TOO_SLOW: ["Mạng quá chậm; đang nối lại.", "The network is too slow; connecting again."],
  FRAME_TOO_LARGE: ["Nội dung gửi quá lớn.", "What was sent is too large."],
  // Names of verdicts that the doors say too.
  LINK_REVOKED: [
    "Đường dẫn này đã bị thu hồi. Hãy xin ban tổ chức đường dẫn mới.",
    "This link has been revoked. Ask the organisers for a new one.",
  ],
  DEVICE_REVOKED: [
    "Thiết bị này đã bị gỡ. Hãy mở lại đường dẫn, hoặc hỏi ban tổ chức.",
    "This device was removed. Open the link again, or ask the organisers.",
  ],
  NOT_ALLOWED: [
    "Đường dẫn này không có quyền làm việc đó. Hãy nhờ ban tổ chức.",
    "This link does not allow that. Ask the organisers.",
  ],
  CONFERENCE_CLOSED: [
    "Hội nghị đã kết thúc. Báo ban tổ chức nếu cần bổ sung.",
    "The conference is over. Tell the organisers if something must be added.",
  ],
  BUSY: ["Máy chủ đang bận; đang gửi lại.", "The server is busy; sending again."],
  DISK_FULL: [
    "Máy chủ hết chỗ lưu nên chưa ghi được. Báo ban tổ chức rồi làm lại.",
    "The server has no space left; nothing was saved. Tell the organisers, then try again.",
  ],
  TOO_FAST: ["Gửi quá nhanh; đang gửi lại.", "Too fast; sending again."],
  STOPPING: ["Máy chủ đang khởi động lại; đang gửi lại.", "The server is restarting; sending again."],
};
