import { render } from "lit";
import { Actions } from "./actions.ts";
import { Pictures } from "./pictures.ts";
import { isDark, Store } from "./state.ts";
import { page } from "./view/page.ts";

const root = document.querySelector<HTMLElement>("#page");
if (root === null) throw new Error("the page has no place for its parts");

const store = new Store(() => draw(root));
const actions = new Actions(store);
const pictures = new Pictures(() => store.touch());

draw(root);
await actions.begin();

function draw(into: HTMLElement): void {
  document.documentElement.dataset["theme"] = isDark(store.state) ? "dark" : "light";
  render(page({ state: store.state, store, actions, pictures }), into);
}
