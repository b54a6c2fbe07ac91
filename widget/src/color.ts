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
  const rgb = parse(value);
  if (!rgb) return null;
  return { light: css(moved(rgb, [0, 0, 0], WHITE, ENOUGH.light)), dark: css(moved(rgb, WHITE, DARK_SURFACE, ENOUGH.dark)) };
}

function parse(value: string | null): Rgb | null {
  const hex = /^#?([\da-f]{3}|[\da-f]{6})$/i.exec(value?.trim() ?? '')?.[1];
  if (!hex) return null;
  const full = hex.length === 3 ? [...hex].map((c) => c + c).join('') : hex;
  return [0, 2, 4].map((i) => parseInt(full.slice(i, i + 2), 16)) as Rgb;
}

function moved(from: Rgb, towards: Rgb, ground: Rgb, enough: number): Rgb {
  for (let step = 0; step <= 20; step += 1) {
    const mixed = from.map((c, i) => Math.round(c + ((towards[i] ?? 0) - c) * (step / 20))) as Rgb;
    if (contrast(mixed, ground) >= enough) return mixed;
  }
  return towards;
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
