/**
 * A live page: click or drag, and every optimizer runs from there.
 *
 * `RECORDED` has the recorded arithmetic of each surface (`value`, `gradient`) and of one step of
 * each method on it (`begin`, `step`), `data` everything else: words, colours, frames. Nothing is
 * loaded, and there is no other copy of a method or of a surface.
 *
 * The first part computes and can be called without a page: numbers, noise, runs, frames, landscape.
 * Then pens and shapes; then the page: what it shows (`data`), what a reader can change (`state`) and
 * what follows from both (`drawn`); places and runs, ground, paths, arrows, convergence, relief,
 * controls, transport, start and view, pointers and keys, words and looks, address, stills.
 */

/**
 * @typedef {number[]} Place       Two numbers: in the picture, on the page or on the block.
 * @typedef {number[]} Word        A whole number of 64 bits: its upper and its lower half.
 * @typedef {number[][]} Box       One [low, high] for each axis of the picture.
 * @typedef {{x: number, y: number, w: number, h: number}} Rect   In pixels of the page.
 * @typedef {{points: number[][], states: object[], values: number[], steps: number,
 *   isLost: boolean, isFixed: boolean, ending: string}} Run   `steps` were taken; `points[0]` is the
 *   start; `ending` is how it was lost, empty where it was not.
 * @typedef {{point: number[], value: number, before: number}} End   Of a run, where numbers may have
 *   ended; `before` is the value before the last step.
 * @typedef {{kind: string, size: number, seed: number, freedom?: number}} Noise
 */

/* ------------------------------------------------------------------------------------ numbers */

/** Return a whole number in raised digits. */
function superscript(n) {
  return String(n).replace("-", "⁻").replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]);
}

/** Return a number in two or three figures, as the figures write it: `6.8·10⁻⁵`. */
function numberText(x) {
  if (Number.isNaN(x)) return "–";
  if (!Number.isFinite(x)) return x < 0 ? "−∞" : "∞";
  const size = Math.abs(x);
  if (x === 0 || (size >= 1e-3 && size < 1e4)) {
    return (size >= 999.5 ? x.toFixed(0) : String(Number(x.toPrecision(3)))).replace("-", "−");
  }
  let [mantissa, exponent] = x.toExponential(1).split("e");
  if (/^-?1\.0$/.test(mantissa) && Math.abs(x / Number(`${mantissa}e${exponent}`) - 1) > 1e-9) {
    [mantissa, exponent] = x.toExponential(2).split("e");
  }
  const power = `10${Number(exponent) === 1 ? "" : superscript(Number(exponent))}`;
  const factor = String(Number(mantissa));
  return `${Math.abs(Number(factor)) === 1 ? factor.replace("1", "") : `${factor}·`}${power}`
    .replace("-", "−");
}

/** Return a text with its gaps `{name}` filled. */
function filled(template, values) {
  return template.replace(/\{(\w+)\}/g, (gap, name) => (name in values ? values[name] : gap));
}

/** Return a number in as many digits as one sees where a side is shown. */
function rounded(x, [low, high]) {
  return Number(x.toFixed(clamp(Math.ceil(-Math.log10((high - low) / 2000)), 0, 100)));
}

/** Return the room that is given to a single number. */
function leastOf(x) {
  return Math.max(1, 1e-3 * Math.abs(x));
}

/** Return the number that a text is, NaN where it is none. */
function numberOf(text) {
  return text && text.trim() ? Number(text) : NaN;
}

/** Return a number between two ends. */
function clamp(x, low, high) {
  return Math.min(Math.max(x, low), high);
}

/* -------------------------------------------------------------------------------------- noise */

/* The hash is that of the package, bit by bit. */

const GOLDEN = [0x9e3779b9, 0x7f4a7c15];
const FIRST_FACTOR = [0xbf58476d, 0x1ce4e5b9];
const SECOND_FACTOR = [0x94d049bb, 0x133111eb];

/**
 * Return the sum of two words, without what is carried out of them.
 * @type {(a: Word, b: Word) => Word}
 */
function sum64([a, b], [c, d]) {
  const low = b + d;
  return [(a + c + (low > 0xffffffff ? 1 : 0)) >>> 0, low >>> 0];
}

/**
 * Return the lower half of the product of two words.
 * @type {(a: Word, b: Word) => Word}
 */
function product64([a, b], [c, d]) {
  const [b0, b1, d0, d1] = [b & 0xffff, b >>> 16, d & 0xffff, d >>> 16];
  const inner = b1 * d0 + Math.floor((b0 * d0) / 65536);
  const carried = Math.floor(inner / 65536) + Math.floor((b0 * d1 + (inner % 65536)) / 65536);
  return [(b1 * d1 + carried + Math.imul(a, d) + Math.imul(b, c)) >>> 0, Math.imul(b, d) >>> 0];
}

/**
 * Return a word with the bits of itself, shifted right, turned over.
 * @type {(word: Word, by: number) => Word}
 */
function folded([high, low], by) {
  return [(high ^ (high >>> by)) >>> 0, (low ^ ((low >>> by) | (high << (32 - by)))) >>> 0];
}

/** The finalizer of SplitMix64 (Steele, Lea & Flood 2014, figure 16). */
function scramble(word) {
  const first = product64(folded(sum64(word, GOLDEN), 30), FIRST_FACTOR);
  return folded(product64(folded(first, 27), SECOND_FACTOR), 31);
}

/** Return a whole number up to 2 ** 53 as a word. */
function word64(whole) {
  return [Math.floor(whole / 4294967296) >>> 0, whole >>> 0];
}

/**
 * Return a number in (0, 1] from the upper 53 bits.
 * @type {(word: Word) => number}
 */
function uniform([high, low]) {
  return (high * 2097152 + (low >>> 11) + 1) * 2 ** -53;
}

/** Return what is uniform in (0, 1] for each of `2 * dim` coordinates of an evaluation. */
function uniforms(seed, evaluation, dim) {
  const address = scramble(sum64(scramble(word64(seed)), word64(evaluation)));
  return Array.from({ length: 2 * dim }, (_, i) =>
    uniform(scramble(sum64(address, product64(word64(i), GOLDEN)))));
}

/** Return the errors of a gradient: summands, or factors where the noise is relative. */
function errorsOf(noise, evaluation, dim) {
  const factors = noise.kind === "relative";
  if (noise.size === 0) return new Array(dim).fill(factors ? 1 : -0);
  const drawn = uniforms(noise.seed, evaluation, dim);
  return drawn.slice(0, dim).map((first, i) => {
    const angle = Math.cos(2 * Math.PI * drawn[dim + i]);
    const radius = noise.kind === "heavy"
      ? Math.sqrt(noise.freedom * (first ** (-2 / noise.freedom) - 1))
      : Math.sqrt(-2 * Math.log(first));
    return factors ? 1 + noise.size * (radius * angle) : noise.size * (radius * angle);
  });
}

/* --------------------------------------------------------------------------------------- runs */

/** The length of a gradient at which a run is at rest. */
const SHORT = 1e-8;

/** Return whether the gradient vanishes at a point, or only the domain is in the way. */
function isResting({ gradient, project }, point) {
  const slopes = gradient(point);
  if (!project) return Math.hypot(...slopes) <= SHORT;
  const held = project(point.map((one, i) => one - slopes[i]));
  return Math.hypot(...point.map((one, i) => one - held[i])) <= SHORT;
}

/**
 * Run a recorded method: one that stays at rest for its patience has arrived, as in the package.
 * @param {{value: Function, gradient: Function, project: ?Function}} recorded   The functions of a
 *   surface; `project` holds a point in the domain, where steps are projected.
 * @param {{gradients: number[], asksWhere: string, schedules: object, patience: number}} method  How
 *   often the first and every later step asks for a gradient, if need be only where a part of the
 *   state says so; the numbers of knobs that change from step to step.
 * @returns {{points: number[][], states: object[], values: number[], end: End}}
 */
function race(recorded, own, method, start, steps, knobs, noise) {
  const [points, states] = [[start], [own.begin()]];
  const scheduled = Object.entries(method.schedules);
  const values = [recorded.value(start)];
  let [evaluation, restsSince] = [0, -1];
  let end = null;
  for (let t = 0; ; t += 1) {
    if (!isResting(recorded, points[t])) restsSince = -1;
    else if (restsSince < 0) restsSince = t;
    if (t === steps || (restsSince >= 0 && t - restsSince >= method.patience)) break;
    const given = scheduled.length
      ? { ...knobs, ...Object.fromEntries(scheduled.map(([name, all]) => [name, all[t]])) }
      : knobs;
    const isFirst = t === 0 && own.first;
    const isAsked = t === 0 || !method.asksWhere || states[t][method.asksWhere];
    const errors = Array.from({ length: method.gradients[isFirst ? 0 : 1] }, () =>
      errorsOf(noise, isAsked ? evaluation++ : evaluation, start.length));
    const after = (isFirst ? own.first : own.step)(points[t], states[t], given, errors);
    const next = recorded.project ? recorded.project(after.x) : after.x;
    const value = recorded.value(next);
    const isNowhere = !next.every(Number.isFinite);
    if (isNowhere || Number.isNaN(value)) {
      if (!isNowhere) restsSince = -1;
      end = { point: next, value, before: values[t] };
      break;
    }
    points.push(next);
    states.push(after.state);
    values.push(value);
  }
  for (const all of restsSince < 0 ? [] : [points, states, values]) {
    all.length = restsSince + 1;
    while (all.length <= steps) all.push(all[restsSince]);
  }
  if (points.length > steps) end = { point: points[steps], value: values[steps], before: NaN };
  return { points, states, values, end };
}

/**
 * Return how a run was lost, by the rule of the package; empty where it was not.
 *
 * It has diverged where numbers end, or very far out. Where there is no domain, what falls to where
 * numbers end has fallen without bound, and what has no value near the window has left.
 * @param {{domain: number[][], window: number[][], isBottomless: boolean, heightOfStart: number}} about
 *   The surface.
 * @param {End} end
 * @param {number} begun  The value at the start.
 */
function endingOf({ domain, window: corners, isBottomless, heightOfStart }, { point, value, before }, begun) {
  const offs = point.map((x, i) => {
    const side = corners.map((corner) => corner[i]);
    const [low, high] = [Math.min(...side), Math.max(...side)];
    return Math.abs(x - (low + high) / 2) / (high - low);
  });
  const isFar = offs.some((off) => off > 1e6);
  const isUnlimited = !domain.length;
  const hasLeft = (isBottomless && before < heightOfStart) || !isInside(domain, point);
  const hasFallen = isBottomless && (before < heightOfStart || value < heightOfStart);
  const isNumber = point.every(Number.isFinite) && Number.isFinite(value);
  let isLost = (!isNumber || isFar) && !hasFallen;
  if (!isUnlimited) return isLost ? "diverged" : hasLeft ? "left the domain" : "";
  isLost ||= !isInside(corners, point) && value > begun;
  const isEndless = hasLeft || (hasFallen && !Number.isFinite(value));
  const hasStrayed = Number.isNaN(value) && offs.every((off) => off <= 10);
  if (isLost && !hasStrayed) return "diverged";
  if (isLost || (isEndless && Number.isNaN(value) && !isFar)) return "left the domain";
  return isEndless ? "fell without bound" : "";
}

/** Return whether a point lies in a domain: sides, or the corners of a convex outline. */
function isInside(domain, point) {
  if (!domain.length || point.length > 2) {
    return !domain.length || point.every((x, i) => x >= domain[0][i] && x <= domain[1][i]);
  }
  if (point.length === 1) {
    return point[0] >= Math.min(domain[0][0], domain[1][0]) &&
      point[0] <= Math.max(domain[0][0], domain[1][0]);
  }
  const sides = domain.map(([x, y], i) => {
    const [ahead, up] = domain[(i + 1) % domain.length];
    return (ahead - x) * (point[1] - y) - (up - y) * (point[0] - x);
  });
  const least = 1e-9 * Math.max(...sides.map(Math.abs));
  return sides.every((one) => one >= -least) || sides.every((one) => one <= least);
}

/**
 * Return the value at a share of the way between the middle ones of four nodes: on a cubic, as Catmull
 * & Rom (1974) have it, which is exact for parabolas; straight where an outer node has no value.
 * @type {(nodes: number[], share: number) => number}
 */
function between([before, from, to, after], share) {
  const straight = from + share * (to - from);
  if (!Number.isFinite(before) || !Number.isFinite(after)) return straight;
  const bend = (1 - share) * (before - 2 * from + to) + share * (from - 2 * to + after);
  return straight - (share * (1 - share) * bend) / 2;
}

/**
 * Return the value of a surface that is known at the nodes of a grid only.
 * @param {{sides: Box, shape: number[], values: string}} grid   The values of a row, one row after
 *   the other; what is no number is outside.
 */
function valueOnGrid({ sides, shape, values: text }) {
  const values = text.split(" ").map(Number);
  return (point) => {
    const places = point.map((x, k) => ((x - sides[k][0]) / (sides[k][1] - sides[k][0])) * (shape[k] - 1));
    if (!places.every((one, k) => one >= 0 && one <= shape[k] - 1)) return NaN;
    const low = places.map((one, k) => Math.min(Math.floor(one), shape[k] - 2));
    const [u, v] = places.map((one, k) => one - low[k]);
    const around = (k) => [-1, 0, 1, 2].map((by) => low[k] + by);
    const at = (i, j) => (i >= 0 && i < shape[0] ? values[j * shape[0] + i] : NaN);
    const along = (j) => between(around(0).map((i) => at(i, j)), u);
    return point.length === 1 ? along(0) : between(around(1).map(along), v);
  };
}

/* ------------------------------------------------------------------------------------- frames */

/** Return the box grown to an aspect, so that both scales are the same, unless that is wasteful. */
function toAspect(box, aspect, domain, comparable) {
  const size = box.map(([low, high]) => high - low);
  const wanted = [Math.max(size[0], size[1] * aspect), Math.max(size[1], size[0] / aspect)];
  if (Math.max(wanted[0] / size[0], wanted[1] / size[1]) > comparable) return box;
  return box.map(([low, high], i) => {
    const [least, most] = [(low + high - wanted[i]) / 2, (low + high + wanted[i]) / 2];
    const sides = domain.map((corner) => corner[i]);
    const [left, right] = [Math.min(...sides), Math.max(...sides)];
    const fits = sides.length && wanted[i] <= right - left;
    const shift = fits ? Math.max(left - least, 0) + Math.min(right - most, 0) : 0;
    return [least + shift, most + shift];
  });
}

