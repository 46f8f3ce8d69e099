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
  if ((entry->dtype != DType::kU8 && entry->dtype != DType::kF32) ||
      entry->shape.size() != 3 || entry->shape[0] < 1 || entry->shape[1] < 1 ||
      entry->shape[2] < 1)
    throw FileFormatError("'" + file.path().string() + "': '" + key + "' is " +
                          to_string(entry->dtype) + " " +
                          shape_to_string(entry->shape) +
                          ", a picture is U8 or F32 [H, W, C]");
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

/// Key of part `part` ("a", "b" or "region") of a pair.
std::string key(size_t index, const char* part) {
  return digits(index) + "." + part;
}

void check_size(const SafetensorsFile& file, size_t index, const char* part) {
  const TensorEntry& a = picture_entry(file, key(index, "a"));
  const TensorEntry& other = picture_entry(file, key(index, part));
  if (a.shape[0] == other.shape[0] && a.shape[1] == other.shape[1]) return;
  throw FileFormatError("'" + file.path().string() + "': pair " +
                        std::to_string(index) + " differs in size: a " +
                        shape_to_string(a.shape) + ", " + part + " " +
                        shape_to_string(other.shape));
}

void check_pair(const SafetensorsFile& file, size_t index) {
  check_size(file, index, "b");
  if (!file.find(key(index, "region"))) return;
  check_size(file, index, "region");
  const TensorEntry& region = *file.find(key(index, "region"));
  if (region.dtype != DType::kU8 || region.shape[2] != 1)
    throw FileFormatError("'" + file.path().string() + "': '" + region.name +
                          "' is " + to_string(region.dtype) + " " +
                          shape_to_string(region.shape) +
                          ", a region is U8 [H, W, 1]");
}

torch::Tensor picture_of(const TensorEntry& entry) {
  // Cloned: the mapping is read-only and the tensor may outlive the file.
  return torch::from_blob(
             const_cast<std::byte*>(entry.bytes.data()), entry.shape,
             entry.dtype == DType::kU8 ? torch::kByte : torch::kFloat)
      .clone();
}

/// The pair being written, decoded once for all of its parts.
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

TensorSource part_source(const std::shared_ptr<PairInTurn>& turn, size_t index,
                         const char* part, torch::Tensor Pair::*member) {
  const torch::Tensor& picture = turn->at(index).*member;
  const DType type =
      picture.scalar_type() == torch::kByte ? DType::kU8 : DType::kF32;
  return {key(index, part), type, picture.sizes().vec(), [turn, index, member] {
            const torch::Tensor& now = turn->at(index).*member;
            return std::span(
                static_cast<const std::byte*>(now.const_data_ptr()),
                now.nbytes());
          }};
}

}  // namespace

PackedPairs::PackedPairs(const std::filesystem::path& path)
    : file_(SafetensorsFile::map(path)), size_(count_pairs(file_)) {
  for (size_t i = 0; i < size_; ++i) check_pair(file_, i);
}

Pair PackedPairs::get(size_t index) const {
  const TensorEntry* region = file_.find(key(index, "region"));
  return {picture_of(picture_entry(file_, key(index, "a"))),
          picture_of(picture_entry(file_, key(index, "b"))),
          region ? picture_of(*region) : torch::Tensor()};
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
    tensors.push_back(part_source(turn, i, "a", &Pair::a));
    tensors.push_back(part_source(turn, i, "b", &Pair::b));
    if (turn->at(i).region.defined())
      tensors.push_back(part_source(turn, i, "region", &Pair::region));
  }
  write_safetensors(path, metadata, tensors);
}

}  // namespace p2p
