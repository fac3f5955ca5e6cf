/** What the tests use of fontkit, which comes without types. https://github.com/foliojs/fontkit (2026-11-22) */
declare module "fontkit" {
  export interface Font {
    hasGlyphForCodePoint(codePoint: number): boolean;
    glyphForCodePoint(codePoint: number): { readonly id: number };
  }
  export function create(bytes: Uint8Array): Font;
}
