// One filter somebody types. It is asked for once they pause, not at every key.
import { useEffect, useId, useState } from 'react';
import { after } from '../time/browser-clock.ts';

const pauseMs = 350;

export function FilterText({
  label,
  value = '',
  placeholder,
  onChange,
}: {
  readonly label: string;
  readonly value: string | undefined;
  readonly placeholder?: string;
  readonly onChange: (value: string) => void;
}) {
  const id = useId();
  const [typed, setTyped] = useState(value);
  const [told, setTold] = useState(value);
  // The way back, or a link, has changed it from outside.
  if (value !== told) {
    setTold(value);
    setTyped(value);
  }
  useEffect(() => {
    if (typed === told) return;
    return after(pauseMs, () => {
      setTold(typed);
      onChange(typed.trim());
    });
  }, [typed, told, onChange]);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="input"
        type="search"
        maxLength={300}
        placeholder={placeholder}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
    </div>
  );
}
