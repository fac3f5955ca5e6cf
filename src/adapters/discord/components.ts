/** The flag of a message that consists of components alone. Once a message has it, it keeps it. */
export const COMPONENTS_ONLY = 1 << 15;

/** Components as Discord's API takes them, as far as this bot makes any. https://docs.discord.com/developers/components/reference (2026-11-28) */
export type Component = ActionRow | TextDisplay | Section | Gallery | FileComponent | Container;

export interface ActionRow {
  readonly type: 1;
  readonly components: readonly ButtonComponent[];
}

export type ButtonComponent =
  | { readonly type: 2; readonly style: 1 | 2 | 4; readonly label: string; readonly custom_id: string }
  | { readonly type: 2; readonly style: 5; readonly label: string; readonly url: string };

/** Text with something beside it. */
export interface Section {
  readonly type: 9;
  readonly components: readonly TextDisplay[];
  readonly accessory: ButtonComponent | Thumbnail;
}

export interface TextDisplay {
  readonly type: 10;
  /** Markdown. */
  readonly content: string;
}

export interface Thumbnail {
  readonly type: 11;
  readonly media: { readonly url: string };
  readonly description: string;
}

export interface Gallery {
  readonly type: 12;
  readonly items: readonly Omit<Thumbnail, "type">[];
}

export interface FileComponent {
  readonly type: 13;
  readonly file: { readonly url: string };
}

/** A frame with a bar of colour. */
export interface Container {
  readonly type: 17;
  readonly accent_color: number;
  readonly components: readonly Exclude<Component, Container>[];
}

/** Any of them, also those that stand only inside of others. */
export type AnyComponent = Component | ButtonComponent | Thumbnail;

/** These and all inside of them, in the order in which they are read. */
export function allComponents(components: readonly AnyComponent[]): readonly AnyComponent[] {
  return components.flatMap((component) => [component, ...allComponents(inside(component))]);
}

function inside(component: AnyComponent): readonly AnyComponent[] {
  switch (component.type) {
    case 1:
    case 17:
      return component.components;
    case 9:
      return [...component.components, component.accessory];
    default:
      return [];
  }
}
