import { noChange } from "lit";
import { type AttributePart, Directive, type DirectiveParameters, directive } from "lit/directive.js";

/** Like Lit's `styleMap`, but through the element's style object from the first time on, which no content policy refuses. */
class StyleMap extends Directive {
  render(_styles: Readonly<Record<string, string | null | undefined>>): symbol {
    return noChange;
  }

  override update(part: AttributePart, [styles]: DirectiveParameters<this>): symbol {
    const { style } = part.element as HTMLElement;
    for (const [name, value] of Object.entries(styles)) {
      if (value) style.setProperty(name, value);
      else style.removeProperty(name);
    }
    return noChange;
  }
}

export const styleMap = directive(StyleMap);
