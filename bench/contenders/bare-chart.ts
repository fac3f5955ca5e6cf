import { createCanvas } from "@napi-rs/canvas";
import { Chart } from "chart.js/auto";
import { draws } from "./draws.ts";
import { FIRST_DAY, figures } from "./figures.ts";

/** Chart.js and its canvas as their guides use them: a line and bars of the same size, with the same figures. */
const SIZE = { width: 480, height: 360, scale: 2 } as const;

draws((number) => {
  const totals = figures(number);
  const canvas = createCanvas(SIZE.width, SIZE.height);
  const chart = new Chart(canvas, {
    data: {
      labels: totals.map((_, week) => new Date(Date.parse(FIRST_DAY) + week * 604_800_000).toISOString().slice(0, 10)),
      datasets: [
        { type: "line", label: "Total cases", data: [...totals], yAxisID: "y", pointRadius: 0, fill: true },
        {
          type: "bar",
          label: "New cases",
          data: totals.map((total, week) => total - (totals[week - 1] ?? 0)),
          yAxisID: "added",
        },
      ],
    },
    options: {
      animation: false,
      responsive: false,
      devicePixelRatio: SIZE.scale,
      plugins: { title: { display: true, text: "Confirmed COVID-19 cases in Germany" } },
      scales: { added: { position: "right" } },
    },
  });
  const png = canvas.toBuffer("image/png");
  chart.destroy();
  return png;
});
