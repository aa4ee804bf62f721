// What the API and the console ask about observations: secrets, permissions and configuration seen in passing. They
// are never counted among the findings. Every question is bound to one organisation.
import type {
  Observation,
  ObservationKind,
  ObservationSeverity,
} from '@harborguard/shared/protocol/observation.ts';
import type { Page, PageRequest } from './image-queries.ts';

export interface ObservationFilter {
  readonly kind?: ObservationKind;
  readonly severity?: ObservationSeverity;
  /** Exact. */
  readonly rule?: string;
}

export interface ObservationListFilter extends ObservationFilter {
  readonly registryId?: string;
  /** Absent: all. Otherwise only these registries, for keys that may see no others. */
  readonly registryIds?: readonly string[];
  /** Exact; with a `*` anywhere, a pattern. */
  readonly repository?: string;
  readonly tag?: string;
}

/** An observation with the image that shows it, and some of the tags that show the image. */
export interface ImageObservation {
  readonly digest: string;
  readonly observation: Observation;
  readonly places: readonly ObservationPlace[];
}

export interface ObservationPlace {
  readonly registryId: string;
  readonly repository: string;
  readonly tag: string;
}

export interface ObservationQueries {
  /** The gravest first. Undefined when no live registry of the organisation has the digest. */
  ofImage(
    orgId: string,
    digest: string,
    filter: ObservationFilter,
    page: PageRequest,
  ): Promise<Page<Observation> | undefined>;
  /** Of images that tags show, the gravest first. */
  list(
    orgId: string,
    filter: ObservationListFilter,
    page: PageRequest,
  ): Promise<Page<ImageObservation>>;
}
