/** The title of the browser's tab: what the page is, of which conference. */
import { useEffect } from "preact/hooks";

export function useTitle(...words: (string | undefined)[]): void {
  const title = [...words.filter(Boolean), "Điểm Cầu"].join(" · ");
  useEffect(() => {
    document.title = title;
  }, [title]);
}
