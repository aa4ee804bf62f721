// What the operations of the API are asked with, answer and refuse with, by their method and path.
import type { Operations } from './operations.ts';

export type OperationName = keyof Operations;
export type GetOperation = Extract<OperationName, `GET ${string}`>;

type Part<Name extends string, Type> = [Type] extends [never]
  ? { readonly [Key in Name]?: undefined }
  : Record<string, never> extends Type
    ? { readonly [Key in Name]?: Type }
    : { readonly [Key in Name]: Type };

export type RequestOf<Name extends OperationName> = Part<'params', Operations[Name]['params']> &
  Part<'query', Operations[Name]['query']> &
  Part<'body', Operations[Name]['body']>;

export type AnswerOf<Name extends OperationName> = Operations[Name]['answer'];
/** The `data` of an answer. */
export type DataOf<Name extends OperationName> =
  AnswerOf<Name> extends { data: infer Data } ? Data : never;
/** A row of a list. */
export type RowOf<Name extends OperationName> =
  DataOf<Name> extends readonly (infer Row)[] ? Row : never;
/** The codes an operation refuses with; no other one comes. */
export type CodeOf<Name extends OperationName> = Operations[Name]['errors'];
