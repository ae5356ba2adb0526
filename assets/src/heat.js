// Clause x institution: the share kept, as colour and as a number in the cell. data: {x: [..], y: [..], cells: [..]}
// with cells {x, y, share (0-100), n, href, label}.
/** The colour thinned, so that the number on it stays readable in light and dark. */
const soft = (colour) => colour.replace("rgb(", "rgba(").replace(")", ", 0.5)");

const ROOM = 52; // pixels that a number needs, beside its neighbours
const ROW = 26; // pixels of a row, so that every clause is named and every number read
const LEAST = 200;

export function heat(data, colours, element) {
  const narrow = element.clientWidth < 560;
  const each = element.clientWidth / data.x.length;
  element.style.height = `${Math.max(LEAST, data.y.length * ROW + (narrow ? 120 : 48))}px`;
  return {
    aria: { enabled: true },
    textStyle: { fontFamily: colours.font },
    animation: false,
    grid: { left: 0, right: 8, top: 8, bottom: 0, containLabel: true },
    tooltip: { renderMode: "richText", formatter: ({ data: point }) => point.words, confine: true },
    xAxis: {
      type: "category", data: data.x, position: "top",
      axisLine: { show: false }, axisTick: { show: false },
      axisLabel: { color: colours["ink-2"], rotate: narrow ? 60 : 0, interval: 0, width: narrow ? 110 : each * 0.8, overflow: "truncate" },
    },
    yAxis: {
      type: "category", data: data.y, inverse: true,
      axisLine: { show: false }, axisTick: { show: false },
      axisLabel: { color: colours.ink, interval: 0, width: narrow ? 90 : 180, overflow: "truncate" },
    },
    visualMap: {
      show: false, type: "continuous", dimension: 2, min: 0, max: 100,
      inRange: { color: ["late-fill", "soon-fill", "ok-fill"].map((name) => soft(colours[name])) },
    },
    series: [{
      type: "heatmap",
      data: data.cells.map(({ x, y, share, href, text, label }) => ({ value: [x, y, share], href, text, words: label })),
      label: { show: each > ROOM, color: colours.ink, fontWeight: 600, formatter: ({ data: point }) => point.text },
      itemStyle: { borderColor: colours.surface, borderWidth: 2, borderRadius: 4 },
    }],
  };
}
