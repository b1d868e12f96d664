"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const origin = Date.parse(data.origin);
  const page = document.documentElement;
  const byId = (id) => document.getElementById(id);
  const [KIND, ARRIVAL, START, END, TRAVEL, PERSON, ACTIVITY, LAT, LON, LATE, SERVICE] = Array(11).keys();
  const THIN = "\u202f";
  const INK = "#1b2530";
  const GREY = "#7b8794";
  const choice = { service: "", worker: "", day: "" };
  let lang = page.lang;

  // Words, times and texts

  const t = (key) => data.words[lang][key];
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  // Charts read some tags in their texts: names must not be taken for any.
  const safe = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  const instant = (seconds) => origin + 1000 * seconds;
  const narrow = () => window.innerWidth < 680;

  function clock(seconds) {
    const minutes = Math.floor(seconds / 60);
    const hour = Math.floor(minutes / 60) % 24;
    const minute = String(minutes % 60).padStart(2, "0");
    if (lang === "fr") return `${hour}${THIN}h${THIN}${minute}`;
    return `${String(hour).padStart(2, "0")}:${minute}`;
  }

  function length(seconds) {
    const minutes = Math.round(seconds / 60);
    if (minutes < 60) return `${minutes}${THIN}min`;
    return `${Math.floor(minutes / 60)}${THIN}h${THIN}${String(minutes % 60).padStart(2, "0")}`;
  }

  const span = (from, to) => `${clock(from)} – ${clock(to)} (${length(to - from)})`;
  const counted = (amount, key) => {
    const [one, many] = t(key).split("|");
    return `${amount} ${(lang === "fr" ? amount < 2 : amount === 1) ? one : many}`;
  };

  function legend(chart, items) {
    chart.previousElementSibling?.matches(".legend") && chart.previousElementSibling.remove();
    const list = document.createElement("ul");
    list.className = "legend";
    for (const [name, swatch, style] of items) {
      const item = document.createElement("li");
      const mark = document.createElement("span");
      mark.className = `swatch ${swatch}`;
      if (style) mark.style.setProperty("--tint", style);
      item.append(mark, name);
      list.append(item);
    }
    chart.before(list);
  }

  const layout = (more) => ({
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: getComputedStyle(document.body).fontFamily, size: 12, color: INK },
    hoverlabel: { bgcolor: "#fff", bordercolor: "#9aa5b1", align: "left", font: { size: 13, color: INK } },
    hovermode: "closest",
    modebar: { bgcolor: "rgba(0,0,0,0)", color: GREY, activecolor: INK },
    showlegend: false,
    dragmode: matchMedia("(pointer: coarse)").matches ? false : "pan",
    ...more,
  });

  function config() {
    const words = {
      "Zoom in": t("chart.zoom_in"),
      "Zoom out": t("chart.zoom_out"),
      "Reset axes": t("chart.reset"),
      Pan: t("chart.pan"),
      Zoom: t("chart.zoom"),
    };
    Plotly.register({ moduleType: "locale", name: lang, dictionary: words, format: {} });
    return {
      responsive: true,
      displaylogo: false,
      displayModeBar: true,
      showTips: false,
      locale: lang,
      modeBarButtons: [["zoomIn2d", "zoomOut2d", "resetScale2d"]],
    };
  }

  function draw(chart, traces, settings, label) {
    Plotly.purge(chart);
    chart.setAttribute("aria-label", label);
    Plotly.newPlot(chart, traces, layout(settings), config());
    chart.on("plotly_click", ({ points }) => {
      const tour = byId(points[0].customdata ?? "");
      if (!tour) return;
      tour.open = true;
      tour.scrollIntoView({ block: "start", behavior: "smooth" });
    });
  }

  // Tours over time

  const bars = (more) => ({
    type: "bar",
    orientation: "h",
    x: [],
    base: [],
    y: [],
    hovertext: [],
    customdata: [],
    hoverinfo: "text",
    ...more,
  });

  function bar(trace, row, from, to, text, tour) {
    trace.x.push(1000 * (to - from));
    trace.base.push(instant(from));
    trace.y.push(row);
    trace.hovertext.push(text);
    trace.customdata.push(tour.id);
  }

  function rowsOf(tours) {
    const rows = new Map();
    const labels = [];
    let service = null;
    for (const tour of tours) {
      if (tour.service !== service) {
        service = tour.service;
        labels.push(`<b>${safe(data.services[service][lang])}</b>`);
      }
      const key = `${service} ${tour.worker}`;
      if (rows.has(key)) continue;
      rows.set(key, labels.length);
      const most = narrow() ? 13 : 30;
      labels.push(safe(tour.name.length > most ? `${tour.name.slice(0, most - 1)}…` : tour.name));
    }
    return { row: (tour) => rows.get(`${tour.service} ${tour.worker}`), labels };
  }

  // Days come one after the other in a tour list sorted by service: rows need workers together.
  const byWorker = (tours) => [...tours].sort((a, b) => a.service - b.service);

  function drawGantt(tours) {
    const chart = byId("gantt-chart");
    const { row, labels } = rowsOf(byWorker(tours));
    const shifts = bars({ width: 0.92, marker: { color: "#eef1f4" }, hoverinfo: "skip" });
    const visits = data.services.map((service) =>
      bars({ width: 0.7, marker: { color: service.color, line: { color: [], width: [] } } }),
    );
    const travel = bars({ width: 0.2, marker: { color: GREY } });
    const wait = bars({ width: 0.2, marker: { color: "#fff", line: { color: GREY, width: 1 } } });
    const pause = bars({
      width: 0.5,
      marker: { color: "#fff", line: { color: GREY, width: 1 }, pattern: { shape: "/", fgcolor: GREY, size: 5 } },
    });
    for (const tour of tours) {
      const y = row(tour);
      const who = safe(tour.name);
      bar(shifts, y, ...tour.shift, "", tour);
      tour.stops.forEach((stop, i) => {
        const left = stop[ARRIVAL] - stop[TRAVEL];
        const waits = i ? [[tour.stops[i - 1][END], left], [stop[ARRIVAL], stop[START]]] : [];
        for (const [from, to] of waits) {
          if (to - from >= 60) bar(wait, y, from, to, `${t("chart.wait")}<br>${span(from, to)}<br>${who}`, tour);
        }
        if (stop[TRAVEL]) {
          bar(travel, y, left, stop[ARRIVAL], `${t("chart.travel")}<br>${span(left, stop[ARRIVAL])}<br>${who}`, tour);
        }
        const time = span(stop[START], stop[END]);
        if (stop[KIND] === "visit") {
          const late = stop[LATE] ? `<br><b>${length(stop[LATE])} ${t("chart.late")}</b>` : "";
          const text = `<b>${safe(stop[PERSON])}</b><br>${safe(data.activities[stop[ACTIVITY]][lang])}<br>${time}${late}<br>${who}`;
          const trace = visits[stop[SERVICE]];
          bar(trace, y, stop[START], stop[END], text, tour);
          trace.marker.line.color.push(stop[LATE] ? INK : "#fff");
          trace.marker.line.width.push(stop[LATE] ? 2 : 0.5);
        } else if (stop[KIND] !== "depot") {
          bar(pause, y, stop[START], stop[END], `${t(`chart.${stop[KIND]}`)}<br>${time}<br>${who}`, tour);
        }
      });
    }
    legend(chart, [
      ...shownServices(tours).map((s) => [data.services[s][lang], "solid", data.services[s].color]),
      [t("chart.travel"), "thin"],
      [t("chart.wait"), "hollow"],
      [t("chart.break"), "hatched"],
      [t("chart.shift"), "solid", "#dfe4ea"],
    ]);
    const starts = tours.map((tour) => Math.min(tour.shift[0], tour.stops[0][START]));
    const ends = tours.map((tour) => Math.max(tour.shift[1], tour.stops.at(-1)[END]));
    const range = [instant(Math.min(...starts) - 900), instant(Math.max(...ends) + 900)];
    const oneDay = new Set(tours.map((tour) => tour.day)).size < 2;
    const most = narrow() ? 5 : 16;
    const step = [1, 2, 3, 4, 6, 12].find((each) => (range[1] - range[0]) / 3600000 / each <= most) ?? 24;
    const hours = lang === "fr" ? `%-H${THIN}h` : "%H:%M";
    const axis = {
      type: "date",
      range,
      tickformat: oneDay ? hours : `%d/%m<br>${hours}`,
      gridcolor: "#d9dfe6",
      zeroline: false,
      ...(oneDay ? { dtick: step * 3600000, tick0: origin } : {}),
    };
    const below = { type: "scatter", x: range, y: [-1, -1], xaxis: "x2", mode: "markers", marker: { opacity: 0 }, hoverinfo: "skip" };
    const traces = [shifts, ...visits, travel, wait, pause, below].filter((trace) => trace.x.length);
    draw(
      chart,
      traces,
      {
        barmode: "overlay",
        height: 90 + 24 * labels.length,
        margin: { l: 8, r: 12, t: 44, b: 40 },
        xaxis: { ...axis, side: "top" },
        xaxis2: { ...axis, overlaying: "x", side: "bottom", matches: "x", showgrid: false },
        yaxis: {
          range: [labels.length - 0.4, -0.6],
          fixedrange: true,
          automargin: true,
          tickvals: labels.map((_, i) => i),
          ticktext: labels,
          tickfont: { size: narrow() ? 11 : 12.5 },
          showgrid: false,
          zeroline: false,
          ticksuffix: "  ",
        },
      },
      t("chart.gantt_alt"),
    );
  }

  const shownServices = (tours) => [...new Set(tours.map((tour) => tour.service))].sort((a, b) => a - b);

  // Map

  const located = (stop) => stop[LAT] !== null;

  function path(tours, more) {
    const trace = { type: "scatter", mode: "lines", x: [], y: [], hoverinfo: "skip", ...more };
    for (const tour of tours) {
      for (const stop of tour.stops.filter(located)) {
        trace.x.push(stop[LON]);
        trace.y.push(stop[LAT]);
      }
      trace.x.push(null);
      trace.y.push(null);
    }
    return trace;
  }

  function dots(tours, wanted, text, more) {
    const trace = { type: "scatter", mode: "markers", x: [], y: [], text: [], hovertext: [], customdata: [], hoverinfo: "text", ...more };
    for (const tour of tours) {
      let number = 0;
      for (const stop of tour.stops) {
        if (stop[KIND] === "visit") number += 1;
        if (!located(stop) || !wanted(stop)) continue;
        trace.x.push(stop[LON]);
        trace.y.push(stop[LAT]);
        trace.text.push(String(number));
        trace.hovertext.push(text(stop, tour));
        trace.customdata.push(tour.id);
      }
    }
    return trace;
  }

  // A bar of a round length, about a sixth of the width of what is shown.
  function scaleBar(lons, lats) {
    const [west, east] = [Math.min(...lons), Math.max(...lons)];
    const [south, north] = [Math.min(...lats), Math.max(...lats)];
    const metresPerDegree = 111195 * Math.cos((Math.PI * (south + north)) / 360);
    const wide = Math.max((east - west) * metresPerDegree, 600) / 6;
    const metres = [50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000].findLast((m) => m <= wide) ?? 50;
    const y = south - 0.04 * Math.max(north - south, 0.005);
    return {
      shapes: [{ type: "line", x0: west, x1: west + metres / metresPerDegree, y0: y, y1: y, line: { color: INK, width: 3 } }],
      annotations: [
        {
          x: west,
          y,
          text: metres < 1000 ? `${metres}${THIN}m` : `${metres / 1000}${THIN}km`,
          showarrow: false,
          xanchor: "left",
          yanchor: "top",
        },
      ],
    };
  }

  function drawMap(tours) {
    const chart = byId("map-chart");
    if (!chart) return;
    const few = tours.length <= 3;
    const others = data.tours.filter((tour) => !tours.includes(tour));
    const services = shownServices(tours);
    const visitText = (stop, tour) =>
      `<b>${safe(stop[PERSON])}</b><br>${safe(data.activities[stop[ACTIVITY]][lang])}<br>${span(stop[START], stop[END])}<br>${safe(tour.name)}`;
    const traces = [path(others, { line: { color: "#dde2e8", width: 1 } })];
    for (const service of services) {
      const mine = tours.filter((tour) => tour.service === service);
      const color = data.services[service].color;
      traces.push(path(mine, { line: { color, width: few ? 2.5 : 1 }, opacity: few ? 0.9 : 0.4 }));
      traces.push(
        dots(mine, (stop) => stop[KIND] === "visit", visitText, {
          mode: few ? "markers+text" : "markers",
          textfont: { color: "#fff", size: 11 },
          marker: { color, size: few ? 20 : 7, line: { color: "#fff", width: 1 } },
        }),
      );
    }
    traces.push(
      dots(tours, (stop) => stop[KIND] === "depot", (stop, tour) => `${t("chart.depot")}<br>${clock(stop[START])}<br>${safe(tour.name)}`, {
        marker: { color: INK, size: 9, symbol: "square", line: { color: "#fff", width: 1 } },
      }),
    );
    const missing = choice.worker ? [] : data.unserved.filter(([, , , , s]) => !choice.service || data.services[s].id === choice.service);
    if (missing.length) {
      traces.push({
        type: "scatter",
        mode: "markers",
        x: missing.map(([, , , lon]) => lon),
        y: missing.map(([, , lat]) => lat),
        hovertext: missing.map(([name, activity]) => `<b>${t("chart.unserved")}</b><br>${safe(name)}<br>${safe(activity[lang])}`),
        hoverinfo: "text",
        marker: { symbol: "x", size: 12, color: "#a3260f", line: { color: "#fff", width: 1.5 } },
      });
    }
    legend(chart, [
      ...services.map((s) => [data.services[s][lang], "round", data.services[s].color]),
      [t("chart.depot"), "solid", INK],
      ...(missing.length ? [[t("chart.unserved"), "cross"]] : []),
    ]);
    const stops = (few ? tours : data.tours).flatMap((tour) => tour.stops.filter(located));
    const lons = stops.map((stop) => stop[LON]);
    const lats = stops.map((stop) => stop[LAT]);
    // A few tours fill the map; the others stay around them as far as there is room.
    const range = (values) => {
      const [low, high] = [Math.min(...values), Math.max(...values)];
      const margin = 0.08 * (high - low) + 0.001;
      return [low - margin, high + margin];
    };
    const middle = (Math.min(...lats) + Math.max(...lats)) / 2;
    const hidden = { visible: false, zeroline: false, showgrid: false };
    draw(
      chart,
      traces.filter((trace) => trace.x.length),
      {
        margin: { l: 0, r: 0, t: 0, b: 0 },
        xaxis: { ...hidden, range: range(lons) },
        yaxis: { ...hidden, range: range(lats), scaleanchor: "x", scaleratio: 1 / Math.cos((Math.PI * middle) / 180) },
        ...scaleBar(lons, lats),
      },
      t("chart.map_alt"),
    );
  }

  // Filters

  const cards = [...document.querySelectorAll(".tour")];

  function matches(card) {
    return Object.entries(choice).every(([key, value]) => !value || card.dataset[key] === value);
  }

  function show() {
    const words = plain(byId("search").value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const card of cards) {
      const head = plain(card.querySelector("summary").textContent);
      const whole = words.every((word) => head.includes(word));
      let hits = 0;
      for (const row of card.querySelectorAll("tbody tr")) {
        const text = `${head} ${plain(row.textContent)}`;
        row.hidden = !whole && !words.every((word) => text.includes(word));
        hits += !row.hidden;
      }
      card.hidden = !matches(card) || !hits;
      if (words.length && !card.hidden) card.open = !whole;
      shown += !card.hidden;
    }
    byId("nothing-found").hidden = shown > 0;
    byId("shown").textContent = counted(shown, "shown");
  }

  function drawAll() {
    const tours = data.tours.filter(
      (tour) =>
        (!choice.service || data.services[tour.service].id === choice.service) &&
        (!choice.worker || tour.worker === choice.worker) &&
        (choice.day === "" || String(tour.day) === choice.day),
    );
    for (const id of ["gantt-chart", "map-chart"]) {
      if (byId(id)) byId(id).hidden = !tours.length;
    }
    if (!tours.length) return;
    drawGantt(tours);
    drawMap(tours);
  }

  function update() {
    show();
    drawAll();
  }

  function speak(chosen) {
    lang = chosen;
    page.lang = lang;
    document.title = data.title[lang];
    for (const element of document.querySelectorAll("[data-fr]")) {
      element.textContent = element.dataset[lang];
    }
    for (const button of document.querySelectorAll("[data-lang]")) {
      button.setAttribute("aria-pressed", String(button.dataset.lang === lang));
    }
    sayOpenAll();
    update();
  }

  const allOpen = () => cards.every((card) => card.hidden || card.open);
  const sayOpenAll = () => (byId("open-all").textContent = t(allOpen() ? "close_all" : "open_all"));

  for (const button of document.querySelectorAll("[data-lang]")) {
    button.addEventListener("click", () => speak(button.dataset.lang));
  }
  for (const key of Object.keys(choice)) {
    byId(`by-${key}`)?.addEventListener("change", (event) => {
      choice[key] = event.target.value;
      update();
    });
  }
  byId("search").addEventListener("input", show);
  byId("reset").addEventListener("click", () => {
    byId("search").value = "";
    for (const key of Object.keys(choice)) {
      choice[key] = "";
      if (byId(`by-${key}`)) byId(`by-${key}`).value = "";
    }
    for (const card of cards) card.open = false;
    update();
  });
  byId("open-all").addEventListener("click", () => {
    const open = !allOpen();
    for (const card of cards) if (!card.hidden) card.open = open;
    sayOpenAll();
  });

  // Charts keep the width they were drawn with: paper is narrower than a screen.
  const resize = (width) => {
    for (const chart of document.querySelectorAll(".chart.js-plotly-plot")) Plotly.relayout(chart, { width });
  };
  window.addEventListener("beforeprint", () => resize(1000));
  window.addEventListener("afterprint", () => resize(null));

  // A horizon of several days begins with its first day: all days at once are for the wide view.
  if (data.days > 1 && byId("by-day")) {
    choice.day = String(Math.min(...data.tours.map((tour) => tour.day)));
    byId("by-day").value = choice.day;
  }
  update();
})();
