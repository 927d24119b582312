"use strict";
// What the HTML cannot do: other units, filters, where a unit stands. Cells are written as cells.py and sections.py
// write them, from the same facts: a unit looks the same whichever way it is shown.
(() => {
const $ = (selector, within = document) => within.querySelector(selector);
const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
const W = JSON.parse($("#words").textContent);
document.documentElement.classList.add("with-script");

// --- text in both languages: [vi, en], HTML already ---
const both = ([vi, en]) => vi === en ? vi : `<span lang="vi">${vi}</span><span lang="en">${en}</span>`;
const escaped = (text) => String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
const swapped = (text) => text.replace(/[,.]/g, (c) => (c === "," ? "." : ","));
const grouped = (text) => text.replace(/^(-?\d+)/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ","));
const plain = (number) => grouped(number.toFixed(2).replace(/\.?0+$/, ""));
const count = (number) => number === null || number === undefined ? ["—", "—"] : [swapped(plain(number)), plain(number)];
const value = (number, unit) => {
  if (number === null || number === undefined) return ["—", "—"];
  if (unit !== "share") return count(number);
  const text = grouped(number.toFixed(2));
  return [`${swapped(text)} %`, `${text}%`];
};
const say = (key, ...parts) => W.w[key].map((text, language) => {
  let place = 0;
  return text.replace(/\{\}/g, () => parts[place++][language]);
});
const named = (code) => W.n[code];
// Half up on the shortest decimal, as Python rounds it.
const half = (number, places) => {
  const text = String(Math.abs(number));
  if (text.includes("e")) return 0;
  return Math.sign(number) * Number(`${Math.round(Number(`${text}e${places}`))}e-${places}`);
};
const ratio = (n, d, unit) => unit === "share" ? half(half(n / d, 4) * 100, 2) : half(n / d, 2);

// --- cells ---
const SHAPES = {met: "disc", missed: "triangle", no_target: "ring", done: "disc", on_track: "arrow", behind: "triangle",
  not_started: "square", not_reported: "dashed"};
const tone = (code) => ["met", "done", "on_track"].includes(code) ? "good"
  : ["missed", "behind", "not_started"].includes(code) ? "bad" : "plain";
const status = (code) => !code ? "" :
  `<span class="st ${tone(code)}"><svg aria-hidden="true"><use href="#i-${SHAPES[code] || "dash"}"></use></svg>${both(named(code))}</span>`;
const sides = (n, d) => {
  if (d === null || d === undefined) return "";
  const [a, b] = [count(n), count(d)];
  return both([`${a[0]}/${b[0]}`, `${a[1]}/${b[1]}`]);
};
const madeOf = (figure, unit) => unit === "rank" && figure.d !== undefined ? both(say("among", count(figure.d)))
  : sides(figure.n, figure.d);
const measure = (figure, unit) => figure.v === undefined || !W.v[unit] ? "" : both(W.v[unit]);
const percent = (amount, most) => Math.min(Math.max(Math.trunc(amount / most * 1000 + 0.5) / 10, 0), 100);
const bar = (shown, target, code, most) => {
  if (most === null || shown === null || shown === undefined) return "";
  const tick = target === undefined ? "" : `<i style="left:${percent(target, most)}%"></i>`;
  return `<span class="bar ${tone(code)}"><b style="width:${percent(shown, most)}%"></b>${tick}</span>`;
};
const change = (figure, unit, better) => {
  const moved = figure.c;
  if (moved === undefined) return figure.b ? `<span class="soft">${both(named(figure.b))}</span>` : "";
  if (moved === 0) return `<span class="soft">= ${both(say("unchanged"))}</span>`;
  const amount = count(Math.abs(moved));
  const signed = amount.map((text) => (moved > 0 ? "+" : "−") + text);
  const points = value(Math.abs(moved), "number");
  const text = unit === "rank" ? say(moved < 0 ? "up" : "down", points) : unit === "share" ? say("points", signed) : signed;
  const colour = figure.k === 1 ? ((moved > 0) === (better === "higher") ? "good" : "bad") : "soft";
  const arrow = (moved > 0) === (unit !== "rank") ? "▲" : "▼";
  const said = figure.k === 2 ? ` <small>${both(say("chance"))}</small>` : "";
  return `<span class="${colour}">${arrow} ${both(text)}</span>${said}`;
};
const action = (done) => !done ? "" : both(done[0] === "rate" ? say("rate", value(done[1], "share"))
  : say(done[0], count(done[1])));
const dated = (iso) => {
  const [year, month, day] = iso.split("-");
  return [`${day}/${month}/${year}`, iso];
};

// --- lines, as drawing.py draws them ---
const shown1 = (number) => Math.floor(number * 10 + 0.5) / 10;
const percentages = (series, isRatio, unit) => !isRatio ? series[0]
  : series[0].map((n, i) => n === null || !series[1][i] ? null : n / series[1][i] * (unit === "share" ? 100 : 1));
const scaled = (low, high, places, width, height, left, top) => ({
  x: (place) => shown1(left + width * (places > 1 ? place / (places - 1) : 0.5)),
  y: (amount) => shown1(top + height * (1 - (high > low ? (amount - low) / (high - low) : 0.5))),
});
const drawn = (values, target, scale) => {
  let [text, path, last] = ["", "", null];
  if (target !== undefined) text += `<line class="aim" x1="${scale.x(0)}" x2="${scale.x(values.length - 1)}" y1="${scale.y(target)}" y2="${scale.y(target)}"></line>`;
  values.forEach((amount, place) => {
    if (amount === null) return;
    const joined = place > 0 && values[place - 1] !== null;
    const alone = !joined && (place + 1 === values.length || values[place + 1] === null);
    last = [scale.x(place), scale.y(amount)];
    if (alone) text += `<circle cx="${last[0]}" cy="${last[1]}" r="1.6"></circle>`;
    path += `${joined ? "L" : "M"}${last[0]} ${last[1]}`;
  });
  text += `<path d="${path}"></path>`;
  return last ? `${text}<circle cx="${last[0]}" cy="${last[1]}" r="2.4"></circle>` : text;
};
const known = (values, target) => [...values, target].filter((amount) => amount !== null && amount !== undefined);
const spark = (values, target) => {
  if (!values.some((amount) => amount !== null)) return "";
  const there = known(values, target);
  const scale = scaled(Math.min(...there), Math.max(...there), values.length, 96, 18, 2, 3);
  return `<svg class="spark" viewBox="0 0 100 24" aria-hidden="true">${drawn(values, target, scale)}</svg>`;
};
const nice = (low, high, unit) => {
  const span = high - low || 1;
  let step = 1;
  while (step * 10 <= span) step *= 10;
  while (step > span) step /= 10;
  step = span / step < 2 ? step / 2 : span / step < 5 ? step : step * 2;
  let [first, last] = [Math.floor(low / step) * step, Math.ceil(high / step) * step];
  if (unit === "share") [first, last] = [Math.max(first, 0), Math.min(last, 100)];
  if (last <= first) [first, last] = first > 0 ? [first - step, last] : [first, first + step];
  return [first, (first + last) / 2, last];
};
const ticked = (tick, unit, y) => {
  const english = String(Math.floor(tick * 100 + 0.5) / 100) + (unit === "share" ? "%" : "");
  const vietnamese = english.replace(".", ",").replace("%", " %");
  const placed = `x="40" y="${y}" text-anchor="end"`;
  return vietnamese === english ? `<text ${placed}>${english}</text>`
    : `<text lang="vi" ${placed}>${vietnamese}</text><text lang="en" ${placed}>${english}</text>`;
};
const chart = (values, target, unit) => {
  if (!values.some((amount) => amount !== null)) return "";
  const there = known(values, target);
  const ticks = nice(Math.min(...there), Math.max(...there), unit);
  const scale = scaled(ticks[0], ticks[2], values.length, 502, 140, 46, 8);
  const lines = ticks.map((tick) => `<line class="grid" x1="46" x2="560" y1="${scale.y(tick)}" y2="${scale.y(tick)}"></line>${ticked(tick, unit, shown1(scale.y(tick) + 4))}`).join("");
  const months = W.m.map((label, place) => place % 3 !== (W.m.length - 1) % 3 ? ""
    : `<text x="${scale.x(place)}" y="166" text-anchor="${place === W.m.length - 1 ? "end" : place ? "middle" : "start"}">${label.slice(5)}/${label.slice(0, 4)}</text>`).join("");
  return `<svg class="chart" viewBox="0 0 560 170" aria-hidden="true">${lines}${months}${drawn(values, target, scale)}</svg>`;
};

// --- sections ---
const heads = (texts, numbers) => texts.map((text, place) => `<th scope="col"${numbers.includes(place) ? ' class="num"' : ""}>${both(text)}</th>`).join("");
const table = (texts, rows, numbers, name) => `<div class="scroll" tabindex="0" role="region" aria-label="${name}"><table><thead><tr>${heads(texts, numbers)}</tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
const empty = (key) => `<p class="empty">${both(say(key))}</p>`;
const office = ([name, missed, behind], facts) => {
  const lines = missed.slice(0, 5).map((id) => {
    const [label, unit, , , , ] = W.i[id];
    const figure = facts.f[id];
    const below = [[both(value(figure.v, unit)), measure(figure, unit)].filter(Boolean).join(" "), madeOf(figure, unit)]
      .filter(Boolean).join(" · ");
    const aim = figure.t === undefined ? "" : ` · ${both(say("target", value(figure.t, unit)))}`;
    return `<li><a href="#i-${id}">${both(label)}</a><b>${action(figure.a)}</b><small>${below}${aim}</small></li>`;
  });
  const more = (key, rest) => rest > 0 ? [`<li class="soft">${both(say(key, count(rest)))}</li>`] : [];
  const tasks = behind.slice(0, 4).map(([row, state]) => `<li><span>${row} ${both(W.p[row])}</span>${status(state)}</li>`);
  return `<section class="card"><h3>${both(W.o[name])}</h3><ul>${[...lines, ...more("more_figures", missed.length - 5),
    ...tasks, ...more("more_tasks", behind.length - 4)].join("")}</ul></section>`;
};
const left = (days, state) => state === "clock_stopped" ? `<span class="soft">${both(say("stopped"))}</span>`
  : state === "due_today" ? `<b>${both(say("today"))}</b>`
  : state === "overdue" ? `<b class="bad">${both(days ? say("late", count(-days)) : say("just_late"))}</b>` : both(say("left", count(days)));
const DOSSIERS = [["Mã hồ sơ", "Dossier"], ["Thủ tục", "Procedure"], ["Hẹn trả", "Due"], ["Ngày làm việc", "Working days"]];
const dossiers = (facts) => {
  const listed = facts.r || [];
  if (!listed.length) return empty(facts.c.overdue === undefined ? "unknown_dossiers" : "no_dossiers");
  const rows = listed.map(([code, procedure, due, days, state, reckoned]) => `<tr><th scope="row">${escaped(code)}</th><td>${escaped(procedure || "—")}</td><td>${both(dated(due))}${reckoned ? ` <small>${both(say("by_law"))}</small>` : ""}</td><td class="num">${left(days, state)}</td></tr>`);
  const [first, rest] = [rows.slice(0, 6), rows.slice(6)];
  if (!rest.length) return table(DOSSIERS, first, [3], "Hồ sơ");
  const unlisted = facts.c.at_risk - listed.length;
  const below = unlisted ? `<p class="soft">${both(say("not_listed", count(unlisted)))}</p>` : "";
  return `${table(DOSSIERS, first, [3], "Hồ sơ")}<details class="fold"><summary>${both(say("more_dossiers", count(rest.length)))}</summary>${table(DOSSIERS, rest, [3], "Hồ sơ còn lại")}${below}</details>`;
};
const countedOtherwise = (facts) => {
  const [c, figure] = [facts.c, facts.f.overdue_open_count];
  if (!figure || !hasDossiers(c) || c.overdue === figure.v) return "";
  const parts = [["with_stopped", c.stopped], ["without_by_law", c.by_law]].filter(([, number]) => number);
  const why = parts.map(([key, number]) => say(key, count(number)));
  const told = [0, 1].map((language) => why.map((part) => part[language]).join("; "));
  const label = W.i.overdue_open_count[0];
  return `<p class="soft">${both(say("counts_otherwise", count(c.overdue), label, count(figure.v), told))}</p>`;
};
const SHARES = [["met", "met"], ["missed", "missed"], ["followed", "no_target"],
  ...["no_population", "incomplete", "suppressed"].map((code) => [code, code])];
const share = (counts) => {
  const there = SHARES.filter(([name]) => counts[name] !== undefined);
  const every = there.reduce((sum, [name]) => sum + counts[name], 0) || 1;
  const width = (name) => Math.trunc(counts[name] / every * 1000 + 0.5) / 10;
  const legend = there.map(([name, code]) => `<span>${status(code)} ${counts[name]}</span>`).join("");
  return `<div class="stack" aria-hidden="true"><i class="good" style="width:${width("met")}%"></i><i class="bad" style="width:${width("missed")}%"></i></div><p class="legend">${legend}</p>`;
};
const ofMost = (most) => most === null ? "" : `<small>/${both(count(most))}</small>`;
const place = (rank, units) => rank && units > 1 ? both(say("rank", count(rank), count(units))) : "";
const lacksSoMany = (missing) => say("lacks_so_many", count(missing.length));
const lacks = (kind, missing) => kind === "sum" ? lacksSoMany(missing)
  : say("lacks", [0, 1].map((language) => missing.map((key) => W.z[key][language]).join("; ")));
const block = (kind, label, [points, most, rank, units, missing]) =>
  `<tr${kind ? ` class="${kind}"` : ""}><th scope="row">${both(label)}${missing ? `<br><small>${both(lacks(kind, missing))}</small>` : ""}</th><td class="num"><b>${both(value(points, "points"))}</b>/${both(count(most))}</td><td>${bar(points, undefined, "", most)}</td><td class="soft">${place(rank, units)}</td></tr>`;
const blocks = (facts) => {
  if (!facts.b) return "";
  const rows = Object.fromEntries(W.k.map(([key], i) => [key, facts.b[i]]));
  const labels = Object.fromEntries(W.k.map(([key, label]) => [key, label]));
  const parts = (parent) => W.k.filter(([, , of]) => of === parent).map(([key]) => key);
  const [total] = parts(null);
  const lost = (key) => rows[key][0] === null ? -1 : rows[key][1] - rows[key][0];
  const ordered = parts(total).sort((a, b) => lost(b) - lost(a));
  return [...ordered.flatMap((key) => [block("", labels[key], rows[key]), ...parts(key).map((part) => block("part", labels[part], rows[part]))]),
    block("sum", labels[total], rows[total])].join("");
};
const head766 = (facts) => {
  if (!facts.b) return '<p class="big">—</p>';
  const [points, most, rank, units, missing] = facts.b[facts.b.length - 1];
  if (points === null) return `<p class="big">—</p><p class="foot soft"><span>${both(lacksSoMany(missing))}</span></p>`;
  const ranked = rank && units > 1 ? ` · ${both(say("rank_of", count(rank), count(units)))}` : "";
  return `<p class="big">${both(value(points, "points"))}${ofMost(most)}</p>${bar(points, undefined, "", most)}<p class="foot soft"><span>${both(say("year", [W.y, W.y]))}${ranked}</span></p>`;
};
const CHANGES = [["Chỉ số", "Indicator"], ["Trước", "Before"], ["Nay", "Now"], ["Do", "Because of"]];
const changes = (facts) => {
  if (!facts.d) return empty("no_changes");
  const point = (amount, pair, unit) => both(value(amount, unit)) + (pair.length && pair[1] !== null ? ` <small>${sides(...pair)}</small>` : "");
  return table(CHANGES, facts.d.map(([id, before, after, pairs, records, was, is]) => {
    const [label, unit] = W.i[id];
    const cause = records ? say("records", count(records)) : say("time");
    return `<tr><th scope="row">${both(label)}</th><td class="num">${point(before, pairs.slice(0, 2), unit)}</td><td class="num">${point(after, pairs.slice(2), unit)}${was === is ? "" : ` ${status(is)}`}</td><td class="soft">${both(cause)}</td></tr>`;
  }), [1, 2], "Thay đổi");
};
const hasDossiers = (c) => c.overdue !== undefined;
const ofTargets = (c) => `${both(say("met", count(c.met), count(c.judged)))}, <b class="${c.missed ? "bad" : "good"}">${both(say("missed", count(c.missed)))}</b>.`;
const sentence = (c) => {
  const parts = [c.judged ? ofTargets(c) : both(say("no_figures"))];
  if (hasDossiers(c)) parts.push(`${both(say("overdue", count(c.overdue)))}, ${both(say("due", count(c.due)))}.`);
  else if (c.judged) parts.push(both(say("unknown_dossiers")));
  return parts.join(" ");
};
const contradictions = (rows) => !rows ? "" : `<p class="alert">${both(say("contradictions", count(rows.length), [rows.join(", "), rows.join(", ")]))}</p>`;
const term = ([vi, en], said) => said ? `<dt>${both([vi, en])}</dt><dd>${said}</dd>` : "";

// --- showing a unit ---
let all = null, current = W.unit;
const unpacked = async () => {
  if (all || !$("#data")) return all;
  const bytes = Uint8Array.from(atob($("#data").textContent), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  all = await new Response(stream).json();
  return all;
};
const put = (within, name, html) => {
  const found = $(`[data-c="${name}"]`, within);
  if (found) found.innerHTML = html;
};
const months = (facts, id) => {
  const [, unit, , , isRatio] = W.i[id];
  const series = facts.s && facts.s[id];
  return series ? percentages(series, isRatio, unit).slice(0, W.m.length) : [];
};
const quarters = (facts, id) => {
  const [, unit, , , isRatio, hasSides] = W.i[id];
  const series = facts.s && facts.s[id];
  if (!series) return "";
  return W.r.map((label, i) => {
    const at = W.m.length + i;
    const [n, d] = isRatio ? [series[0][at], series[1][at]] : [null, null];
    const amount = !isRatio ? series[0][at] : n === null || !d ? null : ratio(n, d, unit);
    return `<tr><th scope="row">${both(label)}</th>${hasSides ? `<td class="num">${sides(n, d)}</td>` : ""}<td class="num">${both(value(amount, unit))}</td></tr>`;
  }).join("");
};
const exclusions = (figure) => {
  const counted = Object.entries(figure.x || {});
  return counted.length ? counted.map(([reason, n]) => `${both(named(reason))}: ${both(count(n))}`).join("; ") : both(say("none"));
};
const showFigure = (row, facts) => {
  const id = row.dataset.i;
  const figure = facts.f[id] || {};
  const [, unit, most, better] = W.i[id];
  const below = madeOf(figure, unit) || measure(figure, unit);
  put(row, "val", `<b>${both(value(figure.v, unit))}</b>${below ? `<small>${below}</small>` : ""}`);
  put(row, "big", both(value(figure.v, unit)) + (unit === "share" || figure.v === undefined ? "" : ofMost(most)));
  put(row, "meter", bar(figure.v, figure.t, figure.s, most));
  put(row, "aim", figure.t === undefined ? "" : both(value(figure.t, unit)));
  put(row, "said", figure.t === undefined ? "" : both(say("target", value(figure.t, unit))));
  put(row, "stat", status(figure.s));
  put(row, "line", spark(months(facts, id), figure.t));
  put(row, "move", change(figure, unit, better));
  put(row, "proxy", figure.p ? both(say("proxy")) : "");
  put(row, "doable", term(["Còn có thể làm", "What can be done"], action(figure.a)));
  put(row, "left-out", exclusions(figure));
  put(row, "lacking", term(["Còn thiếu", "Lacking"], figure.r ? both(say("refused", count(figure.r))) : ""));
  put(row, "chart", chart(months(facts, id), figure.t, unit));
  put(row, "quarters", quarters(facts, id));
  const command = $('[data-c="command"]', row);
  const own = current ? ` --unit ${/^[\w.-]+$/.test(current) ? current : JSON.stringify(current)}` : "";
  if (command) command.textContent = `par-metrics explain ${id} --period ${W.y}${own} --as-of ${W.a}`;
  if (row.open) strip(row);
};
const show = async (unit) => {
  const facts = (await unpacked())[unit];
  current = unit || null;
  put(document, "unit-name", unit ? escaped(W.u[unit]) : both(W.e));
  put(document, "unit-code", unit && W.u[unit] !== unit ? ` · ${escaped(unit)}` : "");
  put(document, "sentence", sentence(facts.c));
  put(document, "risks", hasDossiers(facts.c) ? `${facts.c.overdue} + ${facts.c.due}` : "");
  put(document, "head766", head766(facts));
  put(document, "contradictions", contradictions(facts.x));
  put(document, "offices", facts.o ? facts.o.map((own) => office(own, facts)).join("") : empty(facts.c.judged ? "no_tasks" : "no_figures"));
  put(document, "dossiers", dossiers(facts));
  put(document, "counted-otherwise", countedOtherwise(facts));
  put(document, "share", share(facts.c));
  put(document, "blocks", blocks(facts));
  put(document, "changes", changes(facts));
  $$("[data-i]").forEach((row) => showFigure(row, facts));
  $$("[data-t]").forEach((place) => {
    const row = place.dataset.t;
    place.innerHTML = status((facts.t || {})[row] || (W.q.includes(row) ? "not_reported" : null));
  });
  $$("[data-u]").forEach((row) => row.toggleAttribute("aria-current", false));
  const own = unit && $$("[data-u]").find((row) => row.dataset.u === unit);
  if (own) own.setAttribute("aria-current", "true");
  statuses = null;
  filter();
};

// --- where a unit stands among all: a dot each ---
const strip = async (row) => {
  const place = $('[data-c="strip"]', row);
  const every = await unpacked();
  if (!place || !every) return;
  const id = row.dataset.i;
  const [, unit, , better, , , isOwn] = W.i[id];
  const found = Object.keys(every).filter((code) => code && every[code].f[id] && every[code].f[id].v !== undefined)
    .map((code) => [code, every[code].f[id].v]);
  const own = found.find(([code]) => code === current);
  if (found.length < 2) { place.innerHTML = ""; return; }
  const amounts = found.map(([, amount]) => amount);
  const scale = scaled(Math.min(...amounts), Math.max(...amounts), 2, 10, 10, 0, 0);
  const at = (amount) => 10 + 540 * (1 - (scale.y(amount)) / 10);
  const dots = found.map(([code, amount]) => `<circle class="${code === current ? "own" : ""}" cx="${at(amount).toFixed(1)}" cy="17" r="${code === current ? 7 : 5}"><title>${escaped(W.u[code])}: ${value(amount, unit)[english() ? 1 : 0]}</title></circle>`);
  const ahead = own ? found.filter(([, amount]) => better === "higher" ? amount > own[1] : amount < own[1]).length + 1 : null;
  const said = own && !isOwn ? both(say("place", count(ahead), count(found.length))) : "";
  const ends = [Math.min(...amounts), Math.max(...amounts)].map((amount) => both(value(amount, unit)));
  place.innerHTML = `<svg class="strip" viewBox="0 0 560 34" aria-hidden="true">${dots.join("")}</svg><p class="legend soft"><span>${ends[0]}</span><span>${said}</span><span>${ends[1]}</span></p>`;
};
document.addEventListener("toggle", (event) => {
  if (event.target.matches && event.target.matches("details.row") && event.target.open) strip(event.target);
}, true);

// --- filters, kept in the address ---
const folded = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/gi, "d").toLowerCase();
const english = () => $("#lang-en").checked;
let statuses = null;
const filter = () => {
  const [q, index, code, office] = ["#q", "#by-index", "#by-status", "#by-office"].map((id) => $(id).value);
  const words = folded(q).split(/\s+/).filter(Boolean);
  const shape = code && (code === "met" ? "disc" : code === "missed" ? "triangle" : code === "no_target" ? "ring" : "dash");
  const wanted = code && named(code) ? named(code)[0] : null;
  const found = new Set();
  let plans = 0;
  const has = (text) => words.every((word) => folded(text).includes(word));
  $$("#bang-diem .index").forEach((group) => {
    let inGroup = 0;
    $$(".plan", group).forEach((plan) => {
      const isHere = (!index || group.dataset.index === index) && (!office || plan.dataset.offices.split("|").includes(office));
      const titled = has($(".title", plan).textContent);
      const rows = $$("[data-i]", plan);
      let inPlan = 0;
      rows.forEach((row) => {
        const drawing = $(".stat use", row);
        const said = drawing && $(".stat", row).textContent;
        const fits = !code || (drawing && drawing.getAttribute("href") === `#i-${shape}` && (!wanted || said.startsWith(wanted)));
        const on = isHere && fits && (titled || has($(".name", row).textContent) || has(row.dataset.i));
        row.hidden = !on;
        if (on) found.add(row.dataset.i);
        inPlan += on;
      });
      const alone = isHere && !code && titled && !rows.length;
      plan.hidden = !inPlan && !alone;
      plans += !plan.hidden;
      inGroup += inPlan + alone;
    });
    group.hidden = !inGroup;
  });
  const isOn = q || index || code || office;
  $("#found").innerHTML = isOn ? both(say("found", count(found.size), count(plans))) : "";
  kept();
};
const FIELDS = {q: "#q", index: "#by-index", status: "#by-status", office: "#by-office"};
const kept = () => {
  const address = new URLSearchParams();
  Object.entries(FIELDS).forEach(([key, id]) => $(id).value && address.set(key, $(id).value));
  if ((current || "") !== (W.unit || "")) address.set("unit", current || "all");
  if (english() !== (document.documentElement.dataset.first === "en")) address.set("lang", english() ? "en" : "vi");
  const text = String(address);
  if (text || location.hash.includes("=")) history.replaceState(null, "", text ? `#${text}` : location.pathname + location.search);
};
const LANGUAGE_OF = {true: "en", false: "vi"};
const spoken = () => { document.documentElement.lang = LANGUAGE_OF[english()]; };
document.documentElement.dataset.first = document.documentElement.lang;
const address = new URLSearchParams(location.hash.includes("=") ? location.hash.slice(1) : "");
Object.entries(FIELDS).forEach(([key, id]) => { if (address.get(key)) $(id).value = address.get(key); });
if (address.get("lang")) $(`#lang-${address.get("lang") === "en" ? "en" : "vi"}`).checked = true;
spoken();
let waiting = 0;
$("#q").addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(filter, 80); });
["#by-index", "#by-status", "#by-office"].forEach((id) => $(id).addEventListener("change", filter));
$("#clear").addEventListener("click", () => { Object.values(FIELDS).forEach((id) => { $(id).value = ""; }); filter(); });
$$('input[name="lang"]').forEach((radio) => radio.addEventListener("change", () => { spoken(); kept(); }));
// A link to an indicator opens it, also where a filter hides it.
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#i-"]');
  const row = link && document.getElementById(link.getAttribute("href").slice(1));
  if (!row) return;
  if (row.hidden) $("#clear").click();
  row.open = true;
});
$("#print").addEventListener("click", () => window.print());
const chooser = $("#unit");
if (chooser) chooser.addEventListener("change", () => show(chooser.value));
const asked = address.get("unit");
if (chooser && asked && (asked === "all" || W.u[asked])) { chooser.value = asked === "all" ? "" : asked; show(chooser.value); }
else if ([...address].length) filter();
})();
