/** The link with which one person of this room takes part online instead: shown on request, for her alone. */
import { Dialog } from "../../parts";
import { LinkBox } from "../../parts/link_box";
import type { Person } from "./people";
import { t } from "./words";

interface OnlineLinkProps {
  /** "/api/c/<conference>/<grant>" */
  base: string;
  person: Person;
  onClose: () => void;
}

export function OnlineLink({ base, person, onClose }: OnlineLinkProps) {
  return (
    <Dialog title={t("onlineTitle", { name: person.name })} onClose={onClose}>
      <p>{t("onlineWhat")}</p>
      <LinkBox base={base} person={person.person} name={person.name} />
    </Dialog>
  );
}
