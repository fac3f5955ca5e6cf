/** The page with what stands between its marks of this name written anew. Throws an Error with a sentence where a mark is missing. */
export function between(page: string, name: string, write: (old: string) => string): string {
  const [begin, end] = [`<!-- npm run docs: ${name} -->`, `<!-- end of ${name} -->`];
  const [before, ...rest] = page.split(begin);
  const [old, ...after] = rest.join(begin).split(end);
  if (before === undefined || old === undefined || rest.length === 0 || after.length === 0) {
    throw new Error(`it has lost the lines ${begin} and ${end}: put them back round what \`npm run docs\` writes`);
  }
  return `${before}${begin}\n${write(old).trim()}\n${end}${after.join(end)}`;
}
