// Asks before somebody leaves what cannot be shown again: in a dialog of the console where they stay in it, in the
// browser's own words where the tab is closed or loaded anew.
import { useBlocker } from '@tanstack/react-router';
import { type ReactNode, useCallback, useRef, useState } from 'react';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';

interface Leaving {
  readonly go: () => void;
  readonly stay: () => void;
}

export interface LeaveGuard {
  /** For ways out that are buttons of the page: goes at once where nothing would be lost. */
  readonly leave: (go: () => void) => void;
  /** To be drawn where the guard is used. */
  readonly question: ReactNode;
}

export function useLeaveGuard({
  isAtRisk,
  what,
}: {
  readonly isAtRisk: boolean;
  /** What would be lost, such as "the key". */
  readonly what: string;
}): LeaveGuard {
  const [leaving, setLeaving] = useState<Leaving>();
  // Whoever was asked is not asked again by the address that follows.
  const isAnswered = useRef(false);
  const shouldBlockFn = useCallback(
    async () =>
      !isAnswered.current &&
      (await new Promise<boolean>((block) =>
        setLeaving({ go: () => block(false), stay: () => block(true) }),
      )),
    [],
  );
  useBlocker({ shouldBlockFn, disabled: !isAtRisk });
  const question =
    leaving === undefined ? null : (
      <Dialog
        title={`Leave without ${what}?`}
        onClose={() => {
          leaving.stay();
          setLeaving(undefined);
        }}
      >
        {(close) => (
          <>
            <p className="muted small">
              Is it copied? It was shown this once: nobody can read it again, only make another.
            </p>
            <div className="row">
              <Button
                kind="danger"
                onClick={() => {
                  isAnswered.current = true;
                  leaving.go();
                  close();
                }}
              >
                Leave
              </Button>
              <Button data-focus-first onClick={close}>
                Stay
              </Button>
            </div>
          </>
        )}
      </Dialog>
    );
  return {
    leave: (go) => (isAtRisk ? setLeaving({ go, stay: () => undefined }) : go()),
    question,
  };
}
