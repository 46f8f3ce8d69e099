// SPDX-License-Identifier: MIT
#include "trainer/evaluation/model_name.h"

namespace p2p {

std::string model_name(const std::filesystem::path& file) {
  const std::string stem = file.stem().string();
  const bool of_a_run = stem == "best" || stem == "model";
  const auto folder = std::filesystem::absolute(file).parent_path().filename();
  return of_a_run ? folder.string() : stem;
}

}  // namespace p2p
