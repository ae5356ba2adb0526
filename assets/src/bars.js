// Numbers side by side as bars, a second series inside the first when there is one.
// data: {x: [..], y: [..], name, z?: [..], second?, href?: [..]}: a bar with an address leads there.
export function bars(data, colours, element) {
  const narrow = element.clientWidth < 560;
  const axis = { axisLine: { show: false }, axisTick: { show: false }, splitLine: { lineStyle: { color: colours.line } } };
  const label = { color: colours["ink-2"] };
  const bar = (name, values, colour) => ({
    name, type: "bar", data: values, barGap: "-100%", barCategoryGap: "35%",
    itemStyle: { color: colour, borderRadius: [3, 3, 0, 0] },
  });
  return {
    aria: { enabled: true },
    textStyle: { fontFamily: colours.font },
    animation: false,
    grid: { left: 4, right: 4, top: 16, bottom: 0, containLabel: true },
    tooltip: { trigger: "axis", renderMode: "richText", confine: true },
    xAxis: { type: "category", data: data.x, ...axis, axisLabel: { ...label, hideOverlap: true, rotate: narrow && data.z ? 35 : 0 } },
    yAxis: { type: "value", minInterval: 1, ...axis, axisLabel: label },
    series: [
      bar(data.name, data.href ? data.y.map((value, place) => ({ value, href: data.href[place] })) : data.y, data.z ? colours["quiet-fill"] : colours["ink-3"]),
      ...(data.z ? [bar(data.second, data.z, colours["soon-fill"])] : []),
    ],
  };
}
