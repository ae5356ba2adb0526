// Assets at the end of each week as one line, named at its ends. data: {x: ["2026-11-22", ..], y: [..], words: [..], name}
export function assets(data, colours) {
  const label = { color: colours["ink-2"] };
  const quiet = { axisLine: { show: false }, axisTick: { show: false } };
  const last = data.x.length - 1;
  return {
    aria: { enabled: true },
    textStyle: { fontFamily: colours.font },
    animation: false,
    grid: { left: 16, right: 24, top: 28, bottom: 0, containLabel: true },
    tooltip: { trigger: "axis", renderMode: "richText", confine: true, formatter: ([point]) => `${data.x[point.dataIndex]}\n${data.words[point.dataIndex]}` },
    // One place for each point, named by its own day: an axis of time puts its marks where no point is.
    xAxis: { type: "category", boundaryGap: false, data: data.x, ...quiet, axisLabel: { ...label, hideOverlap: true, formatter: (day) => day.slice(5) } },
    yAxis: { type: "value", scale: true, show: false },
    series: [{
      name: data.name, type: "line",
      data: data.x.map((_, place) => ({
        value: [place, data.y[place]], label: { align: { 0: "left", [last]: "right" }[place] ?? "center" },
      })),
      z: 3, symbolSize: 6, lineStyle: { color: colours["ink-2"], width: 2 }, itemStyle: { color: colours["ink-2"] },
      label: { show: true, color: colours.ink, backgroundColor: colours.surface, padding: [1, 4], borderRadius: 3, formatter: ({ dataIndex }) => (dataIndex === 0 || dataIndex === last ? data.words[dataIndex] : "") },
    }],
  };
}
