// Something a person does: it runs, says that it does, and tells how it ended.
import type { AnswerOf, OperationName, RequestOf } from '@harborguard/client/operation-types.ts';
import { useMutation } from '@tanstack/react-query';
import { call } from '../api/call.ts';
import { queryClient } from '../api/query-client.ts';
import { failureWords } from './failure-words.ts';
import { sayToast } from './toast-store.ts';

export interface ActionOptions<Name extends OperationName> {
  /** Said when it has worked. */
  readonly done?: string;
  readonly onDone?: (answer: AnswerOf<Name>) => void;
  /** The page shows the failure itself. */
  readonly quiet?: boolean;
}

export function useAction<Name extends OperationName>(
  operation: Name,
  { done, onDone, quiet = false }: ActionOptions<Name> = {},
) {
  return useMutation<AnswerOf<Name>, Error, RequestOf<Name>>({
    mutationFn: (request) => call(operation, request),
    onSuccess: (answer) => {
      if (done !== undefined) sayToast(done);
      void queryClient.invalidateQueries();
      onDone?.(answer);
    },
    onError: (error) => {
      if (!quiet) sayToast(failureWords(error), 'bad');
    },
  });
}
