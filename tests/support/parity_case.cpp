// SPDX-License-Identifier: MIT
// Runs each script once, then reads its files.
#include "tests/support/parity_case.h"

#include "models/weights/model_file.h"
#include "tests/support/python.h"
#include "tests/support/temporary_folder.h"

namespace p2p::tests {

const SafetensorsFile parity_fixture(const std::string& name) {
  static const TemporaryFolder* folder = [] {
    static TemporaryFolder made;
    run_python("make_fixtures.py", {made.path()});
    return &made;
  }();
  return SafetensorsFile::read(*folder / (name + ".safetensors"));
}

const std::filesystem::path& torch_files() {
  static const TemporaryFolder* folder = [] {
    static TemporaryFolder made;
    run_python("make_torch_files.py", {made.path()});
    return &made;
  }();
  return folder->path();
}

torch::Tensor tensor_at(const SafetensorsFile& file, const std::string& key) {
  const TensorEntry* entry = file.find(key);
  if (!entry) throw std::runtime_error("the fixture lacks " + key);
  return tensor_of(*entry);
}

double max_difference(const torch::Tensor& a, const torch::Tensor& b) {
  if (a.sizes() != b.sizes()) throw std::runtime_error("shapes differ");
  return (a - b).abs().max().item<double>();
}

}  // namespace p2p::tests
