/*
 * Stands before everything else: a page whose scripts or styles did not arrive (the server stopped between two files,
 * or a newer version has replaced them) loads itself again. A wall comes back so without a hand; a page that has
 * begun to work is left alone.
 */
(() => {
  const FIRST_MS = 3000;
  const LAST_MS = 60000;
  const KEY = "dc.reloads";
  let waiting = false;
  const count = () => {
    try {
      return Number(sessionStorage.getItem(KEY)) || 0;
    } catch {
      return 0;
    }
  };
  const remember = (n) => {
    try {
      sessionStorage.setItem(KEY, String(n));
    } catch {
      /* a browser that stores nothing still reloads, without the growing pause */
    }
  };
  const hasBegun = () => document.getElementById("app")?.firstChild != null;
  addEventListener(
    "error",
    (event) => {
      const from = event.target;
      const asset = from instanceof HTMLScriptElement || from instanceof HTMLLinkElement;
      if (!asset || waiting || hasBegun()) return;
      waiting = true;
      const tries = count();
      remember(tries + 1);
      setTimeout(() => location.reload(), Math.min(LAST_MS, FIRST_MS * 2 ** tries) * (0.5 + Math.random() / 2));
    },
    true,
  );
  addEventListener("load", () => hasBegun() && remember(0));
})();
