import fc from "fast-check";
import { type DecodedPress, decodeButton, encodeButtons } from "../../src/core/press.ts";
import { type Button, buttons, privateReply } from "../../src/core/reply.ts";
import { createButtonStore } from "../../src/state/button-store.ts";
import { Database } from "../../src/state/database.ts";
import { attack } from "../support/attack.ts";
import { BOB, DECLARED, Recorders } from "./support/recorders.ts";
import { edited, text } from "./support/texts.ts";

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const store = createButtonStore(new Database("sqlite::memory:"), silent);
const recorders = new Recorders();

const commandName = fc.constantFrom(...DECLARED.map(({ name }) => name));
const optionName = fc.constantFrom(...new Set(DECLARED.flatMap(({ options }) => Object.keys(options))));

/** A state of the right form with anything in its places. */
const formed = fc
  .tuple(
    fc.constantFrom("0", "1", "12", "", "-1", "0@"),
    fc.constantFrom("u", "p", "b", "x", "q", ""),
    fc.oneof({ weight: 4, arbitrary: commandName }, { weight: 1, arbitrary: text }),
    fc.array(
      fc.oneof(
        fc.tuple(fc.oneof(optionName, text), text).map(([name, value]) => `${name}=${value}`),
        fc.tuple(fc.oneof(fc.constant(BOB), text), text).map(([id, name]) => `:${id}:${name}`),
        text,
      ),
      { maxLength: 5 },
    ),
  )
  .map(([index, letter, command, parts]) => `${index}${[letter, command, ...parts].join("~")}`);

const states = fc.oneof(
  { weight: 4, arbitrary: formed },
  { weight: 3, arbitrary: fc.constantFrom("0u~dog~breed=Beagle", "0p~gif~search=hi~sent=yes", "1x").chain(edited) },
  { weight: 2, arbitrary: formed.chain(edited) },
  { weight: 1, arbitrary: text },
);

/** What a press that was decoded does, by bob's hand. */
async function harmOf(press: DecodedPress | undefined): Promise<string | undefined> {
  if (press === undefined || press.do === "dismiss") return undefined;
  const { command, options, owner } = press;
  const harm = await recorders.harmOf({ command, input: { values: options }, source: "button", owner });
  if (harm !== undefined) return harm;
  return owner !== undefined && owner.id !== BOB && recorders.ran.length > 0 ? "another's button ran" : undefined;
}

attack(
  "a state that is made up or changed: nothing runs but what is declared",
  { short: 4_000, long: 200_000 },
  states,
  async (state) => harmOf(await decodeButton(state, store)),
);

/** A private button of somebody's, whatever their name, id and options are. */
const privateButtons = fc.record({
  owner: fc.record({ id: text.filter((id) => id !== BOB), name: text }),
  command: commandName,
  options: fc.dictionary(
    optionName,
    fc.oneof(text, fc.integer(), fc.boolean()).filter((value) => value !== ""),
    { maxKeys: 3 },
  ),
  // Long ones go through the database
  maxLength: fc.constantFrom(100, 2_000),
});

attack(
  "a private button of another's, as the bot made it: it does not run",
  { short: 1_000, long: 20_000 },
  privateButtons,
  async ({ owner, command, options, maxLength }) => {
    const button: Button = { label: "Send", press: { do: "run", command, options, into: "update" } };
    const made = await encodeButtons(privateReply(buttons(button)), maxLength, store, owner);
    const press = await decodeButton(made.get(button) ?? "", store);
    if (press?.do !== "run" || press.owner === undefined) return "its owner is lost";
    await recorders.harmOf({ ...press, input: { values: press.options }, source: "button" });
    return recorders.ran.length > 0 ? "it ran" : undefined;
  },
);
