// Values that are text: amounts, rates, dates and moments, each with a constructor that checks it.

import { types } from "node:util";
import { run } from "./call.js";
import { encode } from "./encode.js";
import { malformed } from "./error.js";
import { call } from "./call.js";
import { native } from "./native.js";

declare const brand: unique symbol;

/** An exact decimal amount as text: `"1234.5"`. Equal amounts made by `amount` are equal text. */
export type Amount = string & { readonly [brand]: "Amount" };
/** An exact decimal that is no money, as text: a rate, a percentage, a factor. */
export type Rate = string & { readonly [brand]: "Rate" };
/** A day as text: `"2026-01-31"`, years 0001 to 9999. */
export type IsoDate = string & { readonly [brand]: "IsoDate" };
/** A moment as text: `"2026-01-31T09:30:00Z"`, in whole microseconds. */
export type Moment = string & { readonly [brand]: "Moment" };
/** A currency code: `"EUR"`. Plain text, as ids are: both come out of the host's own data as they are. */
export type Currency = string;

function read<Value>(kind: string, value: unknown): Value {
  const text = encode(value);
  return JSON.parse(run(() => native.read(kind, text))) as Value;
}

/**
 * An amount in its shortest form: `amount("12.50")` is `"12.5"`. Takes no number: `amountFromFloat` does.
 *
 * @throws OpenItemError `malformed_amount` where the text is no decimal, `amount_digits` where it has more than 28 digits,
 * `malformed_json` where it is no text.
 */
export function amount(text: string): Amount {
  return read("Amount", text);
}

/**
 * A rate in its shortest form.
 *
 * @throws OpenItemError `malformed_amount` where the text is no decimal, `amount_digits` where it has more than 28 digits,
 * `malformed_json` where it is no text.
 */
export function rateOf(text: string): Rate {
  return read("Rate", text);
}

/**
 * The amount with the currency's digits to which a number is the nearest: the one door for money held as numbers.
 *
 * @throws OpenItemError `float_not_exact` where the number is no exact amount of the currency.
 */
export function amountFromFloat(value: number, currency: Currency): Amount {
  if (typeof value !== "number") {
    throw malformed("value", `found ${typeof value === "string" ? "text" : `a value of type ${typeof value}`}, expected a number`);
  }
  return call("value.amount_from_float", { value: String(value), currency });
}

/**
 * A day.
 *
 * @throws OpenItemError `malformed_json` where it is no day as `YYYY-MM-DD`.
 */
export function date(text: string): IsoDate {
  return read("IsoDate", text);
}

/** The day that a `Date` shows in the zone of this process. */
export function localDate(moment: Date): IsoDate {
  const shown = valid(moment);
  return date(`${digits(shown.getFullYear(), 4)}-${digits(shown.getMonth() + 1, 2)}-${digits(shown.getDate(), 2)}`);
}

/** The day that a `Date` shows in UTC. */
export function utcDate(moment: Date): IsoDate {
  return date(valid(moment).toISOString().slice(0, -14));
}

/**
 * A moment, of its text or of a `Date`.
 *
 * @throws OpenItemError `malformed_json` where it is no moment with a zone, or finer than microseconds.
 */
export function moment(value: string | Date): Moment {
  return read("Moment", types.isDate(value) ? valid(value).toISOString() : value);
}

function valid(value: Date): Date {
  if (!types.isDate(value) || Number.isNaN(value.getTime())) {
    throw malformed("", `found ${types.isDate(value) ? "an invalid Date" : "no Date"}, expected a valid Date`);
  }
  return value;
}

function digits(number: number, count: number): string {
  return String(number).padStart(count, "0");
}
