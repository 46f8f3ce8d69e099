// SPDX-License-Identifier: MIT
// A folder that goes away with its test.
#pragma once

#include <filesystem>
#include <string>

namespace p2p::tests {

class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::string& name) const {
    return path_ / name;
  }

 private:
  std::filesystem::path path_;
};

/// Names of everything in `folder`, hidden files included.
size_t count_files(const std::filesystem::path& folder);

/// The whole file as text.
std::string read_text(const std::filesystem::path& path);
void write_text(const std::filesystem::path& path, const std::string& text);

}  // namespace p2p::tests
