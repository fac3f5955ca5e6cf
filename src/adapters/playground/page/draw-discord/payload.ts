/** An interaction's answer as our Discord adapter makes it; see its `render.ts`. Empty while the answer is being thought of. */
export interface Answer {
  readonly data?: Message;
}

export interface Message {
  readonly content?: string;
  readonly embeds?: readonly Embed[];
  readonly components?: readonly { readonly components: readonly Component[] }[];
  readonly attachments?: readonly { readonly filename: string; readonly description?: string }[];
}

export interface Embed {
  readonly title?: string;
  readonly url?: string;
  readonly description?: string;
  readonly color?: number;
  readonly fields?: readonly { readonly name: string; readonly value: string; readonly inline?: boolean }[];
  readonly image?: Picture;
  readonly thumbnail?: Picture;
  readonly footer?: { readonly text: string };
}

export interface Picture {
  readonly url: string;
  readonly description?: string;
}

export interface Component {
  readonly style: number;
  readonly label?: string;
  readonly custom_id?: string;
  readonly url?: string;
}
