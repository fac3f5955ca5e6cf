import type { UpstreamId } from "../../upstream/limits.ts";
import { apod } from "../apod.ts";
import type { RecordedUpstream } from "../body.ts";
import { diseaseSh } from "../disease-sh.ts";
import { dogCeo } from "../dog-ceo.ts";
import { epic } from "../epic.ts";
import { giphy } from "../giphy.ts";
import { github } from "../github.ts";
import { googleBooks } from "../google-books.ts";
import { RECORDED } from "../index.ts";
import { marsVista } from "../mars-vista.ts";
import { catApi, dogApi } from "../pet-api.ts";
import { withExampleBooks } from "./books.ts";
import { withFittingCounts } from "./covid.ts";
import { withExampleGifs } from "./gifs.ts";
import { withTorvalds } from "./github.ts";
import { marsNasaWithExamples, withExamplesOfOldRovers } from "./mars.ts";
import { randomUserOfAllCountries } from "./people.ts";
import { withChihuahua, withPictureOfEachBreed, withPicturesOfEachBreed } from "./pets.ts";
import { withExampleDays, withExampleEarths } from "./sky.ts";

const anyGithub = withTorvalds(github);

/**
 * Every upstream as the demo plays it: the recorded bodies first, and where nothing was recorded, examples made up in their shape,
 * so that the first things that people try are answered with something to see.
 */
export const DEMO: Readonly<Record<UpstreamId, RecordedUpstream>> = {
  ...RECORDED,
  apod: withExampleDays(apod),
  catApi: withPicturesOfEachBreed(catApi, {
    breeds: "thecatapi/breeds-full.json",
    folder: "https://cdn2.thecatapi.com/images/",
  }),
  diseaseSh: withFittingCounts(diseaseSh),
  dogApi: withPicturesOfEachBreed(withChihuahua(dogApi), {
    breeds: "thedogapi/breeds-full.json",
    folder: "https://cdn2.thedogapi.com/images/",
  }),
  dogCeo: withPictureOfEachBreed(dogCeo),
  epic: withExampleEarths(epic),
  giphy: withExampleGifs(giphy),
  github: anyGithub,
  githubPublic: anyGithub,
  googleBooks: withExampleBooks(googleBooks),
  marsNasa: marsNasaWithExamples,
  marsVista: withExamplesOfOldRovers(marsVista),
  randomUser: randomUserOfAllCountries,
};