/** Return the ticks of an axis: round numbers, not more than there is room for. */
function ticks(low, high, most) {
  const rough = (high - low) / Math.max(most, 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((factor) => factor * power >= rough * 0.999);
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  if (!(count >= 0 && count < 100) || first + 1 === first) return []; // no digits are left
  return Array.from({ length: count }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** Return the value below which a share of sorted numbers lies, linear between two of them. */
function quantile(sorted, share) {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}

/** Return the lowest and the highest of some values, without those at a pole. */
function extent(values) {
  const known = Float64Array.from(values.filter(Number.isFinite)).sort();
  if (!known.length) return [0, 1];
  let [low, high] = [known[0], known[known.length - 1]];
  const [below, above] = [quantile(known, 0.04), quantile(known, 0.96)];
  const room = 0.25 * (above - below);
  if (above > below && 40 * (above - below) < high - low) {
    [low, high] = [Math.max(low, below - room), Math.min(high, above + room)];
  }
  return [low, high];
}

/* ---------------------------------------------------------------------------------- landscape */

/**
 * Return the heights of a surface on a grid, the levels of its bands, and the tone of each.
 *
 * Levels are even in the logarithm of the gap, or in the value where no lowest one is known; the
 * rule is that of the figures. What is kept is the root of the gap, which is straight in a valley.
 * @param {(x: number, y: number) => number} height  The value at a place of the picture.
 * @param {?number} lowest
 */
function landscape(height, box, columns, rows, lowest, rules) {
  const [[left, right], [bottom, top]] = box;
  const field = new Float64Array(columns * rows);
  for (let j = 0; j < rows; j += 1) {
    const y = bottom + ((top - bottom) * j) / (rows - 1);
    for (let i = 0; i < columns; i += 1) {
      field[j * columns + i] = height(left + ((right - left) * i) / (columns - 1), y);
    }
  }
  const isGap = lowest !== null;
  const finite = field.filter(Number.isFinite);
  let floor;
  let clip = [-Infinity, Infinity];
  if (isGap) {
    const above = finite.map((value) => value - lowest).filter((gap) => gap > 0).sort();
    const least = above.length ? quantile(above, rules.deepest) : 1;
    floor = Math.log(least);
    for (let i = 0; i < field.length; i += 1) {
      field[i] = Math.sqrt(Math.max(field[i] - lowest, least / 20));
    }
  } else {
    clip = extent(Array.from(finite));
    [floor] = clip;
    for (let i = 0; i < field.length; i += 1) field[i] = clamp(field[i], ...clip);
  }
  const heights = field.map((value) => levelOf(value, isGap)).filter(Number.isFinite);
  let ceiling = -Infinity;
  for (const one of heights) if (one > ceiling) ceiling = one;
  if (ceiling === -Infinity) floor = NaN; // no value is known
  if (!(ceiling > floor)) ceiling = floor + leastOf(floor);
  const tones = tonesOf(heights, floor, ceiling, rules);
  return { box, columns, rows, field, isGap, floor, ceiling, tones };
}

/** Return the level of what is kept: the logarithm of a gap of which that is the root, or a value. */
function levelOf(kept, isGap) {
  return isGap ? 2 * Math.log(kept) : kept;
}

/** Return a function from what is kept of a value to its place among the bands, from 0 on. */
function bandsOf({ isGap, floor, ceiling, tones }) {
  const perBand = tones.length / (ceiling - floor);
  return (kept) => (levelOf(kept, isGap) - floor) * perBand;
}

/** Return the tone of each band, 0 to 1: between even steps and the share of the picture below it. */
function tonesOf(heights, floor, ceiling, { bands, even }) {
  const counts = new Float64Array(bands);
  for (const one of heights) {
    counts[clamp(Math.floor((bands * (one - floor)) / (ceiling - floor)), 0, bands - 1)] += 1;
  }
  let sum = 0;
  const below = Array.from(counts, (count) => (sum += count) - count);
  const last = below[below.length - 1] || 1;
  return below.map((count, i) => even * (i / (bands - 1)) + (1 - even) * (count / last));
}

/** Return a colour `#rrggbb` as three numbers. */
function channels(colour) {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}

/** Return the colour of a height from 0 to 1 on a ramp of colours. */
function toneOf(ramp, height) {
  const place = height * (ramp.length - 1);
  const i = Math.min(Math.floor(place), ramp.length - 2);
  const [low, high] = [channels(ramp[i]), channels(ramp[i + 1])];
  return low.map((one, k) => one + (place - i) * (high[k] - one));
}

/**
 * Paint the bands of a landscape into pixels, with a thin line between two of them.
 * @param {Uint8ClampedArray} pixels  Red, green, blue, opacity of each, the top row first.
 */
function paintBands(ground, pixels, wide, tall, colours) {
  const { columns, rows, field, tones } = ground;
  const fills = tones.map((tone) => toneOf(colours.tones, tone));
  const ink = channels(colours.ink);
  const bandOf = bandsOf(ground);
  let above = new Float64Array(wide);
  let here = new Float64Array(wide);
  for (let row = 0; row < tall; row += 1) {
    const y = ((tall - 1 - row) * (rows - 1)) / Math.max(tall - 1, 1);
    const j = Math.min(Math.floor(y), rows - 2);
    const v = y - j;
    for (let column = 0; column < wide; column += 1) {
      const x = (column * (columns - 1)) / Math.max(wide - 1, 1);
      const i = Math.min(Math.floor(x), columns - 2);
      const u = x - i;
      const at = j * columns + i;
      const low = field[at] + u * (field[at + 1] - field[at]);
      const high = field[at + columns] + u * (field[at + columns + 1] - field[at + columns]);
      here[column] = bandOf(low + v * (high - low));
    }
    for (let column = 0; column < wide; column += 1) {
      const band = here[column];
      const k = 4 * (row * wide + column);
      if (Number.isNaN(band)) {
        pixels[k + 3] = 0;
        continue;
      }
      const fill = fills[clamp(Math.floor(band), 0, fills.length - 1)];
      const across = here[column] - here[Math.max(column - 1, 0)];
      const down = row ? here[column] - above[column] : across;
      const slope = Math.hypot(across, down) || 1e-9;
      const off = Math.abs(band - Math.round(band)) / slope;
      const isEdge = band > 0.5 && band < fills.length - 0.5;
      const line = isEdge ? 0.16 * clamp(0.75 - off, 0, 0.6) * clamp(2 - 2.4 * slope, 0.25, 1) : 0;
      for (let c = 0; c < 3; c += 1) pixels[k + c] = fill[c] + line * (ink[c] - fill[c]);
      pixels[k + 3] = 255;
    }
    [above, here] = [here, above];
  }
}

/* ------------------------------------------------------------------------------ what is drawn */

/**
 * A pen draws lines, shapes, text and pictures: on a canvas, or into the text of an SVG. Both have
 * the same methods; points are a flat list x0, y0, x1, y1, ...
 */
class CanvasPen {
  constructor(canvas) {
    this.context = canvas.getContext("2d");
    this.family = getComputedStyle(document.documentElement).fontFamily;
  }

  path(points, close) {
    const { context } = this;
    context.beginPath();
    for (let i = 0; i < points.length; i += 2) {
      if (i) context.lineTo(points[i], points[i + 1]);
      else context.moveTo(points[i], points[i + 1]);
    }
    if (close) context.closePath();
  }

  line(points, { colour, width, dash = [], offset = 0, alpha = 1, cap = "round" }) {
    if (points.length < 4) return;
    const { context } = this;
    this.path(points, false);
    context.globalAlpha = alpha;
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.lineJoin = "round";
    context.lineCap = dash.length ? "butt" : cap;
    context.setLineDash(dash.map((one) => one * width));
    context.lineDashOffset = offset;
    context.stroke();
    context.setLineDash([]);
    context.globalAlpha = 1;
  }

  shape(points, { fill, edge, width = 0, alpha = 1 }) {
    const { context } = this;
    this.path(points, true);
    context.globalAlpha = alpha;
    context.lineJoin = "round";
    if (edge) {
      context.strokeStyle = edge;
      context.lineWidth = width;
      context.stroke();
    }
    if (fill) {
      context.fillStyle = fill;
      context.fill();
    }
    context.globalAlpha = 1;
  }

  text(words, x, y, { colour, size, weight = 400, align = "left" }) {
    const { context } = this;
    context.font = `${weight} ${size}px ${this.family}`;
    context.textAlign = align;
    context.textBaseline = "alphabetic";
    context.fillStyle = colour;
    context.fillText(words, x, y);
  }

  /** Draw what has very many shapes, in an area from the corner of the page. */
  dense(wide, tall, draw) {
    draw(this);
  }

  image(canvas, x, y, wide, tall) {
    this.context.drawImage(canvas, x, y, wide, tall);
  }

  within({ x, y, w, h }, draw) {
    const { context } = this;
    context.save();
    context.beginPath();
    context.rect(x, y, w, h);
    context.clip();
    draw();
    context.restore();
  }
}

/** Return a text as XML has it. */
function escaped(text) {
  return String(text).replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);
}

class SvgPen {
  constructor() {
    this.parts = [];
    this.clips = 0;
    this.family = getComputedStyle(document.documentElement).fontFamily;
  }

  place(points) {
    return Array.from(points, (one) => Number(one.toFixed(2))).join(" ");
  }

  line(points, { colour, width, dash = [], offset = 0, alpha = 1, cap = "round" }) {
    if (points.length < 4) return;
    const dashes = dash.length
      ? ` stroke-dasharray="${dash.map((one) => (one * width).toFixed(2)).join(" ")}"` +
        ` stroke-dashoffset="${offset.toFixed(2)}"` : "";
    this.parts.push(`<polyline points="${this.place(points)}" fill="none" stroke="${colour}"` +
      ` stroke-width="${width.toFixed(2)}" stroke-linejoin="round" opacity="${alpha}"` +
      ` stroke-linecap="${dash.length ? "butt" : cap}"${dashes}/>`);
  }

  shape(points, { fill, edge, width = 0, alpha = 1 }) {
    const stroke = edge
      ? ` stroke="${edge}" stroke-width="${width.toFixed(2)}" paint-order="stroke"` : "";
    this.parts.push(`<polygon points="${this.place(points)}" fill="${fill || "none"}"` +
      `${stroke} stroke-linejoin="round" opacity="${alpha}"/>`);
  }

  text(words, x, y, { colour, size, weight = 400, align = "left" }) {
    const anchor = { left: "start", right: "end", center: "middle" }[align];
    this.parts.push(`<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" fill="${colour}"` +
      ` font-size="${size.toFixed(1)}" font-weight="${weight}" text-anchor="${anchor}">` +
      `${escaped(words)}</text>`);
  }

  /** Draw what has very many shapes as a picture: as shapes it would be huge. */
  dense(wide, tall, draw) {
    const canvas = element("canvas", { width: Math.round(2 * wide), height: Math.round(2 * tall) });
    const pen = new CanvasPen(canvas);
    pen.context.setTransform(2, 0, 0, 2, 0, 0);
    draw(pen);
    this.image(canvas, 0, 0, wide, tall);
  }

  image(canvas, x, y, wide, tall) {
    this.parts.push(`<image x="${x}" y="${y}" width="${wide}" height="${tall}"` +
      ` href="${canvas.toDataURL("image/png")}"/>`);
  }

  within({ x, y, w, h }, draw) {
    this.clips += 1;
    this.parts.push(`<clipPath id="c${this.clips}"><rect x="${x}" y="${y}" width="${w}"` +
      ` height="${h}"/></clipPath><g clip-path="url(#c${this.clips})">`);
    draw();
    this.parts.push("</g>");
  }

  /** Return the whole drawing. */
  whole(wide, tall, paper, words) {
    return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${wide} ${tall}" role="img"` +
      ` aria-label="${escaped(words)}" font-family="${escaped(this.family)}">` +
      `<rect width="100%" height="100%" fill="${paper}"/>${this.parts.join("")}</svg>\n`;
  }
}

/** Draw a marker: an outline of size 1, y up, at a place. */
function drawMarker(pen, outline, x, y, size, look) {
  for (const one of outline) {
    const points = one.flatMap(([u, v]) => [x + size * u, y - size * v]);
    const { edge: colour, width, alpha } = look;
    if (look.isOpen) pen.line(points, { colour, width, alpha, cap: "butt" });
    else pen.shape(points, look);
  }
}

/** The outline of a circle of diameter 1; it ends where it begins. */
const RING = [Array.from({ length: 25 }, (_, k) =>
  [Math.cos((k * Math.PI) / 12) / 2, Math.sin((k * Math.PI) / 12) / 2])];

/** Return how far along a line each of its places is. */
function waysAlong(points) {
  const ways = [0];
  for (let k = 2; k < points.length; k += 2) {
    ways.push(ways[ways.length - 1] + Math.hypot(points[k] - points[k - 2], points[k + 1] - points[k - 1]));
  }
  return ways;
}

/** Return the first part of a line, up to a way that is shorter than all of it. */
function firstPart(points, ways, way) {
  const k = ways.findIndex((one) => one > way);
  const share = (way - ways[k - 1]) / (ways[k] - ways[k - 1]);
  const last = [0, 1].map((c) => points[2 * k - 2 + c] + share * (points[2 * k + c] - points[2 * k - 2 + c]));
  return [...points.slice(0, 2 * k), ...last];
}

/** Draw an arrow of a kind along a line, with a halo in the colour of the paper. */
function drawArrow(pen, line, kind, tint, width, alpha) {
  const { paper } = tint;
  const colour = tint.arrows[kind];
  const ways = waysAlong(line);
  const length = ways[ways.length - 1];
  if (!(length > 0.5 * width) || !Number.isFinite(length)) return;
  const head = Math.min(4.2 * width, 0.6 * length);
  const shaft = firstPart(line, ways, length - head);
  const [tip, neck] = [line.slice(-2), shaft.slice(-2)];
  const far = Math.hypot(tip[0] - neck[0], tip[1] - neck[1]) || 1;
  const [u, v] = [(tip[0] - neck[0]) / far, (tip[1] - neck[1]) / far];
  shaft.push(neck[0] + u, neck[1] + v);
  pen.line(shaft, { colour: paper, width: 2.2 * width, cap: "butt", alpha });
  pen.line(shaft, { colour, width, dash: data.dashes[kind], cap: "butt", alpha });
  const half = 0.55 * head;
  pen.shape([...tip, neck[0] - half * v, neck[1] + half * u, neck[0] + half * v, neck[1] - half * u],
    { fill: colour, edge: paper, width: 0.9 * width, alpha });
}

/* ------------------------------------------------------------------------------------ the page */

/** What a page shows beside its functions. */
let data;

/** What a reader can change. */
const state = {
  surface: 0, start: [], step: 0, isPlaying: false, speed: 1, off: new Set(), knobs: [],
  noise: {}, view: null, relief: null, chosen: 0, theme: "light", isDragging: false,
};

/** What follows from it: the runs, the landscape, the places on the page. */
const drawn = { runs: [], scene: null, stage: null, panel: null, box: null, em: 16, room: "" };

const $ = (selector) => document.querySelector(selector);
const said = (name, values = {}) => filled(data.words[name], values);
const surface = () => data.surfaces[state.surface];
const recorded = () => RECORDED[state.surface];
const colours = () => data.themes[state.theme];
const dimension = () => surface().start.length;
const isShown = (i) => !state.off.has(i);
const lastStep = () => data.steps;

/** Return whether the page is inside another one. */
function isFramed() {
  return window.parent !== window;
}

/** Return whether the page is in the text of another one, as in notebooks: it has no address. */
function isInText() {
  return location.protocol === "about:";
}

/** Make an element with attributes and children. */
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== false && value !== null) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

const ICONS = {
  play: "M7 4.5v15l12-7.5z",
  pause: "M7.5 5v14M16.5 5v14",
  back: "M18 5v14l-10-7zM6 5v14",
  forward: "M6 5v14l10-7zM18 5v14",
  zoomIn: "M12 6v12M6 12h12",
  zoomOut: "M6 12h12",
  whole: "M5 9V5h4M15 5h4v4M19 15v4h-4M9 19H5v-4",
  copy: "M5 7l4 5-4 5M12 17h7",
  link: "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
  svg: "M12 4v11M7.5 11l4.5 4.5 4.5-4.5M5 19.5h14",
  png: "M12 4v11M7.5 11l4.5 4.5 4.5-4.5M5 19.5h14",
  theme: "M12 4a8 8 0 1 0 8 8 6 6 0 0 1-8-8z",
  relief: "M3 18l6-10 4 6 2.5-3.5L21 18z",
};

/** Return the drawing of an icon. */
function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** Return a button that shows an icon, with a word beside it or for those who do not see it. */
function iconButton(name, act, word = "") {
  const label = said(name);
  const about = { type: "button", id: `do-${name}`, title: label, "aria-label": label, onclick: act };
  return element("button", about,
    icon(name), ...(word ? [element("span", {}, word)] : []));
}

/* ---------------------------------------------------------------------------- places and runs */

/** Return the value of the surface at a place of the picture. */
function heightAt() {
  const { plane } = surface();
  const { value } = recorded();
  if (!plane) {
    const point = [0, 0];
    return (x, y) => {
      point[0] = x;
      point[1] = y;
      return value(point);
    };
  }
  return (x, y) => value(lifted([x, y]));
}

/**
 * Return the point of the surface at a place of the picture.
 * @type {(place: Place) => number[]}
 */
function lifted([x, y]) {
  const { plane } = surface();
  if (dimension() === 1) return [x];
  if (!plane) return [x, y];
  return plane.centre.map((one, i) => one + x * plane.axes[0][i] + y * plane.axes[1][i]);
}

/** Return the place of a point in the picture, in its coordinates. */
function placeOf(point, value) {
  const { plane, sign } = surface();
  if (dimension() === 1) return [point[0], sign * value];
  if (!plane) return point;
  return plane.axes.map((axis) => axis.reduce((sum, one, i) => sum + one * (point[i] - plane.centre[i]), 0));
}

/**
 * Return the place on the page of a place in the picture.
 * @type {(place: Place) => Place}
 */
function toPage([x, y]) {
  const { stage, box } = drawn;
  return [
    stage.x + ((x - box[0][0]) / (box[0][1] - box[0][0])) * stage.w,
    stage.y + stage.h - ((y - box[1][0]) / (box[1][1] - box[1][0])) * stage.h,
  ];
}

/** Return the place in the picture of a place on the page. */
function fromPage(x, y) {
  const { stage, box } = drawn;
  return [
    box[0][0] + ((x - stage.x) / stage.w) * (box[0][1] - box[0][0]),
    box[1][0] + ((stage.y + stage.h - y) / stage.h) * (box[1][1] - box[1][0]),
  ];
}

/** Return a start as figures take it: not very far from the domain, and in it where steps are. */
function held(point) {
  const { window: corners, isRecorded } = surface();
  if (!isRecorded) return point;
  const near = point.map((one, i) => {
    const sides = corners.map((corner) => corner[i]);
    const [low, high] = [Math.min(...sides), Math.max(...sides)];
    const far = 0.999 * data.rules.farthest * (high - low);
    return clamp(one, (low + high) / 2 - far, (low + high) / 2 + far);
  });
  const { project } = recorded();
  return project ? project(near) : near;
}

/** Return the run of a method from the start; of one that cannot run here, its only one. */
function runOf(i) {
  const method = surface().methods[i];
  const own = recorded().methods[i];
  if (own && own.step) {
    const knobs = state.knobs[state.surface][i];
    const { end, ...run } = race(recorded(), own, method, state.start, lastStep(), knobs, state.noise);
    const steps = run.points.length - 1;
    const ending = endingOf(surface(), end, run.values[0]);
    return { ...run, steps, isLost: steps < lastStep(), isFixed: false, ending };
  }
  const known = method.path.filter((point) => point.every(Number.isFinite));
  return {
    points: known, states: [], values: method.heights.slice(0, known.length), steps: known.length - 1,
    isLost: known.length <= lastStep(), isFixed: true, ending: method.ending,
  };
}

/** Run every method that is shown. */
function runShown() {
  drawn.runs = surface().methods.map((_, i) => (isShown(i) ? runOf(i) : null));
}

/** Run every method that is shown, and draw. */
function runAll() {
  runShown();
  if (dimension() === 1) frame();
  draw();
  showEnds();
  showKeys();
  saveAddress();
}

/** Return what is told of a value: the gap where the lowest one is known, else the value. */
function heightOf(value) {
  const { lowest, sign } = surface();
  return lowest === null ? sign * value : value - lowest;
}

/** Return the step up to which a run is shown. */
function stepOf(run) {
  return Math.min(state.step, run.steps);
}

/* ------------------------------------------------------------------------------------- ground */

const memory = new WeakMap();

/** Return what was made of a thing the last time, unless one of the keys is another one now. */
function remembered(thing, name, keys, make) {
  if (!memory.has(thing)) memory.set(thing, {});
  const known = memory.get(thing);
  if (!known[name] || known[name].keys.some((key, k) => key !== keys[k])) known[name] = { keys, made: make() };
  return known[name].made;
}

/** Choose the box that the picture shows. */
function frame() {
  const { stage } = drawn;
  const { frame: usual, domain } = surface();
  if (dimension() === 1) {
    const [across] = state.view || usual;
    drawn.box = [across, heightsOn(across)];
    return;
  }
  const sides = surface().plane ? [] : domain;
  const aspect = isRelief() ? 1 : stage.w / stage.h;
  drawn.box = state.view || toAspect(usual, aspect, sides, data.rules.comparable);
}

/**
 * Return the range of values that a curve is shown in: its own, and that of the runs.
 * @type {(side: number[]) => number[]}
 */
function heightsOn([left, right]) {
  const { value } = recorded();
  const curve = Array.from({ length: 400 }, (_, i) => value([left + ((right - left) * i) / 399]));
  let [low, top] = extent(curve);
  const met = drawn.runs.filter(Boolean).map((run) =>
    Math.max(...run.values.filter((_, i) => run.points[i][0] >= left && run.points[i][0] <= right), -Infinity));
  const middle = [...met].sort((a, b) => a - b)[Math.floor((met.length - 1) / 2)];
  const kept = met.filter((most) => most - low <= 3 * (middle - low));
  if (kept.length) top = Math.max(low, Math.min(top, Math.max(...kept)));
  const { sign } = surface();
  const margin = 0.12 * (top - low) || leastOf(top);
  return [sign * (low - margin), sign * (top + margin)].sort((a, b) => a - b);
}

/** Return how many pixels one of the page is: more in a frame, which decks enlarge unseen. */
function pixelRatio() {
  const isSlide = isFramed() && !isInText() && window.innerWidth <= 1280;
  return Math.min(Math.max(window.devicePixelRatio || 1, isSlide ? 2 : 1), 2);
}

/** Fit a canvas to its place and return its pen, which draws in pixels of the page. */
function penFor(canvas) {
  const ratio = pixelRatio();
  const [wide, tall] = [canvas.clientWidth, canvas.clientHeight].map((one) => Math.round(one * ratio));
  if (canvas.width !== wide || canvas.height !== tall) [canvas.width, canvas.height] = [wide, tall];
  const pen = new CanvasPen(canvas);
  pen.context.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.context.clearRect(0, 0, canvas.clientWidth, canvas.clientHeight);
  return pen;
}

/** Return the room for a picture with its ticks in an area. */
function roomIn({ x, y, w, h }, em, left, top = 1.9, right = 0.6) {
  return { x: x + left * em, y: y + top * em, w: w - (left + right) * em, h: h - (top + 2.4) * em };
}

/** Return the sizes of both pictures as a text. */
function roomNow() {
  return ["#ground", "#curves"].flatMap((one) => [$(one).clientWidth, $(one).clientHeight]).join();
}

/** Measure the page anew; then everything is drawn. */
function layOut() {
  const em = parseFloat(getComputedStyle(document.documentElement).fontSize);
  drawn.em = em;
  drawn.room = roomNow();
  const area = (canvas) => ({ x: 0, y: 0, w: canvas.clientWidth, h: canvas.clientHeight });
  drawn.stage = roomIn(area($("#ground")), em, 3.5);
  drawn.panel = roomIn(area($("#curves")), em, 3.6, 1.7, 0.9);
  frame();
  drawGround();
  draw();
}

/** Draw what is below the paths; coarsely while the picture moves. */
function drawGround(isMoving = false) {
  const pen = penFor($("#ground"));
  drawStage(pen, drawn.stage, drawn.em, isMoving ? 0.4 : pixelRatio());
}

/** Draw the ground of the paths: a curve, a landscape, or a relief. */
function drawStage(pen, stage, em, sharpness) {
  const tint = colours();
  if (isRelief()) {
    const nodes = sharpness < 1 ? 40 : 97;
    const ground = landscape(heightAt(), drawn.box, nodes, nodes, surface().lowest, data.rules);
    drawn.scene = sceneOf(ground, stage, state.relief, em);
    pen.dense(stage.x + stage.w + em, stage.y + stage.h + em, (dense) => drawBlock(dense, em, tint));
    drawScale(pen, stage, em, tint, ground);
    return;
  }
  if (dimension() === 1) drawCurve(pen, stage, em, tint);
  else drawBands(pen, stage, em, tint, sharpness);
  drawAxes(pen, stage, em, tint);
}

/** Draw the bands of the landscape, the domain and the known points. */
function drawBands(pen, stage, em, tint, sharpness) {
  const { lowest, domain, plane } = surface();
  const [wide, tall] = [stage.w, stage.h].map((one) => Math.max(2, Math.round(one * sharpness)));
  const columns = Math.min(sharpness < 1 ? 110 : 320, wide);
  const rows = Math.max(2, Math.round((columns * stage.h) / stage.w));
  const ground = landscape(heightAt(), drawn.box, columns, rows, lowest, data.rules);
  const canvas = element("canvas", { width: wide, height: tall });
  const context = canvas.getContext("2d");
  const image = context.createImageData(wide, tall);
  paintBands(ground, image.data, wide, tall, tint);
  context.putImageData(image, 0, 0);
  pen.within(stage, () => {
    pen.image(canvas, stage.x, stage.y, stage.w, stage.h);
    if (domain.length && !plane) {
      const corners = [...domain, domain[0]].flatMap(toPage);
      pen.line(corners, { colour: tint.line, width: 0.07 * em, dash: [4, 3] });
    }
    for (const part of surface().curve || []) {
      pen.line(part.flatMap(toPage), { colour: tint.quiet, width: 0.08 * em });
    }
    for (const kind of ["saddle", "local minimum"]) drawKind(kind, em, tint, markFlat(pen));
  });
  if (Number.isFinite(ground.ceiling - ground.floor)) drawScale(pen, stage, em, tint, ground);
}

/** Mark the points of one kind; `mark` draws an outline at a place of the picture. */
function drawKind(kind, em, tint, mark) {
  const { outline, size } = data.marks[kind];
  const look = {
    "global minimum": { fill: tint.ink, edge: tint.paper, width: 0.1 * em },
    "local minimum": { fill: tint.paper, edge: tint.quiet, width: 0.17 * em },
    saddle: { isOpen: true, edge: tint.ink, width: 0.13 * em },
  }[kind];
  for (const at of surface().marked[kind] || []) mark(outline, at, 0.3 * em * size, look);
}

/** Return what draws an outline at a place of the picture as it is from above. */
function markFlat(pen) {
  return (outline, at, size, look) => drawMarker(pen, outline, ...toPage(at), size, look);
}

/** Draw what the tones mean, above the picture at its right. */
function drawScale(pen, stage, em, tint, ground) {
  const { floor, ceiling, isGap, tones } = ground;
  const of = (band) => {
    const height = floor + (band * (ceiling - floor)) / tones.length;
    return numberText(Number((isGap ? Math.exp(height) : surface().sign * height).toPrecision(2)));
  };
  const [low, high] = [of(1), of(tones.length - 1)];
  const style = { colour: tint.quiet, size: 0.8 * em };
  const y = stage.y - 0.55 * em;
  const [wide, right] = [4.4 * em, stage.x + stage.w - 0.47 * em * (high.length + 2) - 0.4 * em];
  const name = isGap ? data.quantity.gap : "f";
  const signs = !isGap && surface().sign < 0 ? "≥≤" : "≤≥";
  pen.text(`${name} ${signs[0]} ${low}`, right - wide - 0.4 * em, y, { ...style, align: "right" });
  pen.text(`${signs[1]} ${high}`, right + 0.4 * em, y, style);
  tones.forEach((tone, i) => {
    const fill = `rgb(${toneOf(tint.tones, tone).map(Math.round).join(",")})`;
    const [x, w] = [right - wide + (i * wide) / tones.length, wide / tones.length + 0.5];
    pen.shape([x, y - 0.55 * em, x + w, y - 0.55 * em, x + w, y, x, y], { fill });
  });
}

/** Draw a surface of one dimension: its curve, and the ground below it. */
function drawCurve(pen, stage, em, tint) {
  const { value } = recorded();
  const { sign } = surface();
  const [left, right] = drawn.box[0];
  const count = Math.max(200, Math.round(stage.w));
  const points = [];
  for (let i = 0; i <= count; i += 1) {
    const x = left + ((right - left) * i) / count;
    const [u, v] = toPage([x, sign * value([x])]);
    if (Number.isFinite(v)) points.push(u, clamp(v, stage.y - 3 * stage.h, stage.y + 4 * stage.h));
  }
  pen.within(stage, () => {
    const bottom = stage.y + stage.h;
    pen.shape([points[0], bottom, ...points, points[points.length - 2], bottom], { fill: tint.tones[2] });
    pen.line(points, { colour: tint.line, width: 0.13 * em });
    drawKind("local minimum", em, tint, markFlat(pen));
  });
}

/** Draw the frame, ticks and names of the axes. */
function drawAxes(pen, stage, em, tint) {
  const { x, y, w, h } = stage;
  const [across, up] = drawn.box;
  const style = { colour: tint.quiet, size: 0.8 * em };
  const line = { colour: tint.line, width: 0.07 * em, cap: "butt" };
  pen.line([x, y, x + w, y, x + w, y + h, x, y + h, x, y], line);
  for (const tick of ticks(...across, Math.floor(w / (4 * em)))) {
    const [at] = toPage([tick, up[0]]);
    pen.line([at, y + h, at, y + h + 0.28 * em], line);
    pen.text(numberText(tick), at, y + h + 1.2 * em, { ...style, align: "center" });
  }
  for (const tick of ticks(...up, Math.floor(h / (3.4 * em)))) {
    const at = toPage([across[0], tick])[1];
    pen.line([x - 0.28 * em, at, x, at], line);
    pen.text(numberText(tick), x - 0.5 * em, at + 0.28 * em, { ...style, align: "right" });
  }
  const [first, second] = surface().axes;
  pen.text(first, x + w / 2, y + h + 2.15 * em, { ...style, align: "center" });
  pen.text(second, x - (second.length > 1 ? 0 : 0.2 * em), y - 0.55 * em, style);
}

/* -------------------------------------------------------------------------------------- paths */

/** Draw paths and curves. */
function draw() {
  if (!drawn.stage) return;
  drawPaths(penFor($("#paths")), drawn.stage, drawn.em);
  drawCurves(penFor($("#curves")), drawn.panel, drawn.em);
}

/** Draw the paths of all runs, the longest below; then the arrows, the minima and the start. */
function drawPaths(pen, stage, em) {
  if (isRelief()) {
    drawTracks(pen, em);
    return;
  }
  const tint = colours();
  const paths = [];
  drawn.runs.forEach((run, i) => {
    if (run) paths.push({ i, run, ...onPage(run, stage) });
  });
  paths.sort((a, b) => b.length - a.length);
  pen.within(stage, () => {
    for (const one of paths) drawPath(pen, one, em, tint);
    drawArrows(pen, em, tint, flatGround());
  });
  pen.within({ x: stage.x - em, y: stage.y - em, w: stage.w + 2 * em, h: stage.h + 2 * em }, () => {
    pen.within(stage, () => {
      for (const one of paths) drawBall(pen, one, em, tint);
    });
    drawKind("global minimum", em, tint, markFlat(pen));
    const at = toPage(placeOf(state.start, recorded().value(state.start)));
    drawMarker(pen, RING, ...at, 1.04 * em, { fill: tint.paper, edge: tint.paper, width: 0.32 * em });
    drawMarker(pen, RING, ...at, 1.04 * em, { isOpen: true, edge: tint.ink, width: 0.17 * em });
  });
}

/** Return the places of a run on the page up to the step that is shown, and the way so far. */
function onPage(run, stage) {
  const shown = stepOf(run);
  const whole = Math.floor(shown);
  const far = 4 * (stage.w + stage.h);
  const held = (place) => place.map((one) => clamp(one, -far, far));
  const all = remembered(run, "page", [stage, drawn.box], () =>
    run.points.flatMap((point, t) => held(toPage(placeOf(point, run.values[t])))));
  const points = all.slice(0, 2 * whole + 2);
  if (shown > whole) {
    const share = shown - whole;
    const mix = (a, b) => a + share * (b - a);
    const next = run.points[whole].map((one, k) => mix(one, run.points[whole + 1][k]));
    const value = dimension() === 1 ? recorded().value(next) : 0;
    points.push(...held(toPage(placeOf(next, value))));
  }
  const ways = waysAlong(points);
  return { points, ways, length: ways[ways.length - 1] };
}

/** Steps after which the trail of a run has faded, and how strong it is then. */
const FADING = 26;
const FADED = 0.22;

/** Return whether trails fade: while runs are played. */
function isFading() {
  return state.isPlaying && !state.isDragging && state.step < lastStep();
}

/** Return how many of the first steps of a run have faded. */
function stepsFaded(taken) {
  return isFading() ? clamp(Math.ceil(state.step) - FADING, 0, taken) : 0;
}

/** Return how strong the trail of a step is that has not faded. */
function strengthOf(step) {
  return FADED + (1 - FADED) * (1 - clamp((state.step - 1 - step) / FADING, 0, 1));
}

/** Return how strong a run is: one that cannot follow the start is pale. */
function strengthOfRun(run) {
  return run.isFixed && !isAsGiven() ? 0.4 : 1;
}

/** Draw one path: while it is played, what lies further back is paler. */
function drawPath(pen, { i, run, points, ways }, em, tint) {
  const { dash } = surface().methods[i];
  const { colour } = tint.methods[i];
  const width = (dimension() === 1 ? 0.07 : 0.155) * em;
  const strength = strengthOfRun(run);
  const faded = stepsFaded(points.length / 2 - 1);
  const halo = { colour: tint.paper, width: 2.4 * width, alpha: 0.75 * strength };
  if (!isFading()) {
    pen.line(points, halo);
    pen.line(points, { colour, width, dash, alpha: strength });
  } else {
    pen.line(points.slice(0, 2 * faded + 2), { colour, width, dash, alpha: FADED * strength });
    pen.line(points.slice(2 * faded), halo);
    for (let k = faded; k < points.length / 2 - 1; k += 1) {
      const part = points.slice(2 * k, 2 * k + 4);
      pen.line(part, { colour, width, dash, offset: ways[k], alpha: strength * strengthOf(k) });
    }
  }
  drawMarkers(pen, i, points, em, tint, strength, faded);
}

/**
 * Mark the steps that stand clear of the one before and of the one after, and that are seen.
 * @param {(t: number) => boolean} isSeen
 */
function drawMarkers(pen, i, points, em, tint, alpha, faded, isSeen = () => true) {
  const { outline } = surface().methods[i];
  const size = 0.36 * em;
  const isClear = (k) => Math.hypot(points[k] - points[k - 2], points[k + 1] - points[k - 1]) > 1.15 * size;
  const look = { ...markerLook(i, tint, 0.06 * em), alpha };
  for (let k = Math.max(2, 2 * faded); k < points.length - 2; k += 2) {
    if (isClear(k) && isClear(k + 2) && isSeen(k / 2)) {
      drawMarker(pen, outline, points[k], points[k + 1], size, look);
    }
  }
}

/** Return how the marker of a method is drawn: hollow ones have an edge of its colour. */
function markerLook(i, tint, width) {
  const { colour, filling } = tint.methods[i];
  const isHollow = filling !== colour;
  return { fill: filling, edge: isHollow ? colour : tint.paper, width: isHollow ? 2 * width : width };
}

/** Draw the ball at the end of a path. */
function drawBall(pen, { i, points }, em, tint) {
  const [x, y] = points.slice(-2);
  drawMarker(pen, surface().methods[i].outline, x, y, 0.74 * em, markerLook(i, tint, 0.16 * em));
}

/* ------------------------------------------------------------------------------------- arrows */

/* Arrows of the chosen method, as `explain` draws them: where the step is the sum of a velocity and
 * a gradient, these two head to tail and their sum; else downhill and the mean of past gradients. */

const PUSH = 0.2;

/** Return the knobs of a method at a step, scheduled ones too. */
function knobsAt(i, t) {
  const scheduled = Object.entries(surface().methods[i].schedules).map(([name, all]) => [name, all[t]]);
  return { ...state.knobs[state.surface][i], ...Object.fromEntries(scheduled) };
}

/** Return the first gradient that a method has seen in a step: with its noise. */
function gradientSeen(i, run, t) {
  const { gradients } = surface().methods[i];
  const [first, later] = [gradients[recorded().methods[i].first ? 0 : 1], gradients[1]];
  const errors = errorsOf(state.noise, t ? first + (t - 1) * later : 0, dimension());
  const isFactor = state.noise.kind === "relative";
  return recorded().gradient(run.points[t]).map((one, k) => (isFactor ? one * errors[k] : one + errors[k]));
}

/**
 * Return the two parts of a step that are its velocity and its gradient, in the order in which they
 * are added, and the point that was looked ahead from; or null where the step is no such sum.
 */
function termsOf(i, run, t) {
  const { lr, momentum } = knobsAt(i, t);
  const name = ["velocity", "v"].find((one) => run.states[t] && one in run.states[t]);
  if (lr === undefined || momentum === undefined || !name || t >= run.steps) return null;
  const [point, next] = [run.points[t], run.points[t + 1]];
  const move = next.map((one, k) => one - point[k]);
  const [before, after] = [t, t + 1].map((at) => point.map((_, k) => run.states[at][name][k] ?? 0));
  const times = (factor, vector) => vector.map((one) => factor * one);
  const gradient = ["gradient", times(-lr, gradientSeen(i, run, t))];
  for (const factor of [-lr, 1]) { // the rate outside the velocity, or inside
    const kept = ["velocity", times(factor * momentum, before)];
    const ahead = ["ahead", times(factor * momentum, after)];
    for (const parts of [[kept, gradient], [gradient, ahead]]) {
      const whole = move.map((_, k) => parts[0][1][k] + parts[1][1][k]);
      const size = Math.max(...whole.map(Math.abs), ...point.map(Math.abs));
      if (!whole.every((one, k) => Math.abs(one - move[k]) <= 1e-9 * Math.abs(move[k]) + 1e-12 * size)) continue;
      const behind = parts[1] === ahead ? point.map((one, k) => one - factor * momentum * before[k]) : null;
      return { point, value: run.values[t], move, parts, behind };
    }
  }
  return null;
}

/**
 * Return the arrows of the chosen method at the step that is shown, in the picture's units.
 * @returns {?{point: number[], value: number, parts: any[][], move?: any, behind?: any}}
 */
function arrowsNow() {
  const i = state.chosen;
  const run = drawn.runs[i];
  const at = run && Math.floor(stepOf(run));
  if (!run || run.isFixed || at >= run.steps) return null;
  const terms = termsOf(i, run, at);
  if (terms) return terms;
  const point = run.points[at];
  const next = run.points[at + 1];
  const { push, isOurs } = surface().methods[i];
  const carried = push && run.states[at + 1][push];
  const parts = [["gradient", recorded().gradient(point).map((one) => -one)]];
  if (Array.isArray(carried) && carried.every(Number.isFinite)) {
    const along = carried.reduce((sum, one, k) => sum + one * (next[k] - point[k]), 0);
    parts.push(["momentum", carried.map((one) => (isOurs || along < 0 ? -1 : 1) * one)]);
  }
  return { point, value: run.values[at], parts };
}

/**
 * What arrows lie on: places and ways on it are in pixels, the second coordinate downwards.
 * @typedef {{wide: number, tall: number, place: Function, alphaAt: Function, onPage: Function}} Ground
 *   Of the size of the picture; `place` finds a point, `onPage` brings a straight line of the ground
 *   to the page, `alphaAt` says how strong arrows from a place are: 0 where they are not drawn.
 */

/**
 * Return the ground of the picture from above: the page itself.
 * @returns {Ground}
 */
function flatGround() {
  const { stage } = drawn;
  return {
    wide: stage.w, tall: stage.h, place: (point, value) => toPage(placeOf(point, value)),
    alphaAt: () => 1, onPage: (from, to) => [...from, ...to],
  };
}

/** Return a way in the coordinates of the surface as it is on a ground. */
function wayOn({ wide, tall }, vector) {
  const { box } = drawn;
  const { plane } = surface();
  const way = plane ? plane.axes.map((axis) => axis.reduce((sum, one, k) => sum + one * vector[k], 0)) : vector;
  const [right, up] = [wide / (box[0][1] - box[0][0]), tall / (box[1][1] - box[1][0])];
  return [way[0] * right, dimension() === 1 ? 0 : -way[1] * up];
}

/** Draw the arrows of the chosen method, but where everything moves fast. */
function drawArrows(pen, em, tint, ground) {
  if (state.isDragging || (state.isPlaying && state.speed > 1)) return;
  const found = arrowsNow();
  if (!found) return;
  const ways = found.parts.map(([, vector]) => wayOn(ground, vector));
  const longest = Math.max(...ways.map((way) => Math.hypot(...way)));
  if (!(longest > 0) || !Number.isFinite(longest)) return;
  const tail = ground.place(found.point, found.value);
  const alpha = ground.alphaAt(tail);
  if (!alpha) return;
  const draw = (from, to, kind, width) =>
    drawArrow(pen, ground.onPage(from, to), kind, tint, width * em, alpha);
  const usual = PUSH * Math.min(ground.wide, ground.tall);
  if (found.move) {
    drawTerms(pen, em, tint, ground, found, tail, ways, timesLonger(longest, 0.75 * usual), draw);
    return;
  }
  const isOver = ways.length > 1 && cosine(ways[0], ways[1]) > 0.985;
  const aside = besides(ways[0], isOver ? 0.55 * em : 0);
  found.parts.forEach(([kind], k) => {
    const begin = tail.map((one, axis) => one + k * aside[axis]);
    draw(begin, begin.map((one, axis) => one + (usual / longest) * ways[k][axis]), kind, 0.17);
  });
}

/** Return how many times longer arrows are drawn: once, unless they would be lost: 2, 5, 10, ... */
function timesLonger(length, least) {
  if (length >= least) return 1;
  const power = 10 ** Math.floor(Math.log10(least / length));
  return power * [1, 2, 5, 10].find((one) => one * power * length >= least * 0.999);
}

/** Draw the parts of a step, each from the tip of the one before, beside their sum. */
function drawTerms(pen, em, tint, ground, found, tail, ways, factor, draw) {
  const { point, move, parts, behind } = found;
  const from = (place, way) => place.map((one, k) => one + factor * way[k]);
  const step = wayOn(ground, move);
  if (behind) {
    const origin = from(tail, wayOn(ground, behind.map((one, k) => one - point[k])));
    const way = ground.onPage(origin, tail);
    pen.line(way, { colour: tint.arrows.ahead, width: 0.12 * em, dash: [1, 1.6] });
    const look = { fill: tint.paper, edge: tint.arrows.ahead, width: 0.28 * em };
    drawMarker(pen, RING, way[0], way[1], 0.6 * em, look);
  }
  draw(tail, from(tail, step), "step", 0.2);
  const [one, other] = ways;
  const aside = besides(step, 0.55 * em);
  const shifted = (place, isShifted) => (isShifted ? place.map((x, k) => x + aside[k]) : place);
  const begin = shifted(tail, Math.abs(cosine(one, step)) > 0.985);
  const middle = from(begin, one);
  const onward = shifted(middle, cosine(one, other) < -0.985);
  draw(begin, middle, parts[0][0], 0.15);
  draw(onward, from(onward, other), parts[1][0], 0.15);
  if (factor === 1) return;
  const lines = [ground.onPage(tail, middle), ground.onPage(tail, from(tail, step))];
  const low = Math.max(...lines.flat().filter((_, k) => k % 2)) + 1.5 * em;
  pen.text(said("longer", { times: numberText(factor) }), lines[0][0], low, {
    colour: tint.quiet, size: 0.8 * em, align: "center",
  });
}

/**
 * Return the shift by which an arrow stands above another one on the same line.
 * @type {(way: Place, far: number) => Place}
 */
function besides([x, y], far) {
  const share = ((x < 0 ? -1 : 1) * far) / (Math.hypot(x, y) || 1);
  return [share * y, -share * x];
}

/**
 * Return the cosine of the angle between two ways; 0 where one of them is none.
 * @type {(way: Place, other: Place) => number}
 */
function cosine(a, b) {
  return (a[0] * b[0] + a[1] * b[1]) / (Math.hypot(...a) * Math.hypot(...b) || Infinity);
}

/* -------------------------------------------------------------------------------- convergence */

/** Return the scale of the panel: from the floor, or a little below the lowest, to the start. */
function scaleOf(runs) {
  const { floor, headroom } = data.rules;
  const heights = runs.flatMap((run) => run.values.map(heightOf)).filter(Number.isFinite);
  if (surface().lowest === null) {
    const start = heightOf(runs[0].values[0]);
    const inside = runs.flatMap((run) => run.values
      .filter((_, t) => isInside(surface().window, run.points[t])).map(heightOf));
    const shown = [start, ...inside].filter(Number.isFinite);
    const [low, high] = [Math.min(...shown), Math.max(...shown)];
    const margin = 0.06 * (high - low) || leastOf(high);
    return { low: low - margin, high: high + margin, isLog: false };
  }
  const start = Math.max(...runs.map((run) => heightOf(run.values[0])), floor);
  const reached = Math.max(Math.min(...heights), floor);
  const top = Math.min(Math.max(...heights), start * headroom);
  const low = reached <= 10 * floor ? floor : reached / 3;
  return { low, high: Math.max(top * 3, low * 100), isLog: true };
}

/** Return a function from step and height to a place in the panel. */
function placesIn(panel, scale) {
  const { low, high, isLog } = scale;
  const of = (height) => (isLog ? Math.log(Math.max(height, low) / low) / Math.log(high / low)
    : (height - low) / (high - low));
  return (step, height) => [
    panel.x + (step / lastStep()) * panel.w,
    panel.y + panel.h - clamp(of(height), 0, 1.5) * panel.h,
  ];
}

/** Draw the panel of convergence. */
function drawCurves(pen, panel, em) {
  const tint = colours();
  const runs = drawn.runs.filter(Boolean);
  if (!runs.length || panel.w < 20 || panel.h < 20) return;
  const scale = remembered(drawn.runs, "scale", [], () => scaleOf(runs));
  const place = placesIn(panel, scale);
  drawPanel(pen, panel, em, tint, scale, place);
  pen.within({ x: panel.x - em, y: panel.y - 0.2 * em, w: panel.w + 2 * em, h: panel.h + em }, () => {
    drawn.runs.forEach((run, i) => {
      const places = () => run.values.flatMap((value, step) => place(step, heightOf(value)));
      if (run) drawHeights(pen, run, i, em, tint, remembered(run, "panel", [panel, scale], places));
    });
  });
}

/** Draw the axes of the panel, and a line at the step that is shown. */
function drawPanel(pen, panel, em, tint, scale, place) {
  const { x, y, w, h } = panel;
  const style = { colour: tint.quiet, size: 0.8 * em };
  const line = { colour: tint.line, width: 0.07 * em, cap: "butt" };
  const [now] = place(Math.min(state.step, lastStep()), scale.low);
  pen.line([now, y, now, y + h], { colour: tint.hair, width: 0.12 * em, cap: "butt" });
  pen.line([x, y, x, y + h, x + w, y + h], line);
  const most = Math.max(1, Math.floor(h / (2.2 * em)));
  const heights = scale.isLog
    ? ticks(Math.log10(scale.low), Math.log10(scale.high), most)
      .filter(Number.isInteger).map((one) => 10 ** one)
    : ticks(scale.low, scale.high, most);
  for (const height of heights) {
    const [, at] = place(0, height);
    const isFloor = scale.isLog && height <= data.rules.floor * 1.0001;
    pen.line([x - 0.28 * em, at, x, at], line);
    const power = `10${superscript(Math.round(Math.log10(height)))}`;
    const words = scale.isLog ? `${isFloor ? "≤ " : ""}${power}` : numberText(height);
    pen.text(words, x - 0.45 * em, at + 0.28 * em, { ...style, align: "right" });
  }
  for (const step of ticks(0, lastStep(), Math.floor(w / (4 * em))).filter(Number.isInteger)) {
    const [at] = place(step, scale.low);
    pen.line([at, y + h, at, y + h + 0.28 * em], line);
    pen.text(String(step), at, y + h + 1.2 * em, { ...style, align: "center" });
  }
  pen.text(data.panel[scale.isLog ? "gap" : "value"], x, y - 0.55 * em, style);
  pen.text(data.quantity.step, x + w, y + h + 2.1 * em, { ...style, align: "right" });
}

/** Draw the curve of one run: pale as a whole, strong up to the step that is shown. */
function drawHeights(pen, run, i, em, tint, all) {
  const { dash, outline } = surface().methods[i];
  const { colour } = tint.methods[i];
  const shown = stepOf(run);
  const points = all.slice(0, 2 * Math.floor(shown) + 2);
  if (shown > Math.floor(shown)) {
    const [k, share] = [points.length, shown - Math.floor(shown)];
    points.push(...[0, 1].map((c) => points[k - 2 + c] + share * (all[k + c] - points[k - 2 + c])));
  }
  pen.line(all, { colour, width: 0.08 * em, alpha: 0.3 });
  pen.line(points, { colour: tint.paper, width: 0.3 * em, alpha: 0.7 });
  const alpha = strengthOfRun(run);
  pen.line(points, { colour, width: 0.135 * em, dash, alpha });
  drawMarker(pen, outline, ...points.slice(-2), 0.62 * em, { ...markerLook(i, tint, 0.12 * em), alpha });
}

/* ------------------------------------------------------------------------------------- relief */

/* A relief shows the same landscape from the side: a block whose top is the surface. Places on the
 * block are u, v from 0 to 1 along the axes of the picture, and w upwards. */

const TALL = 0.42;
const BASE = -0.05;

/** Return whether the picture is a relief: surfaces of one dimension have none. */
const isRelief = () => state.relief !== null && dimension() > 1;

/** Return how high the nodes of a landscape stand: by the logarithm where the gap spans decades. */
function heightsOfNodes({ field, isGap, floor, ceiling }) {
  const isLog = isGap && ceiling - floor > Math.log(1000);
  const of = (kept) => (isLog || !isGap ? levelOf(kept, isGap) : kept * kept);
  const known = Array.from(field, of).filter(Number.isFinite);
  const low = isLog ? floor : Math.min(...known);
  const high = Math.max(...known);
  return field.map((value) => TALL * clamp((of(value) - low) / (high - low || 1), 0, 1) || 0);
}

/**
 * Return a block as it is seen: where its places are on the page, and which of them are hidden.
 * @param {{azimuth: number, elevation: number}} eye  In degrees, as in the figures.
 */
function sceneOf(ground, stage, eye, em) {
  const { columns, rows } = ground;
  const heights = heightsOfNodes(ground);
  const [turn, rise] = [(eye.azimuth * Math.PI) / 180, (eye.elevation * Math.PI) / 180];
  const toEye = [Math.cos(rise) * Math.cos(turn), Math.cos(rise) * Math.sin(turn), Math.sin(rise)];
  const flat = (u, v, w) => [
    -Math.sin(turn) * u + Math.cos(turn) * v,
    Math.sin(rise) * (Math.cos(turn) * u + Math.sin(turn) * v) - Math.cos(rise) * w,
  ];
  const corners = [0, 1].flatMap((u) => [0, 1].flatMap((v) => [BASE, TALL].map((w) => flat(u, v, w))));
  const [wide, tall] = [0, 1].map((k) => corners.map((corner) => corner[k]));
  const [left, top] = [Math.min(...wide), Math.min(...tall)];
  const size = [Math.max(...wide) - left, Math.max(...tall) - top];
  const scale = Math.min((stage.w - 3 * em) / size[0], (stage.h - 2.6 * em) / size[1]);
  const place = (u, v, w) => {
    const [x, y] = flat(u, v, w);
    return [
      stage.x + stage.w / 2 + scale * (x - left - size[0] / 2),
      stage.y + 0.4 * em + (stage.h - 2.2 * em) / 2 + scale * (y - top - size[1] / 2),
    ];
  };
  const heightOn = (u, v) => {
    const [x, y] = [clamp(u, 0, 1) * (columns - 1), clamp(v, 0, 1) * (rows - 1)];
    const [i, j] = [Math.min(Math.floor(x), columns - 2), Math.min(Math.floor(y), rows - 2)];
    const at = j * columns + i;
    const low = heights[at] + (x - i) * (heights[at + 1] - heights[at]);
    const high = heights[at + columns] + (x - i) * (heights[at + columns + 1] - heights[at + columns]);
    return low + (y - j) * (high - low);
  };
  const step = 0.7 / columns / (Math.hypot(toEye[0], toEye[1]) || 1);
  const isHidden = (u, v) => {
    let [x, y, w] = [u, v, heightOn(u, v) + 0.006];
    while (w < TALL && x >= 0 && x <= 1 && y >= 0 && y <= 1) {
      if (heightOn(x, y) > w) return true;
      [x, y, w] = [x + step * toEye[0], y + step * toEye[1], w + step * toEye[2]];
    }
    return false;
  };
  return { ground, heights, toEye, scale, place, heightOn, isHidden };
}

/**
 * Return where a place of the picture is on its block.
 * @type {(place: Place) => Place}
 */
function onBlock([x, y]) {
  const { box } = drawn;
  return [(x - box[0][0]) / (box[0][1] - box[0][0]), (y - box[1][0]) / (box[1][1] - box[1][0])];
}

/** Yield the cells of a grid, those far from the eye first. */
function* fromFarToNear({ ground, toEye }) {
  const order = (count, isUp) => Array.from({ length: count }, (_, k) => (isUp ? k : count - 1 - k));
  for (const i of order(ground.columns - 1, toEye[0] > 0)) {
    for (const j of order(ground.rows - 1, toEye[1] > 0)) yield [i, j];
  }
}

/** Return the corners of a cell on the page. */
function cornersOf({ ground, heights, place }, i, j) {
  const { columns, rows } = ground;
  return [[i, j], [i + 1, j], [i + 1, j + 1], [i, j + 1]].flatMap(([k, l]) =>
    place(k / (columns - 1), l / (rows - 1), heights[l * columns + k]));
}

/** Draw the block: its top in the tones of the landscape, lit from the left, and its front sides. */
function drawBlock(pen, em, tint) {
  const { scene } = drawn;
  const { ground, heights } = scene;
  const { columns, field, tones } = ground;
  const [dark, light] = [channels(tint.ink), channels(tint.paper)];
  const isDark = dark[0] > light[0];
  const bands = field.map(bandsOf(ground));
  for (const [i, j] of fromFarToNear(scene)) {
    const at = j * columns + i;
    const around = [bands[at], bands[at + 1], bands[at + columns + 1], bands[at + columns]];
    const band = (around[0] + around[1] + around[2] + around[3]) / 4;
    if (Number.isNaN(band)) continue;
    const tone = toneOf(tint.tones, tones[clamp(Math.floor(band), 0, tones.length - 1)]);
    const [slope, climb] = [heights[at + 1] - heights[at], heights[at + columns] - heights[at]]
      .map((one) => one * (columns - 1));
    const lit = (0.7 * slope - 0.5 * climb) / Math.sqrt(1 + slope * slope + climb * climb);
    const towards = (lit > 0) === isDark ? dark : light;
    const share = Math.min(0.2 * Math.abs(lit), 0.16);
    const fill = `rgb(${tone.map((one, c) => Math.round(one + share * (towards[c] - one))).join(",")})`;
    const corners = cornersOf(scene, i, j);
    pen.shape(corners, { fill, edge: fill, width: 0.7 });
    const contour = { colour: tint.ink, width: 0.8, alpha: 0.17 };
    for (const line of contoursIn(around, corners)) pen.line(line, contour);
  }
  drawSides(pen, em, tint);
}

/** Return the lines between the bands in one cell, from the bands and the places of its corners. */
function contoursIn(around, corners) {
  const [low, high] = [Math.max(Math.ceil(Math.min(...around)), 1), Math.min(Math.max(...around), 19)];
  const lines = [];
  for (let level = low; level <= Math.min(high, low + 2); level += 1) {
    const ends = [];
    for (let k = 0; k < 4; k += 1) {
      const [from, to] = [around[k], around[(k + 1) % 4]];
      if (from < level === to < level) continue;
      const share = (level - from) / (to - from);
      for (const c of [0, 1]) {
        const a = corners[2 * k + c];
        ends.push(a + share * (corners[(2 * k + 2 + c) % 8] - a));
      }
    }
    if (ends.length === 4) lines.push(ends);
  }
  return lines;
}

const SHARES = Array.from({ length: 97 }, (_, k) => k / 96);

/** Return the edges of the block in front, and those at its back: functions from a share of each. */
function edgesOf({ toEye }) {
  const [u, v] = [toEye[0] > 0 ? 1 : 0, toEye[1] > 0 ? 1 : 0];
  const both = (x, y) => [(share) => [share, y], (share) => [x, share]];
  return [both(u, v), both(1 - u, 1 - v)];
}

/** Return the outline of the side below an edge on the page. */
function sideOf({ place, heightOn }, along) {
  const edge = SHARES.map(along);
  return [
    ...edge.flatMap(([x, y]) => place(x, y, heightOn(x, y))),
    ...[edge[edge.length - 1], edge[0]].flatMap(([x, y]) => place(x, y, BASE)),
  ];
}

/** Return whether an outline on the page holds a place. */
function holds(outline, x, y) {
  let isIn = false;
  for (let k = 0; k < outline.length; k += 2) {
    const [a, b] = [outline[k], outline[k + 1]];
    const [c, d] = [outline[(k + 2) % outline.length], outline[(k + 3) % outline.length]];
    if (b > y !== d > y && x < a + ((y - b) / (d - b)) * (c - a)) isIn = !isIn;
  }
  return isIn;
}

/** Draw the sides of the block that face the eye, with the ends of both axes below them. */
function drawSides(pen, em, tint) {
  const { scene } = drawn;
  const { place, heightOn } = scene;
  const style = { colour: tint.quiet, size: 0.8 * em, align: "center" };
  const [front, back] = edgesOf(scene);
  for (const along of back) {
    const edge = SHARES.map(along).flatMap(([x, y]) =>
      (scene.isHidden(x, y) ? [] : place(x, y, heightOn(x, y))));
    pen.line(edge, { colour: tint.line, width: 0.06 * em });
  }
  front.forEach((along, axis) => {
    pen.shape(sideOf(scene, along), { fill: axis ? tint.wash : tint.hair, edge: tint.line, width: 0.06 * em });
    const [low, high] = drawn.box[axis];
    for (const [share, words] of [[0.1, numberText(Number(low.toPrecision(2)))], [0.5, surface().axes[axis]],
      [0.9, numberText(Number(high.toPrecision(2)))]]) {
      const [x, y] = place(...along(share), BASE);
      pen.text(words, x, y + 1.15 * em, style);
    }
  });
}

/** Return places between two of a block: whether they are seen, hidden or off it, and on the page. */
function samplesBetween(scene, from, to) {
  const far = Math.max(Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1]));
  const count = Math.min(Math.ceil(60 * far) + 1, 90);
  return Array.from({ length: count + 1 }, (_, k) => {
    const [u, v] = from.map((one, axis) => one + (k / count) * (to[axis] - one));
    const isOn = u >= 0 && u <= 1 && v >= 0 && v <= 1;
    if (!isOn) return { kind: "off", at: null };
    const at = scene.place(u, v, scene.heightOn(u, v));
    return { kind: scene.isHidden(u, v) ? "hidden" : "seen", at };
  });
}

