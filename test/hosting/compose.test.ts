import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { STOP_LIMITS } from "../../src/stop.ts";

const ROOT = resolve(import.meta.dirname, "../..");

const duration = z.string().regex(/^\d+(ms|s|m)$/);

/** What the file uses of https://github.com/compose-spec/compose-spec/blob/main/spec.md (2026-11-22); nothing else may be in it. */
const service = z.strictObject({
  image: z.string().regex(/^[a-z/]+(:[\w.-]+)?$/),
  build: z.string().optional(),
  profiles: z.array(z.string()).default([]),
  command: z.array(z.string()).optional(),
  user: z
    .string()
    .regex(/^\d+:\d+$/)
    .optional(),
  env_file: z.array(z.strictObject({ path: z.string(), required: z.boolean() })).optional(),
  environment: z.record(z.string(), z.string()).optional(),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string().regex(/^([a-z]+:\/[\w/]+|\.\/[\w/]+:\/[\w/]+:ro)$/)).default([]),
  tmpfs: z.array(z.string().startsWith("/")).default([]),
  networks: z.array(z.string()),
  depends_on: z
    .record(z.string(), z.strictObject({ condition: z.literal("service_healthy"), required: z.boolean() }))
    .default({}),
  healthcheck: z
    .strictObject({
      test: z.tuple([z.literal("CMD")], z.string()),
      interval: duration,
      timeout: duration,
      retries: z.int(),
      start_period: duration,
      start_interval: duration,
    })
    .optional(),
  restart: z.literal("unless-stopped"),
  read_only: z.literal(true),
  cap_drop: z.tuple([z.literal("ALL")]),
  cap_add: z.array(z.string()).default([]),
  security_opt: z.tuple([z.literal("no-new-privileges:true")]),
  pids_limit: z.int(),
  shm_size: z.string().optional(),
  stop_grace_period: duration.optional(),
});

const file = z.object({
  name: z.literal("magpie"),
  services: z.record(z.string(), service),
  networks: z.record(z.string(), z.strictObject({ internal: z.boolean() }).nullable()),
  volumes: z.record(z.string(), z.null()),
});

const parsed: unknown = parse(readFileSync(join(ROOT, "compose.yaml"), "utf8"), { merge: true });
const compose = file.parse(parsed);
const services = Object.entries(compose.services);

test("it has nothing that Compose knows nothing of", () => {
  // Everything in a service is checked by the strict object above, fragments begin with x-
  const top = Object.keys(z.record(z.string(), z.unknown()).parse(parsed));
  expect(top.filter((key) => !key.startsWith("x-"))).toEqual(["name", "services", "networks", "volumes"]);
});

test("every volume, network and service that is referred to is declared, and the other way round", () => {
  const volumes = services
    .flatMap(([, { volumes }]) => volumes.map((volume) => volume.slice(0, volume.indexOf(":"))))
    .filter((volume) => !volume.startsWith("./"));
  expect(new Set(volumes)).toEqual(new Set(Object.keys(compose.volumes)));
  const networks = services.flatMap(([, { networks }]) => networks);
  expect(new Set(networks)).toEqual(new Set(Object.keys(compose.networks)));
  const others = services.flatMap(([, { depends_on }]) => Object.keys(depends_on));
  expect(others.filter((name) => !Object.hasOwn(compose.services, name))).toEqual([]);
});

test("the bot starts alone; what it waits for has a profile and says when it is healthy", () => {
  expect(services.filter(([, { profiles }]) => profiles.length === 0).map(([name]) => name)).toEqual(["magpie"]);
  const waitedFor = Object.entries(compose.services["magpie"]?.depends_on ?? {});
  expect(waitedFor.map(([name]) => name)).toEqual(["postgres", "valkey"]);
  for (const [name, { required }] of waitedFor) {
    expect(required).toBe(false);
    expect(compose.services[name]?.profiles).toEqual([name, "replicas"]);
    expect(compose.services[name]?.healthcheck).toBeDefined();
  }
});

test("the bot writes to /data and to memory, and has time to finish", () => {
  const magpie = compose.services["magpie"];
  expect(magpie?.volumes).toEqual(["data:/data"]);
  expect(magpie?.tmpfs.map((each) => each.split(":")[0])).toEqual(["/tmp"]);
  expect(magpie?.cap_add).toEqual([]);
  const graceMs = Number.parseInt(magpie?.stop_grace_period ?? "", 10) * 1_000;
  expect(graceMs).toBeGreaterThan(STOP_LIMITS.endMs);
});

test("only the bot and its proxy can be reached from outside, and only from this machine", () => {
  const open = services.filter(([, { ports }]) => ports.length > 0);
  expect(open.map(([name]) => name)).toEqual(["magpie", "proxy"]);
  expect(open.flatMap(([, { ports }]) => ports).every((port) => port.startsWith("127.0.0.1:"))).toBe(true);
  expect(compose.networks["inside"]).toEqual({ internal: true });
  for (const name of ["postgres", "valkey"]) expect(compose.services[name]?.networks).toEqual(["inside"]);
});

test("images of others are of a stated version", () => {
  const foreign = services.filter(([, { build }]) => build === undefined);
  expect(foreign.filter(([, { image }]) => !/:\d+/.test(image)).map(([name]) => name)).toEqual([]);
});

test("replicas are the same bot, write to memory only, and the proxy knows each of them and none else", () => {
  const bots = services.filter(([, { build }]) => build !== undefined);
  const [[, first] = [], ...others] = bots;
  for (const [, other] of others) {
    const { volumes, tmpfs, profiles, ports } = other;
    expect({ ...other, volumes: [], tmpfs: [], profiles: [], ports: [] }).toEqual({
      ...first,
      volumes: [],
      tmpfs: [],
      profiles: [],
      ports: [],
    });
    expect([volumes, ports, profiles]).toEqual([[], [], ["replicas"]]);
    expect(tmpfs.map((each) => each.split(":")[0])).toEqual(["/tmp", "/data"]);
  }
  const [source = ""] = compose.services["proxy"]?.volumes[0]?.split(":") ?? [];
  const config = readFileSync(join(ROOT, source), "utf8");
  const named = /reverse_proxy (.*) \{$/m.exec(config)?.[1]?.split(" ");
  expect(named).toEqual(bots.map(([name]) => `${name}:{$PORT:3000}`));
  expect(bots).toHaveLength(3);
});
