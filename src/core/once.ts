/** Gives what `make` makes, which runs at the first call and not before: for what costs much and may never be needed. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
