import "@skyra/discord-components-core/discord-action-row.js";
import { DiscordAttachments } from "@skyra/discord-components-core/discord-attachments.js";
import { DiscordButton } from "@skyra/discord-components-core/discord-button.js";
import { DiscordCommand } from "@skyra/discord-components-core/discord-command.js";
import "@skyra/discord-components-core/discord-embed-description.js";
import { DiscordEmbed } from "@skyra/discord-components-core/discord-embed.js";
import { DiscordEmbedField } from "@skyra/discord-components-core/discord-embed-field.js";
import "@skyra/discord-components-core/discord-embed-fields.js";
import { DiscordEmbedFooter } from "@skyra/discord-components-core/discord-embed-footer.js";
import { DiscordFileAttachment } from "@skyra/discord-components-core/discord-file-attachment.js";
import { DiscordLink } from "@skyra/discord-components-core/discord-link.js";
import { DiscordMessage } from "@skyra/discord-components-core/discord-message.js";
import { DiscordMessages } from "@skyra/discord-components-core/discord-messages.js";
import "@skyra/discord-components-core/discord-quote.js";
import "@skyra/discord-components-core/discord-spoiler.js";
import "@skyra/discord-components-core/discord-subscript.js";
import { type CSSResult, css, type LitElement } from "lit";

/** The components are of a Discord of some years ago, with colours that are hard to read: these are today's. */
const TODAY: readonly (readonly [typeof LitElement, CSSResult])[] = [
  [
    DiscordMessages,
    css`
      :host { border: 0; background-color: #313338; display: flow-root; }
      :host([light-theme]) { background-color: #fff; }
    `,
  ],
  [
    DiscordMessage,
    css`
      :host { padding-right: 16px; color: #dbdee1; }
      :host([light-theme]) { color: #313338; }
      .discord-message-content { min-width: 0; }
      .discord-message-timestamp, .discord-message-edited, .discord-message-ephemeral { color: #a5a9b0; }
      :host([light-theme]) .discord-message-timestamp,
      :host([light-theme]) .discord-message-ephemeral { color: #5c5e66; }
      .discord-message-ephemeral { margin-top: 6px; }
      .discord-message-ephemeral-link { color: #00a8fc; }
      :host([light-theme]) .discord-message-ephemeral-link { color: #0063c7; }
      .discord-message-ephemeral-link:focus-visible { outline: 2px solid currentcolor; outline-offset: 2px; }
      .discord-author-avatar img { cursor: default; }
    `,
  ],
  [
    DiscordCommand,
    css`
      :host {
        color: #b5bac1;
      }
      :host([light-theme]) {
        color: #4e5058;
      }
      :host .discord-replied-message-username {
        color: inherit;
        opacity: 1;
      }
      :host .discord-slash-command-name,
      :host .discord-slash-command-name:hover {
        background-color: #3c4270;
        color: #dee3ff !important;
      }
      :host([light-theme]) .discord-slash-command-name,
      :host([light-theme]) .discord-slash-command-name:hover {
        background-color: #e7e9fd;
        color: #3c45a5 !important;
      }
    `,
  ],
  [
    DiscordEmbed,
    css`
      :host { color: #dbdee1; margin: 4px 0; }
      :host([light-theme]) { color: #313338; }
      :host .discord-embed-root { min-width: 0; }
      :host .discord-embed-wrapper { background-color: #2b2d31; border: 0; max-width: 516px; }
      :host([light-theme]) .discord-embed-wrapper { background-color: #f2f3f5; }
      :host .discord-embed-wrapper .discord-embed-grid { min-width: 0; overflow-wrap: anywhere; }
      :host .discord-embed-title a { color: #00a8fc; }
      :host([light-theme]) .discord-embed-title a { color: #0063c7; }
    `,
  ],
  [DiscordEmbedField, css`:host { color: inherit; }`],
  [
    DiscordEmbedFooter,
    css`
      :host { color: #b5bac1; }
      :host([light-theme]) { color: #4e5058; }
    `,
  ],
  [DiscordAttachments, css`:host { grid-template-columns: minmax(0, 1fr); }`],
  [
    DiscordFileAttachment,
    css`
      .discord-file-attachment-mosaic-style { background-color: #2b2d31; border-color: #3f4147; }
      .discord-file-attachment-light-theme.discord-file-attachment-mosaic-style {
        background-color: #f2f3f5;
        border-color: #e3e5e8;
      }
      .discord-file-attachment-metadata { color: #a5a9b0; }
      .discord-file-attachment-light-theme .discord-file-attachment-metadata { color: #5c5e66; }
      .discord-file-attachment-filename-link-wrapper { color: #00a8fc; }
      .discord-file-attachment-light-theme .discord-file-attachment-filename-link-wrapper { color: #0063c7; }
    `,
  ],
  [DiscordLink, css`a { color: inherit; }`],
  [
    DiscordButton,
    css`
      :host { max-width: 100%; min-width: 0; }
      :host > *:first-child { border-radius: 8px; box-sizing: border-box; max-width: calc(100% - 8px); }
      span { line-height: 20px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
      .primary { background-color: #5865f2; }
      .destructive { background-color: #d22d39; }
      .secondary { background-color: #4e5058; }
      :host > *:first-child:focus-visible { outline: 3px solid #00a8fc; outline-offset: 2px; }
    `,
  ],
];

for (const [element, styles] of TODAY) element.elementStyles.push(styles);
