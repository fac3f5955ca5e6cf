/** Descriptions in German, by the English ones. The other languages have the same. */
export const de = {
  "Show the reply to you alone": "Die Antwort nur dir zeigen",
  "Find a GIF, look at it alone, then send it": "Ein GIF finden, allein ansehen, dann senden",
  "What the GIF should show; nothing for what is trending": "Was das GIF zeigen soll; leer: was gerade beliebt ist",
  "How grown-up it may be: g unless you say otherwise": "Für welches Alter es sein darf: g, wenn du nichts sagst",
  "Find books: covers, first lines, ratings, where to buy":
    "Bücher finden: Umschläge, erste Sätze, Bewertungen, wo es sie gibt",
  "Title, author, ISBN, or words from the book": "Titel, Autor, ISBN oder Wörter aus dem Buch",
  "Who wrote it": "Wer es geschrieben hat",
  "The number on its back": "Die Nummer auf der Rückseite",
  "The language it is in": "Die Sprache des Buchs",
  "COVID-19 in a country or in the world: totals, history, comparison":
    "COVID-19 in einem Land oder der Welt: Summen, Verlauf, Vergleich",
  "Country; left out, the world": "Land; ohne Angabe die Welt",
  "Only one of the counts, and how it went": "Nur eine der Zahlen und ihr Verlauf",
  "First day": "Erster Tag",
  "Last day": "Letzter Tag",
  "Province of the country, or state of the USA": "Provinz des Landes oder Bundesstaat der USA",
  "County of the USA's state": "Landkreis im Bundesstaat der USA",
  "Another country to compare with": "Ein anderes Land zum Vergleich",
  "Compare the counts themselves, not those among a million people":
    "Die Zahlen selbst vergleichen, nicht je Million Einwohner",
  "A dog: picture and facts, of a breed or any": "Ein Hund: Bild und Steckbrief, einer Rasse oder irgendeiner",
  "Breed, such as Beagle": "Rasse, etwa Beagle",
  "A cat: picture and facts, of a breed or any": "Eine Katze: Bild und Steckbrief, einer Rasse oder irgendeine",
  "Breed, such as Siamese": "Rasse, etwa Siamese",
  "Photos that a rover took on Mars": "Fotos eines Rovers auf dem Mars",
  "The day, such as 2020-06-10; the latest photos without it": "Der Tag, etwa 2020-06-10; ohne ihn die neuesten Fotos",
  "Curiosity unless you say otherwise": "Curiosity, wenn du nichts sagst",
  "Photos of this camera only": "Nur Fotos dieser Kamera",
  "A goat, cut to the size you want": "Eine Ziege in der Größe deiner Wahl",
  "Width in pixels, 800 unless you say otherwise": "Breite in Pixeln, 800, wenn du nichts sagst",
  "Height in pixels, three quarters of the width unless you say otherwise":
    "Höhe in Pixeln; drei Viertel der Breite, wenn du nichts sagst",
  "NASA's Astronomy Picture of the Day": "Das Astronomiebild des Tages der NASA",
  "The day, since 16 June 1995; the latest picture without it":
    "Der Tag, seit 16. Juni 1995; ohne ihn das neueste Bild",
  "The whole Earth from space, all pictures of a day": "Die ganze Erde aus dem All, alle Bilder eines Tages",
  "The day, since 13 June 2015; the latest pictures without it":
    "Der Tag, seit 13. Juni 2015; ohne ihn die neuesten Bilder",
  "In colours that show land better": "In Farben, die das Land besser zeigen",
  "Invented people, for trying things out": "Erfundene Menschen zum Ausprobieren",
  "Women or men only": "Nur Frauen oder nur Männer",
  "Where they are from, such as Germany; several with commas": "Woher sie kommen, etwa Germany; mehrere mit Kommas",
  "How many": "Wie viele",
  "A word that makes the same people again": "Ein Wort, das dieselben Menschen wieder hervorbringt",
  "Your GitHub account, and what happens in public": "Dein GitHub-Konto, und was öffentlich geschieht",
  "Connect your GitHub account; the link is for you alone": "Dein GitHub-Konto verbinden; der Link ist nur für dich",
  "Your profile: repositories, also how many private ones, followers":
    "Dein Profil: Repositorys, auch wie viele private, Follower",
  "Your repositories, page by page": "Deine Repositorys, Seite für Seite",
  "What comes first: pushed to last unless you say otherwise":
    "Was zuerst kommt: das zuletzt geänderte, wenn du nichts sagst",
  "Public, private or all": "Öffentliche, private oder alle",
  "Page of the list": "Seite der Liste",
  "Lines on a page: 10 unless you say otherwise": "Zeilen je Seite: 10, wenn du nichts sagst",
  "Repositories you have starred, page by page": "Repositorys mit deinem Stern, Seite für Seite",
  "Who follows you, page by page": "Wer dir folgt, Seite für Seite",
  "What the people who follow you have made, most stars first":
    "Was deine Follower gemacht haben, die meisten Sterne zuerst",
  "What happened in public: everywhere, by a person or in a repository":
    "Was öffentlich geschah: überall, von jemandem oder in einem Repository",
  "A person or a repository, such as kubernetes/test-infra": "Jemand oder ein Repository, etwa kubernetes/test-infra",
  "End the connection: I delete your token, and GitHub forgets it":
    "Die Verbindung beenden: Ich lösche dein Token, und GitHub vergisst es",
  "Your own bookshelf: to read, reading, read": "Dein eigenes Bücherregal: zu lesen, angefangen, gelesen",
  "Put a book on your shelf": "Ein Buch in dein Regal stellen",
  "Title, author or ISBN": "Titel, Autor oder ISBN",
  "To read unless you say otherwise": "Zu lesen, wenn du nichts sagst",
  "Your books, latest change first": "Deine Bücher, letzte Änderung zuerst",
  "To read, reading or read": "Zu lesen, angefangen oder gelesen",
  "One of your books: where it stands, where it is on sale": "Eines deiner Bücher: wo es steht, wo es zu kaufen ist",
  "Which book: words of its title or author, or its ISBN": "Welches Buch: Wörter aus Titel oder Autor, oder die ISBN",
  "Put one of your books on another shelf": "Eines deiner Bücher in ein anderes Regal stellen",
  "Where it goes": "Wohin es kommt",
  "Take one of your books off": "Eines deiner Bücher herausnehmen",
  "All your books as a CSV file": "Alle deine Bücher als CSV-Datei",
  "Bring books along: CSV of Goodreads, StoryGraph, BookWyrm, LibraryThing or your own":
    "Bücher mitbringen: CSV von Goodreads, StoryGraph, BookWyrm, LibraryThing oder dein eigenes",
  "A CSV file of at most 5 MB": "Eine CSV-Datei von höchstens 5 MB",
  "Connect your shelves at Google Books; the link is for you alone":
    "Deine Regale bei Google Books verbinden; der Link ist nur für dich",
  "Compare your shelf with Google Books, and make both the same":
    "Dein Regal mit Google Books vergleichen und beide angleichen",
  "End the connection to Google: I delete your token, and Google forgets it":
    "Die Verbindung zu Google beenden: Ich lösche dein Token, und Google vergisst es",
  "What I keep about you in all my commands, and its end":
    "Was ich in allen Befehlen über dich behalte, und dessen Ende",
  "What is left of each web API's quota, and which are ill":
    "Was von den Kontingenten der Web-APIs übrig ist, und welche krank sind",
  "What I know, and how to ask for it": "Was ich kann, und wie man danach fragt",
  "The command to explain": "Der Befehl, der erklärt werden soll",
  "A command that comes by itself: every morning, or when there is something new":
    "Ein Befehl, der von selbst kommt: jeden Morgen, oder wenn es etwas Neues gibt",
  "Let a command come to this channel by itself": "Einen Befehl von selbst in diesen Kanal kommen lassen",
  "The command with its options, such as /apod": "Der Befehl mit seinen Optionen, etwa /apod",
  "When: every day 08:00, weekdays 9:30, mondays 9:30, or new for whenever there is something new":
    "Wann: every day 08:00, weekdays 9:30, mondays 9:30, oder new für alles Neue",
  "Your time zone, such as Europe/Berlin; I remember it": "Deine Zeitzone, etwa Europe/Berlin; ich merke sie mir",
  "What comes to this channel by itself, and what you have in others":
    "Was von selbst in diesen Kanal kommt, und was du in anderen hast",
  "Stop one: your own, or any in a channel that you manage":
    "Eines beenden: dein eigenes, oder jedes in einem Kanal, den du verwaltest",
  "Which one: its command": "Welches: sein Befehl",
  "Let one come again that was paused": "Eines wieder kommen lassen, das angehalten war",
} as const;
