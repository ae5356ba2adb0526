// Assets at the end of each week as one line, named at its ends. data: {x: ["2026-11-22", ..], y: [..], words: [..], name}
export function assets(data, colours) {
  const label = { color: colours["ink-2"] };
  const quiet = { axisLine: { show: false }, axisTick: { show: false } };
  const last = data.x.length - 1;
  return {
    aria: { enabled: true },
    textStyle: { fontFamily: colours.font },
    animation: false,
    grid: { left: 4, right: 24, top: 28, bottom: 0, containLabel: true },
    tooltip: { trigger: "axis", renderMode: "richText", confine: true, formatter: ([point]) => `${data.x[point.dataIndex]}\n${data.words[point.dataIndex]}` },
    xAxis: { type: "time", ...quiet, axisLabel: { ...label, hideOverlap: true, formatter: "{MM}-{dd}" } },
    yAxis: { type: "value", scale: true, show: false },
    series: [{
      name: data.name, type: "line",
      data: data.x.map((day, place) => ({
        value: [day, data.y[place]], label: { align: { 0: "left", [last]: "right" }[place] ?? "center" },
      })),
      symbolSize: 6, lineStyle: { color: colours["ink-2"], width: 2 }, itemStyle: { color: colours["ink-2"] },
      label: { show: true, color: colours.ink, formatter: ({ dataIndex }) => (dataIndex === 0 || dataIndex === last ? data.words[dataIndex] : "") },
    }],
  };
}
