import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here("."),
  resolve: {
    // Lit's own sets the attribute at first, which a strict policy for styles refuses
    alias: { "lit/directives/style-map.js": here("draw-discord/style-map.ts") },
  },
  build: {
    outDir: here("../../../../build/playground"),
    emptyOutDir: true,
    assetsDir: "playground/assets",
    target: "es2023",
    // Files stay files: what is not looked at is not loaded
    assetsInlineLimit: 0,
    // The two renderers are what they are, and come late
    chunkSizeWarningLimit: 1_500,
    modulePreload: { polyfill: false },
  },
});
