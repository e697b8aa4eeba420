// Options from outside the program, such as a file: the schemas of the core under the front door's name.

export * from "@skep/core/config";
