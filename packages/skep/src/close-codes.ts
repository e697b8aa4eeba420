// The door of what close codes mean to known protocols.

export * from "@skep/core/close-codes";
