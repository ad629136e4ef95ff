import type { PageProps } from "../../app";
import { Bar, OfflineBar } from "../../parts";
import { connectionOf } from "../../wire/connections";
import { t } from "./words";

export default function DeskPage({ route }: PageProps) {
  const connection = connectionOf(route.conference, route.grant);
  const welcome = connection.welcome.value;
  return (
    <>
      <Bar
        place={welcome?.nodeName ?? ""}
        conference={welcome?.title}
        role={t("role")}
        connection={connection}
      />
      <OfflineBar connection={connection} />
    </>
  );
}
