// One image by name, with the names of the inventory that fit what is typed.
import { useId } from 'react';
import { useOperation } from '../../api/use-operation.ts';
import { useSettled } from '../../time/use-settled.ts';

const pauseMs = 250;
/** Rows of one tag, by platform, are one name. */
const rowsAsked = 60;
const shownMax = 12;

export function ImageField({
  label,
  registry,
  value,
  onChange,
}: {
  readonly label: string;
  readonly registry: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const id = useId();
  const names = useImageNames(useSettled(value, pauseMs), registry);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="input mono"
        list={`${id}-names`}
        maxLength={400}
        placeholder="shop/web:1.0"
        autoComplete="off"
        spellCheck={false}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      <datalist id={`${id}-names`}>
        {names.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </div>
  );
}

function useImageNames(typed: string, registry: string): readonly string[] {
  const text = typed.trim();
  const isName = text !== '' && !text.startsWith('sha256:');
  const rows = useOperation(
    'GET /api/images',
    {
      query: {
        ...(text === '' ? {} : { search: text }),
        ...(registry === '' ? {} : { registry }),
        limit: rowsAsked,
      },
    },
    { enabled: isName, keepPrevious: true },
  ).data?.data;
  const names = (rows ?? []).map(({ repository, tag }) => `${repository}:${tag}`);
  return [...new Set(names)].slice(0, shownMax);
}
