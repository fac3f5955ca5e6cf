import { Client, Events } from "discord.js";
import { contend, isDeferred, setting } from "./contender.ts";
import { discordMessage, getFact } from "./fact.ts";

const client = new Client({ intents: [], rest: { api: setting("DISCORD_API_URL") } });

client.on(Events.InteractionCreate, async (interaction) => {
  if (interaction.isButton()) await interaction.update(discordMessage(await getFact("1")));
  if (interaction.isAutocomplete()) {
    const { title } = await getFact(interaction.options.getFocused());
    await interaction.respond([{ name: title, value: title }]);
  }
  if (!interaction.isChatInputCommand()) return;
  const factId = String(interaction.options.data[0]?.value ?? "1");
  if (isDeferred) {
    await interaction.deferReply();
    await interaction.editReply(discordMessage(await getFact(factId)));
  } else {
    await interaction.reply(discordMessage(await getFact(factId)));
  }
});
client.once(Events.ClientReady, () => contend());
await client.login(setting("DISCORD_TOKEN"));
