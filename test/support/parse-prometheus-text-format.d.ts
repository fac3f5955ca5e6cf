/** The library has no types of its own. What it makes of labelled histograms is unusable, so they are not described. */
declare module "parse-prometheus-text-format" {
  interface Family {
    readonly name: string;
    readonly help: string;
    readonly type: string;
    readonly metrics: readonly { readonly value: string; readonly labels?: Readonly<Record<string, string>> }[];
  }
  /** Throws at a line that is none of the format. */
  function parse(text: string): readonly Family[];
  export default parse;
}
