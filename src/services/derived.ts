/**
 * Remembers what is derived from a cached answer, such as an index, for as long as the answer itself is held: the work is
 * done once an answer, not once a question, and nothing has to be thrown away by hand.
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
