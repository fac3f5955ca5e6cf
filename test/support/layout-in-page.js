// Runs in the browser, where there is no build: what a reply consists of, as far as one sees it, and what looks wrong.

/** Kinds of parts by what the renderers of both platforms make of them. */
const KINDS = Object.entries({
  note: ".discord-message-ephemeral, .slack-private",
  title: ".discord-embed-title, .discord-heading, .slack_blocks_to_jsx__header",
  text: ".slack-carousel b, .discord-message-markup, discord-embed-description, .discord-text, .slack_blocks_to_jsx__section .grow > div > div:not(.grid)",
  field: "discord-embed-field, .slack_blocks_to_jsx__section .grid > div",
  picture:
    ".discord-gallery img, .discord-embed-thumbnail, .discord-thumbnail, .discord-picture, .slack-carousel img, .slack-picture, .slack_blocks_to_jsx__image img, .slack_blocks_to_jsx__image_element",
  divider: ".slack_blocks_to_jsx__divider",
  footer: "discord-embed-footer, .discord-small, .slack_blocks_to_jsx__context",
  button: "discord-button, .slack_blocks_to_jsx__button_element",
  file: "discord-file-attachment, .slack-file",
});

/** Rounding of the browser's own, in CSS pixels. */
const ROUNDING = 2;

/** What a node shows, with what is in shadows and slots. */
function childrenOf(node) {
  if (node.shadowRoot) return [...node.shadowRoot.childNodes];
  if (node.localName === "slot") return node.assignedNodes({ flatten: true });
  return [...node.childNodes];
}

function within(node) {
  return childrenOf(node).flatMap((child) => [child, ...within(child)]);
}

function wordsOf(node) {
  return spellOut(node).replace(/\s+/g, " ").trim();
}

/** Blocks and line ends part words, marks within a line do not. */
function spellOut(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.nodeType !== Node.ELEMENT_NODE || node.localName === "style") return "";
  const words = childrenOf(node).map(spellOut).join("");
  return /^(inline|contents)$/.test(getComputedStyle(node).display) && node.localName !== "br" ? words : ` ${words} `;
}

/** The parts of one side in the order in which they are read. */
function partsOf(node) {
  return childrenOf(node).flatMap((child) => {
    if (child.nodeType !== Node.ELEMENT_NODE) return [];
    const [kind] = KINDS.find(([, selector]) => child.matches(selector)) ?? [];
    if (kind === undefined) return partsOf(child);
    const words = kind === "picture" ? child.alt : wordsOf(child);
    // A message without words of its own has a place for them all the same
    return kind === "text" && words === "" && child.matches(".discord-message-markup")
      ? []
      : [{ kind, words, element: child }];
  });
}

/** The button itself, without the room round it. */
function boxOf({ kind, element }) {
  const seen = kind === "button" ? (element.shadowRoot?.querySelector("button, a") ?? element) : element;
  return seen.getBoundingClientRect();
}

function flawsOf(side, parts) {
  const frame = side.getBoundingClientRect();
  const flaws = [];
  if (frame.left < -ROUNDING || frame.right > innerWidth + ROUNDING) flaws.push("the side is wider than the window");
  for (const part of parts) {
    const { kind, words, element } = part;
    const box = boxOf(part);
    const name = `${kind} “${words.slice(0, 40)}”`;
    if (box.width < 1 || box.height < 1) {
      flaws.push(`${name} is not to be seen`);
      continue;
    }
    // In a row that one moves along, further ones wait outside
    const isInRow = element.closest(".slack-carousel") !== null;
    if (!isInRow && (box.left < frame.left - ROUNDING || box.right > frame.right + ROUNDING))
      flaws.push(`${name} runs over the side`);
    if (box.top < frame.top - ROUNDING || box.bottom > frame.bottom + ROUNDING)
      flaws.push(`${name} runs out of the side`);
    if (words === "" && kind !== "divider")
      flaws.push(kind === "picture" ? "a picture has no alt text" : `a ${kind} is empty`);
    if (kind === "picture" && !(element.complete && element.naturalWidth > 0))
      flaws.push(`${name} has nothing to show`);
    for (const node of [element, ...within(element)]) {
      if (node.nodeType === Node.ELEMENT_NODE && cuts(node)) flaws.push(`${name} is cut off`);
      if (node.nodeType === Node.TEXT_NODE && !isInRow && runsOver(node, frame))
        flaws.push(`${name} has words outside the side`);
    }
  }
  parts.forEach((part, index) => {
    for (const other of parts.slice(index + 1)) {
      if (overlap(boxOf(part), boxOf(other)))
        flaws.push(`${part.kind} “${part.words}” and ${other.kind} “${other.words}” overlap`);
    }
  });
  return [...new Set(flaws)];
}

function cuts(element) {
  const { overflowX, overflowY, display } = getComputedStyle(element);
  if (display === "inline" || element.localName === "img" || element.closest("svg")) return false;
  const isCutAside = overflowX !== "visible" && element.scrollWidth > element.clientWidth + ROUNDING;
  const isCutBelow = overflowY !== "visible" && element.scrollHeight > element.clientHeight + ROUNDING;
  return isCutBelow || (isCutAside && !endsInDots(element));
}

function runsOver(text, frame) {
  if (text.data.trim() === "" || text.parentElement?.closest("style, svg") || endsInDots(text)) return false;
  const range = document.createRange();
  range.selectNodeContents(text);
  return [...range.getClientRects()].some(
    ({ left, right }) => left < frame.left - ROUNDING || right > frame.right + ROUNDING,
  );
}

/** Whether too many words end in an ellipsis, which is meant so. */
function endsInDots(node) {
  if (node.nodeType === Node.ELEMENT_NODE && getComputedStyle(node).textOverflow === "ellipsis") return true;
  const outer = node.assignedSlot ?? node.parentElement ?? node.getRootNode().host;
  return outer !== undefined && outer !== null && !outer.matches?.(".side") && endsInDots(outer);
}

function overlap(a, b) {
  const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return wide > ROUNDING && high > ROUNDING;
}

/** Whether every picture of a turn has come, or its stand-in. */
function isSettled(turn) {
  const sides = [...turn.querySelectorAll(".side")];
  const pictures = within(turn).filter(({ localName }) => localName === "img");
  return (
    sides.length === 2 &&
    sides.every((side) => partsOf(side).length > 0) &&
    pictures.every(({ src, complete, naturalWidth }) => complete && naturalWidth > 0 && !src.startsWith("https:"))
  );
}

/** Both sides of a turn. */
function layoutOf(turn) {
  return [...turn.querySelectorAll(".side")].map((side) => {
    const parts = partsOf(side);
    const frame = side.getBoundingClientRect();
    return {
      platform: side.getAttribute("aria-label"),
      flaws: flawsOf(side, parts),
      parts: parts.map((part) => {
        const { left, top, bottom, width, height } = boxOf(part);
        return { kind: part.kind, words: part.words, left: left - frame.left, top, bottom, width, height };
      }),
    };
  });
}

Object.assign(globalThis, { layoutInPage: { isSettled, layoutOf } });