/**
 * Return whether a place is on the block.
 * @type {(place: Place) => boolean}
 */
function isOnBlock([u, v]) {
  return u >= 0 && u <= 1 && v >= 0 && v <= 1;
}

/**
 * Return a run on the block up to the step that is shown.
 * @returns {{steps: object[][], points: number[], isSeen: (t: number) => boolean, end: Place}}  Samples of each
 *   step; the iterates on the page, and which are seen; where the run is now.
 */
function trackOf(run) {
  const { scene } = drawn;
  const { places, whole, points } = remembered(run, "block", [scene], () => (
    { places: run.points.map((point, t) => onBlock(placeOf(point, run.values[t]))), whole: [], points: [] }));
  const shown = stepOf(run);
  const count = Math.floor(shown);
  for (let t = whole.length; t < count; t += 1) whole.push(samplesBetween(scene, places[t], places[t + 1]));
  for (let t = points.length / 2; t <= count; t += 1) {
    points.push(...scene.place(...places[t], scene.heightOn(...places[t])));
  }
  const isSeen = (t) => isOnBlock(places[t]) && !scene.isHidden(...places[t]);
  const seen = { steps: whole.slice(0, count), points: points.slice(0, 2 * count + 2), isSeen };
  if (shown === count) return { ...seen, end: places[count] };
  const end = places[count].map((one, k) => one + (shown - count) * (places[count + 1][k] - one));
  const steps = [...seen.steps, samplesBetween(scene, places[count], end)];
  return { ...seen, steps, points: [...seen.points, ...scene.place(...end, scene.heightOn(...end))], end };
}

