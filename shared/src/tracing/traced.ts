// Work within a span of its own: ended whatever happens, failed by the code of what was thrown.
import { isHarborError } from '../errors/harbor-error.ts';
import type { Span, SpanOptions, Tracer } from '../ports.ts';

export async function traced<Result>(
  tracer: Tracer,
  { name, ...options }: SpanOptions & { readonly name: string },
  run: (span: Span) => Promise<Result>,
): Promise<Result> {
  const span = tracer.start(name, options);
  try {
    return await span.within(() => run(span));
  } catch (error) {
    span.fail(spanErrorOf(error));
    throw error;
  } finally {
    span.end();
  }
}

/** Never the message: that of a foreign error may hold what was sent. */
export function spanErrorOf(error: unknown): string {
  if (isHarborError(error)) return error.code;
  return error instanceof Error && error.name === 'AbortError' ? 'CANCELLED' : 'INTERNAL_ERROR';
}
