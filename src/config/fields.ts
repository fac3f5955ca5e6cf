import { z } from "zod";
import { isLoopbackHost } from "../core/loopback.ts";

/** An address that may be called, without a slash at its end. */
export const webAddress = z
  .string()
  .refine((text) => {
    if (!URL.canParse(text)) return false;
    const url = new URL(text);
    return url.protocol === "https:" || (url.protocol === "http:" && isLoopbackHost(url.hostname));
  }, "is not an address: give https://…, or http://… for this very machine (localhost)")
  .refine((text) => {
    const { username, password } = URL.canParse(text) ? new URL(text) : { username: "", password: "" };
    return username === "" && password === "";
  }, "has a user or a password inside, which nobody would be sent: take them out")
  .transform((text) => {
    let end = text.length;
    while (text[end - 1] === "/") end -= 1;
    return text.slice(0, end);
  });

export const onOff = z.enum(["on", "off"], "is neither `on` nor `off`");