/** Return the parts of a way on the block that are seen, hidden or off it, as lines on the page. */
function partsOf(samples) {
  const parts = [];
  for (const { kind, at } of samples) {
    const last = parts[parts.length - 1];
    if (last && at && last.points.length) last.points.push(...at);
    if (!last || last.kind !== kind) parts.push({ kind, points: at ? [...at] : [] });
  }
  return parts;
}

/** Draw a path on the block: what a hill hides is faint and dotted. */
function drawTrack(pen, i, run, em, tint) {
  const { dash } = surface().methods[i];
  const { colour } = tint.methods[i];
  const { steps, points, isSeen } = trackOf(run);
  const [width, strength] = [0.155 * em, strengthOfRun(run)];
  const faded = stepsFaded(steps.length);
  const groups = isFading() ? [steps.slice(0, faded), ...steps.slice(faded).map((one) => [one])] : [steps];
  const strengthIn = (nth) => (isFading() ? (nth ? strengthOf(faded + nth - 1) : FADED) : 1);
  const parts = groups.flatMap((group, nth) =>
    partsOf(group.flat()).map((part) => ({ ...part, nth, alpha: strength * strengthIn(nth) })));
  const seen = parts.filter(({ kind }) => kind === "seen");
  for (const { kind, points: line, alpha } of parts) {
    if (kind === "hidden") pen.line(line, { colour, width: 0.8 * width, dash: [1, 2.4], alpha: 0.45 * alpha });
  }
  for (const { nth, points: line } of seen) {
    if (nth || !isFading()) pen.line(line, { colour: tint.paper, width: 2.4 * width, alpha: 0.75 * strength });
  }
  let offset = 0;
  for (const { points: line, alpha } of seen) {
    pen.line(line, { colour, width, dash, offset, alpha });
    if (dash.length) offset += waysAlong(line).pop();
  }
  drawMarkers(pen, i, points, em, tint, strength, faded, isSeen);
}

