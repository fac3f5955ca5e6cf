/** An interaction's answer as our Discord adapter makes it; see its `render.ts`. Empty while the answer is being thought of. */
export interface Answer {
  readonly data?: Message;
}

export interface Message {
  readonly content?: string | null;
  readonly embeds?: readonly Embed[] | null;
  readonly components?: readonly Component[];
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

/** Any component: which of these it has is a matter of its type. */
export interface Component {
  readonly type: number;
  readonly components?: readonly Component[];
  readonly accessory?: Component;
  readonly content?: string;
  readonly items?: readonly Media[];
  readonly media?: Media["media"];
  readonly description?: string;
  readonly accent_color?: number;
  readonly style?: number;
  readonly label?: string;
  readonly custom_id?: string;
  readonly url?: string;
}

/** A picture among components. */
export interface Media {
  readonly media: { readonly url: string };
  readonly description?: string;
}

/** The addresses of all pictures that components show. */
export function picturesOf(components: readonly Component[]): readonly string[] {
  return components.flatMap(({ components: inside = [], accessory, items = [], media }) => [
    ...picturesOf([...inside, ...(accessory === undefined ? [] : [accessory])]),
    ...items.map((item) => item.media.url),
    ...(media === undefined ? [] : [media.url]),
  ]);
}
