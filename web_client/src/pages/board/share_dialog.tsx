/** The host hands out this board: one link for people who look at it, one for a wall. Each can be revoked. */
import { useState } from "preact/hooks";
import { Button, Confirm, Dialog } from "../../parts";
import { LinkBox } from "../../parts/link_box";
import { submit } from "../../parts/submit";
import { revokeLink } from "../../wire/commands";
import type { Connection } from "../../wire/socket";
import { t } from "./share_words";

type Right = "v" | "w";
const RIGHTS: readonly Right[] = ["v", "w"];
const TITLES = { v: "shareViewer", w: "shareWall" } as const;
const NOTES = { v: "shareViewerNote", w: "shareWallNote" } as const;

export interface ShareDialogProps {
  connection: Connection;
  node: number;
  name: string;
  onClose: () => void;
}

export function ShareDialog({ connection, node, name, onClose }: ShareDialogProps) {
  const [revoking, setRevoking] = useState<Right | null>(null);
  const base = `/api/c/${connection.conference}/${connection.grant}`;
  const revoke = (right: Right) => {
    setRevoking(null);
    void submit(connection, revokeLink(`${right}${node}`), t("shareRevoked"));
  };
  if (revoking)
    return (
      <Confirm
        title={t("shareRevokeAsk", { name: t(TITLES[revoking]) })}
        act={t("shareRevokeDo")}
        onClose={() => setRevoking(null)}
        onConfirm={() => revoke(revoking)}
      >
        <p>{t("shareRevokeWill", { name })}</p>
      </Confirm>
    );
  return (
    <Dialog title={t("shareTitle", { name })} onClose={onClose}>
      {RIGHTS.map((right) => (
        <section key={right} class="board-share-part">
          <h3 class="heading">{t(TITLES[right])}</h3>
          <p class="small soft">{t(NOTES[right])}</p>
          <LinkBox base={base} node={node} right={right} name={`${t(TITLES[right])}, ${name}`} />
          <Button
            tone="quiet"
            disabled={!connection.link.value.live}
            onClick={() => setRevoking(right)}
            aria-label={`${t("shareRevoke")} ${t(TITLES[right])}`}
          >
            {t("shareRevoke")}
          </Button>
        </section>
      ))}
    </Dialog>
  );
}
