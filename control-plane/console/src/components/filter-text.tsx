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
  const [seen, setSeen] = useState(value);
  const [told, setTold] = useState(value);
  if (value !== seen) {
    setSeen(value);
    // The way back, or a link, has changed it from outside. What comes back of what was told changes nothing: somebody
    // types on meanwhile.
    if (value !== told) {
      setTyped(value);
      setTold(value);
    }
  }
  useEffect(() => {
    const asked = typed.trim();
    if (asked === told) return;
    return after(pauseMs, () => {
      setTold(asked);
      onChange(asked);
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
