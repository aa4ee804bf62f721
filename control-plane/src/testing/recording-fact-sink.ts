// A fact sink that writes down what it was told, so that a test can say what took effect and how often.
import type { FactContext, FactSink } from '../domain/inventory/fact-sink.ts';

export interface RecordedFact {
  readonly kind: keyof FactSink;
  readonly context: FactContext;
  /** The repository, or the code of a failed scan. */
  readonly about: string;
}

export class RecordingFactSink implements FactSink {
  readonly facts: RecordedFact[] = [];
  /** Thrown by the next calls, as when the database fails. */
  failure: unknown;

  kinds(): readonly string[] {
    return this.facts.map((fact) => fact.kind);
  }

  tagsSeen: FactSink['tagsSeen'] = (_stores, context, { repository }) =>
    this.#record('tagsSeen', context, repository);

  imageIndex: FactSink['imageIndex'] = (_stores, context, { repository }) =>
    this.#record('imageIndex', context, repository);

  imageInventory: FactSink['imageInventory'] = (_stores, context, { repository }) =>
    this.#record('imageInventory', context, repository);

  imageAttachments: FactSink['imageAttachments'] = (_stores, context, { repository }) =>
    this.#record('imageAttachments', context, repository);

  imageExternal: FactSink['imageExternal'] = (_stores, context, { repository }) =>
    this.#record('imageExternal', context, repository);

  syncFinished: FactSink['syncFinished'] = async (_stores, context) => {
    await this.#record('syncFinished', context, '');
    return { addedTags: 2, removedTags: 1, conditions: ['SHRINK_UNCONFIRMED'] };
  };

  scanFinished: FactSink['scanFinished'] = (_stores, context, { digest }) =>
    this.#record('scanFinished', context, digest);

  scanFailed: FactSink['scanFailed'] = (_stores, context, { code }) =>
    this.#record('scanFailed', context, code);

  #record(kind: keyof FactSink, context: FactContext, about: string): Promise<void> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    this.facts.push({ kind, context, about });
    return Promise.resolve();
  }
}
