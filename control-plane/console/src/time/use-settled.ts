// A value once it has stopped changing: what somebody types is asked for when they pause, not at every key.
import { useEffect, useState } from 'react';
import { after } from './browser-clock.ts';

/** Compared by identity, so it should be a text or a number. */
export function useSettled<Value extends string | number>(value: Value, pauseMs: number): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => after(pauseMs, () => setSettled(value)), [value, pauseMs]);
  return settled;
}
