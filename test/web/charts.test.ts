import { load } from 'cheerio';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { barChart, type ChartPoint, lineChart, scaleOf } from '../../src/web/charts.ts';

const words = { id: 'c', title: 'Посещаемость по неделям, %', finding: 'Ниже всего — 90 %.' };
const limits = { from: 0, to: 100 };
const points = (...values: (number | null)[]): ChartPoint[] =>
  values.map((value, at) => ({ label: `${at + 1} ноя`, value }));

function drawn(svg: string | null) {
  if (svg === null) throw new Error('nothing drawn');
  return load(svg, { xml: true });
}

describe('a line', () => {
  it.each([
    ['no points', []],
    ['one point', points(95)],
    ['one value among gaps', points(null, 95, null)],
  ])('is not drawn of %s', (_what, given) => {
    expect(lineChart(words, given, limits)).toBeNull();
  });

  it('is drawn of two points, with the lowest as a diamond and commas in numbers', () => {
    const $ = drawn(lineChart(words, points(95.5, 90), limits));
    expect($('.chart-line')).toHaveLength(1);
    expect($('circle.chart-dot')).toHaveLength(1);
    expect($('path.chart-dot.is-low')).toHaveLength(1);
    expect($('.chart-val').text()).toBe('95,590,0');
  });

  it('has no lowest where all are equal', () => {
    const $ = drawn(lineChart(words, points(100, 100, 100), limits));
    expect($('.is-low')).toHaveLength(0);
    expect($('circle.chart-dot')).toHaveLength(3);
    expect($('[y="NaN"], [cy="NaN"]')).toHaveLength(0);
  });

  it('breaks where a value is missing', () => {
    const $ = drawn(lineChart(words, points(95, 96, null, 94, 93), limits));
    expect($('.chart-line')).toHaveLength(2);
  });

  it('dashes what is not finished', () => {
    const given = [...points(95, 96), { label: 'эта', value: 97, isPart: true }];
    const $ = drawn(lineChart(words, given, limits));
    expect($('.chart-line.is-part')).toHaveLength(1);
    expect($('circle.chart-dot.is-part')).toHaveLength(1);
  });

  it('is named, and says its finding, for whoever does not see it', () => {
    const $ = drawn(lineChart(words, points(95, 90), limits));
    expect($('svg').attr('role')).toBe('img');
    expect($('svg').attr('aria-labelledby')).toBe('c-t c-d');
    expect($('#c-t').text()).toBe(words.title);
    expect($('#c-d').text()).toBe(words.finding);
  });

  it('says few labels and few values of many weeks', () => {
    const $ = drawn(lineChart(words, points(...Array.from({ length: 34 }, (_, i) => 80 + (i % 15))), limits));
    expect($('text[text-anchor=middle].chart-tick').length).toBeLessThanOrEqual(6);
    expect($('.chart-val').length).toBeLessThanOrEqual(5);
  });

  it('escapes what it is given', () => {
    const given = [{ label: '<b>&"', value: 1 }, ...points(2)];
    expect(lineChart({ ...words, title: '<script>' }, given, limits)).not.toMatch(/<b>|<script>/);
  });
});

describe('bars', () => {
  const style = { to: 100, unit: ' %', missing: 'меньше пяти уроков' };

  it.each([
    ['no bars', []],
    ['no values', points(null, null)],
  ])('are not drawn of %s', (_what, given) => {
    expect(barChart(words, given, style)).toBeNull();
  });

  it('begin at zero and keep to the share that they show', () => {
    const $ = drawn(barChart(words, points(50, 100), style));
    const widths = $('.chart-bar').map((_i, bar) => Number($(bar).attr('width')));
    expect(widths.get()).toEqual([175, 350]);
    expect($('.is-low')).toHaveLength(1);
    expect($('.chart-val').text()).toBe('50 %100 %');
  });

  it('say in words that a value is missing', () => {
    const $ = drawn(barChart(words, points(50, null), style));
    expect($('.chart-bar')).toHaveLength(1);
    expect($('text').text()).toContain('меньше пяти уроков');
  });
});

describe('a scale', () => {
  it.each([
    ['shares near the top', [96.4, 91.7, 94.6], { from: 90, to: 98 }],
    ['all at the top', [100, 100], { from: 99, to: 100 }],
    ['all at zero', [0, 0], { from: 0, to: 1 }],
    ['from end to end', [0, 100], { from: 0, to: 100 }],
  ])('of %s', (_what, values, expected) => {
    expect(scaleOf(values, limits)).toMatchObject(expected);
  });

  it('holds all values, within its limits, with rising ticks', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 40 }), (tenths) => {
        const values = tenths.map((one) => one / 10);
        const { from, to, ticks } = scaleOf(values, limits);
        expect(from).toBeLessThan(to);
        expect(from).toBeGreaterThanOrEqual(0);
        expect(to).toBeLessThanOrEqual(100);
        expect(Math.min(...values)).toBeGreaterThanOrEqual(from);
        expect(Math.max(...values)).toBeLessThanOrEqual(to);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(6);
        expect(ticks).toEqual([...ticks].sort((one, other) => one - other));
      }),
    );
  });
});
