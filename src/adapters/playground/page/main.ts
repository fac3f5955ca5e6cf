import { render } from "lit";
import { Actions } from "./actions.ts";
import { takeKey } from "./key.ts";
import { Pictures } from "./pictures.ts";
import { isDark, Store } from "./state.ts";
import { page } from "./view/page.ts";

const root = document.querySelector<HTMLElement>("#page");
if (root === null) throw new Error("the page has no place for its parts");

// Before anything else looks at the address. The log's one may also be pasted into a tab that shows the page already
takeKey();
addEventListener("hashchange", () => {
  if (takeKey()) void actions.begin();
});

const store = new Store(() => draw(root));
const actions = new Actions(store);
const pictures = new Pictures(() => store.touch());

draw(root);
await actions.begin();

function draw(into: HTMLElement): void {
  document.documentElement.dataset["theme"] = isDark(store.state) ? "dark" : "light";
  render(page({ state: store.state, store, actions, pictures }), into);
}
