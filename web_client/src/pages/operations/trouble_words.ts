/** What is wrong and what to do next, for every trouble the server or this page knows; the codes stand in docs/operations.md. */
import { figure, percent, size, span } from "../../i18n/formats";
import { fill, language } from "../../i18n/language";
import type { Trouble } from "./picture";

/** [what is wrong, what to do next] */
type Said = readonly [title: string, next: string];
interface Words {
  readonly vi: Said;
  readonly en: Said;
}

export const TROUBLES: Readonly<Record<string, Words>> = {
  UNREACHABLE: {
    vi: [
      "Không hỏi được máy chủ",
      "Xem mạng của máy này trước. Nếu mạng tốt: trên máy chủ chạy systemctl status diemcau, đọc dòng cuối của nhật ký vận hành, rồi khởi động lại. Không mất lượt nào đã báo nhận.",
    ],
    en: [
      "The server does not answer",
      "Look at this computer's network first. If it is well: on the server run systemctl status diemcau, read the last lines of its log, and restart it. Nothing acknowledged is lost.",
    ],
  },
  CLOCK_DIFFERS: {
    vi: [
      "Đồng hồ máy này và máy chủ lệch {n}",
      "So với đồng hồ chuẩn. Nếu máy chủ sai: bật NTP (timedatectl set-ntp true). Giờ quét của các điểm cầu được hiệu chỉnh theo máy chủ.",
    ],
    en: [
      "This computer's clock and the server's differ by {n}",
      "Compare both with a clock you trust. If the server is wrong, turn on NTP (timedatectl set-ntp true). Scan times of all points are corrected by the server's clock.",
    ],
  },
  FOLDING_STOPPED: {
    vi: [
      "Ngừng xử lý nhật ký: {about}",
      "Hội nghị này không nhận lượt mới. Lý do có ở /readyz trên máy chủ. Vừa lùi phiên bản thì cài lại bản mới; nếu không, chạy diemcau journal verify, rồi khôi phục từ bản sao lưu.",
    ],
    en: [
      "A journal is no longer processed: {about}",
      "This conference takes nothing new. The reason stands in /readyz on the server. After a downgrade, install the newer version again; otherwise run diemcau journal verify, then restore a backup.",
    ],
  },
  NOT_OPENED: {
    vi: [
      "Không mở được nhật ký: {about}",
      "Lý do có ở /readyz trên máy chủ. Xem quyền của thư mục dữ liệu và chạy diemcau journal verify; tệp hỏng thì khôi phục từ bản sao lưu.",
    ],
    en: [
      "A journal cannot be opened: {about}",
      "The reason stands in /readyz on the server. Look at the rights of the data folder and run diemcau journal verify; restore a backup if the file is damaged.",
    ],
  },
  ENGINE_AWAY: {
    vi: [
      "Nơi giữ nhật ký không trả lời: {about}",
      "Lượt mới phải chờ; máy của điểm cầu giữ hàng đợi và tự gửi lại. Xem Redis (redis-cli ping) hoặc ổ đĩa, rồi khởi động lại phần đó.",
    ],
    en: [
      "What keeps the journal does not answer: {about}",
      "New check-ins wait; the desks keep their queues and send again by themselves. Look at Redis (redis-cli ping) or the disk, and restart that part.",
    ],
  },
  DISK_FULL: {
    vi: [
      "Đĩa đầy, không ghi được: {about}",
      "Giải phóng chỗ ngay: chuyển bản sao lưu và tệp lớn khỏi đĩa dữ liệu. Máy chủ tự ghi tiếp trong vòng 30 giây; lượt chưa báo nhận sẽ được gửi lại.",
    ],
    en: [
      "The disk is full, nothing can be written: {about}",
      "Make room now: move backups and large files off the data disk. The server goes on within 30 seconds; what was not acknowledged is sent again.",
    ],
  },
  DATA_FOLDER: {
    vi: [
      "Không đọc được thư mục dữ liệu",
      "Xem ổ đĩa có còn gắn và quyền của thư mục (chủ sở hữu là người chạy máy chủ, 0700).",
    ],
    en: [
      "The data folder cannot be read",
      "See that the disk is still mounted, and who owns the folder (the user that runs the server, 0700).",
    ],
  },
  DISK_LOW: {
    vi: [
      "Đĩa chỉ còn {n}",
      "Còn chừng vài phút ở lúc đông nhất. Giải phóng chỗ ngay, hoặc mở rộng đĩa; đừng xoá gì trong thư mục dữ liệu.",
    ],
    en: [
      "Only {n} left on the disk",
      "A few minutes at the busiest hour. Make room now or enlarge the disk; delete nothing in the data folder.",
    ],
  },
  NO_BRIDGE: {
    vi: [
      "Không có trạm hình và tiếng nào nối: {about}",
      "Điểm danh vẫn chạy; hình và tiếng thì không. Trên máy của trạm chạy systemctl status diemcau-bridge, xem nó tới được máy chủ không, rồi khởi động lại.",
    ],
    en: [
      "No bridge for picture and sound is linked: {about}",
      "Check-ins go on; picture and sound do not. On the bridge's machine run systemctl status diemcau-bridge, see that it reaches the server, and restart it.",
    ],
  },
  NODE_LOST: {
    vi: [
      "Một máy chủ biến mất: {about}",
      "Các trang đã tự sang máy chủ khác. Xem máy đó còn điện và mạng không, đọc nhật ký vận hành của nó, rồi khởi động lại.",
    ],
    en: [
      "A node has vanished: {about}",
      "The pages have moved to the other nodes. See that the machine has power and network, read its log, and start it again.",
    ],
  },
  NODE_NOT_READY: {
    vi: [
      "Máy chủ chưa sẵn sàng: {about}",
      "Mở /readyz ngay trên máy đó để đọc lý do. Proxy không đưa ai vào máy đó cho đến khi xong.",
    ],
    en: [
      "A node is not ready: {about}",
      "Read the reason in /readyz on that machine. The proxy sends nobody there until it is done.",
    ],
  },
  LOOP_SLOW: {
    vi: [
      "Máy chủ phản ứng chậm {n}: {about}",
      "Mọi trang đều thấy chậm. Xem có việc khác chiếm bộ xử lý (top) hoặc đang nhập danh sách lớn không; dời việc đó, hoặc thêm một máy chủ.",
    ],
    en: [
      "The server reacts {n} late: {about}",
      "Every page feels it. See whether something else takes the processor (top), or a large roster is being read; move that work, or add a node.",
    ],
  },
  SOCKETS_FULL: {
    vi: [
      "Gần hết chỗ kết nối: {n} trang đang mở",
      "Trang mới sắp bị từ chối. Tăng sockets (và số tệp mở của dịch vụ) rồi khởi động lại lần lượt, hoặc thêm một máy chủ.",
    ],
    en: [
      "Nearly no room for more pages. Open now: {n}",
      "New pages are about to be turned away. Raise sockets (and the service's open files) and restart node by node, or add a node.",
    ],
  },
  POINTS_SILENT: {
    vi: [
      "{n} điểm cầu im lặng: {about}",
      "Mở trang Điểm cầu, lọc im lặng. Cùng một vùng hay nhà mạng: gọi nhà mạng, điểm cầu vẫn điểm danh ngoại tuyến. Rải khắp nơi: xem proxy và đường ra của máy chủ.",
    ],
    en: [
      "Points that fell silent: {n} · {about}",
      "Open the page of points and choose silent. One region or carrier: call it; the desks go on offline. Everywhere: look at the proxy and the server's way out.",
    ],
  },
  OPENING: {
    vi: [
      "Đang đọc nhật ký: {about}",
      "Sau khi khởi động, việc này mất vài giây. Quá một phút thì xem đĩa có chậm không.",
    ],
    en: [
      "A journal is being read: {about}",
      "After a start this takes some seconds. If it takes more than a minute, look at the disk.",
    ],
  },
  STOPPING: {
    vi: ["Máy chủ này đang dừng", "Các trang được hẹn giờ quay lại. Không cần làm gì nếu bạn vừa cho dừng."],
    en: [
      "This node is stopping",
      "Pages were told when to come back. If you stopped it, nothing is to be done.",
    ],
  },
  DISK_SCARCE: {
    vi: ["Đĩa còn {n}", "Đủ cho hôm nay. Trước hội nghị sau: chuyển bản sao lưu cũ đi, hoặc mở rộng đĩa."],
    en: [
      "{n} left on the disk",
      "Enough for today. Before the next conference, move old backups away or enlarge the disk.",
    ],
  },
  BRIDGE_UNLINKED: {
    vi: [
      "Trạm hình và tiếng không nối: {about}",
      "Các trạm khác gánh phần của nó. Xem dịch vụ và mạng của trạm; nếu trạm bỏ hẳn, xoá nó khỏi danh sách.",
    ],
    en: [
      "A bridge is not linked: {about}",
      "The other bridges carry its share. Look at its service and its network; if it is gone for good, remove it.",
    ],
  },
  BRIDGE_BUSY: {
    vi: [
      "Trạm hình và tiếng dùng {n} nhân: {about}",
      "Hình sắp giật. Ghi danh thêm một trạm (diemcau bridge enrol): phòng mở sau sẽ sang trạm rỗi hơn.",
    ],
    en: [
      "A bridge uses {n} cores: {about}",
      "Picture is about to stutter. Enrol one more bridge (diemcau bridge enrol): rooms opened later go to the idler one.",
    ],
  },
  BRIDGE_DROPS: {
    vi: [
      "Trạm hình và tiếng bỏ {n} gói: {about}",
      "Hình có thể vỡ. Xem bộ xử lý và đường truyền của trạm; giảm camera_kbps, hoặc thêm một trạm.",
    ],
    en: [
      "A bridge drops {n} of its packets: {about}",
      "Picture may break. Look at the bridge's processor and line; lower camera_kbps, or add a bridge.",
    ],
  },
  FOLD_BEHIND: {
    vi: [
      "Còn {n} lượt ghi chưa xử lý: {about}",
      "Bảng số liệu đang trễ. Thường tự hết trong vài giây; còn tăng thì bộ xử lý không kịp: dời việc khác khỏi máy này.",
    ],
    en: [
      "Entries not processed yet: {n} · {about}",
      "Boards are late. It mostly passes in seconds; if it grows, the processor cannot keep up: move other work off this machine.",
    ],
  },
  COMMIT_SLOW: {
    vi: [
      "Ghi đĩa chậm {n}: {about}",
      "Điểm danh bị chờ. Xem việc khác trên đĩa (sao lưu, quét vi-rút) và tình trạng ổ (smartctl); nên dùng ổ SSD.",
    ],
    en: [
      "Writing to the disk takes {n}: {about}",
      "Check-ins wait for it. Look for other work on the disk (backup, virus scan) and at its health (smartctl); use an SSD.",
    ],
  },
  SOCKETS_SLOW: {
    vi: [
      "{n} trang không nhận kịp dữ liệu",
      "Nếu cùng một nơi: đường mạng nơi đó. Nếu rải khắp: đường ra của máy chủ hoặc proxy đã đầy. Trang bị đóng sẽ tự nối lại.",
    ],
    en: [
      "Pages that do not take what is sent: {n}",
      "In one place: that place's line. Everywhere: the way out of the server or proxy is full. A page that was closed comes back by itself.",
    ],
  },
  SIGN_INS_FAILED: {
    vi: [
      "{n} lần vào không đúng trong một giờ",
      "Xem mạng nào ở mục bên. Nếu lạ: chặn ở proxy hoặc tường lửa. Nếu là cơ quan mình: một đường dẫn cũ đang được dùng, hãy gửi đường dẫn mới.",
    ],
    en: [
      "Failed attempts to enter within an hour: {n}",
      "See from which networks, below. A stranger: block it at the proxy or firewall. Your own offices: an old link is in use; send the new one.",
    ],
  },
  LIMIT_HIT: {
    vi: [
      "Chạm giới hạn {about}: {n} lần",
      "Có trang đúng đang bị hẹn quay lại. Nhiều phòng chung một địa chỉ thì tăng giới hạn này (diemcau settings --explain) rồi khởi động lại.",
    ],
    en: [
      "The limit {about} turned pages away: {n}",
      "Honest pages are told to come back later. If many rooms share one address, raise this limit (diemcau settings --explain) and restart.",
    ],
  },
  INCIDENTS: {
    vi: [
      "{n} yêu cầu hỏng do lỗi phần mềm trong một giờ",
      "Tìm dòng incident trong nhật ký vận hành và gửi cho người phát triển. Dữ liệu không mất: việc hỏng thì không được báo nhận.",
    ],
    en: [
      "Requests that failed by a fault of the program within an hour: {n}",
      "Find the line incident in the log and send it to the developers. Nothing is lost: what failed was not acknowledged.",
    ],
  },
  CLOCK_MOVED: {
    vi: [
      "Đồng hồ máy chủ vừa bị chỉnh {n}",
      "Giờ quét quanh lúc đó có thể lệch. Xem NTP (timedatectl); trên máy ảo, tắt việc chỉnh giờ theo máy mẹ.",
    ],
    en: [
      "The server's clock was set by {n}",
      "Scan times around that moment may be off. Look at NTP (timedatectl); on a virtual machine, stop the host from setting the time.",
    ],
  },
  NODE_CLOCK: {
    vi: ["Đồng hồ lệch {n}: {about}", "Bật NTP trên máy đó (timedatectl set-ntp true)."],
    en: ["A clock is off by {n}: {about}", "Turn on NTP on that machine (timedatectl set-ntp true)."],
  },
  VERSIONS_DIFFER: {
    vi: [
      "Các máy chủ chạy phiên bản khác nhau: {about}",
      "Đang nâng cấp lần lượt thì bình thường. Xong rồi mà vẫn còn: nâng cấp nốt máy cũ.",
    ],
    en: [
      "Nodes run different versions: {about}",
      "In a rolling upgrade that is as it should be. Afterwards, upgrade the one that was left.",
    ],
  },
};

