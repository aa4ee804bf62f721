// Questions to the API as React components ask them: kept, shared, and asked again when what they are about changes.

import type { AnswerOf, GetOperation, RequestOf } from '@harborguard/client/operation-types.ts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { call } from './call.ts';

export interface QuestionOptions {
  readonly enabled?: boolean;
  /** Shows the last answer while the next page or filter is on its way. */
  readonly keepPrevious?: boolean;
}

export function useOperation<Name extends GetOperation>(
  operation: Name,
  request: RequestOf<Name>,
  { enabled = true, keepPrevious = false }: QuestionOptions = {},
) {
  return useQuery<AnswerOf<Name>>({
    queryKey: [operation, request],
    queryFn: ({ signal }) => call(operation, request, signal),
    enabled,
    ...(keepPrevious ? { placeholderData: keepPreviousData } : {}),
  });
}
