/** Words of the notice on the phone (Law 91/2025/QH15: who, why, what, how long, whom to ask). */
import { words } from "../../i18n/language";

export const t = words({
  vi: {
    title: "Thông báo về dữ liệu cá nhân",
    who: "Bên kiểm soát dữ liệu",
    organisers: "Ban tổ chức hội nghị",
    why: "Mục đích",
    purpose: "Ghi nhận người tham dự, tiếp nhận câu hỏi và báo cáo kết quả của hội nghị này.",
    what: "Dữ liệu được ghi",
    kept: "Việc bạn có mặt: ở đâu, lúc nào, bằng loại máy nào; câu hỏi bạn gửi, tài liệu bạn mở. Không đọc danh bạ, vị trí hay số điện thoại của máy.",
    howLong: "Thời hạn lưu giữ",
    until: "Họ tên và câu hỏi được xoá vào ngày {day}; chỉ còn số liệu.",
    untilSet: "Ban tổ chức báo ngày xoá khi hội nghị được lên lịch.",
    askWhom: "Hỏi, xem, sửa, xoá: liên hệ",
    organisersDesk: "Ban tổ chức, hoặc bàn điểm danh tại điểm cầu.",
    accept: "Tôi đã đọc và đồng ý.",
    decline: "Không đồng ý thì không cần dùng điện thoại: bàn điểm danh vẫn ghi nhận bạn như thường.",
    declineOnline:
      "Không đồng ý thì không vào dự trực tuyến được; hãy đến điểm cầu của bạn, bàn điểm danh sẽ ghi nhận.",
  },
  en: {
    title: "Notice about personal data",
    who: "Who decides",
    organisers: "The organisers of the conference",
    why: "What for",
    purpose: "To record who attends, to take questions, and to report the result of this conference.",
    what: "What is kept",
    kept: "That you are here, where, when and on what kind of device; the questions you send and the papers you open. Contacts, location and phone number are not read.",
    howLong: "Until when",
    until: "Names and questions are erased on {day}; figures stay.",
    untilSet: "The organisers name the day once the conference is planned.",
    askWhom: "To ask, see, correct, erase",
    organisersDesk: "The organisers, or the desk at your point.",
    accept: "I have read this and accept it.",
    decline: "If you do not accept, you need no phone: the desk checks you in all the same.",
    declineOnline:
      "If you do not accept, you cannot take part online; go to your point, the desk will check you in.",
  },
});
