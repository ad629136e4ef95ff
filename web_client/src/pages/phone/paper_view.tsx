/** One paper, full frame: pages under one another, drawn as they come near; given back when they are far. */
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { ApiError } from "../../api";
import { errorWords } from "../../i18n/errors";
import { Button } from "../../parts";
import { Paper } from "./pdf";
import { t } from "./words";

export interface PaperViewProps {
  title: string;
  path: string;
  isShared: boolean;
  onClose: () => void;
}

export function PaperView({ title, path, isShared, onClose }: PaperViewProps) {
  const frame = useRef<HTMLDialogElement>(null);
  const [paper, setPaper] = useState<Paper | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  useLayoutEffect(() => frame.current?.showModal(), []);
  useEffect(() => {
    const opening = Paper.open(path);
    opening.then(setPaper, (error: unknown) => {
      setFault(error instanceof ApiError ? errorWords(error) : t("paperFailed"));
    });
    return () => void opening.then((opened) => opened.close()).catch(() => undefined);
  }, [path]);
  return (
    <dialog
      ref={frame}
      class="paper-view"
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <header class="paper-bar">
        <h2 class="paper-title">{title}</h2>
        {isShared && (
          <a class="button" href={`${path}?save`} download>
            {t("save")}
          </a>
        )}
        <Button onClick={onClose}>{t("close")}</Button>
      </header>
      <div class="paper-pages" aria-busy={!paper && !fault}>
        {fault && (
          <p class="paper-said" role="alert">
            {fault}
          </p>
        )}
        {!paper && !fault && <p class="paper-said soft">{t("loadingPaper")}</p>}
        {paper &&
          Array.from({ length: paper.pages }, (_, at) => <Page key={at} paper={paper} number={at + 1} />)}
      </div>
    </dialog>
  );
}

/** So far outside the frame a page is drawn already. */
const NEAR = "150% 0px";

function Page({ paper, number }: { paper: Paper; number: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [text, setText] = useState("");
  const [isDrawn, setDrawn] = useState(false);
  useEffect(() => {
    const drawn = canvas.current;
    if (!drawn) return undefined;
    const watching = new IntersectionObserver(
      ([seen]) => {
        if (seen?.isIntersecting)
          paper
            .draw(number, drawn)
            .then(setText, () => setText(t("paperFailed")))
            .finally(() => setDrawn(true));
        else drawn.width = drawn.height = 0;
      },
      { root: drawn.closest(".paper-pages"), rootMargin: NEAR },
    );
    watching.observe(drawn);
    return () => watching.disconnect();
  }, [paper, number]);
  const { width, height } = paper.size;
  return (
    <figure class="paper-page" aria-busy={!isDrawn}>
      <canvas
        ref={canvas}
        style={{ aspectRatio: `${width} / ${height}` }}
        role="img"
        aria-label={text || t("page", { n: number, all: paper.pages })}
      />
      <figcaption class="small soft">{t("page", { n: number, all: paper.pages })}</figcaption>
    </figure>
  );
}
