import type { UpstreamId } from "../upstream/limits.ts";
import { apod } from "./apod.ts";
import type { RecordedUpstream } from "./body.ts";
import { cataas } from "./cataas.ts";
import { commons, commonsImages, commonsThumbs } from "./commons.ts";
import { diseaseSh } from "./disease-sh.ts";
import { dogCeo } from "./dog-ceo.ts";
import { epic } from "./epic.ts";
import { giphy } from "./giphy.ts";
import { github } from "./github.ts";
import { githubLogin } from "./github-login.ts";
import { googleBooks } from "./google-books.ts";
import { googleToken } from "./google-token.ts";
import { klipy } from "./klipy.ts";
import { marsNasa } from "./mars-nasa.ts";
import { marsVista } from "./mars-vista.ts";
import { nasa } from "./nasa.ts";
import { nasaImages } from "./nasa-images.ts";
import { nebulum } from "./nebulum.ts";
import { openLibrary } from "./open-library.ts";
import { openverse } from "./openverse.ts";
import { catApi, dogApi } from "./pet-api.ts";
import { randomUser } from "./random-user.ts";
import { who } from "./who.ts";

/** Every recorded upstream, by its id. One file each beside this one. */
export const RECORDED: Readonly<Record<UpstreamId, RecordedUpstream>> = {
  dogApi,
  dogCeo,
  catApi,
  cataas,
  giphy,
  klipy,
  googleBooks,
  openLibrary,
  diseaseSh,
  who,
  marsNasa,
  marsVista,
  nasaImages,
  nebulum,
  commons,
  commonsThumbs,
  commonsImages,
  openverse,
  apod,
  nasa,
  epic,
  randomUser,
  github,
  githubSearch: github,
  githubPublic: github,
  githubLogin,
  googleToken,
};
