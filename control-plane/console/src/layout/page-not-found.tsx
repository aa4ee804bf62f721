// An address nothing answers to.
import { ButtonLink } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { PageHead } from '../components/page-head.tsx';

export function PageNotFound() {
  return (
    <>
      <PageHead title="Nothing here" />
      <section className="panel">
        <EmptyState
          title="No page has this address"
          action={<ButtonLink to="/">Go to the overview</ButtonLink>}
        >
          It may be mistyped, or what it showed is gone: a registry that was removed takes its pages
          with it.
        </EmptyState>
      </section>
    </>
  );
}
