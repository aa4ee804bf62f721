// How a command reaches a registry and how it answers: what probe and scan share.

export interface RegistryOptions {
  readonly username: string | undefined;
  readonly passwordFile: string | undefined;
  readonly caFile: string | undefined;
  readonly plainHttp: boolean;
  readonly json: boolean;
}
