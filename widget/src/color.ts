/** Make a theme colour readable: enough contrast on white, on the dark surface, and for the words on it. */

type Rgb = [number, number, number];

const WHITE: Rgb = [255, 255, 255];
const DARK_SURFACE: Rgb = [24, 29, 36];
/** Contrast with the ground; on the dark one more, as cards and fields there are lighter than it. */
const ENOUGH = { light: 5.5, dark: 8 };

export interface Accent {
  light: string;
  dark: string;
}

/** Return the colour as used on light and on dark ground, or null when `value` is no hex colour. */
export function accent(value: string | null): Accent | null {
  const given = parse(value);
  if (!given) return null;
  return { light: css(moved(given, -0.02, WHITE, ENOUGH.light)), dark: css(moved(given, 0.02, DARK_SURFACE, ENOUGH.dark)) };
}

function parse(value: string | null): Rgb | null {
  const hex = /^#?([\da-f]{3}|[\da-f]{6})$/i.exec(value?.trim() ?? '')?.[1];
  if (!hex) return null;
  const full = hex.length === 3 ? [...hex].map((c) => c + c).join('') : hex;
  return [0, 2, 4].map((i) => parseInt(full.slice(i, i + 2), 16)) as Rgb;
}

/** Darken or lighten, hue and saturation kept, until the contrast with the ground suffices. */
function moved(from: Rgb, step: number, ground: Rgb, enough: number): Rgb {
  const [hue, saturation, lightness] = hsl(from);
  let now = from;
  for (let l = lightness; l >= 0 && l <= 1; l += step) {
    now = rgb(hue, saturation, l);
    if (contrast(now, ground) >= enough) break;
  }
  return now;
}

function hsl([r, g, b]: Rgb): [number, number, number] {
  const [high, low] = [Math.max(r, g, b), Math.min(r, g, b)];
  const lightness = (high + low) / 510;
  const spread = high - low;
  if (spread === 0) return [0, 0, lightness];
  const hue = high === r ? ((g - b) / spread + 6) % 6 : high === g ? (b - r) / spread + 2 : (r - g) / spread + 4;
  return [hue, spread / 255 / (1 - Math.abs(2 * lightness - 1)), lightness];
}

function rgb(hue: number, saturation: number, lightness: number): Rgb {
  const reach = saturation * Math.min(lightness, 1 - lightness);
  return [0, 8, 4].map((n) => {
    const k = (n + hue * 2) % 12;
    return Math.round(255 * (lightness - reach * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  }) as Rgb;
}

function contrast(a: Rgb, b: Rgb): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map((c) => (c / 255 <= 0.03928 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4)) as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function css(rgb: Rgb): string {
  return `rgb(${rgb.join(' ')})`;
}