/**
 * Return the block as the ground of arrows: what lies on it is bent as the surface is.
 * @returns {Ground}
 */
function blockGround() {
  const { scene } = drawn;
  const { scale } = scene;
  const onTop = (x, y) => scene.place(x / scale, -y / scale, scene.heightOn(x / scale, -y / scale));
  return {
    wide: scale, tall: scale,
    place: (point, value) => {
      const [u, v] = onBlock(placeOf(point, value));
      return [scale * u, -scale * v];
    },
    alphaAt: ([x, y]) => {
      const at = [x / scale, -y / scale];
      if (!isOnBlock(at)) return 0;
      return scene.isHidden(...at) ? 0.35 : 1;
    },
    onPage: (from, to) => Array.from({ length: 17 }, (_, k) => k / 16)
      .flatMap((share) => onTop(...from.map((one, axis) => one + share * (to[axis] - one)))),
  };
}

/** Draw paths, arrows, ends, known points and the start on the block. */
function drawTracks(pen, em) {
  const { scene } = drawn;
  const tint = colours();
  const markAt = (outline, at, size, look) => {
    if (!isOnBlock(at)) return;
    const alpha = scene.isHidden(...at) ? 0.35 : 1;
    drawMarker(pen, outline, ...scene.place(...at, scene.heightOn(...at)), size, { ...look, alpha });
  };
  const mark = (outline, at, size, look) => markAt(outline, onBlock(at), size, look);
  for (const kind of ["saddle", "local minimum"]) drawKind(kind, em, tint, mark);
  const shown = drawn.runs.map((run, i) => ({ run, i })).filter(({ run }) => run);
  for (const { run, i } of shown) drawTrack(pen, i, run, em, tint);
  drawArrows(pen, em, tint, blockGround());
  for (const { run, i } of shown) {
    markAt(surface().methods[i].outline, trackOf(run).end, 0.74 * em, markerLook(i, tint, 0.16 * em));
  }
  drawKind("global minimum", em, tint, mark);
  mark(RING, placeOf(state.start, 0), 1.05 * em, { fill: tint.paper, edge: tint.ink, width: 0.32 * em });
}

