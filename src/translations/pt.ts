import type { Translation } from "./translation.ts";

/** Descriptions in Portuguese as it is written in Brazil, by the English ones. */
export const pt: Translation = {
  "Show the reply to you alone": "Mostrar a resposta só para você",
  "Find a GIF, look at it alone, then send it": "Encontre um GIF, veja sozinho e depois envie",
  "What the GIF should show; nothing for what is trending": "O que o GIF deve mostrar; vazio para o que está em alta",
  "How grown-up it may be: g unless you say otherwise": "Para que idade pode ser: g se você não disser outra",
  "Find books: covers, first lines, ratings, where to buy":
    "Encontre livros: capas, primeiras linhas, avaliações, onde comprar",
  "Title, author, ISBN, or words from the book": "Título, autor, ISBN ou palavras do livro",
  "Who wrote it": "Quem escreveu",
  "The number on its back": "O número na contracapa",
  "The language it is in": "O idioma do livro",
  "COVID-19 in a country or in the world: totals, history, comparison":
    "COVID-19 em um país ou no mundo: totais, evolução, comparação",
  "Country; left out, the world": "País; sem ele, o mundo",
  "Only one of the counts, and how it went": "Só um dos números, e como ele evoluiu",
  "First day": "Primeiro dia",
  "Last day": "Último dia",
  "Province of the country, or state of the USA": "Província do país ou estado dos EUA",
  "County of the USA's state": "Condado do estado dos EUA",
  "Another country to compare with": "Outro país para comparar",
  "Compare the counts themselves, not those among a million people":
    "Comparar os próprios números, e não por milhão de habitantes",
  "A dog: picture and facts, of a breed or any": "Um cachorro: foto e fatos, de uma raça ou de qualquer uma",
  "Breed, such as Beagle": "Raça, por exemplo Beagle",
  "A cat: picture and facts, of a breed or any": "Um gato: foto e fatos, de uma raça ou de qualquer uma",
  "Breed, such as Siamese": "Raça, por exemplo Siamese",
  "Photos that a rover took on Mars": "Fotos que um rover tirou em Marte",
  "The day, such as 2020-06-10; the latest photos without it":
    "O dia, por exemplo 2020-06-10; sem ele, as fotos mais recentes",
  "Curiosity unless you say otherwise": "Curiosity se você não disser outro",
  "Photos of this camera only": "Só fotos desta câmera",
  "A goat, cut to the size you want": "Uma cabra no tamanho que você quiser",
  "Width in pixels, 800 unless you say otherwise": "Largura em pixels, 800 se você não disser outra",
  "Height in pixels, three quarters of the width unless you say otherwise":
    "Altura em pixels, três quartos da largura se você não disser outra",
  "NASA's Astronomy Picture of the Day": "A imagem astronômica do dia da NASA",
  "The day, since 16 June 1995; the latest picture without it":
    "O dia, desde 16 de junho de 1995; sem ele, a imagem mais recente",
  "The whole Earth from space, all pictures of a day": "A Terra inteira vista do espaço, todas as fotos de um dia",
  "The day, since 13 June 2015; the latest pictures without it":
    "O dia, desde 13 de junho de 2015; sem ele, as fotos mais recentes",
  "In colours that show land better": "Em cores que mostram melhor a terra",
  "Invented people, for trying things out": "Pessoas inventadas, para fazer testes",
  "Women or men only": "Só mulheres ou só homens",
  "Where they are from, such as Germany; several with commas": "De onde são, por exemplo Germany; vários com vírgulas",
  "How many": "Quantas",
  "A word that makes the same people again": "Uma palavra que traz as mesmas pessoas de novo",
  "Your GitHub account, and what happens in public": "Sua conta do GitHub, e o que acontece em público",
  "Connect your GitHub account; the link is for you alone": "Conecte sua conta do GitHub; o link é só para você",
  "Your profile: repositories, also how many private ones, followers":
    "Seu perfil: repositórios, também quantos privados, seguidores",
  "Your repositories, page by page": "Seus repositórios, página por página",
  "What comes first: pushed to last unless you say otherwise":
    "O que vem primeiro: o alterado por último se você não disser outro",
  "Public, private or all": "Públicos, privados ou todos",
  "Page of the list": "Página da lista",
  "Lines on a page: 10 unless you say otherwise": "Linhas por página: 10 se você não disser outro número",
  "Repositories you have starred, page by page": "Repositórios com a sua estrela, página por página",
  "Who follows you, page by page": "Quem segue você, página por página",
  "What the people who follow you have made, most stars first":
    "O que fizeram as pessoas que seguem você, com mais estrelas primeiro",
  "What happened in public: everywhere, by a person or in a repository":
    "O que aconteceu em público: em toda parte, de alguém ou em um repositório",
  "A person or a repository, such as kubernetes/test-infra":
    "Uma pessoa ou um repositório, por exemplo kubernetes/test-infra",
  "End the connection: I delete your token, and GitHub forgets it":
    "Encerre a conexão: eu apago seu token, e o GitHub o esquece",
  "Your own bookshelf: to read, reading, read": "Sua própria estante: para ler, lendo, lidos",
  "Put a book on your shelf": "Coloque um livro na sua estante",
  "Title, author or ISBN": "Título, autor ou ISBN",
  "To read unless you say otherwise": "Para ler se você não disser outra",
  "Your books, latest change first": "Seus livros, a última mudança primeiro",
  "To read, reading or read": "Para ler, lendo ou lidos",
  "One of your books: where it stands, where it is on sale": "Um dos seus livros: onde está, onde está à venda",
  "Which book: words of its title or author, or its ISBN": "Qual livro: palavras do título ou do autor, ou o ISBN",
  "Put one of your books on another shelf": "Coloque um dos seus livros em outra estante",
  "Where it goes": "Para onde vai",
  "Take one of your books off": "Tire um dos seus livros",
  "All your books as a CSV file": "Todos os seus livros em um arquivo CSV",
  "Bring books along: CSV of Goodreads, StoryGraph, BookWyrm, LibraryThing or your own":
    "Traga livros: CSV do Goodreads, StoryGraph, BookWyrm, LibraryThing ou o seu",
  "A CSV file of at most 5 MB": "Um arquivo CSV de no máximo 5 MB",
  "Connect your shelves at Google Books; the link is for you alone":
    "Conecte suas estantes do Google Books; o link é só para você",
  "Compare your shelf with Google Books, and make both the same":
    "Compare sua estante com o Google Books e deixe as duas iguais",
  "End the connection to Google: I delete your token, and Google forgets it":
    "Encerre a conexão com o Google: eu apago seu token, e o Google o esquece",
  "What I keep about you in all my commands, and its end":
    "O que guardo sobre você em todos os comandos, e o fim disso",
  "What is left of each web API's quota, and which are ill":
    "O que resta da cota de cada API web, e quais estão com problemas",
  "What I know, and how to ask for it": "O que eu sei fazer, e como pedir",
  "The command to explain": "O comando a explicar",
  "A command that comes by itself: every morning, or when there is something new":
    "Um comando que vem sozinho: toda manhã, ou quando há algo novo",
  "Let a command come to this channel by itself": "Faça um comando vir sozinho para este canal",
  "The command with its options, such as /apod": "O comando com suas opções, por exemplo /apod",
  "When: every day 08:00, weekdays 9:30, mondays 9:30, or new for whenever there is something new":
    "Quando: every day 08:00, weekdays 9:30, mondays 9:30, ou new sempre que houver algo novo",
  "Your time zone, such as Europe/Berlin; I remember it":
    "Seu fuso horário, por exemplo Europe/Berlin; eu me lembro dele",
  "What comes to this channel by itself, and what you have in others":
    "O que vem sozinho para este canal, e o que você tem em outros",
  "Stop one: your own, or any in a channel that you manage":
    "Pare um: o seu, ou qualquer um em um canal que você administra",
  "Which one: its command": "Qual: o comando",
  "Let one come again that was paused": "Faça voltar um que estava em pausa",
};
