/**
 * openitem: accounts receivable as pure functions.
 *
 * @packageDocumentation
 */

export * from "./generated/operations.js";
export * from "./generated/types.js";
export { OpenItemError } from "./error.js";
export { callJson, fromJson, toJson, operations } from "./json.js";
export { Ledger } from "./ledger.js";
export { amount, amountFromFloat, date, localDate, moment, rateOf, utcDate } from "./values.js";
export type { Amount, Currency, IsoDate, Moment, Rate } from "./values.js";
