// SPDX-License-Identifier: MIT
// Halves and single pictures, checked against each other.
#include "trainer/data/file_pairs.h"

#include <algorithm>
#include <stdexcept>

#include "trainer/data/field_of_view.h"
#include "trainer/data/picture_files.h"
#include "trainer/data/pixel_values.h"

namespace p2p {
namespace {

torch::Tensor luma(const torch::Tensor& picture) {
  // BT.601, as Pillow's convert("L").
  const torch::Tensor weights = torch::tensor({0.299f, 0.587f, 0.114f});
  const torch::Tensor grey =
      picture.to(torch::kFloat).matmul(weights).unsqueeze(2);
  return picture.scalar_type() == torch::kByte ? grey.round().to(torch::kByte)
                                               : grey;
}

torch::Tensor as_channels(const torch::Tensor& picture, int channels) {
  if (picture.size(2) == channels) return picture.contiguous();
  if (channels == 1 && picture.size(2) == 3) return luma(picture);
  throw std::runtime_error("aligned pictures of " +
                           std::to_string(picture.size(2)) +
                           " channels cannot be split into A and B of which "
                           "one has " +
                           std::to_string(channels) + ": use two folders");
}

Pair split(const PairFiles& files, const PairChannels& channels) {
  const torch::Tensor both =
      read_pixels(files.a, std::max(channels.a, channels.b));
  const int64_t half = both.size(1) / 2;
  if (half == 0)
    throw std::runtime_error("'" + files.a.string() +
                             "' is too narrow to hold A and B side by side");
  return {as_channels(both.narrow(1, 0, half), channels.a),
          as_channels(both.narrow(1, half, half), channels.b)};
}

void check_same_size(const torch::Tensor& a, const torch::Tensor& other,
                     const char* what, const PairFiles& files) {
  if (a.size(0) == other.size(0) && a.size(1) == other.size(1)) return;
  const auto text = [](const torch::Tensor& t) {
    return std::to_string(t.size(1)) + "x" + std::to_string(t.size(0));
  };
  throw std::runtime_error("the pictures of '" + files.name() +
                           "' differ in size: A is " + text(a) + ", " + what +
                           " is " + text(other));
}

Pair read(const PairFiles& files, const PairChannels& channels) {
  if (files.b.empty()) return split(files, channels);
  const torch::Tensor a = read_pixels(files.a, channels.a);
  if (files.b == files.a && channels.b == channels.a) return {a, a};
  return {a, read_pixels(files.b, channels.b)};
}

}  // namespace

Pair FilePairs::get(size_t index) const {
  const PairFiles& files = files_[index];
  Pair pair = read(files, channels_);
  check_same_size(pair.a, pair.b, "B", files);
  if (files.region.empty()) {
    if (files.find_region) pair.region = field_of_view(as_bytes(pair.a));
    return pair;
  }
  pair.region = read_picture(files.region, 1);
  check_same_size(pair.a, pair.region, "its region", files);
  return pair;
}

}  // namespace p2p
