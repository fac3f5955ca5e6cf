import { type Block, Message as Blocks, type MessageProps } from "slack-blocks-to-jsx";
import { avatarOf } from "../avatar.ts";
import type { Drawing } from "../drawing.ts";
import { sizeInWords } from "../view/size.ts";
import { type CarouselBlock, drawable, fileIds, type Message, plainOf } from "./payload.ts";

/** A message as Slack's client shows it: who, when, the blocks, each bar of colour with its own, files below. */
export function SlackMessage({ drawing }: { readonly drawing: Drawing }) {
  const { isDark, isPrivate, isThinking, progress = "Thinking…", at, payload } = drawing;
  // Made by our own adapter and drawn as far as it is what we know
  const message = payload as Message;
  return (
    <div className="slack" data-theme={isDark ? "dark" : "light"}>
      {isPrivate && (
        <p className="slack-private">
          <svg viewBox="0 0 20 20" aria-hidden="true">
            <path d="M10 4C5.5 4 2.6 7.6 1.5 10c1.1 2.4 4 6 8.5 6s7.4-3.6 8.5-6C17.4 7.6 14.5 4 10 4zm0 10.5c-3.4 0-5.7-2.6-6.8-4.5C4.300 8.1 6.6 5.5 10 5.5s5.7 2.6 6.8 4.5c-1.1 1.900-3.4 4.5-6.8 4.5zM10 7a3 3 0 1 0 0 6 3 3 0 0 0 0-6z" />
          </svg>
          Only visible to you
        </p>
      )}
      <div className="slack-message">
        <img className="slack-avatar" src={avatarOf("Magpie")} alt="" />
        <div className="slack-body">
          <p className="slack-head">
            <b>Magpie</b> <span className="slack-app">APP</span>{" "}
            <time>{at.toLocaleTimeString("en", { hour: "numeric", minute: "2-digit" })}</time>
          </p>
          {isThinking && <p className="slack-thinking">{progress}</p>}
          <Part blocks={message.blocks} drawing={drawing} />
          {message.attachments?.map((bar, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: bars have nothing else that tells them apart, and never move
            <div className="slack-bar" key={index}>
              <span className="slack-colour" style={{ backgroundColor: bar.color }} />
              <Part blocks={bar.blocks} drawing={drawing} />
            </div>
          ))}
          <Files drawing={drawing} />
        </div>
      </div>
    </div>
  );
}

/** Some blocks: the library draws all but carousels, which it gives no way in for the keyboard. */
function Part({ blocks = [], drawing }: { readonly blocks?: readonly Block[] | undefined; readonly drawing: Drawing }) {
  const theme = drawing.isDark ? "dark" : "light";
  return runsOf(blocks).map((run) => {
    const [first] = run;
    if (first?.type === "carousel") return <Carousel key={keyOf(run)} block={first} drawing={drawing} />;
    const shown = drawable(run, drawing.picture).filter(({ type }) => type !== undefined);
    return <Blocks key={keyOf(run)} blocks={shown} name="Magpie" logo="" theme={theme} hooks={HOOKS} withoutWrapper />;
  });
}

/** Each carousel by itself, and what stands between them together. */
function runsOf(blocks: readonly Block[]): readonly Block[][] {
  const runs: Block[][] = [];
  for (const block of blocks) {
    const last = runs.at(-1);
    const isApart = block.type === "carousel" || last?.[0]?.type === "carousel";
    if (last === undefined || isApart) runs.push([block]);
    else last.push(block);
  }
  return runs;
}

function keyOf(run: readonly Block[]): string {
  return JSON.stringify(run);
}

/** Cards side by side, in a row that one moves along. */
function Carousel({ block, drawing }: { readonly block: Block; readonly drawing: Drawing }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <ul className="slack-carousel" aria-label="Pictures" tabIndex={0}>
      {(block as unknown as CarouselBlock).elements.map(({ hero_image: { image_url, alt_text }, title }) => (
        <li key={image_url}>
          <img src={drawing.picture(image_url, alt_text)} alt={alt_text} />
          <b aria-hidden="true">{plainOf(title?.text ?? "")}</b>
        </li>
      ))}
    </ul>
  );
}

/** Links lead away from the page in a tab of their own. */
const HOOKS: NonNullable<MessageProps["hooks"]> = {
  link: ({ href, className, children }) =>
    /^https?:/i.test(href) ? (
      <a href={href} className={className} target="_blank" rel="noopener noreferrer">
        {children}
      </a>
    ) : (
      children
    ),
};

/** Files that no block shows. */
function Files({ drawing }: { readonly drawing: Drawing }) {
  const inBlocks = fileIds(drawing.payload);
  const others = drawing.files.filter(({ key }) => !inBlocks.includes(key));
  return others.map(({ name, url, mediaType, bytes, description }) =>
    mediaType.startsWith("image/") ? (
      <img className="slack-picture" key={url} src={url} alt={description} />
    ) : (
      <a className="slack-file" key={url} href={url} target="_blank" rel="noopener noreferrer">
        <span className="slack-file-kind">{name.split(".").at(-1)?.toUpperCase()}</span>
        <span>
          <b>{name}</b>
          <small>
            {description} · {sizeInWords(bytes)}
          </small>
        </span>
      </a>
    ),
  );
}
