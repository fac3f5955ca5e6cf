import type { IncomingHttpHeaders } from "node:http";

/**
 * Headers that proxies, load balancers and tunnels add and no browser sends, by name or, with a `*`, by their beginning. One is
 * enough to know that whoever asks is not before this machine; that there is none proves nothing. Read 2026-11-28.
 */
const PROXY_HEADERS = [
  // https://www.rfc-editor.org/rfc/rfc9110#name-via, https://www.rfc-editor.org/rfc/rfc7239, https://www.rfc-editor.org/rfc/rfc8586
  "via",
  "forwarded",
  "cdn-loop",
  // https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/X-Forwarded-For, and -Host, -Proto, -Port, -Prefix, -Server …
  "x-forwarded*",
  // https://nginx.org/en/docs/http/ngx_http_realip_module.html, https://kubernetes.github.io/ingress-nginx/
  "x-real-*",
  "x-scheme",
  "x-nginx-proxy",
  // https://developers.cloudflare.com/fundamentals/reference/http-headers/, and Akamai's of the same name
  "cf-*",
  "true-client-ip",
  // https://fly.io/docs/networking/request-headers/, https://www.fastly.com/documentation/reference/http/http-headers/
  "fly-*",
  "fastly-*",
  // https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_conn_man/headers
  "x-envoy-*",
  // https://learn.microsoft.com/azure/frontdoor/front-door-http-headers-protocol, and Application Gateway, IIS and ASP.NET
  "x-azure-*",
  "x-appgw-*",
  "x-arr-*",
  "x-original-*",
  "x-rewrite-url",
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-request-tracing.html, and CloudFront
  "x-amzn-*",
  "x-amz-cf-*",
  "cloudfront-*",
  // https://cloud.google.com/load-balancing/docs/https, App Engine, and the Identity-Aware Proxy
  "x-cloud-trace-context",
  "x-appengine-*",
  "x-goog-*",
  // https://vercel.com/docs/headers/request-headers, https://docs.netlify.com, https://devcenter.heroku.com/articles/http-routing
  "x-vercel-*",
  "x-nf-*",
  "x-request-start",
  // https://tailscale.com/kb/1312/serve
  "tailscale-*",
  // Varnish, Sucuri, Imperva, WebLogic, and names that many copy
  "x-varnish",
  "x-sucuri-*",
  "incap-*",
  "wl-proxy-client-ip",
  "proxy-client-ip",
  "proxy-connection",
  "client-ip",
  "x-client-ip",
  "x-cluster-client-ip",
  "x-originating-ip",
  "x-remote-*",
  "x-proxy*",
] as const;

const NAMES: ReadonlySet<string> = new Set(PROXY_HEADERS.filter((name) => !name.endsWith("*")));
const BEGINNINGS = PROXY_HEADERS.filter((name) => name.endsWith("*")).map((name) => name.slice(0, -1));

/** Whether a proxy has passed the request on and says so. */
export function isProxied(headers: IncomingHttpHeaders): boolean {
  // Node writes all names in small letters
  return Object.keys(headers).some(
    (name) => NAMES.has(name) || BEGINNINGS.some((beginning) => name.startsWith(beginning)),
  );
}
