// SPDX-License-Identifier: MIT
// A library with LibTorch's name and nothing else of it.
extern "C" __attribute__((visibility("default"))) int stub_of_libtorch() {
  return 1;
}
