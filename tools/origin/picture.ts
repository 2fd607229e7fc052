import type { Colour, Picture } from './png.ts';

const WIDTH = 720;
const HEIGHT = 320;

const ZENITH: Colour = [38, 34, 84];
const HORIZON: Colour = [250, 178, 122];
const SUN: Colour = [255, 240, 205];
const FAR: Colour = [176, 104, 122];
const NEAR: Colour = [22, 20, 48];

/** In pixels. */
const SUN_AT = { x: 500, y: 150, radius: 34, glow: 150 };

const RANGES = 5;

/** Five ranges of hills, one behind the other, before a low sun. */
export const picture: Picture = {
  width: WIDTH,
  height: HEIGHT,
  colourAt: (x, y) => colourFrom(RANGES - 1, x, y),
};

// The colour of a range, or of what lies behind it: the first pixel of a
// crest is a bit of both, else the crests would look like stairs.
function colourFrom(range: number, x: number, y: number): Colour {
  if (range < 0) return sky(x, y);
  const depth = y - crest(range, x);
  if (depth >= 1) return ground(range, depth);
  const behind = colourFrom(range - 1, x, y);
  return depth <= 0 ? behind : mix(behind, ground(range, depth), depth);
}

function ground(range: number, depth: number): Colour {
  const colour = mix(FAR, NEAR, (range + 0.4) / RANGES);
  // Mist lies in the valleys, so a range fades towards its foot.
  return mix(colour, HORIZON, Math.min(depth / 400, 0.22));
}

function sky(x: number, y: number): Colour {
  const distance = Math.hypot(x - SUN_AT.x, y - SUN_AT.y);
  const dusk = mix(ZENITH, HORIZON, (y / (HEIGHT * 0.62)) ** 1.3);
  const glow = Math.exp(-((distance / SUN_AT.glow) ** 2));
  return mix(mix(dusk, SUN, glow * 0.6), SUN, SUN_AT.radius - distance);
}

/** How far down the crest of a range is, in pixels; 0 is the farthest. */
function crest(range: number, x: number): number {
  const foot = HEIGHT * (0.5 + 0.1 * range);
  const pace = 0.006 + 0.0014 * range;
  const waves =
    Math.sin(x * pace + range * 2.1) +
    0.5 * Math.sin(x * pace * 2.3 + range * 4.7) +
    0.14 * Math.sin(x * pace * 9.1 + range);
  return foot - 18 * waves;
}

/** @param share - Of the second; what is under 0 or over 1 counts as that. */
function mix(first: Colour, second: Colour, share: number): Colour {
  const part = Math.min(Math.max(share, 0), 1);
  const rest = 1 - part;
  return [
    first[0] * rest + second[0] * part,
    first[1] * rest + second[1] * part,
    first[2] * rest + second[2] * part,
  ];
}
