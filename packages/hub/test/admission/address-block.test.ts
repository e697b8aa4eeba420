// Addresses whose connections are counted together.

import { expect, test } from "vitest";
import { addressBlock } from "../../src/admission/address-block.ts";

test.each([
  ["192.0.2.7", "192.0.2.7"],
  ["192.0.2.7:5071", "192.0.2.7"],
  ["::ffff:192.0.2.7", "192.0.2.7"],
  ["::FFFF:c000:207", "192.0.2.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:0DB8:0001:0002::", "2001:db8:1:2::/64"],
  ["[2001:db8:1:2::9]:443", "2001:db8:1:2::/64"],
  ["[2001:db8:1:2::9]", "2001:db8:1:2::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["::", "0:0:0:0::/64"],
  ["2001:db8:1:3::1", "2001:db8:1:3::/64"],
  ["", ""],
  ["unknown", "unknown"],
  ["_hidden:1", "_hidden:1"],
  ["1:2:3", "1:2:3"],
  ["::]@example.com/[::", "::]@example.com/[::"],
])("%s counts as %s", (address, block) => {
  expect(addressBlock(address)).toBe(block);
});
