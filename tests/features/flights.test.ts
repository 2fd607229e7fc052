import { expect, test } from 'vitest';
import { Flights } from '../../stages/features/cache/flights.ts';

const MANY = 1001;

test('who asked for a target before it changed is told of it', () => {
  const flights = new Flights();
  const { changeCount } = flights;
  flights.outdate('/a');
  expect(flights.isOutdated('/a', changeCount)).toBe(true);
  expect(flights.isOutdated('/b', changeCount)).toBe(false);
  expect(flights.isOutdated('/a', flights.changeCount)).toBe(false);
});

test('also when so many others have changed since that it was forgotten', () => {
  const flights = new Flights();
  const { changeCount } = flights;
  for (let at = 0; at < MANY; at++) flights.outdate(`/${at}`);
  expect(flights.isOutdated('/0', changeCount)).toBe(true);
  expect(flights.isOutdated('/0', changeCount + 1)).toBe(true);
  expect(flights.isOutdated('/0', flights.changeCount)).toBe(false);
  flights.outdate('/0');
  expect(flights.isOutdated('/0', flights.changeCount - 1)).toBe(true);
});

test('of those who were of no use to others not too many are remembered', () => {
  const flights = new Flights();
  flights.remember('/a', false);
  expect(flights.isLoner('/a')).toBe(true);
  for (let at = 0; at < MANY; at++) flights.remember(`/${at}`, false);
  expect(flights.isLoner('/a')).toBe(false);
  flights.remember('/a', false);
  flights.remember('/a', true);
  expect(flights.isLoner('/a')).toBe(false);
});