/** Return the place of the picture under a place of the page: of the cell that is seen there. */
function pick(x, y) {
  const { scene, box } = drawn;
  const { columns, rows } = scene.ground;
  if (edgesOf(scene)[0].some((along) => holds(sideOf(scene, along), x, y))) return null;
  let found = null;
  for (const [i, j] of fromFarToNear(scene)) {
    if (holds(cornersOf(scene, i, j), x, y)) found = [i + 0.5, j + 0.5];
  }
  if (!found) return null;
  return [columns - 1, rows - 1].map((count, k) => box[k][0] + (found[k] / count) * (box[k][1] - box[k][0]));
}

/** Change between the landscape from above and the relief. */
function switchRelief() {
  state.relief = state.relief ? null : { azimuth: -60, elevation: 42 };
  showRelief();
  layOut();
  saveAddress();
}

/** Show whether the picture is a relief, and what the pointer does then. */
function showRelief() {
  $("#hint").textContent = said(isRelief() ? "hintRelief" : "hint");
  $("#do-relief").setAttribute("aria-pressed", isRelief());
  $("#do-relief").disabled = dimension() === 1;
}

/** Turn the block by a way of the pointer. */
function rotate(right, down) {
  const { azimuth, elevation } = state.relief;
  const turned = ((((azimuth - 0.5 * right + 180) % 360) + 360) % 360) - 180;
  state.relief = { azimuth: Math.round(turned), elevation: clamp(Math.round(elevation + 0.4 * down), 8, 88) };
  showView(state.view);
}

/* ----------------------------------------------------------------------------------- controls */

/** The ends of a slider: a rate spans decades around its first value, and the limit. */
function rangeOf(knob, limit) {
  if (knob.scale === "zero") return [1e-4, 10]; // above its first place, which is 0
  const decade = Math.log10(knob.value);
  const high = 10 ** (Math.ceil(decade + 1e-9) + 1);
  return [10 ** (Math.floor(decade) - 2), limit ? Math.max(high, 2 * limit) : high];
}

const PARTS = 1000;

/** Return whether a number is one that a knob can have. */
function fitsKnob({ scale }, value) {
  if (!Number.isFinite(value)) return false;
  return scale === "share" ? value >= 0 && value < 1 : scale === "log" ? value > 0 : value >= 0;
}

/**
 * Return the place of a knob's number on its slider.
 * @type {(knob: {scale: string}, value: number, range: number[]) => number}
 */
function sliderOf(knob, value, [low, high]) {
  if (knob.scale === "share") return clamp((-PARTS / 4) * Math.log10(1 - Math.min(value, 0.9999)), 0, PARTS);
  const place = Math.log(value / low) / Math.log(high / low);
  if (knob.scale === "zero") return value > 0 ? clamp(1 + (PARTS - 1) * place, 1, PARTS) : 0;
  return clamp(PARTS * place, 0, PARTS);
}

/**
 * Return the number at a place of the slider, in few figures.
 * @type {(knob: {scale: string}, place: number, range: number[]) => number}
 */
function numberAt(knob, place, [low, high]) {
  if (knob.scale === "share") return Number((1 - 10 ** ((-4 * place) / PARTS)).toFixed(4));
  if (knob.scale === "zero") {
    return place ? Number((low * (high / low) ** ((place - 1) / (PARTS - 1))).toPrecision(2)) : 0;
  }
  return Number((low * (high / low) ** (place / PARTS)).toPrecision(3));
}

/** Return the rate from which on a method diverges, with the momentum as it is set; null if unknown. */
function limitOf(i) {
  const own = recorded().methods[i];
  const method = surface().methods[i];
  const knobs = { momentum: 0, weight_decay: 0, ...state.knobs[state.surface][i] };
  return method.limit && knobs.weight_decay === 0 ? own.limit(knobs) : null;
}

/** Build the slider of a knob. */
function knobSlider(i, knob) {
  const method = surface().methods[i];
  const range = rangeOf(knob, knob.isRate ? limitOf(i) : null);
  const input = element("input", {
    type: "range", min: 0, max: PARTS, step: 1, "data-knob": knob.name,
    "aria-label": `${method.title}: ${knob.symbol}`,
    oninput: () => {
      state.knobs[state.surface][i][knob.name] = numberAt(knob, Number(input.value), range);
      showKnobs(i);
      runAll();
    },
  });
  const slider = element("label", { class: "slider", title: knob.meaning }, input);
  const output = element("output", {});
  const show = () => {
    const value = state.knobs[state.surface][i][knob.name];
    input.value = sliderOf(knob, value, range);
    input.setAttribute("aria-valuetext", numberText(value));
    output.textContent = numberText(value);
    const limit = knob.isRate ? limitOf(i) : null;
    slider.querySelector("i")?.remove();
    if (limit) {
      const words = said("limit", { formula: method.limit, rate: numberText(limit) });
      slider.style.setProperty("--limit", `${(100 * sliderOf(knob, limit, range)) / PARTS}%`);
      slider.append(element("i", { title: words }));
      slider.title = words;
    }
  };
  return { slider, output, show };
}

/** What shows the knobs of each method anew. */
let shows = [];

/** Show the knobs of a method anew. */
function showKnobs(i) {
  for (const show of shows[i]) show();
}

/** Build the row of each method: switch, name, rate, what it has reached, and its other knobs. */
function buildMethods() {
  shows = surface().methods.map(() => []);
  $("#methods").replaceChildren(...surface().methods.map((method, i) => {
    const own = method.knobs.map((knob) => ({ knob, ...knobSlider(i, knob) }));
    shows[i] = own.map(({ show }) => show);
    const rates = own.filter(({ knob }) => knob.isRate).slice(0, 1);
    const row = element("li", { class: "method", "data-method": method.key },
      element("button", {
        type: "button", class: "swatch", title: said("switch", { method: method.title, digit: i + 1 }),
        "aria-label": said("switch", { method: method.title, digit: i + 1 }),
        onclick: () => toggle(i),
      }, swatch(i)),
      element("button", {
        type: "button", class: "name", title: said("choose", { method: method.title }),
        onclick: () => choose(i),
      }, method.title),
      ...(rates.length ? [rates[0].slider, rates[0].output]
        : [element("span", { class: "still" }, method.path ? said("fixedShort") : method.changing)]),
      element("output", { class: "end" }),
      element("div", { class: "knobs", hidden: true },
        ...own.filter((one) => one !== rates[0]).flatMap(({ knob, slider, output }) => [
          element("span", { class: "symbol", title: knob.meaning }, knob.symbol),
          slider, output, element("span"),
        ]),
        element("p", {})));
    return row;
  }));
  surface().methods.forEach((_, i) => showKnobs(i));
  showMethods();
}

/** Return a piece of a method's line with its marker. */
function swatch(i) {
  const method = surface().methods[i];
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 22 11");
  svg.setAttribute("aria-hidden", "true");
  const pen = new SvgPen();
  const look = { ...markerLook(i, colours(), 0.9) };
  pen.line([0.5, 5.5, 21.5, 5.5], { colour: colours().methods[i].colour, width: 1.6, dash: method.dash });
  drawMarker(pen, method.outline, 11, 5.5, 7, look);
  svg.innerHTML = pen.parts.join("");
  return svg;
}

/** Show which methods are on, which one is chosen, and in which colours. */
function showMethods() {
  const tint = colours();
  surface().methods.forEach((method, i) => {
    const row = $("#methods").children[i];
    const isChosen = i === state.chosen;
    row.toggleAttribute("data-off", !isShown(i));
    row.style.setProperty("--colour", tint.methods[i].colour);
    row.style.setProperty("--text", tint.methods[i].text);
    row.querySelector(".swatch").setAttribute("aria-pressed", isShown(i));
    row.querySelector(".swatch").replaceChildren(swatch(i));
    row.querySelector(".name").setAttribute("aria-pressed", isChosen);
    row.querySelector(".knobs").hidden = !isChosen;
  });
  showKeys();
}

/** Say which arrows the chosen method has. */
function showKeys() {
  $("#methods").children[state.chosen].querySelector(".knobs p").replaceChildren(...keysOfArrows(state.chosen));
}

/** Return the key of the arrows of a method. */
function keysOfArrows(i) {
  const { push, path } = surface().methods[i];
  if (path) return [said(surface().isRecorded ? "fixed" : "fixedAll", { method: surface().methods[i].title })];
  const run = drawn.runs[i];
  const terms = run && run.states[0] && termsOf(i, run, Math.min(Math.floor(stepOf(run)), run.steps - 1));
  const words = { ...data.terms, step: said("sum"), momentum: said("momentum") };
  if (!terms) words.gradient = said(surface().sign < 0 ? "uphill" : "downhill");
  const kinds = terms ? [...terms.parts.map(([kind]) => kind), "step"]
    : ["gradient", ...(push ? ["momentum"] : [])];
  return kinds.map((kind) => {
    const title = terms ? data.told[terms.behind ? "ahead" : "velocity"] : false;
    const key = element("span", { class: "key", title }, element("i"), words[kind]);
    key.style.setProperty("--of", colours().arrows[kind]);
    return key;
  });
}

/** Write beside each method what it has reached at the step that is shown. */
function showEnds() {
  drawn.runs.forEach((run, i) => {
    const output = $("#methods").children[i].querySelector(".end");
    output.textContent = run ? endOf(run) : "";
  });
}

/** Return what a run has reached in signs that can be read aloud. */
function spoken(run) {
  const words = endOf(run);
  if (/\p{L}{2}/u.test(words)) return words;
  return String(Number(heightOf(run.values[Math.floor(stepOf(run))]).toPrecision(2)));
}

/** Return the gap of a run at the step that is shown, or how it was lost. */
function endOf(run) {
  const step = Math.floor(stepOf(run));
  if (state.step >= run.steps && run.ending) return data.outcome[run.ending];
  if (!isInside(surface().domain, run.points[step])) return data.outcome["left the domain"];
  const height = heightOf(run.values[step]);
  const { floor } = data.rules;
  if (surface().lowest === null || height > floor) return numberText(height);
  return `≤ ${numberText(floor)}`;
}

/** Show a method, or hide it. */
function toggle(i) {
  if (i >= surface().methods.length) return;
  if (state.off.has(i)) state.off.delete(i);
  else state.off.add(i);
  showMethods();
  runAll();
  tell();
}

/** Choose the method that has arrows, and whose knobs are shown. */
function choose(i) {
  state.chosen = i;
  showMethods();
  layOut();
  saveAddress();
  tell();
}

/** Return the seed that a text is: a whole number. */
function seedOf(text) {
  return clamp(Math.floor(numberOf(text)) || 0, 0, Number.MAX_SAFE_INTEGER);
}

