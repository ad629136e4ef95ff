/** A QR code from the server's drawing. Only its path is taken: no markup of the server is put into the page. */
import { useMemo } from "preact/hooks";

interface Drawing {
  readonly viewBox: string;
  readonly path: string;
  readonly transform: string | undefined;
}

export function QrCode({ svg, label }: { svg: string; label: string }) {
  const drawing = useMemo(() => readDrawing(svg), [svg]);
  if (!drawing) return null;
  return (
    <svg class="qr" viewBox={drawing.viewBox} role="img" aria-label={label} shape-rendering="crispEdges">
      <rect width="100%" height="100%" fill="#fff" />
      <path d={drawing.path} transform={drawing.transform} stroke="#000" />
    </svg>
  );
}

function readDrawing(svg: string): Drawing | null {
  const root = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  const path = root.querySelector("path");
  const viewBox = root.getAttribute("viewBox");
  const d = path?.getAttribute("d");
  if (!viewBox || !d) return null;
  return { viewBox, path: d, transform: path?.getAttribute("transform") ?? undefined };
}
