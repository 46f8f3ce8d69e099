// SPDX-License-Identifier: MIT
// The packed format, read and written.
#include "trainer/data/packed_pairs.h"

#include <cstdio>
#include <memory>
#include <optional>

namespace p2p {
namespace {

constexpr const char* kPairsKey = "pix2pix.pairs";

std::string digits(size_t index) {
  std::string text = std::to_string(index);
  return std::string(text.size() < 6 ? 6 - text.size() : 0, '0') + text;
}

const TensorEntry& picture_entry(const SafetensorsFile& file,
                                 const std::string& key) {
  const TensorEntry* entry = file.find(key);
  if (!entry)
    throw FileFormatError("'" + file.path().string() +
                          "' is not a complete packed data set: it lacks '" +
                          key + "'");
  if (entry->dtype != DType::kU8 || entry->shape.size() != 3 ||
      entry->shape[0] < 1 || entry->shape[1] < 1 ||
      (entry->shape[2] != 1 && entry->shape[2] != 3))
    throw FileFormatError("'" + file.path().string() + "': '" + key + "' is " +
                          to_string(entry->dtype) + " " +
                          shape_to_string(entry->shape) +
                          ", a picture is U8 [H, W, 1 or 3]");
  return *entry;
}

size_t count_pairs(const SafetensorsFile& file) {
  const auto found = file.metadata().find(kPairsKey);
  if (found == file.metadata().end())
    throw FileFormatError("'" + file.path().string() +
                          "' is not a packed data set: its metadata lacks '" +
                          kPairsKey + "'; make one with pix2pix-trainer pack");
  size_t count = 0;
  while (file.find(digits(count) + ".a")) ++count;
  if (count == 0 || found->second != std::to_string(count))
    throw FileFormatError("'" + file.path().string() + "' announces " +
                          found->second + " pairs and holds " +
                          std::to_string(count));
  return count;
}

void check_pair(const SafetensorsFile& file, size_t index) {
  const TensorEntry& a = picture_entry(file, digits(index) + ".a");
  const TensorEntry& b = picture_entry(file, digits(index) + ".b");
  if (a.shape[0] != b.shape[0] || a.shape[1] != b.shape[1])
    throw FileFormatError("'" + file.path().string() + "': pair " +
                          std::to_string(index) + " differs in size: A " +
                          shape_to_string(a.shape) + ", B " +
                          shape_to_string(b.shape));
}

torch::Tensor picture_of(const TensorEntry& entry) {
  // Cloned: the mapping is read-only and the tensor may outlive the file.
  return torch::from_blob(const_cast<std::byte*>(entry.bytes.data()),
                          entry.shape, torch::kByte)
      .clone();
}

/// The pair being written, decoded once for both of its halves.
class PairInTurn {
 public:
  explicit PairInTurn(const PairSource& pairs) : pairs_(pairs) {}

  const Pair& at(size_t index) {
    if (index_ != index) pair_ = pairs_.get(index);
    index_ = index;
    return pair_;
  }

 private:
  const PairSource& pairs_;
  std::optional<size_t> index_;
  Pair pair_;
};

TensorSource half_source(const std::shared_ptr<PairInTurn>& turn, size_t index,
                         bool is_a) {
  const auto half = [turn, index, is_a]() -> const torch::Tensor& {
    const Pair& pair = turn->at(index);
    return is_a ? pair.a : pair.b;
  };
  return {digits(index) + (is_a ? ".a" : ".b"), DType::kU8,
          half().sizes().vec(), [half] {
            const torch::Tensor& picture = half();
            return std::span(
                static_cast<const std::byte*>(picture.const_data_ptr()),
                picture.nbytes());
          }};
}

}  // namespace

PackedPairs::PackedPairs(const std::filesystem::path& path)
    : file_(SafetensorsFile::map(path)), size_(count_pairs(file_)) {
  for (size_t i = 0; i < size_; ++i) check_pair(file_, i);
}

Pair PackedPairs::get(size_t index) const {
  return {picture_of(picture_entry(file_, digits(index) + ".a")),
          picture_of(picture_entry(file_, digits(index) + ".b"))};
}

std::string PackedPairs::name(size_t index) const {
  const auto found = file_.metadata().find("name." + digits(index));
  return found == file_.metadata().end() ? digits(index) : found->second;
}

void write_packed(const std::filesystem::path& path, const PairSource& pairs) {
  std::map<std::string, std::string> metadata = {
      {kPairsKey, std::to_string(pairs.size())}};
  std::vector<TensorSource> tensors;
  const auto turn = std::make_shared<PairInTurn>(pairs);
  for (size_t i = 0; i < pairs.size(); ++i) {
    metadata["name." + digits(i)] = pairs.name(i);
    tensors.push_back(half_source(turn, i, /*is_a=*/true));
    tensors.push_back(half_source(turn, i, /*is_a=*/false));
  }
  write_safetensors(path, metadata, tensors);
}

}  // namespace p2p