/** Build the sliders of the noise, with its seed. */
function buildNoise() {
  const show = () => {
    const decades = (Math.log10(state.noise.size) + 3) / 5; // from a thousandth to a hundred
    input.value = state.noise.size > 0 ? clamp(1 + (PARTS - 1) * decades, 1, PARTS) : 0;
    output.textContent = state.noise.size ? numberText(state.noise.size) : "0";
    seed.value = state.noise.seed;
    seed.hidden = state.noise.size === 0;
  };
  const input = element("input", {
    type: "range", min: 0, max: PARTS, step: 1, "aria-label": said("noise"), id: "noise-size",
    oninput: () => {
      const place = Number(input.value);
      state.noise.size = place ? Number((10 ** ((5 * (place - 1)) / (PARTS - 1) - 3)).toPrecision(2)) : 0;
      show();
      runAll();
    },
  });
  const output = element("output");
  const seed = element("input", {
    type: "number", min: 0, step: 1, "aria-label": said("seed"), title: said("seed"), id: "noise-seed",
    oninput: () => {
      state.noise.seed = seedOf(seed.value);
      runAll();
    },
  });
  $("#noise").replaceChildren(element("span", { class: "symbol" }, said("noise")),
    element("label", { class: "slider" }, input), output, seed);
  show();
  return show;
}

let showNoise = () => {};

/** Build the buttons above and below. */
function buildFrame() {
  $("#tools").append(
    iconButton("copy", copyCommand, said("copyShort")),
    ...(isInText() ? [] : [iconButton("link", copyLink, said("linkShort"))]),
    iconButton("svg", () => saveStill("svg"), "SVG"), iconButton("png", () => saveStill("png"), "PNG"),
    iconButton("theme", switchTheme));
  $("#tools").setAttribute("aria-label", said("tools"));
  $("#zoom").append(iconButton("zoomIn", () => zoom(1 / 1.5)), iconButton("zoomOut", () => zoom(1.5)),
    iconButton("whole", showWhole), iconButton("relief", switchRelief));
  $("#zoom").setAttribute("aria-label", said("zoom"));
  const scrub = element("input", {
    type: "range", min: 0, max: lastStep(), step: 1, id: "scrub", "aria-label": said("step"),
    oninput: () => goTo(Number(scrub.value)),
  });
  const speed = element("select", {
    id: "speed", class: "more", "aria-label": said("speed"), title: said("speed"),
    onchange: () => { state.speed = Number(speed.value); },
  }, ...[0.25, 0.5, 1, 2, 4].map((one) =>
    element("option", { value: one, selected: one === 1 }, `${{ 0.25: "¼", 0.5: "½" }[one] || one}×`)));
  $("#transport").append(iconButton("back", () => goTo(Math.ceil(state.step) - 1)),
    element("button", { type: "button", class: "play", id: "do-play", onclick: playOrPause }),
    iconButton("forward", () => goTo(Math.floor(state.step) + 1)),
    element("label", { class: "slider" }, scrub), element("output", { id: "steps" }), speed);
  const choice = $("#surfaces select");
  choice.setAttribute("aria-label", said("surface"));
  data.surfaces.forEach((one, i) => choice.append(element("option", { value: i }, one.title)));
  choice.addEventListener("change", () => showSurface(Number(choice.value)));
  $("#surfaces").hidden = data.surfaces.length < 2;
  if (!$("#hint").offsetParent) note(said("hint"));
  $("#paths").setAttribute("aria-label", said("stage"));
  $("#curves").setAttribute("aria-label", data.panel.gap);
  $("#methods").setAttribute("aria-label", said("methods"));
}

/** Show the step, and whether it is played. */
function showStep() {
  const shown = Math.floor(state.step + 1e-9);
  $("#scrub").value = shown;
  $("#steps").textContent = said("steps", { step: shown, steps: lastStep() });
  const button = $("#do-play");
  const name = state.isPlaying ? "pause" : "play";
  if (button.dataset.shows !== name) {
    button.dataset.shows = name;
    button.replaceChildren(icon(name));
    button.title = said(name);
    button.setAttribute("aria-label", said(name));
  }
}

/* ---------------------------------------------------------------------------------- transport */

const prefersStill = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Seconds that all steps take at speed 1. */
const SECONDS = 7;

let before = 0;

/** Show the next moment; ask for the one after it while the runs are played. */
function tick(now) {
  if (!state.isPlaying) return;
  const passed = before ? Math.min(now - before, 100) / 1000 : 0;
  before = now;
  state.step = Math.min(lastStep(), state.step + (passed * state.speed * lastStep()) / SECONDS);
  if (state.step >= lastStep()) stop();
  draw();
  showEnds();
  showStep();
  if (state.isPlaying) requestAnimationFrame(tick);
}

/** Play the runs, from the start if they are at their end. */
function play() {
  if (state.step >= lastStep()) state.step = 0;
  state.isPlaying = true;
  before = 0;
  showStep();
  requestAnimationFrame(tick);
}

/** Stop where the runs are. */
function stop() {
  state.isPlaying = false;
  showStep();
  saveAddress();
  tell();
}

/** Play, or pause at a whole step. */
function playOrPause() {
  if (!state.isPlaying) {
    play();
    return;
  }
  state.step = Math.floor(state.step);
  stop();
  draw();
  showEnds();
}

/** Show a step, and stand there. */
function goTo(step) {
  state.isPlaying = false;
  state.step = clamp(step, 0, lastStep());
  draw();
  showEnds();
  showStep();
  saveAddress();
  tell();
}

/** Show the runs from the start on, or where motion is not wanted, as a whole. */
function begin() {
  state.isDragging = false;
  if (prefersStill()) goTo(lastStep());
  else {
    state.step = 0;
    play();
  }
}

/* ------------------------------------------------------------------------------ start and view */

/** Return whether start and noise are those of the paths that were computed beforehand. */
function isAsGiven() {
  const { size, seed } = state.noise;
  const isNoiseGiven = size === data.noise.size && (size === 0 || seed === data.noise.seed);
  return isNoiseGiven && state.start.every((one, i) => one === surface().start[i]);
}

/** Let all runs begin at a point. */
function moveStart(point) {
  if (!surface().isRecorded) note(said("fixedAll"));
  const start = held(point);
  if (!surface().isRecorded || !Number.isFinite(recorded().value(start))) return;
  state.start = start;
  state.step = lastStep();
  runAll();
  showStep();
  if (drawn.runs.some((run) => run && run.isFixed)) note(said("fixedMoved"));
}

/** Zoom by a factor around a place of the picture, by default its middle. */
function zoom(factor, about = null) {
  const { box } = drawn;
  const centre = about || box.map(([low, high]) => (low + high) / 2);
  showView(box.map((side, i) => side.map((end) => centre[i] + factor * (end - centre[i]))));
}

/** Return whether a frame is one that figures can have, too: numbers have digits left in it. */
function isView(box) {
  const { window: corners, coordinates, frame: usual } = surface();
  return box.slice(0, dimension() === 1 ? 1 : 2).every(([low, high], i) => {
    const known = coordinates.length ? corners.map((corner) => corner[i]) : usual[i];
    const side = Math.max(...known) - Math.min(...known);
    const farthest = Math.max(Math.abs(low), Math.abs(high));
    return farthest <= 0.99e9 * side && high - low >= 1.01e-9 * Math.max(side, farthest);
  });
}

let settling = 0;

/** Show another part of the surface: coarsely at once, sharply when it stays. */
function showView(box) {
  if (box && !isView(box)) return;
  state.view = box;
  frame();
  drawGround(true);
  draw();
  clearTimeout(settling);
  settling = setTimeout(() => {
    drawGround();
    saveAddress();
  }, 140);
}

/** Show the part of the surface that the figures show. */
function showWhole() {
  state.view = null;
  layOut();
  saveAddress();
}

/* --------------------------------------------------------------------------- pointers and keys */

/** Return the place of a pointer on a canvas. */
function placeIn(canvas, event) {
  const area = canvas.getBoundingClientRect();
  return [event.clientX - area.left, event.clientY - area.top];
}

/** Return the middle between two fingers, and how far they are apart. */
function spreadOf(fingers) {
  const [a, b] = [...fingers.values()];
  return { middle: [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2], apart: Math.hypot(a[0] - b[0], a[1] - b[1]) || 1 };
}

/** Move the view with a pointer, and scale it by a factor about there. */
function pan(from, to, factor = 1) {
  const [a, b] = [fromPage(...from), fromPage(...to)];
  showView(drawn.box.map(([low, high], k) => [a[k] + factor * (low - b[k]), a[k] + factor * (high - b[k])]));
}

/**
 * Follow pointers on the picture: one moves the start, two or a shifted one move the view. The wheel
 * zooms; inside another page, which it may be scrolling, once the picture was pressed, until it is left.
 */
function followPointers() {
  const canvas = $("#paths");
  const fingers = new Map();
  let panned = null;
  let turned = null;
  let isWheelOurs = !isFramed();
  const placeAt = (event) => placeIn(canvas, event);
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    isWheelOurs = true;
    fingers.set(event.pointerId, placeAt(event));
    panned = event.shiftKey || event.button > 0 ? placeAt(event) : null;
    if (fingers.size > 1) panned = spreadOf(fingers);
    else if (isRelief()) turned = { at: placeAt(event), way: 0 };
    else if (!panned) drag(placeAt(event));
    canvas.classList.toggle("moving", Boolean(panned));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!fingers.has(event.pointerId)) {
      hover(placeAt(event));
      return;
    }
    fingers.set(event.pointerId, placeAt(event));
    if (fingers.size > 1) {
      const now = spreadOf(fingers);
      if (isRelief()) zoom(panned.apart / now.apart);
      else pan(panned.middle, now.middle, panned.apart / now.apart);
      panned = now;
    } else if (turned) {
      const now = placeAt(event);
      const [right, down] = [now[0] - turned.at[0], now[1] - turned.at[1]];
      turned = { at: now, way: turned.way + Math.hypot(right, down) };
      if (turned.way > 3) rotate(right, down);
    } else if (panned) {
      const now = placeAt(event);
      if (Array.isArray(panned)) pan(panned, now);
      panned = now;
    } else drag(placeAt(event));
  });
  const lift = (event) => {
    if (!fingers.delete(event.pointerId)) return;
    canvas.classList.remove("moving");
    const place = turned && turned.way <= 3 ? pick(...turned.at) : null;
    if (place) moveStart(lifted(place));
    if (turned ? place : !panned && fingers.size === 0) begin();
    turned = null;
    if (fingers.size === 1) [panned] = fingers.values();
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  canvas.addEventListener("pointerleave", (event) => {
    $("#hover").classList.remove("shown");
    const isOver = document.elementFromPoint(event.clientX, event.clientY) === canvas; // let go, in Safari
    isWheelOurs = !isFramed() || (isWheelOurs && isOver);
  });
  canvas.addEventListener("contextmenu", (event) => event.preventDefault());
  canvas.addEventListener("wheel", (event) => {
    if (!isWheelOurs && !event.ctrlKey) return;
    event.preventDefault();
    const about = isRelief() ? null : fromPage(...placeAt(event));
    zoom(Math.exp(clamp(event.deltaY, -240, 240) / 500), about);
  }, { passive: false });
}

/** Hand a wheel that is not used here to the page around: some scroll by events, not by themselves. */
function passWheels() {
  document.addEventListener("wheel", (event) => {
    const { target, deltaY } = event;
    const isUsed = event.defaultPrevented || [document.scrollingElement, $("aside")].some((one) => {
      const left = deltaY < 0 ? one.scrollTop : one.scrollHeight - one.clientHeight - one.scrollTop;
      return left > 1 && one.contains(/** @type {Element} */ (target));
    });
    if (!isUsed) window.frameElement?.dispatchEvent(new WheelEvent("wheel", event));
  }, { passive: true });
}

/**
 * Let the runs begin under the pointer.
 * @type {(place: Place) => void}
 */
function drag([x, y]) {
  const { stage } = drawn;
  const held = [clamp(x, stage.x, stage.x + stage.w), clamp(y, stage.y, stage.y + stage.h)];
  state.isPlaying = false;
  state.isDragging = true;
  moveStart(lifted(fromPage(...held).map((one, i) => rounded(one, drawn.box[i]))));
}

/**
 * Say what is under the pointer: an iterate that is near, or the place and its value.
 * @type {(place: Place) => void}
 */
function hover([x, y]) {
  const { stage, em } = drawn;
  const output = $("#hover");
  const isOn = x >= stage.x && x <= stage.x + stage.w && y >= stage.y && y <= stage.y + stage.h;
  const place = isOn && (isRelief() ? pick(x, y) : fromPage(x, y));
  output.classList.toggle("shown", Boolean(place));
  if (!place) return;
  const near = isRelief() ? null : nearest(x, y, 0.8 * em);
  const point = near ? near.point : lifted(place);
  const value = surface().sign * (near ? near.value : recorded().value(point));
  const where = surface().coordinates.map((name, i) => `${name} ${numberText(point[i])}`);
  const who = near ? [near.title, said("atStep", { step: near.step })] : [];
  output.textContent = [...who, ...where, `f ${numberText(value)}`].join("   ");
}

/** Return the iterate that is shown nearest to a place of the page, if it is near. */
function nearest(x, y, reach) {
  let [found, least] = [null, reach];
  drawn.runs.forEach((run, i) => {
    for (let step = 0; run && step <= stepOf(run); step += 1) {
      const [u, v] = toPage(placeOf(run.points[step], run.values[step]));
      const away = Math.hypot(u - x, v - y);
      if (away < least) {
        least = away;
        found = { step, point: run.points[step], value: run.values[step], title: surface().methods[i].title };
      }
    }
  });
  return found;
}

/** Let the pointer scrub in the panel of convergence. */
function followScrubbing() {
  const canvas = $("#curves");
  const at = (event) => {
    const { panel } = drawn;
    const [x] = placeIn(canvas, event);
    goTo(Math.round(clamp((x - panel.x) / panel.w, 0, 1) * lastStep()));
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    at(event);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (canvas.hasPointerCapture(event.pointerId)) at(event);
  });
}

/** Keys: space, arrows, digits, + and −; the arrows move the start where the picture has focus. */
function followKeys() {
  document.addEventListener("keydown", (event) => {
    const { key } = event;
    const target = /** @type {Element} */ (event.target);
    if (event.ctrlKey || event.metaKey || event.altKey || target.matches("select, input[type=number]")) return;
    const isSlider = target.matches("input[type=range]");
    const isButton = target.matches("button");
    const onStage = target === $("#paths");
    const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    if (key === " " && !isButton) playOrPause();
    else if (/^[1-9]$/.test(key)) toggle(Number(key) - 1);
    else if (key === "0") showWhole();
    else if (key === "r" && !$("#do-relief").disabled) switchRelief();
    else if (key === "+" || key === "=") zoom(1 / 1.5);
    else if (key === "-") zoom(1.5);
    else if (key === "Enter" && onStage) begin();
    else if (key in arrows && onStage) nudge(arrows[key], event.shiftKey);
    else if (isSlider) return;
    else if (key === "ArrowLeft") goTo(Math.ceil(state.step) - 1);
    else if (key === "ArrowRight") goTo(Math.floor(state.step) + 1);
    else if (key === "Home") goTo(0);
    else if (key === "End") goTo(lastStep());
    else return;
    event.preventDefault();
  });
}

/** Move the start by a hundredth of the picture, or by a thousandth. */
function nudge(way, isFine) {
  const share = isFine ? 0.002 : 0.02;
  const sizes = drawn.box.map(([low, high]) => high - low);
  const place = placeOf(state.start, 0).map((one, i) => one + share * way[i] * sizes[i]);
  state.isPlaying = false;
  moveStart(lifted(place));
  tell();
}

/* ---------------------------------------------------------------------------- words and looks */

let silence = 0;

