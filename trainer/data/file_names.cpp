// SPDX-License-Identifier: MIT
#include "trainer/data/file_names.h"

#include <filesystem>

namespace p2p {

std::string FileNames::next(const std::string& picture) {
  const std::string stem = std::filesystem::path(picture).stem().string();
  std::string name = stem;
  for (int i = 2; !used_.insert(name).second; ++i)
    name = stem + "-" + std::to_string(i);
  return name;
}

}  // namespace p2p
