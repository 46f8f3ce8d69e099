// SPDX-License-Identifier: MIT
// Folders of pictures, listed without decoding any.
#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>
#include <string>

#include "trainer/data/lower_case.h"
#include "trainer/data/picture_files.h"

namespace p2p {
namespace {

bool is_picture(const std::filesystem::path& path) {
  static constexpr std::array kExtensions = {".jpg", ".jpeg", ".png",
                                             ".bmp", ".tif",  ".tiff",
                                             ".ppm", ".webp", ".gif"};
  const std::string extension = lower_case(path.extension().string());
  return std::find(kExtensions.begin(), kExtensions.end(), extension) !=
         kExtensions.end();
}

/// A link to nothing is one too, so that reading it can tell.
bool is_file(const std::filesystem::directory_entry& entry) {
  return entry.is_regular_file() || (entry.is_symlink() && !entry.exists());
}

bool natural_less(const std::filesystem::path& a,
                  const std::filesystem::path& b) {
  const int order = ::strverscmp(a.filename().c_str(), b.filename().c_str());
  return order != 0 ? order < 0 : a < b;
}

}  // namespace

std::vector<std::filesystem::path> list_pictures(
    const std::filesystem::path& folder) {
  if (!std::filesystem::is_directory(folder))
    throw std::runtime_error("there is no folder '" + folder.string() + "'");
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (is_file(entry) && is_picture(entry.path()) &&
        entry.path().filename().string().front() != '.')
      files.push_back(entry.path());
  std::sort(files.begin(), files.end(), natural_less);
  return files;
}

}  // namespace p2p
