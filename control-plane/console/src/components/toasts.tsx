// Where short words appear; a screen reader reads them without losing its place.
import { Button } from './button.tsx';
import { useTopDialog } from './open-dialogs.ts';
import { dropToast, useToasts } from './toast-store.ts';

/** One stands in the page and one in every dialog, from before there is anything to say; the topmost speaks. */
export function Toasts({ dialog }: { readonly dialog?: string }) {
  const top = useTopDialog();
  const toasts = useToasts();
  return (
    <div className="toasts" role="status" aria-live="polite">
      {(top === dialog ? toasts : []).map((toast) => (
        <div key={toast.id} className="toast" data-tone={toast.tone}>
          <span className="wrap">{toast.text}</span>
          <span className="spread" />
          <Button size="small" kind="quiet" onClick={() => dropToast(toast.id)}>
            Dismiss
          </Button>
        </div>
      ))}
    </div>
  );
}
