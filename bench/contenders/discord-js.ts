import { Client, Events } from "discord.js";
import { contend, isDeferred, setting } from "./contender.ts";
import { discordMessage, getFact } from "./fact.ts";

const client = new Client({ intents: [], rest: { api: setting("DISCORD_API_URL") } });

client.on(Events.InteractionCreate, async (interaction) => {
  if (!interaction.isChatInputCommand()) return;
  const factId = interaction.options.getString("id", true);
  if (isDeferred) {
    await interaction.deferReply();
    await interaction.editReply(discordMessage(await getFact(factId)));
  } else {
    await interaction.reply(discordMessage(await getFact(factId)));
  }
});
client.once(Events.ClientReady, () => contend());
await client.login(setting("DISCORD_TOKEN"));
