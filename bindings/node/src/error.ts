import type { ErrorCode, ErrorData, ErrorKind } from "./generated/types.js";

/** An error as the native module tells it: its data is that of its code. */
export type ToldError = {
  readonly [Code in ErrorCode]: { readonly code: Code; readonly kind: ErrorKind; readonly message: string; readonly data: ErrorData[Code] };
}[ErrorCode];

/** Everything that can go wrong in openitem. `code` is stable; the message is for people. */
export class OpenItemError extends Error {
  /** The stable code, as `malformed_json`. */
  readonly code: ErrorCode;
  /** The kind, for hosts that treat whole kinds alike. */
  readonly kind: ErrorKind;
  /** What the message tells, as data; `is` says which fields it has. */
  readonly data: ErrorData[ErrorCode];

  constructor(told: ToldError, options?: { cause?: unknown }) {
    super(told.message, options);
    this.code = told.code;
    this.kind = told.kind;
    this.data = told.data;
  }

  /**
   * Whether the error has this code; `data` has the fields of that code then.
   *
   * ```ts
   * if (error instanceof OpenItemError && error.is("malformed_json")) console.log(error.data.path);
   * ```
   */
  is<Code extends ErrorCode>(code: Code): this is OpenItemError & { readonly code: Code; readonly data: ErrorData[Code] } {
    return this.code === code;
  }
}

// Not a field: every error would carry a copy.
Object.defineProperty(OpenItemError.prototype, "name", { value: "OpenItemError", configurable: true, writable: true });

/** The refusal of a value that cannot be handed over. */
export function malformed(path: string, problem: string, cause?: unknown): OpenItemError {
  const message = path === "" ? problem : `${path}: ${problem}`;
  const told: ToldError = { code: "malformed_json", kind: "invalid_input", message, data: { path, problem } };
  return new OpenItemError(told, cause === undefined ? undefined : { cause });
}

/** What the native module threw, as an error of ours. */
export function told(thrown: unknown): unknown {
  if (thrown instanceof OpenItemError) {
    return thrown;
  }
  const message = String((thrown as Partial<Error> | null | undefined)?.message);
  if (message.startsWith('{"code":')) {
    return new OpenItemError(JSON.parse(message) as ToldError);
  }
  const problem = `the native module failed: ${message}`;
  const internal: ToldError = { code: "internal", kind: "internal", message: `internal error: ${problem}`, data: { problem } };
  return new OpenItemError(internal, { cause: thrown });
}
