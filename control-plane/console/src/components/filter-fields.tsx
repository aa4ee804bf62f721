// The filters above a list. Those that are seldom used wait behind a button that says how many of them are set.
import { type ReactNode, useCallback, useId, useState } from 'react';
import { Button } from './button.tsx';
import { FilterSelect } from './filter-select.tsx';
import { FilterText } from './filter-text.tsx';

export type FilterField<Name extends string> =
  | {
      readonly kind: 'text';
      readonly name: Name;
      readonly label: string;
      readonly placeholder?: string;
    }
  | {
      readonly kind: 'choice';
      readonly name: Name;
      readonly label: string;
      readonly options: readonly (readonly [value: string, words: string])[];
    }
  | { readonly kind: 'flag'; readonly name: Name; readonly label: string };

type FilterValues<Name extends string> = {
  readonly [Key in Name]?: string | boolean | number | undefined;
};
type Narrow<Name extends string> = (change: { readonly [Key in Name]?: string | boolean }) => void;

export function FilterFields<Name extends string>({
  label,
  fields,
  more = [],
  values,
  narrow,
  children,
}: {
  readonly label: string;
  readonly fields: readonly FilterField<Name>[];
  readonly more?: readonly FilterField<Name>[];
  readonly values: FilterValues<Name>;
  /** Stays the same between drawings. */
  readonly narrow: Narrow<Name>;
  readonly children?: ReactNode;
}) {
  const id = useId();
  const set = more.filter(({ name }) => values[name] !== undefined).length;
  const [isOpen, setOpen] = useState(set > 0);
  const drawn = (list: readonly FilterField<Name>[]) =>
    list.map((field) => (
      <Field key={field.name} field={field} value={values[field.name]} narrow={narrow} />
    ));
  return (
    <search className="panel-head filters" aria-label={label}>
      {drawn(fields)}
      {more.length === 0 ? null : (
        <Button
          aria-expanded={isOpen}
          aria-controls={id}
          className="button filters-more"
          onClick={() => setOpen(!isOpen)}
        >
          {set === 0 ? 'More filters' : `More filters, ${set} set`}
        </Button>
      )}
      {children}
      {more.length === 0 ? null : (
        <div id={id} className="filters filters-rest" hidden={!isOpen}>
          {drawn(more)}
        </div>
      )}
    </search>
  );
}

function Field<Name extends string>({
  field,
  value,
  narrow,
}: {
  readonly field: FilterField<Name>;
  readonly value: string | boolean | number | undefined;
  readonly narrow: Narrow<Name>;
}) {
  const { kind, name, label } = field;
  const change = useCallback(
    (next: string | boolean) =>
      narrow({ [name]: next } as { readonly [Key in Name]?: string | boolean }),
    [narrow, name],
  );
  if (kind === 'flag') {
    return (
      <label className="check-field small">
        <input
          type="checkbox"
          checked={value === true}
          onChange={(event) => change(event.target.checked)}
        />
        {label}
      </label>
    );
  }
  const text = value === undefined ? undefined : String(value);
  return kind === 'text' ? (
    <FilterText
      label={label}
      {...(field.placeholder === undefined ? {} : { placeholder: field.placeholder })}
      value={text}
      onChange={change}
    />
  ) : (
    <FilterSelect label={label} value={text} options={field.options} onChange={change} />
  );
}
