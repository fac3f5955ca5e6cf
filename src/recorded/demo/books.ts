import { z } from "zod";
import { ok, type RecordedUpstream, recordedJson } from "../body.ts";
import { allVolumes, type Volume, volumesAnswer } from "../google-books.ts";

const books = z.array(
  z.object({
    id: z.string(),
    title: z.string(),
    subtitle: z.string().optional(),
    author: z.string(),
    publisher: z.string(),
    year: z.string(),
    pages: z.number(),
    isbn: z.string(),
    about: z.string(),
  }),
);

/** Google Books with editions of books that people look for first, beside those recorded. What they are about is told in our words. */
export function withExampleBooks(googleBooks: RecordedUpstream): RecordedUpstream {
  return (request) => {
    const { path } = request;
    const answer = googleBooks(request);
    const examples = exampleVolumes();
    const one = examples.find(({ id }) => path === `/volumes/${id}`);
    if (one !== undefined) return ok(one);
    if (path !== "/volumes" || answer.status !== 200) return answer;
    return volumesAnswer([...examples, ...allVolumes()], request.query);
  };
}

function exampleVolumes(): readonly Volume[] {
  return books.parse(recordedJson("demo/books.constructed.json")).map((book) => ({
    kind: "books#volume",
    id: book.id,
    volumeInfo: {
      title: book.title,
      ...(book.subtitle === undefined ? {} : { subtitle: book.subtitle }),
      authors: [book.author],
      publisher: book.publisher,
      publishedDate: book.year,
      description: book.about,
      industryIdentifiers: [{ type: "ISBN_13", identifier: book.isbn }],
      pageCount: book.pages,
      printType: "BOOK",
      categories: ["Fiction"],
      language: "en",
      // By its number, a cover is to be had without any account
      imageLinks: { thumbnail: `https://covers.openlibrary.org/b/isbn/${book.isbn}-M.jpg` },
      canonicalVolumeLink: `https://books.google.com/books?vid=ISBN${book.isbn}`,
    },
    saleInfo: { country: "US", saleability: "NOT_FOR_SALE", isEbook: false },
  }));
}
