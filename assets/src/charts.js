import { HeatmapChart, LineChart, BarChart } from "echarts/charts";
import { AriaComponent, GridComponent, MarkLineComponent, TooltipComponent, VisualMapComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { assets } from "./assets.js";
import { bars } from "./bars.js";
import { day } from "./day.js";
import { heat } from "./heat.js";
import { share } from "./share.js";

echarts.use([
  HeatmapChart, LineChart, BarChart,
  AriaComponent, GridComponent, MarkLineComponent, TooltipComponent, VisualMapComponent, CanvasRenderer,
]);

const makers = { assets, bars, day, heat, share };

/** The colours and font of the page as it is now, so that a chart follows the theme. */
function palette() {
  const probe = document.createElement("span");
  probe.style.transitionProperty = "none"; // where motion is reduced each change of colour is a transition, which begins with the ink
  document.body.append(probe);
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const names = ["ink", "ink-2", "ink-3", "line", "surface", "surface-3", "ok-fill", "soon-fill", "late-fill", "quiet-fill"];
  const found = Object.fromEntries(names.map((name) => [name, colour(name)]));
  probe.remove();
  return { ...found, font: style.getPropertyValue("--font") };
}

function draw(element) {
  const data = JSON.parse(document.getElementById(element.dataset.chartData).textContent);
  const make = makers[element.dataset.chart];
  const chart = echarts.getInstanceByDom(element) ?? echarts.init(element);
  chart.setOption(make(data, palette(), element), true);
  chart.off("click");
  chart.on("click", ({ data: point }) => {
    if (point?.href) window.location.assign(point.href);
  });
}

function drawAll() {
  for (const element of document.querySelectorAll("[data-chart]")) draw(element);
}

drawAll();
document.addEventListener("tingtang:theme", drawAll);
document.body.addEventListener("htmx:afterSettle", drawAll);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
new ResizeObserver(() => {
  for (const element of document.querySelectorAll("[data-chart]")) echarts.getInstanceByDom(element)?.resize();
}).observe(document.body);
