import type { Translation } from "./translation.ts";

/** Descriptions in French, by the English ones. */
export const fr: Translation = {
  "Show the reply to you alone": "Ne montrer la réponse qu’à vous",
  "Find a GIF, look at it alone, then send it": "Trouver un GIF, le regarder seul, puis l’envoyer",
  "What the GIF should show; nothing for what is trending": "Ce que le GIF doit montrer ; rien pour les tendances",
  "How grown-up it may be: g unless you say otherwise": "Pour quel âge il peut être : g sauf indication contraire",
  "Find books: covers, first lines, ratings, where to buy":
    "Trouver des livres : couvertures, premières lignes, notes, où les acheter",
  "Title, author, ISBN, or words from the book": "Titre, auteur, ISBN ou mots du livre",
  "Who wrote it": "Qui l’a écrit",
  "The number on its back": "Le numéro au dos",
  "The language it is in": "La langue du livre",
  "COVID-19 in a country or in the world: totals, history, comparison":
    "La COVID-19 dans un pays ou dans le monde : totaux, évolution, comparaison",
  "Country; left out, the world": "Pays ; sans lui, le monde",
  "Only one of the counts, and how it went": "Un seul des chiffres et son évolution",
  "First day": "Premier jour",
  "Last day": "Dernier jour",
  "Province of the country, or state of the USA": "Province du pays ou État des États-Unis",
  "County of the USA's state": "Comté de l’État américain",
  "Another country to compare with": "Un autre pays à comparer",
  "Compare the counts themselves, not those among a million people":
    "Comparer les chiffres eux-mêmes, et non par million d’habitants",
  "A dog: picture and facts, of a breed or any": "Un chien : image et fiche, d’une race ou au hasard",
  "Breed, such as Beagle": "Race, par exemple Beagle",
  "A cat: picture and facts, of a breed or any": "Un chat : image et fiche, d’une race ou au hasard",
  "Breed, such as Siamese": "Race, par exemple Siamese",
  "Photos that a rover took on Mars": "Photos prises par un rover sur Mars",
  "The day, such as 2020-06-10; the latest photos without it":
    "Le jour, par exemple 2020-06-10 ; sans lui, les dernières photos",
  "Curiosity unless you say otherwise": "Curiosity sauf indication contraire",
  "Photos of this camera only": "Photos de cette caméra seulement",
  "A goat, cut to the size you want": "Une chèvre à la taille voulue",
  "Width in pixels, 800 unless you say otherwise": "Largeur en pixels, 800 sauf indication contraire",
  "Height in pixels, three quarters of the width unless you say otherwise":
    "Hauteur en pixels, trois quarts de la largeur sauf indication contraire",
  "NASA's Astronomy Picture of the Day": "L’image astronomique du jour de la NASA",
  "The day, since 16 June 1995; the latest picture without it":
    "Le jour, depuis le 16 juin 1995 ; sans lui, la dernière image",
  "The whole Earth from space, all pictures of a day": "La Terre entière vue de l’espace, toutes les images d’un jour",
  "The day, since 13 June 2015; the latest pictures without it":
    "Le jour, depuis le 13 juin 2015 ; sans lui, les dernières images",
  "In colours that show land better": "En couleurs qui montrent mieux les terres",
  "Invented people, for trying things out": "Des personnes inventées, pour faire des essais",
  "Women or men only": "Femmes ou hommes seulement",
  "Where they are from, such as Germany; several with commas":
    "D’où elles viennent, par exemple Germany ; plusieurs avec des virgules",
  "How many": "Combien",
  "A word that makes the same people again": "Un mot qui redonne les mêmes personnes",
  "Your GitHub account, and what happens in public": "Votre compte GitHub, et ce qui se passe en public",
  "Connect your GitHub account; the link is for you alone":
    "Connecter votre compte GitHub ; le lien n’est que pour vous",
  "Your profile: repositories, also how many private ones, followers":
    "Votre profil : dépôts, aussi combien de privés, abonnés",
  "Your repositories, page by page": "Vos dépôts, page par page",
  "What comes first: pushed to last unless you say otherwise":
    "Ce qui vient en premier : le dernier modifié sauf indication contraire",
  "Public, private or all": "Publics, privés ou tous",
  "Page of the list": "Page de la liste",
  "Lines on a page: 10 unless you say otherwise": "Lignes par page : 10 sauf indication contraire",
  "Repositories you have starred, page by page": "Les dépôts que vous avez étoilés, page par page",
  "Who follows you, page by page": "Qui vous suit, page par page",
  "What the people who follow you have made, most stars first":
    "Ce qu’ont fait ceux qui vous suivent, le plus d’étoiles d’abord",
  "What happened in public: everywhere, by a person or in a repository":
    "Ce qui s’est passé en public : partout, par quelqu’un ou dans un dépôt",
  "A person or a repository, such as kubernetes/test-infra": "Une personne ou un dépôt, tel que kubernetes/test-infra",
  "End the connection: I delete your token, and GitHub forgets it":
    "Mettre fin à la connexion : je supprime votre jeton, et GitHub l’oublie",
  "Your own bookshelf: to read, reading, read": "Votre étagère : à lire, en cours, lus",
  "Put a book on your shelf": "Mettre un livre sur votre étagère",
  "Title, author or ISBN": "Titre, auteur ou ISBN",
  "To read unless you say otherwise": "À lire sauf indication contraire",
  "Your books, latest change first": "Vos livres, dernier changement d’abord",
  "To read, reading or read": "À lire, en cours ou lus",
  "One of your books: where it stands, where it is on sale": "Un de vos livres : où il est rangé, où il est en vente",
  "Which book: words of its title or author, or its ISBN": "Quel livre : mots du titre ou de l’auteur, ou son ISBN",
  "Put one of your books on another shelf": "Mettre un de vos livres sur une autre étagère",
  "Where it goes": "Où il va",
  "Take one of your books off": "Retirer un de vos livres",
  "All your books as a CSV file": "Tous vos livres dans un fichier CSV",
  "Bring books along: CSV of Goodreads, StoryGraph, BookWyrm, LibraryThing or your own":
    "Apporter des livres : CSV de Goodreads, StoryGraph, BookWyrm, LibraryThing ou le vôtre",
  "A CSV file of at most 5 MB": "Un fichier CSV de 5 Mo au plus",
  "Connect your shelves at Google Books; the link is for you alone":
    "Connecter vos étagères Google Books ; le lien n’est que pour vous",
  "Compare your shelf with Google Books, and make both the same":
    "Comparer votre étagère à Google Books et rendre les deux pareilles",
  "End the connection to Google: I delete your token, and Google forgets it":
    "Mettre fin à la connexion : je supprime votre jeton, et Google l’oublie",
  "What I keep about you in all my commands, and its end":
    "Ce que je garde sur vous dans toutes mes commandes, et sa fin",
  "What is left of each web API's quota, and which are ill":
    "Ce qui reste du quota de chaque API web, et lesquelles vont mal",
  "What I know, and how to ask for it": "Ce que je sais faire, et comment le demander",
  "The command to explain": "La commande à expliquer",
  "A command that comes by itself: every morning, or when there is something new":
    "Une commande qui vient d’elle-même : chaque matin, ou quand il y a du nouveau",
  "Let a command come to this channel by itself": "Faire venir une commande d’elle-même dans ce canal",
  "The command with its options, such as /apod": "La commande avec ses options, par exemple /apod",
  "When: every day 08:00, weekdays 9:30, mondays 9:30, or new for whenever there is something new":
    "Quand : every day 08:00, weekdays 9:30, mondays 9:30, ou new dès qu’il y a du nouveau",
  "Your time zone, such as Europe/Berlin; I remember it":
    "Votre fuseau horaire, par exemple Europe/Berlin ; je m’en souviens",
  "What comes to this channel by itself, and what you have in others":
    "Ce qui vient de soi-même dans ce canal, et ce que vous avez ailleurs",
  "Stop one: your own, or any in a channel that you manage":
    "En arrêter une : la vôtre, ou toute autre dans un canal que vous gérez",
  "Which one: its command": "Laquelle : sa commande",
  "Let one come again that was paused": "Faire revenir une commande mise en pause",
};
