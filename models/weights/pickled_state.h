// SPDX-License-Identifier: MIT
// What the pickle in a file of torch.save says of its tensors.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <torch/types.h>

#include "models/weights/model_file.h"
#include "models/weights/pickle.h"

namespace p2p {

/// A run of numbers in the file.
struct Storage {
  torch::ScalarType type = torch::kFloat;
  int64_t count = 0;

  size_t bytes() const {
    return static_cast<size_t>(count) * c10::elementSize(type);
  }
  bool operator==(const Storage&) const = default;
};

/// A window into one.
struct TensorView {
  std::string name, key;  ///< key: of the storage
  int64_t offset = 0;
  std::vector<int64_t> sizes, strides;
};

struct StateDict {
  std::vector<TensorView> views;
  std::map<std::string, Storage> storages;
};

/// What a pickle of a state dict may name, for Pickle.
bool is_of_state_dict(std::string_view name);

/// Reads a pickled state dict of a file of `file_size` bytes: storages that are
/// no larger, with views that lie within them. Throws PickleError, also for
/// anything that is no state dict.
StateDict state_dict_of(const PickleValue& value, size_t file_size);

/// The tensors of `state` in `storages`, which has all of its keys and sizes.
/// They share memory with them.
NamedTensors tensors_of(const StateDict& state,
                        const std::map<std::string, torch::Tensor>& storages);

}  // namespace p2p
