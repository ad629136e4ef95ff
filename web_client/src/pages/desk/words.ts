import { words } from "../../i18n/language";

export const t = words({
  vi: {
    role: "Bàn điểm danh",
  },
  en: {
    role: "Check-in desk",
  },
});
