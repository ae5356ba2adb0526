// A day by intervals: arrivals as bars, counters open and advised as steps on a scale of their own.
// data: {x: ["09:00", ..], arrivals: [..], open: [.. or null], advised: [.. or null], names: {..}}
export function day(data, colours, element) {
  const narrow = element.clientWidth < 560;
  const axis = { axisLine: { show: false }, axisTick: { show: false }, splitLine: { lineStyle: { color: colours.line } } };
  const label = { color: colours["ink-2"] };
  const line = (name, values, colour, type) => ({
    name, type: "line", step: "middle", yAxisIndex: 1, data: values, symbol: "none", connectNulls: false,
    lineStyle: { color: colour, width: 3, type }, itemStyle: { color: colour },
  });
  return {
    aria: { enabled: true },
    textStyle: { fontFamily: colours.font },
    animation: false,
    grid: { left: 4, right: 4, top: 28, bottom: 0, containLabel: true },
    tooltip: { trigger: "axis", renderMode: "richText", confine: true },
    xAxis: { type: "category", data: data.x, ...axis, axisLabel: { ...label, interval: narrow ? 3 : 1 } },
    yAxis: [
      { type: "value", minInterval: 1, name: data.names.arrivals, nameTextStyle: { ...label, align: "left" }, ...axis, axisLabel: label },
      { type: "value", minInterval: 1, min: 0, name: data.names.open, nameTextStyle: { ...label, align: "right" }, ...axis, splitLine: { show: false }, axisLabel: label },
    ],
    series: [
      { name: data.names.arrivals, type: "bar", data: data.arrivals, itemStyle: { color: colours["quiet-fill"], borderRadius: [3, 3, 0, 0] }, barCategoryGap: "25%" },
      line(data.names.open, data.open, colours["ok-fill"], "solid"),
      ...(data.expected ? [{ name: data.names.expected, type: "line", step: "middle", data: data.expected, symbol: "none", lineStyle: { color: colours["ink-2"], width: 2, type: "dotted" }, itemStyle: { color: colours["ink-2"] } }] : []),
      ...(data.advised.some((one) => one !== null) ? [line(data.names.advised, data.advised, colours["late-fill"], "dashed")] : []),
    ],
  };
}
