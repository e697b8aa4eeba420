// Babel as a new project of React Native has it.
module.exports = { presets: ["@react-native/babel-preset"] };
