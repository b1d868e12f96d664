"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
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

  // Drawing

  const SVG = "http://www.w3.org/2000/svg";

  function make(name, attributes, ...children) {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  }

  function canvas(chart, width, height, label, ...parts) {
    const svg = make("svg", { viewBox: `0 0 ${width} ${height}`, width: "100%" }, ...parts);
    chart.setAttribute("aria-label", label);
    chart.replaceChildren(svg);
    return svg;
  }

  // A mark says what it is when one points at it, and opens its tour when it is clicked.
  function mark(name, attributes, lines, tour) {
    const element = make(name, attributes, make("title", {}, lines.filter(Boolean).join("\n")));
    if (tour) element.addEventListener("click", () => openTour(byId(tour.id)));
    return element;
  }

  // Tours over time

  function rowsOf(tours) {
    const rows = new Map();
    const labels = [];
    let service = null;
    for (const tour of tours) {
      if (tour.service !== service) {
        service = tour.service;
        labels.push({ text: data.services[service][lang], weight: 700 });
      }
      const key = `${service} ${tour.worker}`;
      if (rows.has(key)) continue;
      rows.set(key, labels.length);
      const most = narrow() ? 13 : 30;
      labels.push({ text: tour.name.length > most ? `${tour.name.slice(0, most - 1)}…` : tour.name, weight: 400 });
    }
    return { row: (tour) => rows.get(`${tour.service} ${tour.worker}`), labels };
  }

  // Days come one after the other in a list of tours: rows need workers together.
  const byWorker = (tours) => [...tours].sort((a, b) => a.service - b.service);

  function drawGantt(tours) {
    const chart = byId("gantt-chart");
    const { row, labels } = rowsOf(byWorker(tours));
    const [left, top, step] = [narrow() ? 116 : 210, 26, 24];
    const width = Math.max(chart.clientWidth, 640);
    const bottom = top + step * labels.length;
    const from = Math.min(...tours.map((tour) => Math.min(tour.shift[0], tour.stops[0][START]))) - 900;
    const to = Math.max(...tours.map((tour) => Math.max(tour.shift[1], tour.stops.at(-1)[END]))) + 900;
    const x = (seconds) => left + ((width - left - 8) * (seconds - from)) / (to - from);
    const drawn = [];

    function bar(tour, start, end, high, more, ...lines) {
      const y = top + step * (row(tour) + 0.5) - (step * high) / 2;
      const place = { x: x(start), y, width: Math.max(x(end) - x(start), 0.5), height: step * high };
      drawn.push(mark("rect", { ...place, ...more }, lines, tour));
    }

    for (const tour of tours) bar(tour, ...tour.shift, 0.92, { class: "shift" }, tour.name);
    for (const tour of tours) {
      tour.stops.forEach((stop, i) => {
        const away = stop[ARRIVAL] - stop[TRAVEL];
        const waits = i ? [[tour.stops[i - 1][END], away], [stop[ARRIVAL], stop[START]]] : [];
        for (const [start, end] of waits) {
          if (end - start >= 60) bar(tour, start, end, 0.2, { class: "wait" }, t("chart.wait"), span(start, end), tour.name);
        }
        if (stop[TRAVEL]) {
          bar(tour, away, stop[ARRIVAL], 0.2, { class: "travel" }, t("chart.travel"), span(away, stop[ARRIVAL]), tour.name);
        }
        const time = span(stop[START], stop[END]);
        if (stop[KIND] === "visit") {
          const late = stop[LATE] ? `${length(stop[LATE])} ${t("chart.late")}` : "";
          const look = { class: late ? "visit late" : "visit", fill: data.services[stop[SERVICE]].color };
          bar(tour, stop[START], stop[END], 0.7, look, stop[PERSON], data.activities[stop[ACTIVITY]][lang], time, late, tour.name);
        } else if (stop[KIND] !== "depot") {
          bar(tour, stop[START], stop[END], 0.5, { class: "pause", fill: "url(#stripes)" }, t(`chart.${stop[KIND]}`), time, tour.name);
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
    const names = labels.map(({ text, weight }, i) =>
      make("text", { ...(weight > 400 ? { x: 0 } : { x: left - 8, "text-anchor": "end" }), y: top + step * (i + 0.5) + 4, "font-weight": weight }, text),
    );
    const lines = hours(from, to, narrow() ? 5 : 16).flatMap((at) => [
      make("line", { x1: x(at), x2: x(at), y1: top, y2: bottom, class: "grid" }),
      ...[top - 9, bottom + 17].map((y) => make("text", { x: x(at), y, "text-anchor": "middle" }, axisTime(at, to - from))),
    ]);
    const stripes = make(
      "pattern",
      { id: "stripes", width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      make("rect", { width: 5, height: 5, fill: "#fff" }),
      make("line", { x1: 0, x2: 0, y1: 0, y2: 5, stroke: GREY, "stroke-width": 2 }),
    );
    canvas(chart, width, bottom + 26, t("chart.gantt_alt"), make("defs", {}, stripes), ...lines, ...drawn, ...names);
  }

  // Round hours of an axis, at most so many.
  function hours(from, to, most) {
    const step = 3600 * ([1, 2, 3, 4, 6, 12].find((each) => (to - from) / 3600 / each <= most) ?? 24);
    const found = [];
    for (let at = step * Math.ceil(from / step); at <= to; at += step) found.push(at);
    return found;
  }

  function axisTime(seconds, wide) {
    const hour = `${Math.floor(seconds / 3600) % 24}`;
    const time = lang === "fr" ? `${hour}${THIN}h` : `${hour.padStart(2, "0")}:00`;
    if (wide <= 86400) return time;
    const day = new Date(Date.parse(data.origin) + 1000 * seconds).toISOString();
    return `${day.slice(8, 10)}/${day.slice(5, 7)} ${time}`;
  }

  const shownServices = (tours) => [...new Set(tours.map((tour) => tour.service))].sort((a, b) => a - b);

  // Map

  const located = (stop) => stop[LAT] !== null;

  // Where a place lies on the map, true to scale, so that all `stops` are on it; and the scale.
  function projection(stops, width, height) {
    const lats = stops.map((stop) => stop[LAT]);
    const lons = stops.map((stop) => stop[LON]);
    const [south, north] = [Math.min(...lats), Math.max(...lats)];
    const [west, east] = [Math.min(...lons), Math.max(...lons)];
    const slim = Math.cos((Math.PI * (south + north)) / 360);
    const unit = Math.min(width / ((east - west) * slim + 0.002), height / (north - south + 0.002)) * 0.9;
    const at = (lat, lon) => [
      width / 2 + (lon - (west + east) / 2) * slim * unit,
      height / 2 - (lat - (south + north) / 2) * unit,
    ];
    return { at, metres: 111195 / unit };
  }

  function scaleBar(metres, width, height) {
    const round = [50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000].findLast((m) => m <= (metres * width) / 6) ?? 50;
    const text = round < 1000 ? `${round}${THIN}m` : `${round / 1000}${THIN}km`;
    return [
      make("line", { x1: 12, x2: 12 + round / metres, y1: height - 12, y2: height - 12, stroke: INK, "stroke-width": 3 }),
      make("text", { x: 12, y: height - 18 }, text),
    ];
  }

  function drawMap(tours) {
    const chart = byId("map-chart");
    if (!chart) return;
    const [width, height] = [chart.clientWidth || 800, chart.clientHeight || 500];
    const few = tours.length <= 3;
    const services = shownServices(tours);
    const missing = choice.worker ? [] : data.unserved.filter(([, , , , s]) => !choice.service || data.services[s].id === choice.service);
    const shown = (few ? tours : data.tours).flatMap((tour) => tour.stops.filter(located));
    const { at, metres } = projection(shown, width, height);
    const path = (tour, more) =>
      make("polyline", { fill: "none", points: tour.stops.filter(located).map((s) => at(s[LAT], s[LON]).join(",")).join(" "), ...more });
    const parts = data.tours.filter((tour) => !tours.includes(tour)).map((tour) => path(tour, { stroke: "#dde2e8" }));
    for (const tour of tours) {
      const { color } = data.services[tour.service];
      parts.push(path(tour, { stroke: color, "stroke-width": few ? 2.5 : 1, opacity: few ? 0.9 : 0.4 }));
    }
    for (const tour of tours) {
      const { color } = data.services[tour.service];
      let number = 0;
      for (const stop of tour.stops) {
        if (stop[KIND] === "visit") number += 1;
        if (!located(stop)) continue;
        const [cx, cy] = at(stop[LAT], stop[LON]);
        if (stop[KIND] === "visit") {
          const lines = [stop[PERSON], data.activities[stop[ACTIVITY]][lang], span(stop[START], stop[END]), tour.name];
          parts.push(mark("circle", { cx, cy, r: few ? 10 : 3.5, fill: color, stroke: "#fff", class: "dot" }, lines, tour));
          if (few) parts.push(make("text", { x: cx, y: cy + 4, "text-anchor": "middle", class: "number" }, number));
        } else if (stop[KIND] === "depot") {
          const lines = [t("chart.depot"), clock(stop[START]), tour.name];
          parts.push(mark("rect", { x: cx - 4.5, y: cy - 4.5, width: 9, height: 9, fill: INK, stroke: "#fff" }, lines, tour));
        }
      }
    }
    for (const [name, activity, lat, lon] of missing) {
      const [x, y] = at(lat, lon);
      const d = `M${x - 5},${y - 5} l10,10 m0,-10 l-10,10`;
      parts.push(mark("path", { d, class: "missing" }, [t("chart.unserved"), name, activity[lang]]));
    }
    legend(chart, [
      ...services.map((s) => [data.services[s][lang], "round", data.services[s].color]),
      [t("chart.depot"), "solid", INK],
      ...(missing.length ? [[t("chart.unserved"), "cross"]] : []),
    ]);
    const svg = canvas(chart, width, height, t("chart.map_alt"), ...parts, ...scaleBar(metres, width, height));
    zoomable(chart, svg, width, height);
  }

  // Buttons that come nearer, go away and show all; what is near can be dragged.
  function zoomable(chart, svg, width, height) {
    let [x, y, zoom] = [0, 0, 1];
    const show = () => svg.setAttribute("viewBox", `${x} ${y} ${width / zoom} ${height / zoom}`);
    const nearer = (factor) => {
      const wanted = Math.min(Math.max(zoom * factor, 1), 40);
      x += width / zoom / 2 - width / wanted / 2;
      y += height / zoom / 2 - height / wanted / 2;
      zoom = wanted;
      if (zoom === 1) [x, y] = [0, 0];
      show();
    };
    const buttons = document.createElement("div");
    buttons.className = "zoom";
    for (const [sign, key, factor] of [["+", "zoom_in", 1.6], ["−", "zoom_out", 1 / 1.6], ["⤢", "reset", 0]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = sign;
      button.title = t(`chart.${key}`);
      button.setAttribute("aria-label", button.title);
      button.addEventListener("click", () => nearer(factor));
      buttons.append(button);
    }
    chart.append(buttons);
    svg.addEventListener("pointermove", (event) => {
      if (!event.buttons || zoom === 1) return;
      x -= event.movementX / zoom;
      y -= event.movementY / zoom;
      show();
    });
  }

  // Filters

  const cards = [...document.querySelectorAll(".tour")];
  const unserved = [...document.querySelectorAll(".unserved > li")];

  function matches(card) {
    return Object.entries(choice).every(([key, value]) => !value || card.dataset[key] === value);
  }

  function show() {
    const words = plain(byId("search").value).split(/\s+/).filter(Boolean);
    const says = (text) => words.every((word) => text.includes(word));
    let shown = 0;
    for (const card of cards) {
      const head = plain(card.querySelector("summary").textContent);
      const whole = says(head);
      let hits = 0;
      for (const row of card.querySelectorAll("tbody tr")) {
        row.hidden = !whole && !says(`${head} ${plain(row.textContent)}`);
        hits += !row.hidden;
      }
      card.hidden = !matches(card) || !hits;
      if (words.length && !card.hidden) card.open = !whole;
      shown += !card.hidden;
    }
    let missing = 0;
    for (const item of unserved) {
      item.hidden = !matches(item) || !says(plain(item.textContent));
      missing += !item.hidden;
    }
    for (const head of document.querySelectorAll(".day-head")) {
      head.hidden = !cards.some((card) => !card.hidden && card.dataset.day === head.dataset.day);
    }
    byId("nothing-found").hidden = shown + missing > 0;
    const counts = [counted(shown, "shown"), ...(words.length && missing ? [counted(missing, "shown_unserved")] : [])];
    byId("shown").textContent = counts.join(", ");
    // What is printed is what was looked for, and no more.
    page.toggleAttribute("data-filtered", words.length > 0 || Boolean(choice.service || choice.worker));
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

  function choose(key, value) {
    choice[key] = value;
    if (byId(`by-${key}`)) byId(`by-${key}`).value = value;
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
    for (const key of Object.keys(choice)) choose(key, "");
    for (const card of cards) card.open = false;
    update();
  });
  byId("open-all").addEventListener("click", () => {
    const open = !allOpen();
    for (const card of cards) if (!card.hidden) card.open = open;
    sayOpenAll();
  });

  function openTour(card) {
    if (!card?.matches(".tour")) return;
    if (card.hidden) {
      byId("search").value = "";
      for (const key of Object.keys(choice)) choose(key, key === "day" && data.days > 1 ? card.dataset.day : "");
      update();
    }
    card.open = true;
    card.scrollIntoView({ block: "start" });
  }

  // A link to a tour, `plan.html#tour-…`, opens it.
  const named = () => {
    try {
      return decodeURIComponent(location.hash.slice(1));
    } catch {
      return location.hash.slice(1); // no percent-encoding at all
    }
  };
  const follow = () => openTour(byId(named()));
  window.addEventListener("hashchange", follow);

  // On paper nothing can be unfolded: what is shown is printed whole.
  let folded = [];
  window.addEventListener("beforeprint", () => {
    folded = cards.filter((card) => !card.hidden && !card.open);
    if (page.hasAttribute("data-filtered")) for (const card of folded) card.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const card of folded) card.open = false;
  });

  // A horizon of several days begins with its first day: all days at once are for the wide view.
  if (data.days > 1 && byId("by-day")) {
    choose("day", String(Math.min(...data.tours.map((tour) => tour.day))));
  }
  update();
  follow();
})();
