// SPDX-License-Identifier: MIT
// Files from before PyTorch 1.6, from front to back.
#include <map>
#include <string>

#include <ATen/ops/empty.h>

#include "models/weights/pickled_state.h"
#include "models/weights/torch_containers.h"

namespace p2p {
namespace {

using Kind = PickleValue::Kind;

/// A pickle of 1001, behind the magic number.
constexpr std::string_view kVersion("\x80\x02M\xe9\x03.", 6);

class LegacyFile {
 public:
  LegacyFile(std::istream& in, size_t size) : in_(in), left_(size) {
    std::string start(kTorchLegacyStart.size() + kVersion.size(), '\0');
    read(start.data(), start.size());
    if (!start.ends_with(kVersion))
      throw PickleError(
          "is of an unknown version of torch.save: load it with torch.load "
          "and save it again");
  }

  Pickle pickle() {
    Pickle pickle(in_, left_, is_of_state_dict);
    left_ -= pickle.size();
    return pickle;
  }

  void read(void* to, size_t count) {
    if (count > left_ ||
        !in_.read(static_cast<char*>(to), static_cast<std::streamsize>(count)))
      throw PickleError("is truncated: " + std::to_string(count) +
                        " bytes are wanted, " + std::to_string(left_) +
                        " are left");
    left_ -= count;
  }

  /// Its count of numbers, then these.
  torch::Tensor storage(const std::string& key, const Storage& wanted) {
    int64_t count = 0;
    read(&count, sizeof count);
    if (count != wanted.count)
      throw PickleError("is corrupt: storage '" + key + "' has " +
                        std::to_string(count) + " numbers, its tensors need " +
                        std::to_string(wanted.count));
    if (wanted.bytes() > left_)
      throw PickleError("is truncated: storage '" + key + "' needs " +
                        std::to_string(wanted.bytes()) + " bytes, " +
                        std::to_string(left_) + " are left");
    torch::Tensor numbers = at::empty({count}, wanted.type);
    if (count > 0) read(numbers.mutable_data_ptr(), wanted.bytes());
    return numbers;
  }

 private:
  std::istream& in_;
  size_t left_;
};

void check_byte_order(const PickleValue& info) {
  if (info.kind != Kind::kDict) return;
  for (size_t i = 0; i + 1 < info.items->size(); i += 2)
    if ((*info.items)[i].is_text("little_endian") &&
        (*info.items)[i + 1].integer == 0)
      throw PickleError(
          "was written by a big-endian machine, whose files are not read");
}

}  // namespace

NamedTensors read_torch_legacy(std::istream& in, size_t file_size) {
  LegacyFile file(in, file_size);
  check_byte_order(file.pickle().value());
  const StateDict state = state_dict_of(file.pickle().value(), file_size);
  const Pickle keys = file.pickle();
  if (keys.value().kind != Kind::kList)
    throw PickleError("has no list of its storages");
  std::map<std::string, torch::Tensor> storages;
  for (const PickleValue& key : *keys.value().items) {
    if (key.kind != Kind::kText || !state.storages.contains(*key.text) ||
        storages.contains(*key.text))
      throw PickleError("is corrupt: no tensor lies in one of its storages");
    storages[*key.text] = file.storage(*key.text, state.storages.at(*key.text));
  }
  for (const auto& [key, storage] : state.storages)
    if (!storages.contains(key))
      throw PickleError("is corrupt: it lacks storage '" + key + "'");
  return tensors_of(state, storages);
}

}  // namespace p2p
