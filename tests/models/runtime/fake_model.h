// SPDX-License-Identifier: MIT
// A model file for the fake runtime that lasts as long as its test.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <unistd.h>

namespace p2p::testing {

/// See models/runtime/fake_script.h for what to write into it.
class FakeModel {
 public:
  explicit FakeModel(std::string_view script) {
    std::string path =
        (std::filesystem::temp_directory_path() / "pix2pix-fake-model-XXXXXX")
            .string();
    close(mkstemp(path.data()));
    path_ = path;
    std::ofstream(path_) << script << '\n';
  }
  ~FakeModel() { std::filesystem::remove(path_); }
  FakeModel(const FakeModel&) = delete;
  FakeModel& operator=(const FakeModel&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace p2p::testing
