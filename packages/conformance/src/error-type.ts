// The content type by which a `ControlServer` tells that it could not do what it was asked for; its body says why.

export const ERROR_TYPE = "text/x-error";
