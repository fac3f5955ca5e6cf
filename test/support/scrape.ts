import parse from "parse-prometheus-text-format";

type Labels = Readonly<Record<string, string>>;

/** What `/metrics` answered. */
export interface Scrape {
  readonly text: string;
  /** Each family with its type and help. */
  readonly families: readonly { readonly name: string; readonly type: string; readonly help: string }[];
  /** The sum of all samples of that name that have these labels, among others. Undefined when there is none. */
  value(name: string, labels?: Labels): number | undefined;
  /** How many samples there are of that name. */
  count(name: string): number;
}

/** Asks as Prometheus does. Rejects when the answer is not in its format. */
export async function scrape(root: string): Promise<Scrape> {
  const response = await fetch(`${root}/metrics`);
  const type = response.headers.get("content-type");
  if (response.status !== 200 || type !== "text/plain; version=0.0.4; charset=utf-8") {
    throw new Error(`not metrics: ${response.status} ${type}`);
  }
  const text = await response.text();
  // Without its comments every sample stands for itself, also those of histograms
  const samples = parse(text.replace(/^#.*\n/gm, ""));
  const of = (name: string) => samples.filter((family) => family.name === name).flatMap(({ metrics }) => metrics);
  return {
    text,
    families: parse(text),
    count: (name) => of(name).length,
    value: (name, wanted = {}) => {
      const found = of(name).filter(({ labels = {} }) =>
        Object.entries(wanted).every(([label, value]) => labels[label] === value),
      );
      return found.length === 0 ? undefined : found.reduce((sum, { value }) => sum + Number(value), 0);
    },
  };
}
