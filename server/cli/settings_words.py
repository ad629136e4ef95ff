"""Every setting in Vietnamese, for `settings --explain`: unit and reason. The English stands in server/settings.py."""

ANY = "bất kỳ"
"""Where a setting has no bound."""

VIETNAMESE: dict[str, tuple[str, str]] = {
    "host": ("địa chỉ", "nơi máy chủ nghe; máy khác chỉ tới được qua proxy, hoặc khi đặt 0.0.0.0"),
    "port": ("cổng", "0: lấy một cổng còn trống"),
    "node_name": ("tên", "trang vận hành gọi máy chủ này là gì; để trống: tên máy và cổng"),
    "data": ("thư mục", "nhật ký, chữ, khoá; mỗi lúc một máy chủ"),
    "pages": ("thư mục", "các trang web đã dựng"),
    "journal": (
        "sqlite, hoặc địa chỉ Redis",
        "nơi giữ các dòng nhật ký: tệp trong thư mục dữ liệu; hoặc redis://, rediss:// (TLS), unix:// khi có nhiều máy "
        "chủ; địa chỉ có mật khẩu thì đặt trong biến môi trường",
    ),
    "public_url": (
        "địa chỉ gốc",
        'địa chỉ mọi người mở, như "https://hoinghi.example.vn"; để trống: theo Host',
    ),
    "trusted_proxies": (
        "mạng",
        "chỉ những nơi này được đặt X-Forwarded-For, -Proto và -Host, như 10.0.0.0/8; để trống: không ai",
    ),
    "tls": (
        "chứng chỉ của ai",
        "no: proxy giữ; local: CA tạo tại máy này, cho mạng nội bộ; files: tls_cert và tls_key",
    ),
    "tls_cert": ("tệp PEM", "chứng chỉ và các chứng chỉ ký nó; được gia hạn thì tự đọc lại"),
    "tls_key": ("tệp PEM", "khoá của chứng chỉ; chỉ người dùng chạy máy chủ đọc được"),
    "observers": ("mạng", "nơi được đọc /metrics, khi hỏi thẳng, không qua proxy"),
    "log_level": ("mức", "nhật ký vận hành (JSON, stderr) ghi từ mức nào"),
    "account_days": ("ngày", "sau chừng này người quản trị phải đăng nhập lại"),
    "device_days": ("ngày", "trình duyệt giữ thiết bị của mình bao lâu; trình duyệt cắt ở 400"),
    "hashes_at_once": ("lượt băm", "mỗi lượt argon2 giữ 64 MiB và một nhân trong 50 ms"),
    "hashes_waiting": ("yêu cầu", "quá số này thì đăng nhập được hẹn quay lại sau"),
    "setup_hours": ("giờ", "đường dẫn đặt mật khẩu đã in dùng được bao lâu"),
    "failures_per_address": ("lần", "mật khẩu sai liên tiếp từ một địa chỉ; mỗi phút thêm 1 lần"),
    "failures_per_name": ("lần", "mật khẩu sai của một tên đăng nhập; mỗi phút thêm 1 lần"),
    "requests_per_second": (
        "yêu cầu/giây mỗi địa chỉ",
        "hàng trăm phòng của một bộ có thể chung một địa chỉ",
    ),
    "requests_burst": ("yêu cầu", "được dồn chừng này cùng lúc trước khi giới hạn trên có hiệu lực"),
    "sockets_per_address": ("kết nối", "một nửa số kết nối một máy mở được ra ngoài"),
    "sockets": ("kết nối", "giữ thấp hơn số tệp mở của tiến trình"),
    "handshakes_per_second": (
        "kết nối mới/giây",
        "khởi động lại thì mọi trang cùng quay về; quá số này được trả lời 503 Retry-After",
    ),
    "drain_seconds": (
        "giây",
        "sau SIGTERM, /readyz báo chưa sẵn sàng chừng này rồi mới tiễn các trang: hai lượt kiểm tra của proxy",
    ),
    "enrolments_per_link": (
        "thiết bị liên tiếp",
        "đường dẫn chủ trì và điểm cầu; cứ 10 giây thêm 1: đường dẫn bị lộ không làm đầy nhật ký",
    ),
    "phones_per_link": (
        "điện thoại liên tiếp",
        "mã QR của phòng, mã trực tuyến, đường dẫn bảng; hội trường 330 người quét cùng lúc",
    ),
    "phones_per_second": ("điện thoại/giây mỗi đường dẫn", "sau đó mỗi giây thêm chừng này"),
    "tries_per_phone": ("lần thử", "số thẻ hoặc mã sai liên tiếp; mỗi phút thêm 1 lần"),
    "tries_per_address": (
        "lần thử",
        "của một địa chỉ tại một điểm cầu, bất kể máy nào; mười phút sau lại đủ",
    ),
    "media_bridge": ("ai chạy", "own: lệnh up tự chạy trạm hình và tiếng; none: trạm ở máy khác ghi danh"),
    "media_port": ("cổng UDP", "mọi hình và tiếng của trạm; 0: lấy một cổng còn trống"),
    "media_public_addresses": (
        "địa chỉ",
        "báo cho trình duyệt trước các địa chỉ của máy này: địa chỉ mà bên ngoài NAT tới được",
    ),
    "media_loopback": ("yes hoặc no", "có báo 127.0.0.1 cho trình duyệt không: để thử trên một máy"),
    "turn_urls": (
        "địa chỉ TURN",
        "báo cho các trang, như turn:turn.example.vn:3478?transport=udp; để trống: không dùng TURN",
    ),
    "turn_secret_file": (
        "tệp",
        "giữ static-auth-secret của coturn, quyền 0600; để trống: keys/turn.secret trong thư mục dữ liệu",
    ),
    "turn_minutes": ("phút", "vé mà một trang nhận mở được máy chủ TURN bao lâu"),
    "turn_only": ("yes hoặc no", "yes: các trang chỉ đi qua TURN, để thử trước ngày họp"),
    "upload_mib": ("MiB", "2.000.000 dòng XLSX khoảng 60 MiB"),
    "upload_seconds": ("giây", "đọc một danh sách, trong một tiến trình riêng"),
    "upload_memory_mib": ("MiB", "bộ nhớ tiến trình đó được dùng"),
    "previews": ("danh sách", "đã đọc, chưa nạp; quá số này thì bỏ bản cũ nhất"),
    "paper_mib": ("MiB", "một tài liệu PDF; nghị quyết quét từ giấy chưa tới 20"),
    "paper_seconds": ("giây", "xem xét một tệp PDF, trong một tiến trình riêng"),
    "paper_memory_mib": ("MiB", "bộ nhớ tiến trình đó được dùng"),
    "preview_minutes": ("phút", "bản xem trước chờ nạp được bao lâu"),
}
