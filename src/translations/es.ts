import type { Translation } from "./translation.ts";

/** Descriptions in Spanish, by the English ones. */
export const es: Translation = {
  "Show the reply to you alone": "Mostrarte la respuesta solo a ti",
  "Find a GIF, look at it alone, then send it": "Busca un GIF, míralo a solas y luego envíalo",
  "What the GIF should show; nothing for what is trending": "Qué debe mostrar el GIF; nada para ver las tendencias",
  "How grown-up it may be: g unless you say otherwise": "Para qué edad puede ser: g si no dices otra cosa",
  "Find books: covers, first lines, ratings, where to buy":
    "Busca libros: portadas, primeras líneas, valoraciones, dónde comprarlos",
  "Title, author, ISBN, or words from the book": "Título, autor, ISBN o palabras del libro",
  "Who wrote it": "Quién lo escribió",
  "The number on its back": "El número de la contraportada",
  "The language it is in": "El idioma del libro",
  "COVID-19 in a country or in the world: totals, history, comparison":
    "COVID-19 en un país o en el mundo: totales, evolución, comparación",
  "Country; left out, the world": "País; sin él, el mundo",
  "Only one of the counts, and how it went": "Solo una de las cifras, y su evolución",
  "First day": "Primer día",
  "Last day": "Último día",
  "Province of the country, or state of the USA": "Provincia del país o estado de EE. UU.",
  "County of the USA's state": "Condado del estado de EE. UU.",
  "Another country to compare with": "Otro país con el que comparar",
  "Compare the counts themselves, not those among a million people":
    "Comparar las cifras mismas, no por millón de habitantes",
  "A dog: picture and facts, of a breed or any": "Un perro: foto y datos, de una raza o de cualquiera",
  "Breed, such as Beagle": "Raza, por ejemplo Beagle",
  "A cat: picture and facts, of a breed or any": "Un gato: foto y datos, de una raza o de cualquiera",
  "Breed, such as Siamese": "Raza, por ejemplo Siamese",
  "Photos that a rover took on Mars": "Fotos que un róver hizo en Marte",
  "The day, such as 2020-06-10; the latest photos without it":
    "El día, por ejemplo 2020-06-10; sin él, las últimas fotos",
  "Curiosity unless you say otherwise": "Curiosity si no dices otra cosa",
  "Photos of this camera only": "Solo fotos de esta cámara",
  "A goat, cut to the size you want": "Una cabra del tamaño que quieras",
  "Width in pixels, 800 unless you say otherwise": "Ancho en píxeles, 800 si no dices otra cosa",
  "Height in pixels, three quarters of the width unless you say otherwise":
    "Alto en píxeles, tres cuartos del ancho si no dices otra cosa",
  "NASA's Astronomy Picture of the Day": "La imagen astronómica del día de la NASA",
  "The day, since 16 June 1995; the latest picture without it":
    "El día, desde el 16 de junio de 1995; sin él, la última imagen",
  "The whole Earth from space, all pictures of a day": "La Tierra entera desde el espacio, todas las fotos de un día",
  "The day, since 13 June 2015; the latest pictures without it":
    "El día, desde el 13 de junio de 2015; sin él, las últimas fotos",
  "In colours that show land better": "En colores que muestran mejor la tierra",
  "Invented people, for trying things out": "Personas inventadas, para hacer pruebas",
  "Women or men only": "Solo mujeres o solo hombres",
  "Where they are from, such as Germany; several with commas": "De dónde son, por ejemplo Germany; varios con comas",
  "How many": "Cuántas",
  "A word that makes the same people again": "Una palabra que da otra vez las mismas personas",
  "Your GitHub account, and what happens in public": "Tu cuenta de GitHub, y lo que pasa en público",
  "Connect your GitHub account; the link is for you alone": "Conecta tu cuenta de GitHub; el enlace es solo para ti",
  "Your profile: repositories, also how many private ones, followers":
    "Tu perfil: repositorios, también cuántos privados, seguidores",
  "Your repositories, page by page": "Tus repositorios, página a página",
  "What comes first: pushed to last unless you say otherwise":
    "Qué va primero: el último modificado si no dices otra cosa",
  "Public, private or all": "Públicos, privados o todos",
  "Page of the list": "Página de la lista",
  "Lines on a page: 10 unless you say otherwise": "Líneas por página: 10 si no dices otra cosa",
  "Repositories you have starred, page by page": "Repositorios a los que diste una estrella, página a página",
  "Who follows you, page by page": "Quién te sigue, página a página",
  "What the people who follow you have made, most stars first":
    "Lo que han hecho quienes te siguen, con más estrellas primero",
  "What happened in public: everywhere, by a person or in a repository":
    "Lo que pasó en público: en todas partes, de alguien o en un repositorio",
  "A person or a repository, such as kubernetes/test-infra":
    "Una persona o un repositorio, por ejemplo kubernetes/test-infra",
  "End the connection: I delete your token, and GitHub forgets it":
    "Termina la conexión: borro tu token y GitHub lo olvida",
  "Your own bookshelf: to read, reading, read": "Tu propia estantería: por leer, leyendo, leídos",
  "Put a book on your shelf": "Pon un libro en tu estantería",
  "Title, author or ISBN": "Título, autor o ISBN",
  "To read unless you say otherwise": "Por leer si no dices otra cosa",
  "Your books, latest change first": "Tus libros, el último cambio primero",
  "To read, reading or read": "Por leer, leyendo o leídos",
  "One of your books: where it stands, where it is on sale": "Uno de tus libros: dónde está, dónde se vende",
  "Which book: words of its title or author, or its ISBN": "Qué libro: palabras del título o del autor, o su ISBN",
  "Put one of your books on another shelf": "Pon uno de tus libros en otra estantería",
  "Where it goes": "Adónde va",
  "Take one of your books off": "Quita uno de tus libros",
  "All your books as a CSV file": "Todos tus libros en un archivo CSV",
  "Bring books along: CSV of Goodreads, StoryGraph, BookWyrm, LibraryThing or your own":
    "Trae libros: CSV de Goodreads, StoryGraph, BookWyrm, LibraryThing o el tuyo",
  "A CSV file of at most 5 MB": "Un archivo CSV de 5 MB como máximo",
  "Connect your shelves at Google Books; the link is for you alone":
    "Conecta tus estanterías de Google Books; el enlace es solo para ti",
  "Compare your shelf with Google Books, and make both the same":
    "Compara tu estantería con Google Books y deja las dos iguales",
  "End the connection to Google: I delete your token, and Google forgets it":
    "Termina la conexión con Google: borro tu token y Google lo olvida",
  "What I keep about you in all my commands, and its end": "Lo que guardo sobre ti en todos mis comandos, y su fin",
  "What is left of each web API's quota, and which are ill":
    "Lo que queda de la cuota de cada API web, y cuáles están mal",
  "What I know, and how to ask for it": "Lo que sé hacer, y cómo pedirlo",
  "The command to explain": "El comando que explicar",
  "A command that comes by itself: every morning, or when there is something new":
    "Un comando que llega solo: cada mañana, o cuando hay algo nuevo",
  "Let a command come to this channel by itself": "Haz que un comando llegue solo a este canal",
  "The command with its options, such as /apod": "El comando con sus opciones, por ejemplo /apod",
  "When: every day 08:00, weekdays 9:30, mondays 9:30, or new for whenever there is something new":
    "Cuándo: every day 08:00, weekdays 9:30, mondays 9:30, o new cuando haya algo nuevo",
  "Your time zone, such as Europe/Berlin; I remember it": "Tu zona horaria, por ejemplo Europe/Berlin; la recuerdo",
  "What comes to this channel by itself, and what you have in others":
    "Lo que llega solo a este canal, y lo que tienes en otros",
  "Stop one: your own, or any in a channel that you manage":
    "Detén uno: el tuyo, o cualquiera en un canal que administras",
  "Which one: its command": "Cuál: su comando",
  "Let one come again that was paused": "Haz que vuelva uno que estaba en pausa",
};
