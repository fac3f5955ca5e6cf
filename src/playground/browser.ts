/** Opens a page in the browser of whoever sits before this terminal. Where there is none, the address that was said has to do. */
export async function openInBrowser(address: string): Promise<void> {
  if (!process.stdout.isTTY || !hasScreen()) return;
  const { default: open } = await import("open");
  await open(address).catch(() => {});
}

function hasScreen(): boolean {
  if (process.env["SSH_CONNECTION"] !== undefined || process.env["CI"] !== undefined) return false;
  if (process.platform === "darwin" || process.platform === "win32") return true;
  return process.env["DISPLAY"] !== undefined || process.env["WAYLAND_DISPLAY"] !== undefined;
}
