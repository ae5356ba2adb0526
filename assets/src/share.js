// Shares with their 95 % interval against the share that is asked for: over time or side by side, each share a point on the bar of its interval.
// data: {x: [..], low: [..], high: [..], y: [..], words: [..], href: [..], least, names: {share, interval, least}}
export function share(data, colours, element) {
  const across = element.dataset.across === "true";
  const known = data.low.filter((one) => one !== null);
  const floor = Math.max(0, Math.floor((Math.min(data.least, ...known) - 1) / 10) * 10); // on the grid of the axis
  const label = { color: colours["ink-2"] };
  const quiet = { axisLine: { show: false }, axisTick: { show: false } };
  const names = { type: "category", data: data.x, inverse: across, ...quiet, axisLabel: { ...label, hideOverlap: true, width: 110, overflow: across ? "truncate" : "none" } };
  const shares = { type: "value", min: floor, max: 100, ...quiet, splitLine: { lineStyle: { color: colours.line } }, axisLabel: { ...label, formatter: "{value}%" } };
  const width = data.high.map((high, place) => (high === null ? null : high - data.low[place]));
  const leads = (values) => values.map((value, place) => ({ value, href: data.href[place] }));
  const bar = (color) => ({ type: "bar", stack: "interval", barWidth: 6, silent: true, itemStyle: { color, borderRadius: 3 } });
  const at = across ? { xAxis: data.least } : { yAxis: data.least };
  return {
    aria: { enabled: true },
    textStyle: { fontFamily: colours.font },
    animation: false,
    grid: { left: 4, right: 24, top: 24, bottom: 0, containLabel: true },
    tooltip: {
      trigger: "axis", renderMode: "richText", confine: true,
      formatter: ([point]) => {
        const place = point.dataIndex;
        return data.y[place] === null ? `${data.x[place]}\n—` : `${data.x[place]}\n${data.names.share} ${data.words[place]}\n${data.names.interval} ${data.low[place]}–${data.high[place]}%`;
      },
    },
    xAxis: across ? shares : names,
    yAxis: across ? names : shares,
    series: [
      { ...bar("transparent"), name: "low", data: data.low },
      { ...bar(colours["quiet-fill"]), name: data.names.interval, data: width },
      {
        name: data.names.share, type: "line", data: leads(data.y), symbol: "circle", symbolSize: 9, z: 5,
        lineStyle: { color: colours.ink, width: across ? 0 : 2 }, itemStyle: { color: colours.ink },
        markLine: {
          symbol: "none", silent: true, data: [at], lineStyle: { color: colours["late-fill"], type: "dashed", width: 2 },
          label: { formatter: `${data.names.least} ${data.least}%`, color: colours["ink-2"], position: across ? "start" : "insideStartTop" },
        },
      },
    ],
  };
}
