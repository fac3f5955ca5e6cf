import library from "slack-blocks-to-jsx/dist/style.css?inline";
import own from "./slack.css?inline";

/** The library's styles and what lies round its blocks. */
export const styles = new CSSStyleSheet();
styles.replaceSync(`${library}\n${own}`);
