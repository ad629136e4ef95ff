/** Words of sharing a board: only a host loads them. */
import { words } from "../../i18n/language";

export const t = words({
  vi: {
    shareTitle: "Chia sẻ bảng của {name}",
    shareViewer: "Người xem",
    shareViewerNote: "Xem số liệu của đơn vị này và các đơn vị bên dưới. Không có tên đại biểu.",
    shareWall: "Màn hình lớn",
    shareWallNote: "Mở trên máy nối màn hình; tự chạy lại sau khi mất điện. Không có tên đại biểu.",
    shareRevoke: "Thu hồi…",
    shareRevokeAsk: "Thu hồi đường dẫn: {name}?",
    shareRevokeWill:
      "Mọi trình duyệt đang xem {name} bằng đường dẫn này ngừng nhận số liệu ngay. Sau đó có thể chia sẻ đường dẫn mới.",
    shareRevokeDo: "Thu hồi",
    shareRevoked: "Đã thu hồi. Đường dẫn mới đã sẵn sàng.",
  },
  en: {
    shareTitle: "Share the board of {name}",
    shareViewer: "Viewers",
    shareViewerNote: "Figures of this unit and the units below. No names of people.",
    shareWall: "Wall",
    shareWallNote:
      "Open it on the machine behind a screen; it starts again by itself after a power cut. No names of people.",
    shareRevoke: "Revoke…",
    shareRevokeAsk: "Revoke the link: {name}?",
    shareRevokeWill:
      "Every browser that watches {name} with this link stops at once. A new link can be shared afterwards.",
    shareRevokeDo: "Revoke",
    shareRevoked: "Revoked. The new link is ready.",
  },
});
