/** Everything held about one person: who, then each kind of record in figures, opened for its lines. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { count, dateTime } from "../../i18n/formats";
import { Button, Card } from "../../parts";
import { type Dossier, type Evidence, type Held, millis, type Note, nameOf } from "./held";
import { t } from "./words";

interface DossierCardProps {
  dossier: Dossier;
  /** Where the file is. */
  copy: string;
  onErase: () => void;
}

export function DossierCard({ dossier: { held, texts }, copy, onErase }: DossierCardProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <Card pad class="person-held">
      <div>
        <h2 ref={heading} tabIndex={-1} class="person-name">
          {nameOf(held) || t("erasedPerson", { n: held.person })}
        </h2>
        {held.text?.post && <p class="soft">{held.text.post}</p>}
      </div>
      <Facts held={held} />
      <section aria-label={t("heldTitle")}>
        <h3 class="heading">{t("heldTitle")}</h3>
        <Parts held={held} />
      </section>
      {texts === 0 && <p>{t("nothing")}</p>}
      <div class="person-acts">
        <a class="button" href={copy} download>
          {t("copy")}
        </a>
        {texts > 0 && <Button onClick={onErase}>{t("erase")}</Button>}
      </div>
    </Card>
  );
}

function Facts({ held }: { held: Held }) {
  const facts = [
    [t("code"), held.text?.code],
    [t("phone"), held.text?.phone],
    [t("unit"), held.unit?.join(" › ")],
    [t("point"), held.summoned_to?.at(-1) ?? t("walkIn")],
    [t("number"), `#${held.person}`],
  ] as const;
  return (
    <dl class="person-facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt class="small soft">{name}</dt>
          <dd>{value || t("none")}</dd>
        </div>
      ))}
    </dl>
  );
}

const when = (iso: string) => dateTime(millis(iso));
const line = (...words: (string | false | undefined)[]) => words.filter(Boolean).join(" · ");
const said = (words: readonly string[] | null) => words?.join("") || t("gone");

function Parts({ held }: { held: Held }) {
  return (
    <div class="person-parts">
      <Part title={t("evidence")} rows={held.evidence.map(evidenceLine)} />
      <Part title={t("notes")} rows={held.notes.map(noteLine)} />
      <Part
        title={t("questions")}
        rows={held.questions.map(({ at, session, text, answer }) => (
          <>
            <span class="soft">{line(when(at), session)}</span>
            <span>{text || t("gone")}</span>
            {answer && <span>{t("answer", { text: answer })}</span>}
          </>
        ))}
      />
      <Part
        title={t("phones")}
        rows={held.phones.map(({ at, session, device, notice }) =>
          line(when(at), session, device, notice > 0 ? t("notice", { n: notice }) : t("noNotice")),
        )}
      />
      <Part
        title={t("online")}
        rows={held.online.map(({ at, session, joined }) =>
          line(when(at), session, t(joined ? "joined" : "left")),
        )}
      />
    </div>
  );
}

const evidenceLine = ({ at, session, what, point, device, undone, undo_reasons }: Evidence) =>
  line(when(at), session, t(what), point, device, undone && t("undone"), ...undo_reasons.map(said));

const noteLine = ({ at, session, what, withdrawn, reason, undo_reasons }: Note) =>
  line(when(at), session, t(what), withdrawn && t("withdrawn"), said(reason), ...undo_reasons.map(said));

function Part({ title, rows }: { title: string; rows: readonly ComponentChildren[] }) {
  if (rows.length === 0)
    return (
      <p class="person-part soft">
        <span>{title}</span> <span>{count(0)}</span>
      </p>
    );
  return (
    <details class="person-part">
      <summary>
        <span>{title}</span> <b>{count(rows.length)}</b>
      </summary>
      <ul class="small">
        {rows.map((row, n) => (
          <li key={n}>{row}</li>
        ))}
      </ul>
    </details>
  );
}
