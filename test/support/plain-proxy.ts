import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** Where it stands in the world. */
const NAME = "bot.example";

/**
 * A web server in front of the bot as people set it up first: it passes everything on under the bot's own name, and says
 * nothing about who asked (`proxy_pass http://127.0.0.1:3000;` and nothing else). Its address; closed when the test ends.
 */
export async function plainProxy(target: string): Promise<string> {
  const { host, hostname, port } = new URL(target);
  const server = createServer((asked, answer) => {
    const headers = { ...asked.headers, host, connection: "close" };
    // Foreign pages are told by it; this one is the proxy's own
    if (headers.origin === `https://${NAME}`) headers.origin = `http://${host}`;
    const passed = request({ hostname, port, path: asked.url, method: asked.method, headers }, (came) => {
      answer.writeHead(came.statusCode ?? 502, came.headers);
      came.pipe(answer);
    });
    passed.on("error", () => answer.destroy());
    asked.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
