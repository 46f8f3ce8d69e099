// SPDX-License-Identifier: MIT
// Aligned pictures and pairs of folders.
#include "trainer/data/folder_pairs.h"

#include <algorithm>
#include <map>
#include <stdexcept>

#include "trainer/data/picture_files.h"

namespace p2p {
namespace {

using Path = std::filesystem::path;

std::vector<Path> pictures_in(const Path& folder) {
  std::vector<Path> files = list_pictures(folder);
  if (files.empty())
    throw std::runtime_error("there is no picture in '" + folder.string() +
                             "' (looked for jpg, png, bmp, tif, ppm, webp)");
  return files;
}

torch::Tensor as_channels(const torch::Tensor& picture, int channels) {
  if (picture.size(2) == channels) return picture.contiguous();
  if (channels == 3) return picture.expand({-1, -1, 3}).contiguous();
  // Luma of BT.601, as Pillow's convert("L").
  const torch::Tensor weights = torch::tensor({0.299f, 0.587f, 0.114f});
  return picture.to(torch::kFloat)
      .matmul(weights)
      .round()
      .to(torch::kByte)
      .unsqueeze(2);
}

void check_same_size(const Pair& pair, const std::string& name) {
  if (pair.a.size(0) == pair.b.size(0) && pair.a.size(1) == pair.b.size(1))
    return;
  const auto text = [](const torch::Tensor& t) {
    return std::to_string(t.size(1)) + "x" + std::to_string(t.size(0));
  };
  throw std::runtime_error("the pictures of '" + name +
                           "' differ in size: A is " + text(pair.a) +
                           ", B is " + text(pair.b));
}

std::map<std::string, Path> by_stem(const std::vector<Path>& files) {
  std::map<std::string, Path> map;
  for (const Path& file : files) {
    const auto [at, fresh] = map.emplace(file.stem().string(), file);
    if (!fresh)
      throw std::runtime_error("'" + at->second.string() + "' and '" +
                               file.string() +
                               "' have the same name: which one is meant?");
  }
  return map;
}

void refuse_unpaired(const std::map<std::string, Path>& from,
                     const std::map<std::string, Path>& to,
                     const Path& to_folder) {
  constexpr size_t kNamed = 3;
  std::string named;
  size_t missing = 0;
  for (const auto& [stem, file] : from) {
    if (to.contains(stem)) continue;
    if (missing++ < kNamed) named += " '" + file.string() + "'";
  }
  if (missing > 0)
    throw std::runtime_error(std::to_string(missing) +
                             " pictures have no partner of the same name in '" +
                             to_folder.string() + "', for example" + named);
}

}  // namespace

AlignedFolder::AlignedFolder(const Path& folder, PairChannels channels)
    : files_(pictures_in(folder)), channels_(channels) {}

Pair AlignedFolder::get(size_t index) const {
  const torch::Tensor both =
      read_picture(files_[index], std::max(channels_.a, channels_.b));
  const int64_t half = both.size(1) / 2;
  if (half == 0)
    throw std::runtime_error("'" + files_[index].string() +
                             "' is too narrow to hold A and B side by side");
  return {as_channels(both.narrow(1, 0, half), channels_.a),
          as_channels(both.narrow(1, half, half), channels_.b)};
}

std::string AlignedFolder::name(size_t index) const {
  return files_[index].filename().string();
}

TwoFolders::TwoFolders(const Path& a_folder, const Path& b_folder,
                       PairChannels channels)
    : channels_(channels) {
  const std::vector<Path> a_pictures = pictures_in(a_folder);
  const auto a = by_stem(a_pictures);
  const auto b = by_stem(pictures_in(b_folder));
  refuse_unpaired(a, b, b_folder);
  refuse_unpaired(b, a, a_folder);
  for (const Path& file : a_pictures) {
    a_files_.push_back(file);
    b_files_.push_back(b.at(file.stem().string()));
  }
}

Pair TwoFolders::get(size_t index) const {
  Pair pair{read_picture(a_files_[index], channels_.a),
            read_picture(b_files_[index], channels_.b)};
  check_same_size(pair, name(index));
  return pair;
}

std::string TwoFolders::name(size_t index) const {
  return a_files_[index].filename().string();
}

}  // namespace p2p
