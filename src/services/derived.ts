/**
 * Remembers what is derived from a cached answer, such as an index, for as long as that answer is held. So the work is done once
 * for each answer and not for each question, and nothing has to be cleared.
 */
export function derived<From extends object, To>(derive: (from: From) => To): (from: From) => To {
  const known = new WeakMap<From, { readonly value: To }>();
  return (from) => {
    let entry = known.get(from);
    if (entry === undefined) {
      entry = { value: derive(from) };
      known.set(from, entry);
    }
    return entry.value;
  };
}
