// Where the hub of this example is when nobody says otherwise.

export const PORT = 8_138;
