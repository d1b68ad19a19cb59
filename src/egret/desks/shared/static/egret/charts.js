// Draws each [data-chart] from the JSON of that id: names, series, a unit. The table beside it says the same exactly.
(() => {
  const COLOURS = ["#566070", "#0b6b6b", "#d9713c", "#1f5a9d", "#8a5a00"];
  const BAR = 13, GAP = 18, ROOM = 96;
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 2 });

  function option(spec, width) {
    const narrow = width < 480;
    return {
      animation: !still,
      color: COLOURS,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      tooltip: {
        trigger: "axis", renderMode: "richText", confine: true, axisPointer: { type: "shadow" },
        valueFormatter: (value) => `${number.format(value)} ${spec.unit}`,
      },
      legend: {
        top: 0, left: 0, type: "scroll", itemHeight: 10, itemWidth: 16,
        textStyle: { color: "#182433", width: narrow ? 88 : 120, overflow: "truncate" },
      },
      grid: { top: 40, left: 4, right: narrow ? 24 : 40, bottom: 28, containLabel: true },
      xAxis: {
        type: "value", name: spec.unit, nameLocation: "middle", nameGap: 28, splitNumber: narrow ? 2 : 4,
        nameTextStyle: { color: "#4a5563" },
        axisLabel: { color: "#4a5563", hideOverlap: true, formatter: (value) => number.format(value) },
      },
      yAxis: {
        type: "category", data: spec.names, inverse: true, axisTick: { show: false },
        axisLabel: { color: "#182433", width: narrow ? 96 : 150, lineHeight: 14, overflow: "break", interval: 0 },
      },
      series: spec.series.map((one) => ({ name: one.name, type: "bar", data: one.data, barMaxWidth: BAR })),
    };
  }

  function draw(place) {
    const spec = JSON.parse(document.getElementById(place.dataset.chart).textContent);
    place.style.height = `${ROOM + spec.names.length * (spec.series.length * BAR + GAP)}px`;
    const chart = window.echarts.init(place, null, { renderer: "svg" });
    const fit = () => chart.setOption(option(spec, place.clientWidth));
    fit();
    new ResizeObserver(() => { chart.resize(); fit(); }).observe(place);
  }

  document.querySelectorAll("[data-chart]").forEach(draw);
})();
