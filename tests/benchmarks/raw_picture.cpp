// SPDX-License-Identifier: MIT
// Made, read and written frames.
#include "tests/benchmarks/raw_picture.h"

#include <fstream>
#include <random>
#include <stdexcept>
#include <string>

namespace p2p::benchmarks {
namespace {

[[noreturn]] void refuse(const std::filesystem::path& path,
                         const std::string& what) {
  throw std::runtime_error(path.string() + ": " + what);
}

}  // namespace

void draw_noisy_gradient(testing::TestPicture& picture) {
  constexpr int kNoise = 64;
  std::minstd_rand random(1);
  const P2pFrame& frame = picture.frame;
  for (int y = 0; y < frame.height; ++y)
    for (int x = 0; x < frame.width; ++x) {
      const int ramp[] = {x * 191 / frame.width, y * 191 / frame.height,
                          (x + y) * 191 / (frame.width + frame.height)};
      for (int c = 0; c < frame.n_components; ++c)
        picture.at(x, y, c) =
            static_cast<uint8_t>(ramp[c] + static_cast<int>(random() % kNoise));
    }
}

void read_raw(const std::filesystem::path& path,
              testing::TestPicture& picture) {
  const auto wanted = picture.bytes().size();
  std::error_code error;
  const auto found = std::filesystem::file_size(path, error);
  if (error) refuse(path, error.message());
  if (found != wanted)
    refuse(path, std::to_string(found) + " bytes, wanted " +
                     std::to_string(wanted) + " of dense RGB");
  std::ifstream file(path, std::ios::binary);
  file.read(reinterpret_cast<char*>(picture.frame.component[0].data),
            static_cast<std::streamsize>(wanted));
  if (!file) refuse(path, "cannot be read");
}

void write_raw(const std::filesystem::path& path,
               const testing::TestPicture& picture) {
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(picture.bytes().data()),
             static_cast<std::streamsize>(picture.bytes().size()));
  file.close();
  if (!file) refuse(path, "cannot be written");
}

}  // namespace p2p::benchmarks
