// The two forms that were sent long ago (RFC 9110 5.6.7).
const rfc850 =
  /^(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (\d\d)-(\w{3})-(\d\d) /;
const asctime = /^(\w{3}) (\w{3}) ([ \d]\d) ([\d:]{8}) (\d{4})$/;

/**
 * Reads a date as HTTP writes it (RFC 9110 5.6.7), to the letter: whoever
 * writes another form may mean another time.
 *
 * @param now - Milliseconds since 1970: a year of two digits is the last one
 * that is less than 50 years ahead.
 * @returns Milliseconds since 1970; NaN if it is no such date.
 */
export function parseDate(text: string | undefined, now: number): number {
  if (text === undefined) return Number.NaN;
  const date = text[3] === ',' ? text : inFull(text, now);
  const time = Date.parse(date);
  // JavaScript reads much that is no date; but what it would not write the
  // same way again was none.
  return new Date(time).toUTCString() === date ? time : Number.NaN;
}

// An old form, as it is written today.
function inFull(text: string, now: number): string {
  return text
    .replace(rfc850, (_, name, day, month, year) => {
      return `${name.slice(0, 3)}, ${day} ${month} ${fullYear(Number(year), now)} `;
    })
    .replace(asctime, (_, name, month, day, time, year) => {
      return `${name}, ${day.replace(' ', '0')} ${month} ${year} ${time} GMT`;
    });
}

function fullYear(lastDigits: number, now: number): number {
  const latest = new Date(now).getUTCFullYear() + 49;
  return latest - ((latest - lastDigits) % 100);
}