/** Say in words what the chosen method has reached, for those who do not see it. */
function tell() {
  clearTimeout(silence);
  silence = setTimeout(() => {
    const run = drawn.runs[state.chosen];
    if (!run) return;
    const { title } = surface().methods[state.chosen];
    const quantity = surface().lowest === null ? data.quantity.value : data.quantity.gap;
    const step = Math.floor(stepOf(run));
    $("#said").textContent = said("said", { method: title, step, quantity, value: spoken(run) });
    const all = surface().methods.flatMap((method, i) =>
      (drawn.runs[i] ? [`${method.title} ${spoken(drawn.runs[i])}`] : []));
    $("#curves").setAttribute("aria-label", said("curves", { step, quantity, values: all.join(", ") }));
  }, 350);
}

let fading = 0;

/** Show a line for a moment. */
function note(words) {
  const line = $("#note");
  line.textContent = words;
  line.hidden = false;
  clearTimeout(fading);
  fading = setTimeout(() => { line.hidden = true; }, 2400);
}

/** Put the colours of the theme, and the font of a style, in force. */
function showTheme() {
  if (data.font) document.documentElement.style.setProperty("--font", `"${data.font}", `);
  document.documentElement.dataset.theme = state.theme;
  const tint = colours();
  for (const name of ["paper", "ink", "quiet", "faint", "line", "hair", "wash"]) {
    document.documentElement.style.setProperty(`--${name}`, tint[name]);
  }
}

/** Change between the dark theme and the other one. */
function switchTheme() {
  state.theme = state.theme === "dark" ? Object.keys(data.themes).find((one) => one !== "dark") : "dark";
  showTheme();
  showMethods();
  layOut();
  saveAddress();
}

/** Show a surface, its methods at their rates, from its start. */
function showSurface(i, start = data.surfaces[i].start) {
  state.surface = i;
  state.start = start;
  drawn.runs = [];
  state.view = null;
  $("h1").textContent = data.title === "none" ? "" : data.title || surface().title;
  $("#formula").textContent = surface().formula;
  $("#surfaces select").value = i;
  $("#hint").hidden = !surface().isRecorded;
  $("#noise").hidden = !surface().isRecorded;
  showRelief();
  buildMethods();
  state.step = lastStep();
  runShown();
  layOut();
  showEnds();
  showKeys();
  showStep();
  saveAddress();
  tell();
}

/* ------------------------------------------------------------------------ address and command */

/** Return the state as it stands in the address after #. */
function addressOf() {
  const parts = new Map();
  if (data.surfaces.length > 1) parts.set("surface", surface().key);
  if (surface().isRecorded) parts.set("start", state.start.join(","));
  if (!state.isPlaying) parts.set("step", Math.floor(state.step));
  if (state.off.size) parts.set("off", [...state.off].map((i) => surface().methods[i].key).join(","));
  surface().methods.forEach((method, i) => {
    for (const knob of method.knobs) {
      const value = state.knobs[state.surface][i][knob.name];
      if (value !== knob.value) parts.set(`${method.key}.${knob.name}`, value);
    }
  });
  if (state.noise.size !== data.noise.size) parts.set("noise", state.noise.size);
  if (state.noise.seed !== data.noise.seed) parts.set("seed", state.noise.seed);
  if (state.view) parts.set("view", viewText());
  if (isRelief()) parts.set("relief", `${state.relief.azimuth},${state.relief.elevation}`);
  if (state.chosen) parts.set("arrows", surface().methods[state.chosen].key);
  if (state.theme !== data.theme) parts.set("theme", state.theme);
  const typed = (value) => encodeURIComponent(value).replace(/%2C/g, ",").replace(/%3A/g, ":");
  return [...parts].map((part) => part.map(typed).join("=")).join("&");
}

/** Return the frame as it is typed: X0:X1,Y0:Y1. */
function viewText() {
  const axes = dimension() === 1 ? state.view.slice(0, 1) : state.view;
  return axes.map((side) => side.map((one) => rounded(one, side)).join(":")).join(",");
}

let saving = 0;

/** Write the state into the address, a moment later. */
function saveAddress() {
  clearTimeout(saving);
  saving = setTimeout(() => {
    try {
      history.replaceState(null, "", `#${addressOf()}`);
    } catch {
      return; // a page inside another one has no address of its own
    }
  }, 200);
}

/** Return a part of an address as text. */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a lone % stands for itself
  }
}

/** Put all that an address may say back to how the page was made. */
function reset() {
  Object.assign(state, { off: new Set(), chosen: 0, isPlaying: false, relief: null });
  Object.assign(state, { theme: data.theme, noise: { ...data.noise } });
  state.knobs = data.surfaces.map((one) => one.methods.map((method) =>
    Object.fromEntries(method.knobs.map((knob) => [knob.name, knob.value]))));
}

/** Take what an address says, as far as it fits. */
function readAddress(text) {
  reset();
  const said = new Map(text.replace(/^#/, "").split("&").filter((part) => part.includes("="))
    .map((part) => part.split("=").map(decoded)));
  const numbers = (line) => (line || "").split(/[,:]/).map(numberOf);
  const found = data.surfaces.findIndex((one) => one.key === said.get("surface"));
  state.surface = Math.max(found, 0);
  const { methods, start } = surface();
  const place = numbers(said.get("start"));
  const keys = (said.get("off") || "").split(",");
  methods.forEach((method, i) => {
    if (keys.includes(method.key)) state.off.add(i);
    if (said.get("arrows") === method.key) state.chosen = i;
    for (const knob of method.knobs) {
      const value = numberOf(said.get(`${method.key}.${knob.name}`));
      if (fitsKnob(knob, value)) state.knobs[state.surface][i][knob.name] = value;
    }
  });
  const size = numberOf(said.get("noise"));
  if (size >= 0 && Number.isFinite(size)) state.noise.size = size;
  if (numberOf(said.get("seed")) >= 0) state.noise.seed = seedOf(said.get("seed"));
  const eye = numbers(said.get("relief"));
  if (eye.length === 2 && eye.every(Number.isFinite)) {
    state.relief = { azimuth: clamp(eye[0], -180, 180), elevation: clamp(eye[1], 8, 88) };
  }
  if (Object.hasOwn(data.themes, said.get("theme"))) state.theme = said.get("theme");
  showTheme();
  const isPoint = place.length === start.length && place.every(Number.isFinite) && surface().isRecorded;
  const fits = isPoint && Number.isFinite(recorded().value(held(place)));
  showSurface(state.surface, fits ? held(place) : start);
  showNoise();
  const ends = numbers(said.get("view"));
  const view = [ends.slice(0, 2), dimension() === 1 ? [0, 1] : ends.slice(2, 4)];
  if (isView(view)) {
    state.view = view;
    layOut();
  }
  const step = Math.floor(numberOf(said.get("step")));
  if (!Number.isNaN(step)) goTo(step);
}

/** Return a word as a shell takes it. */
function quoted(word) {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replace(/'/g, "'\"'\"'")}'`;
}

/** Return the command that draws what is seen as a figure: without a method it is the surface. */
function commandOf() {
  const { methods, coordinates, typed } = surface();
  const isRace = !coordinates.length || methods.some((_, i) => isShown(i));
  const ground = typed.filter((word) => word !== "--project" && !word.startsWith("--start="));
  const words = isRace ? ["compare", ...typedRuns()] : ["surface", ...ground];
  return ["optim-viz", ...words, ...typedLooks()].map(quoted).join(" ");
}

/** Return the surface, its methods, where all start and the noise, as they are typed. */
function typedRuns() {
  const words = [...surface().typed];
  surface().methods.forEach((method, i) => {
    if (!isShown(i)) return;
    const knobs = method.knobs
      .filter((knob) => knob.isTyped || state.knobs[state.surface][i][knob.name] !== knob.value)
      .map((knob) => `${knob.name}=${state.knobs[state.surface][i][knob.name]}`);
    words.push("-a", knobs.length ? `${method.spec}${method.joint}${knobs.join(",")}` : method.spec);
  });
  if (surface().isRecorded) words.push(`--start=${state.start.join(",")}`);
  words.push(`--steps=${lastStep()}`);
  if (state.noise.size) {
    const { kind, size, freedom, seed } = state.noise;
    const noise = { normal: `${size}`, relative: `relative:${size}`, heavy: `heavy:${size}:${freedom}` }[kind];
    words.push(`--noise=${noise}`, `--seed=${seed}`);
  }
  if (isRelief() && surface().coordinates.length === 2) words.push("--layout=relief");
  return words;
}

/** Return the eye, the frame, the title, the style, the theme and the language, as they are typed. */
function typedLooks() {
  const words = [];
  if (isRelief() && surface().coordinates.length === 2) {
    const { azimuth, elevation } = state.relief;
    words.push(`--azimuth=${azimuth}`, `--elevation=${elevation}`);
  }
  if (state.view && surface().coordinates.length) words.push(`--view=${viewText()}`);
  if (data.title) words.push(`--title=${data.title}`);
  if (data.style) words.push(`--style=${data.style}`);
  if (state.theme !== "light") words.push(`--theme=${state.theme}`);
  if (data.language !== "en") words.push(`--lang=${data.language}`);
  return words;
}

/** Put a text on the clipboard, and say so. */
async function copy(text, words) {
  const isAllowed = document.featurePolicy?.allowsFeature("clipboard-write") ?? true; // asking warns
  const isCopied = isAllowed && await navigator.clipboard?.writeText(text).then(() => true, () => false);
  if (!isCopied) {
    const chosen = document.activeElement;
    const area = element("textarea", { "aria-hidden": "true", style: "position:fixed;opacity:0" }, text);
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    chosen.focus({ preventScroll: true });
  }
  note(words);
}

/** Copy the command that draws what is seen. */
function copyCommand() {
  const command = commandOf();
  copy(command, command);
}

/** Copy the address with the state in it. */
function copyLink() {
  const base = location.href.split("#")[0];
  copy(`${base}#${addressOf()}`, said("linkCopied"));
}

/* ------------------------------------------------------------------------- stills and opening */

/** Draw the moment as a picture of its own, title and legend included. */
function drawStill(pen, wide, tall, sharpness) {
  const tint = colours();
  const em = tall / 38;
  const kept = [drawn.stage, drawn.box, drawn.em, drawn.scene];
  drawn.stage = roomIn({ x: 0.6 * em, y: 3.1 * em, w: 0.6 * wide, h: tall - 3.6 * em }, em, 3.4);
  const right = { x: 0.6 * wide + em, y: 3.1 * em, w: 0.4 * wide - 2 * em, h: 0.58 * tall };
  if (!state.view) frame();
  drawStage(pen, drawn.stage, em, sharpness);
  drawPaths(pen, drawn.stage, em);
  const panel = roomIn(right, em, 3.6);
  drawCurves(pen, panel, em);
  drawHead(pen, wide, em, tint);
  drawLegend(pen, { ...panel, y: right.y + right.h + 1.4 * em }, tall - 0.6 * em, em, tint);
  [drawn.stage, drawn.box, drawn.em, drawn.scene] = kept;
}

/** Return a text in as many letters as there is room for. */
function shortened(text, most) {
  return text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text;
}

/** Write the title of a still, where all start, and its moment. */
function drawHead(pen, wide, em, tint) {
  const words = shortened($("h1").textContent, 50); // beside what stands at the right
  pen.text(words, 1.2 * em, 2.4 * em, { colour: tint.ink, size: 1.6 * em, weight: 650 });
  const { coordinates, isRecorded } = surface();
  const begun = state.start.slice(0, 3).map(numberText).join(", ") + (dimension() > 3 ? ", …" : "");
  const moment = said("steps", { step: Math.floor(state.step), steps: lastStep() });
  const told = [...(coordinates.length || isRecorded ? [said("start", { point: begun })] : []), moment];
  pen.text(told.join(" · "), wide - 1.6 * em, 2.4 * em, { colour: tint.quiet, size: em, align: "right" });
}

/** Write the methods of a still below its panel, with their rates and what they have reached. */
function drawLegend(pen, { x, y: top, w }, bottom, em, tint) {
  const shown = drawn.runs.flatMap((run, i) => (run ? [{ run, i }] : []));
  const apart = Math.min(1.7 * em, (bottom - top) / shown.length);
  const size = Math.min(em, 0.62 * apart);
  shown.forEach(({ run, i }, nth) => {
    const y = top + nth * apart;
    const method = surface().methods[i];
    const { colour, text } = tint.methods[i];
    const quiet = { colour: tint.quiet, size: 0.9 * size, align: "right" };
    pen.line([x, y, x + 2.4 * em, y], { colour, width: 0.15 * em, dash: method.dash });
    drawMarker(pen, method.outline, x + 1.2 * em, y, 0.75 * size, markerLook(i, tint, 0.1 * em));
    pen.text(method.title, x + 3.1 * em, y + 0.36 * size, { colour: text, size, weight: 650 });
    const rate = method.knobs.find((knob) => knob.isRate);
    const words = rate ? `${rate.symbol} ${numberText(state.knobs[state.surface][i][rate.name])}`
      : method.changing;
    pen.text(shortened(words, 32 - method.title.length), x + 0.72 * w, y + 0.36 * size, quiet);
    pen.text(endOf(run), x + w, y + 0.36 * size, quiet);
  });
}

/** Save the moment as a picture. */
function saveStill(kind) {
  const [wide, tall] = [1280, 720];
  const name = `play-${surface().name}-${Math.floor(state.step)}.${kind}`;
  if (kind === "svg") {
    const pen = new SvgPen();
    drawStill(pen, wide, tall, 1.5);
    const words = `${surface().title}. ${$("#said").textContent}`;
    save(new Blob([pen.whole(wide, tall, colours().paper, words)], { type: "image/svg+xml" }), name);
    return;
  }
  const canvas = element("canvas", { width: 2 * wide, height: 2 * tall });
  const pen = new CanvasPen(canvas);
  pen.context.fillStyle = colours().paper;
  pen.context.fillRect(0, 0, canvas.width, canvas.height);
  pen.context.setTransform(2, 0, 0, 2, 0, 0);
  drawStill(pen, wide, tall, 2);
  canvas.toBlob((blob) => save(blob, name), "image/png");
}

/** Hand a file to the reader. */
function save(blob, name) {
  const address = URL.createObjectURL(blob);
  const link = element("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Give surfaces and methods the names by which an address knows them. */
function nameAll() {
  const keyed = (all) => {
    const seen = new Map();
    for (const one of all) {
      const nth = (seen.get(one.name) || 0) + 1;
      seen.set(one.name, nth);
      one.key = nth > 1 ? `${one.name}~${nth}` : one.name;
    }
  };
  keyed(data.surfaces);
  for (const one of data.surfaces) keyed(one.methods);
}

/** Draw anew where the room is another one than before. */
function fit() {
  if (drawn.room !== roomNow()) layOut();
}

/** Open the page. */
function open() {
  $("#asleep").remove();
  data = JSON.parse($("#data").textContent);
  nameAll();
  data.surfaces.forEach((one, i) => {
    RECORDED[i].value ??= valueOnGrid(one.grid);
  });
  reset();
  buildFrame();
  showNoise = buildNoise();
  followPointers();
  passWheels();
  followScrubbing();
  followKeys();
  readAddress(location.hash);
  window.addEventListener("hashchange", () => readAddress(location.hash));
  for (const area of ["#stage", "#panel"]) new ResizeObserver(fit).observe($(area));
  document.fonts.ready.then(layOut);
}

if (typeof document !== "undefined") open();
