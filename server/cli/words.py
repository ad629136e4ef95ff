"""What the command line says, in Vietnamese and English: chosen by --lang, else by LANG, else Vietnamese."""

import os
from typing import Literal

Language = Literal["vi", "en"]


def language_of(asked: str | None) -> Language:
    """The language asked for; without a wish the one of the terminal, English only where it says so."""
    if asked in ("vi", "en"):
        return "en" if asked == "en" else "vi"
    spoken = (
        os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    ).lower()
    return "en" if spoken.startswith("en") else "vi"


WORDS: dict[str, tuple[str, str]] = {
    "help": (
        "Điểm Cầu: điều phối hội nghị tại nhiều điểm cầu.",
        "Điểm Cầu: live coordination of conferences held in many rooms.",
    ),
    "help_up": (
        "Chạy máy chủ và in các đường dẫn. Thư mục dữ liệu còn trống thì tạo hội nghị mẫu.",
        "Start the server and print the links. Makes the demo conference when the data folder is empty.",
    ),
    "help_server": (
        "Chạy máy chủ trên dữ liệu đang có.",
        "Start the server on what is there.",
    ),
    "help_demo": (
        "Tạo hội nghị mẫu. Một tỉnh, 500 điểm cầu, 46.540 đại biểu không có thật.",
        "Make the demo conference. One province, 500 points, 46,540 people who do not exist.",
    ),
    "help_roster": ("Danh sách đơn vị, điểm cầu, đại biểu.", "Lists of units, points and people."),
    "help_roster_check": (
        "Đọc thử tệp XLSX, CSV; nêu lỗi theo ô. Không lưu gì. Có lỗi: mã thoát 1.",
        "Read an XLSX or CSV file and list what is wrong by cell. Saves nothing. Exit code 1 on errors.",
    ),
    "help_roster_template": ("Ghi tệp mẫu XLSX để điền.", "Write the XLSX template to fill in."),
    "help_export": (
        "Ghi kết quả tham dự ra XLSX. Theo điểm cầu, theo đơn vị, theo người.",
        "Write attendance as XLSX. By place, by belonging, by person.",
    ),
    "help_journal": ("Nhật ký của các hội nghị.", "The journals of the conferences."),
    "help_journal_verify": (
        "Đọc lại nhật ký từ dòng đầu để kiểm tra. In số dòng, số liệu và chuỗi kiểm tra.",
        "Fold the journals from their first entry. Prints their length, counts and chain.",
    ),
    "help_journal_copy": (
        "Chép mọi nhật ký sang nơi khác, rồi đối chiếu. Nơi nhận còn trống: sqlite:THƯ_MỤC hoặc redis. Dừng máy chủ trước.",
        "Copy every journal elsewhere and compare. The target must be empty: sqlite:FOLDER or redis. Stop the server first.",
    ),
    "help_backup": (
        "Sao lưu mọi hội nghị vào một tệp, cả khi máy chủ đang chạy. Khoá không nằm trong tệp này.",
        "Write every conference into one file, also beside a running server. Keys are not in it.",
    ),
    "help_restore": (
        "Khôi phục bản sao lưu vào nơi còn trống. Mọi trang sẽ nạp lại và gửi lại việc đã được báo nhận.",
        "Restore a backup into an empty place. Every page then reloads, and offers again what it had been told was taken.",
    ),
    "help_person": ("Dữ liệu cá nhân của một người.", "What is held about one person."),
    "help_person_export": (
        "In mọi điều đang giữ về một người (JSON). WHO là mã đại biểu, họ tên, hoặc #số.",
        "Print all that is held about one person (JSON). WHO is a code, a name, or #number.",
    ),
    "help_person_erase": (
        "Xoá chữ về một người khỏi mọi tệp. Số liệu không đổi, nhật ký ghi thêm lần xoá. WHO là mã, họ tên, hoặc #số.",
        "Take a person's text out of every file; figures stay, the journal notes it. WHO is a code, a name, or #number.",
    ),
    "help_audit": (
        "In ai đã xem hoặc tải danh sách, lúc nào, bao nhiêu.",
        "Print who listed or downloaded names, when and how many.",
    ),
    "audit_at": ("Thời gian", "When"),
    "audit_who": ("Người xem", "Who"),
    "audit_what": ("Nội dung", "What"),
    "audit_count": ("Số mục", "Items"),
    "audit_place": ("Nơi", "Place"),
    "audit_none": (
        "Chưa ai xem hoặc tải danh sách có tên.",
        "Nobody has listed or downloaded names yet.",
    ),
    "audit_refused": ("bị từ chối", "refused"),
    "audit_here": ("Dòng lệnh trên máy này", "Command line on this machine"),
    "audit_administrator": ("Quản trị", "Administrator"),
    "audit_what_person_report": ("Báo cáo theo người", "Report by person"),
    "audit_what_contacts": ("Liên hệ của các điểm cầu", "Contacts of points"),
    "audit_what_links": ("Đường dẫn của điểm cầu", "Links of points"),
    "audit_what_personal_link": ("Đường dẫn riêng của một người", "One person's link"),
    "audit_what_roster": ("Tên người tại một điểm cầu", "Names at a point"),
    "audit_what_question_log": ("Câu hỏi kèm người hỏi", "Questions with who asked"),
    "audit_what_person_export": ("Dữ liệu về một người", "Data about one person"),
    "audit_what_person_erased": ("Xoá dữ liệu về một người", "One person's data erased"),
    "audit_left": (
        "Máy chủ đang chạy: lần xem này đã để lại cho máy chủ, máy chủ ghi vào nhật ký trong vài giây.",
        "A server is running: this listing was left for it, and it writes it into the journal within seconds.",
    ),
    "audit_not_noted": (
        "Lưu ý: lần xem này chưa được ghi vào nhật ký và không để lại được cho máy chủ; hãy ghi vào sổ.",
        "Note: this listing is not in the journal and could not be left for the server; write it down.",
    ),
    "help_bridge": ("Trạm hình và tiếng trên máy khác.", "Media bridges on other machines."),
    "help_bridge_enrol": (
        "In mã dùng một lần để ghi danh một trạm hình và tiếng: python -m bridge --code. Chạy được khi máy chủ đang chạy.",
        "Print a one-time code that enrols a bridge: python -m bridge --code. Works beside a running server.",
    ),
    "bridge_code": (
        "Mã dùng một lần, trong {minutes} phút. Trên máy kia: python -m bridge --server ĐỊA_CHỈ --name TÊN --code MÃ",
        "Works once, within {minutes} minutes. There: python -m bridge --server ORIGIN --name NAME --code CODE",
    ),
    "media_at": (
        "Hình và tiếng đi qua UDP {addresses}.",
        "Picture and sound go through UDP {addresses}.",
    ),
    "no_media": (
        "Trạm hình và tiếng chưa chạy; máy chủ tự thử lại. Xem dòng nhật ký ở trên.",
        "The media bridge is not running yet; it is tried again. See the log above.",
    ),
    "help_settings": (
        "In thiết lập đang dùng; --explain: kèm đơn vị, giới hạn, lý do.",
        "Print the settings in use; --explain: with unit, bound and reason.",
    ),
    "option_lang": ("Ngôn ngữ của các câu trả lời.", "The language of the answers."),
    "option_config": ("Tệp thiết lập TOML.", "TOML file of settings."),
    "option_port": ("Cổng (0: cổng trống bất kỳ).", "Port (0: any that is free)."),
    "option_data": ("Thư mục dữ liệu.", "Data folder."),
    "option_journal": (
        "Nơi giữ nhật ký: sqlite, hoặc địa chỉ Redis. Địa chỉ có mật khẩu: đặt trong biến DIEMCAU_JOURNAL, đừng gõ ở đây.",
        "Where journals are kept: sqlite, or a Redis. An address with a password belongs in DIEMCAU_JOURNAL, not here.",
    ),
    "option_session": (
        "Tên phiên, theo thứ tự; dùng cho cột Phiên.",
        "Session name, in order, for column Phiên.",
    ),
    "option_conference": (
        "Mã hội nghị; bỏ qua nếu chỉ có một.",
        "Conference id; not needed if there is only one.",
    ),
    "option_number": ("Phiên thứ mấy, từ 1; bỏ qua: mọi phiên.", "Which session, from 1; without it: all."),
    "option_by": ("Loại báo cáo; bỏ qua: cả ba.", "Which report; without it: all three."),
    "option_out": ("Thư mục để ghi tệp.", "Folder the files go to."),
    "option_yes": ("Không hỏi lại.", "Do not ask again."),
    "option_keys_out": (
        "Ghi thêm các khoá vào tệp riêng này: giữ tệp ở chỗ khác.",
        "Also write the keys, into this file of their own: keep it somewhere else.",
    ),
    "option_keys_in": (
        "Khôi phục cả các khoá từ tệp này: đường dẫn đã in vẫn dùng được.",
        "Restore the keys too, from this file: printed links stay good.",
    ),
    "option_erased": (
        "Xoá lại chữ của những ai đã bị xoá ở đó: bản sao lưu mới hơn, thư mục dữ liệu cũ, hoặc redis. Lặp lại được.",
        "Erase again whoever is erased there: a newer backup, the old data folder, or redis. May be repeated.",
    ),
    "option_none_erased": (
        "Từ lúc sao lưu chưa xoá chữ của ai.",
        "Nobody's text was erased since the backup was made.",
    ),
    "option_tls": (
        "HTTPS cho mạng nội bộ, không cần proxy: tự tạo CA riêng cho máy này; nghe ở 0.0.0.0, cổng 8443.",
        "HTTPS for a local network, without a proxy: a CA for this machine alone; listens on 0.0.0.0, port 8443.",
    ),
    "option_tls_cert": (
        "Chứng chỉ của bạn (PEM), đi cùng --tls-key và public_url.",
        "A certificate of your own (PEM), together with --tls-key and public_url.",
    ),
    "option_tls_key": ("Khoá của chứng chỉ đó (PEM).", "Its key (PEM)."),
    "trust": (
        "Để trình duyệt tin máy chủ này: tải {url} trên từng thiết bị, so dấu vân tay với dòng dưới rồi mới cài.",
        "To make browsers trust this server: fetch {url} on each device, compare its fingerprint, then install it.",
    ),
    "trust_windows": (
        "  Windows  So: PowerShell, Get-FileHash diemcau-ca.crt (không in dấu hai chấm).\n"
        "           Cài: mở tệp › Install Certificate › Local Machine › Place all certificates in the following store ›\n"
        "           Trusted Root Certification Authorities. Rồi mở lại trình duyệt.",
        "  Windows  Compare: PowerShell, Get-FileHash diemcau-ca.crt (it prints no colons).\n"
        "           Install: open the file › Install Certificate › Local Machine › Place all certificates in the\n"
        "           following store › Trusted Root Certification Authorities. Then restart the browser.",
    ),
    "trust_android": (
        "  Android  Cài đặt › Bảo mật › Mã hoá và thông tin xác thực › Cài đặt chứng chỉ › Chứng chỉ CA › chọn tệp.\n"
        "           So: Thông tin đăng nhập tin cậy › Người dùng › chứng chỉ Điểm Cầu › SHA-256. Khác thì gỡ ngay.",
        "  Android  Settings › Security › Encryption & credentials › Install a certificate › CA certificate › the file.\n"
        "           Compare: Trusted credentials › User › the Điểm Cầu one › SHA-256. Another one: remove it at once.",
    ),
    "trust_iphone": (
        "  iPhone   Mở tệp bằng Safari › Cài đặt › Đã tải về hồ sơ › Cài đặt; rồi Cài đặt chung › Giới thiệu ›\n"
        "           Cài đặt tin cậy chứng nhận › bật.",
        "  iPhone   Open the file in Safari › Settings › Profile Downloaded › Install; then General › About › Certificate\n"
        "           Trust Settings › on.",
    ),
    "trust_ends": (
        "CA chỉ dùng cho máy này, khoá của nó không được giữ lại. Hết hạn {day}; khởi động trong tháng cuối thì có CA mới.",
        "The CA is for this machine only, its key was not kept. It ends {day}; a start in its last month makes a new one.",
    ),
    "option_explain": ("Kèm đơn vị, giới hạn và lý do.", "With unit, bound and reason."),
    "open_links": ("Điểm Cầu đang chạy tại {url}", "Điểm Cầu is running at {url}"),
    "control": ("Trang điều hành", "Control page"),
    "desk": ("Bàn điểm danh", "Desk"),
    "board": ("Bảng theo dõi", "Board"),
    "wall": ("Màn hình lớn", "Wall"),
    "set_up": ("Đặt mật khẩu quản trị", "Set the password"),
    "set_up_note": (
        "Đường dẫn đặt mật khẩu dùng một lần, trong {hours} giờ.",
        "The set-up link works once, within {hours} hours.",
    ),
    "keep_links": (
        "Các đường dẫn này mở quyền trong hội nghị: giữ như giữ chìa khoá. Dừng máy chủ: Ctrl+C.",
        "These links open rights in the conference: keep them like keys. Stop the server: Ctrl+C.",
    ),
    "no_conference": ("Chưa có hội nghị nào.", "There is no conference yet."),
    "making_demo": ("Đang tạo hội nghị mẫu…", "Making the demo conference…"),
    "demo_made": (
        "Đã tạo hội nghị mẫu {id}: {points} điểm cầu, {people} đại biểu.",
        "Made the demo conference {id}: {points} points, {people} people.",
    ),
    "demo_refused": ("Không tạo được hội nghị mẫu: {why}.", "The demo conference could not be made: {why}."),
    "taken": (
        "Thư mục dữ liệu {folder} đang do một tiến trình khác giữ ({holder}). Hãy dừng tiến trình đó trước.",
        "The data folder {folder} is in use by {holder}. Stop it first.",
    ),
    "port_taken": (
        "Cổng {port} đang được dùng. Chọn cổng khác: --port hoặc PORT=.",
        "Port {port} is in use. Choose another with --port or PORT=.",
    ),
    "port_forbidden": (
        "Không được phép mở cổng {port}. Chọn cổng từ 1024 trở lên.",
        "Port {port} may not be opened. Choose one from 1024 up.",
    ),
    "no_disk": ("Không đọc hoặc ghi được: {why}.", "Cannot read or write: {why}."),
    "broken": ("Nhật ký không đọc được: {why}", "The journal cannot be read: {why}"),
    "bad_setting": ("Thiết lập sai: {why}", "Wrong setting: {why}"),
    "bad_key": ("Không dùng được khoá: {why}.", "A key cannot be used: {why}."),
    "password_in_sight": (
        "Mật khẩu trên dòng lệnh thì ai dùng máy này cũng đọc được: hãy đặt địa chỉ trong biến DIEMCAU_JOURNAL.",
        "Everybody on this machine can read a password on the command line: put the address in DIEMCAU_JOURNAL.",
    ),
    "no_file": ("Không có tệp {path}.", "There is no file {path}."),
    "no_data": ("Không có dữ liệu trong {folder}.", "There is no data in {folder}."),
    "which_conference": (
        "Có nhiều hội nghị, hãy chọn bằng --conference:",
        "There are several conferences; choose one with --conference:",
    ),
    "no_such_conference": ("Không có hội nghị {id}.", "There is no conference {id}."),
    "no_such_session": ("Hội nghị chỉ có {count} phiên.", "The conference has {count} sessions."),
    "file_fine": ("Tệp đọc được, không có lỗi.", "The file can be read and has no errors."),
    "file_wrong": ("{count} lỗi trong tệp {file}", "{count} errors in {file}"),
    "more_wrong": ("… và {count} lỗi nữa.", "… and {count} more."),
    "sheet": ("Trang tính", "Sheet"),
    "cell": ("Ô", "Cell"),
    "problem": ("Lỗi", "What is wrong"),
    "new": ("Mới", "New"),
    "changed": ("Thay đổi", "Changed"),
    "unchanged": ("Giữ nguyên", "Unchanged"),
    "units": ("Đơn vị", "Units"),
    "points": ("Điểm cầu", "Points"),
    "people": ("Đại biểu", "People"),
    "first_rows": ("Những dòng đầu", "First rows"),
    "code": ("Mã", "Code"),
    "name": ("Họ và tên", "Name"),
    "post": ("Chức vụ", "Post"),
    "unit": ("Đơn vị", "Unit"),
    "point": ("Điểm cầu", "Point"),
    "written": ("Đã ghi {path}", "Wrote {path}"),
    "journal": ("Nhật ký", "Journal"),
    "entries": ("Số dòng", "Entries"),
    "refused": ("Bị từ chối", "Refused"),
    "check_ins": ("Lượt điểm danh", "Evidence"),
    "chain": ("Chuỗi kiểm tra", "Chain"),
    "verified": (
        "Mọi nhật ký đọc lại được từ đầu đến cuối.",
        "Every journal folds from its first entry to its last.",
    ),
    "stopped_at": (
        "Nhật ký {journal} chỉ đọc lại được tới dòng {seq}: {why}",
        "Journal {journal} folds only up to entry {seq}: {why}",
    ),
    "texts": ("Chữ", "Texts"),
    "erased_texts": ("Đã xoá", "Erased"),
    "backed_up": ("Đã sao lưu vào {path} ({size} byte).", "Backed up into {path} ({size} bytes)."),
    "keys_written": (
        "Đã ghi khoá vào {path}. Ai có tệp này thì làm lại được mọi đường dẫn: đừng để cạnh bản sao lưu.",
        "Wrote the keys into {path}. Whoever has it can make every link again: do not keep it beside the backup.",
    ),
    "restored": (
        "Đã khôi phục; mỗi nhật ký bắt đầu kỷ nguyên mới. Khởi động máy chủ: các trang tự nạp lại và gửi lại.",
        "Restored; each journal begins a new epoch. Start the server: pages reload and offer again by themselves.",
    ),
    "copied": (
        "Đã chép và đối chiếu: số dòng và chuỗi kiểm tra của mọi nhật ký trùng với bản gốc.",
        "Copied and compared: length and chain of every journal are those of the source.",
    ),
    "say_erased": (
        "Bản sao lưu còn giữ chữ của những ai bị xoá sau đó. Hãy chọn: --erased NƠI, hoặc --none-erased nếu chưa xoá ai.",
        "The backup still holds the text of whoever was erased since. Choose: --erased PLACE, or --none-erased.",
    ),
    "bad_backup": (
        "Bản sao lưu không dùng được: {why}. Chưa ghi gì.",
        "The backup cannot be used: {why}. Nothing was written.",
    ),
    "backup_cut": ("tệp bị cắt ngang, thiếu phần cuối", "the file was cut, its end is missing"),
    "backup_damaged": ("tệp hỏng ({part})", "the file is damaged ({part})"),
    "backup_foreign": (
        "tệp này không phải bản sao lưu của Điểm Cầu, hoặc là của bản mới hơn",
        "the file is no backup of Điểm Cầu, or one of a newer version",
    ),
    "backup_keys": ("tệp này giữ khoá, không giữ nhật ký", "the file holds keys, not journals"),
    "file_there": (
        "Đã có {path}: không ghi đè. Hãy chọn tên khác.",
        "{path} is there already and is not overwritten. Choose another name.",
    ),
    "no_right": (
        "Không có quyền đọc hoặc ghi {path}. Chọn nơi khác, hoặc xin quyền cho người dùng này.",
        "This user may not read or write {path}. Choose another place, or give the user the right.",
    ),
    "nodes_live": (
        "Còn máy chủ đang chạy trên {where}. Dừng mọi máy chủ, chờ năm giây rồi chạy lại lệnh này.",
        "A server is running on {where}. Stop every server, wait five seconds and run this again.",
    ),
    "not_empty": (
        "Nơi nhận {where} đã có dữ liệu. Hãy chọn nơi còn trống, hoặc dời dữ liệu cũ đi chỗ khác.",
        "There is a house in {where} already. Choose an empty place, or move the old one away.",
    ),
    "same_place": ("Nơi chép và nơi nhận là một.", "Source and target are the same place."),
    "other_chain": (
        "Nhật ký {journal} ở {where} đọc lại không trùng: có máy chủ còn đang ghi, hoặc đĩa hỏng. Đừng dùng nơi nhận.",
        "Journal {journal} in {where} reads differently: a server still writes, or a disk fails. Do not use the target.",
    ),
    "no_redis": (
        "Chưa có địa chỉ Redis: đặt DIEMCAU_JOURNAL=redis://… trong môi trường.",
        "No Redis is known: set DIEMCAU_JOURNAL=redis://… in the environment.",
    ),
    "key_there": (
        "Khoá {path} đã có; khoá không bao giờ bị ghi đè. Dời nó đi rồi khôi phục khoá lại.",
        "There is a key {path} already, and a key is never overwritten. Move it away and restore the keys again.",
    ),
    "nobody": ("Không tìm thấy ai là “{who}”.", "Nobody is “{who}”."),
    "several": (
        "Có nhiều người là “{who}”. Hãy dùng #số:",
        "Several people are “{who}”. Use #number:",
    ),
    "erase_sure": (
        "Xoá mọi chữ về {name} ({count} mục)? Không lấy lại được; số liệu không đổi.",
        "Erase all text about {name} ({count} items)? It cannot be undone; figures stay.",
    ),
    "erased": (
        "Đã xoá {count} mục chữ. Số liệu không đổi; nhật ký đã ghi lần xoá này.",
        "Erased {count} items of text. Figures are as they were; the journal notes it.",
    ),
    "erase_on_the_page": (
        "Máy chủ đang chạy ({holder}); không cần dừng. Xoá trên trang: đăng nhập quản trị, mở hội nghị, mục Dữ liệu cá nhân,"
        " bấm Một người. Hoặc dừng máy chủ rồi chạy lại lệnh này. Chưa xoá gì.",
        "A server is running ({holder}) and need not be stopped. Erase on its page: sign in as administrator, open the"
        " conference, card Personal data, press One person. Or stop it and run this again. Nothing was erased.",
    ),
    "kept": ("Không xoá gì.", "Nothing was erased."),
    "contact_hint": (
        "Lưu ý: tên người này có trong thông tin liên hệ của điểm cầu {points}; hãy sửa bằng cách nhập lại điểm cầu.",
        "Note: the name also stands in the contact of point {points}; import that point again to change it.",
    ),
}


def said(word: str, language: Language, **with_: object) -> str:
    """The words, their gaps filled in."""
    return WORDS[word][0 if language == "vi" else 1].format(**with_)
