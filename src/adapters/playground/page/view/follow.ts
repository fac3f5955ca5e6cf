/** How long a new reply is kept in view while it grows, in milliseconds. Our choice. */
const FOLLOW_MS = 5_000;

/** What tells that somebody looks elsewhere. */
const LOOKS_ELSEWHERE = ["wheel", "touchmove", "pointerdown", "keydown"] as const;

/** Keeps the newest turn in view while its renderers and pictures arrive, until the person scrolls or types. */
export function follow(turn: Element | undefined): void {
  if (turn === undefined) return;
  const observer = new ResizeObserver(() => turn.scrollIntoView({ block: "start" }));
  const stop = () => {
    observer.disconnect();
    clearTimeout(timer);
    for (const kind of LOOKS_ELSEWHERE) removeEventListener(kind, stop);
  };
  const timer = setTimeout(stop, FOLLOW_MS);
  for (const kind of LOOKS_ELSEWHERE) addEventListener(kind, stop, { passive: true });
  observer.observe(turn);
}
