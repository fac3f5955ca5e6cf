// Loaded by tests before the program: a bug that nobody catches, when a signal says so

process.on("SIGUSR2", () => {
  throw new Error("thrown by nobody's fault");
});
process.on("SIGWINCH", () => void Promise.reject(new Error("rejected by nobody's fault")));