/** A page that is older than its server. */
const UNKNOWN: Words = {
  vi: ["Việc cần xem: {about}", "Trang này cũ hơn máy chủ. Hãy tải lại trang."],
  en: ["To be looked at: {about}", "This page is older than the server. Reload it."],
};

/** What a trouble is about where the server names nothing of the reader's: the node itself, the journal of the house. */
const HERE = { vi: "máy chủ này", en: "this node" };

const HOUSE = { vi: "nhật ký chung", en: "the journal of the house" };

/** How the figure of a trouble is written; a plain number unless it stands here. */
const UNITS: Readonly<Record<string, (n: number) => string>> = {
  DISK_LOW: size,
  DISK_SCARCE: size,
  LOOP_SLOW: (n) => figure(n, "ms"),
  COMMIT_SLOW: (n) => figure(n, "ms"),
  BRIDGE_DROPS: (n) => percent(n, 1),
  CLOCK_MOVED: (n) => span(Math.abs(n)),
  NODE_CLOCK: span,
  CLOCK_DIFFERS: span,
};

/** The sentence and the next step of a trouble. */
export function troubleWords({ code, about, n }: Trouble): Said {
  const spoken = language.value;
  const known = TROUBLES[code];
  const unit = UNITS[code] ?? ((plain: number) => figure(plain));
  const called = about === "house" ? HOUSE[spoken] : about || HERE[spoken];
  const values = { about: known ? called : code, n: unit(n) };
  const [title, next] = (known ?? UNKNOWN)[spoken];
  return [fill(title, values), fill(next, values)];
}
