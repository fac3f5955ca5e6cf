/**
 * Remembers what is derived from something that is held, such as the index of a cached answer, for as long as that is held. So the
 * work is done once and not for each question, and nothing has to be cleared.
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
