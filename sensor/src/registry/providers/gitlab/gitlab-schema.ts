// What is read of GitLab's answers, and no more.
import { Type } from 'typebox';

const id = Type.Integer({ minimum: 1 });

export const GitlabGroupsSchema = Type.Array(
  Type.Object({
    id,
    /** As people write it, in any case. */
    full_path: Type.String(),
  }),
);

export const GitlabProjectsSchema = Type.Array(
  Type.Object({
    id,
    path_with_namespace: Type.String(),
    /** `disabled`, `private` or `enabled`; absent in short answers and early versions. */
    container_registry_access_level: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  }),
);

export const GitlabRepositoriesSchema = Type.Array(
  Type.Object({
    /** As the registry knows it: lowercase, with group and project. */
    path: Type.String(),
    status: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  }),
);

/** Of the job whose token asks. */
export const GitlabJobSchema = Type.Object({ pipeline: Type.Object({ project_id: id }) });
