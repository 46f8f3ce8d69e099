// SPDX-License-Identifier: MIT
// What a build without OpenCV says when asked for a picture file.
#include <stdexcept>
#include <string>

#include "trainer/data/field_of_view.h"
#include "trainer/data/picture_files.h"

namespace p2p {
namespace {

[[noreturn]] void refuse(const std::filesystem::path& path) {
  throw std::runtime_error(
      "'" + path.string() +
      "' is a picture file, and this pix2pix-trainer was built without "
      "OpenCV: use a packed data set (pix2pix-trainer pack), or build with "
      "-Dopencv=enabled");
}

}  // namespace

bool can_read_picture_files() { return false; }

torch::Tensor read_picture(const std::filesystem::path& path, int) {
  refuse(path);
}

torch::Tensor read_pixels(const std::filesystem::path& path, int) {
  refuse(path);
}

PictureFacts read_facts(const std::filesystem::path& path) { refuse(path); }

void write_picture(const std::filesystem::path& path, const torch::Tensor&) {
  refuse(path);
}

torch::Tensor text_bar(const std::string& text, int) { refuse(text); }

torch::Tensor field_of_view(const torch::Tensor&) {
  throw std::runtime_error(
      "fields of view cannot be found: this pix2pix-trainer was built without "
      "OpenCV");
}

}  // namespace p2p
