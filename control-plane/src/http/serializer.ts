// Answers to text by the schemas of their routes, each compiled when it is first needed: a server starts at once, and
// most of what it could answer is never asked for.
import {
  type Serializer,
  type SerializerFactory,
  SerializerSelector,
} from '@fastify/fast-json-stringify-compiler';

const createCompiler = SerializerSelector();
/** Schemas are constants of their modules and refer to nothing outside themselves: one text fits every server. */
const compiled = new WeakMap<object, Serializer>();

export const lazySerializers: SerializerFactory = (shared, options) => {
  const compile = createCompiler(shared, options);
  return (route) => {
    const { schema } = route;
    return (answer) => {
      if (typeof schema !== 'object' || schema === null) return compile(route)(answer);
      const known = compiled.get(schema) ?? compile(route);
      compiled.set(schema, known);
      return known(answer);
    };
  };
};
