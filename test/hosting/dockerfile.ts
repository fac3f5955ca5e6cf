import { Copy, DockerfileParser, Env, From, type Instruction, Label, type ModifiableInstruction } from "dockerfile-ast";

/** One line of a stage, in the words of the Dockerfile. */
export type Step =
  | { readonly do: "RUN"; readonly line: string }
  | {
      readonly do: "COPY";
      readonly sources: readonly string[];
      readonly target: string;
      /** Another stage; absent: the build context. */
      readonly from?: string | undefined;
      /** `65532:65532`. */
      readonly owner?: string | undefined;
    }
  | Each<"ENV" | "LABEL", { readonly values: Readonly<Record<string, string>> }>
  | Each<"WORKDIR" | "USER" | "VOLUME" | "EXPOSE" | "STOPSIGNAL", { readonly value: string }>
  | Each<"CMD" | "ENTRYPOINT" | "HEALTHCHECK", { readonly command: readonly string[] }>;

type Each<Kind extends string, Rest> = Kind extends string ? Rest & { readonly do: Kind } : never;

/** What is between a FROM and the next. */
export interface Stage {
  readonly image: string;
  readonly name: string | undefined;
  readonly steps: readonly Step[];
}

/** Reads a Dockerfile. Throws for anything that `Step` has no place for, such as CMD in shell form. */
export function readDockerfile(text: string): readonly Stage[] {
  const stages: { image: string; name: string | undefined; steps: Step[] }[] = [];
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    if (instruction instanceof From) {
      stages.push({ image: instruction.getImage() ?? "", name: instruction.getBuildStage() ?? undefined, steps: [] });
      continue;
    }
    const stage = stages.at(-1);
    if (stage === undefined) throw new Error(`${instruction.getKeyword()} stands before the first FROM`);
    stage.steps.push(stepOf(instruction));
  }
  return stages;
}

/** The last of the steps of one kind, which is the one that counts. */
export function lastStep<Kind extends Step["do"]>(stage: Stage, kind: Kind) {
  return stage.steps.findLast((step): step is Extract<Step, { readonly do: Kind }> => step.do === kind);
}

/** All variables of a stage. */
export function environmentOf(stage: Stage): Readonly<Record<string, string>> {
  return Object.assign({}, ...stage.steps.map((step) => (step.do === "ENV" ? step.values : {})));
}

function stepOf(instruction: Instruction): Step {
  const keyword = instruction.getKeyword();
  const content = instruction.getArgumentsContent() ?? "";
  if (instruction instanceof Copy) {
    const paths = instruction.getArguments().map((argument) => argument.getValue());
    return {
      do: "COPY",
      sources: paths.slice(0, -1),
      target: paths.at(-1) ?? "",
      from: flag(instruction, "from"),
      owner: flag(instruction, "chown"),
    };
  }
  if (instruction instanceof Env || instruction instanceof Label) {
    const values = instruction.getProperties().map((property) => [property.getName(), property.getValue() ?? ""]);
    return { do: instruction instanceof Env ? "ENV" : "LABEL", values: Object.fromEntries(values) };
  }
  switch (keyword) {
    case "RUN":
      return { do: keyword, line: content };
    case "WORKDIR":
    case "USER":
    case "VOLUME":
    case "EXPOSE":
    case "STOPSIGNAL":
      return { do: keyword, value: content };
    case "CMD":
    case "ENTRYPOINT":
      return { do: keyword, command: execForm(content) };
    case "HEALTHCHECK":
      return { do: keyword, command: execForm(content.replace(/^CMD\s+/, "")) };
    default:
      throw new Error(`I know no ${keyword}`);
  }
}

function flag(instruction: ModifiableInstruction, name: string): string | undefined {
  return (
    instruction
      .getFlags()
      .find((candidate) => candidate.getName() === name)
      ?.getValue() ?? undefined
  );
}

/** `["node", "main.ts"]`. A shell around the program would keep SIGTERM from it. */
function execForm(content: string): readonly string[] {
  const words: unknown = JSON.parse(content);
  if (!Array.isArray(words) || !words.every((word) => typeof word === "string")) {
    throw new Error(`not in exec form: ${content}`);
  }
  return words;
}
