// Where the gateway gets the credential of a job at the moment a sensor that holds it asks. The answer is for
// that sensor's memory only: it is never stored, logged or kept in a job.
import type { GrantedSecrets } from '@harborguard/shared/protocol/registry-target.ts';

export interface CredentialSource {
  /** The caller has checked that the job is held by the asker. */
  forJob(job: {
    readonly orgId: string;
    readonly jobId: string;
    readonly registryId: string;
  }): Promise<GrantedSecrets>;
}
