// Three rules that the linter does not bring: a first line, syntax to avoid, names to import.
const header = (context) => ({
  Program(program) {
    if (/^(#!.*\n)?(\/\/|\/\*)/.test(context.sourceCode.text)) return;
    context.report({ node: program, message: "Say in the first line what this file is." });
  },
});

/** Options: `{ selector, message }`, as for the rule `no-restricted-syntax` of ESLint. */
const syntax = (context) =>
  Object.fromEntries(
    context.options.map(({ selector, message }) => [
      selector,
      (node) => context.report({ node, message }),
    ]),
  );

/** Options: `{ name, message }`. Unlike `no-restricted-globals` it sees types, too. */
const globals = (context) => ({
  "Program:exit"(program) {
    const messages = new Map(context.options.map(({ name, message }) => [name, message]));
    for (const { identifier: node, resolved } of referencesBelow(
      context.sourceCode.getScope(program),
    )) {
      const message = messages.get(node.name);
      const declaredHere = (resolved?.defs.length ?? 0) > 0;
      if (message !== undefined && !declaredHere)
        context.report({ node, message: `${node.name} is the platform's here: ${message}` });
    }
  },
});

function referencesBelow(scope) {
  return [...scope.references, ...scope.childScopes.flatMap(referencesBelow)];
}

/** The same rule under several names, so that a folder adds to the list of its package. */
const listed = (create) => ({ meta: { schema: false }, create });

export default {
  meta: { name: "house" },
  rules: {
    header: { create: header },
    syntax: listed(syntax),
    globals: listed(globals),
    "core-globals": listed(globals),
    "clock-syntax": listed(syntax),
    "clock-globals": listed(globals),
    "machine-syntax": listed(syntax),
    "machine-globals": listed(globals),
  },
};
