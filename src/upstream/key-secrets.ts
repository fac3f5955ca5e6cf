/**
 * What a call says to be let in with the operator's own key: the same object as long as the key is the same, so that what is held
 * for it is found without another look at the key.
 */
export function keySecrets<Secrets extends object>(make: (key: string) => Secrets): (key: string) => Secrets {
  let last: { readonly key: string; readonly secrets: Secrets } | undefined;
  return (key) => {
    if (last?.key !== key) last = { key, secrets: make(key) };
    return last.secrets;
  };
}
