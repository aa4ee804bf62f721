// Where short words appear; a screen reader reads them without losing its place.
import { Button } from './button.tsx';
import { dropToast, useToasts } from './toast-store.ts';

export function Toasts() {
  const toasts = useToasts();
  return (
    <div className="toasts" role="status" aria-live="polite">
      {toasts.map((toast) => (
        <div key={toast.id} className="toast" data-tone={toast.tone}>
          <span>{toast.text}</span>
          <span className="spread" />
          <Button size="small" kind="quiet" onClick={() => dropToast(toast.id)}>
            Dismiss
          </Button>
        </div>
      ))}
    </div>
  );
}
