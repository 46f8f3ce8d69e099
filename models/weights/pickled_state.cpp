// SPDX-License-Identifier: MIT
// Names, types and windows, all of which a file may lie about.
#include "models/weights/pickled_state.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include <ATen/ops/as_strided.h>

namespace p2p {
namespace {

using Kind = PickleValue::Kind;

struct StorageRow {
  std::string_view storage;  ///< its type's name in Python
  std::string_view tensor;   ///< of tensors, before PyTorch 0.4
  torch::ScalarType type;
};
constexpr StorageRow kStorages[] = {
    {"torch.FloatStorage", "torch.FloatTensor", torch::kFloat},
    {"torch.HalfStorage", "torch.HalfTensor", torch::kHalf},
    {"torch.BFloat16Storage", "torch.BFloat16Tensor", torch::kBFloat16},
    {"torch.DoubleStorage", "torch.DoubleTensor", torch::kDouble},
    {"torch.LongStorage", "torch.LongTensor", torch::kLong},
    {"torch.IntStorage", "torch.IntTensor", torch::kInt},
    {"torch.ByteStorage", "torch.ByteTensor", torch::kByte},
};

constexpr std::string_view kRebuild = "torch._utils._rebuild_tensor_v2";
constexpr std::string_view kOldRebuild = "torch._utils._rebuild_tensor";
constexpr std::string_view kRebuildParameter =
    "torch._utils._rebuild_parameter";
constexpr std::string_view kParameter = "torch.nn.parameter.Parameter";

bool is_tensor_class(std::string_view name) {
  return std::ranges::any_of(
      kStorages, [&](const StorageRow& row) { return row.tensor == name; });
}

torch::ScalarType storage_type(const PickleValue& value) {
  if (value.kind != Kind::kGlobal)
    throw PickleError("describes a storage without a type");
  for (const StorageRow& row : kStorages)
    if (row.storage == *value.text) return row.type;
  throw PickleError("holds a " + *value.text + ", a type that is not read");
}

/// ("storage", type, key, device, count), before PyTorch 1.6 with a sixth.
std::pair<std::string, Storage> storage_of(const PickleValue& value,
                                           size_t file_size) {
  if (value.kind != Kind::kPersistent ||
      value.items->front().kind != Kind::kTuple)
    throw PickleError("holds a tensor without a storage");
  const std::vector<PickleValue>& id = *value.items->front().items;
  if (id.size() < 5 || !id[0].is_text("storage") || id[2].kind != Kind::kText ||
      id[4].kind != Kind::kInt)
    throw PickleError("describes a storage in an unknown way");
  if (id.size() > 5 && id[5].kind != Kind::kNone)
    throw PickleError(
        "holds a storage within another, as PyTorch before 0.4 wrote them: "
        "load it with torch.load and save it again");
  const Storage storage{storage_type(id[1]), id[4].integer};
  const auto most =
      static_cast<int64_t>(file_size / c10::elementSize(storage.type));
  if (storage.count < 0 || storage.count > most)
    throw PickleError("is truncated or corrupt: storage '" + *id[2].text +
                      "' claims " + std::to_string(storage.count) +
                      " numbers, the file has " + std::to_string(file_size) +
                      " bytes");
  return {*id[2].text, storage};
}

std::vector<int64_t> integers(const PickleValue& value,
                              const std::string& name) {
  std::vector<int64_t> result;
  if (value.kind != Kind::kTuple)
    throw PickleError("gives tensor '" + name + "' no proper shape");
  for (const PickleValue& item : *value.items) {
    if (item.kind != Kind::kInt || item.integer < 0)
      throw PickleError("gives tensor '" + name +
                        "' a size or stride that is no natural "
                        "number");
    result.push_back(item.integer);
  }
  return result;
}

/// Whether a view stays within `count` numbers and has no more elements.
bool fits(const TensorView& view, int64_t count) {
  if (view.offset < 0 || view.offset > count) return false;
  int64_t numbers = 1, left = count - view.offset - 1;
  for (const int64_t size : view.sizes) {
    if (size > 0 && numbers > count / size) return false;
    numbers *= size;
  }
  if (numbers == 0) return true;
  for (size_t i = 0; i < view.sizes.size(); ++i) {
    const int64_t steps = view.sizes[i] - 1, stride = view.strides[i];
    if (steps > 0 && stride > 0 && steps > left / stride) return false;
    if (steps > 0) left -= steps * stride;
  }
  return left >= 0;
}

/// storage, offset, shape and strides, whatever follows.
using TensorParts = std::vector<PickleValue>;

/// The call that made a value, or nullptr.
const std::vector<PickleValue>* call_of(const PickleValue& value) {
  return value.kind == Kind::kCall ? value.items : nullptr;
}

/// The tensor in a Parameter, which was written in three ways: rebuilt from
/// one; made of one; made of nothing and given one as the first of its state.
const PickleValue& unwrapped(const PickleValue& value) {
  const auto* call = call_of(value);
  if (!call) return value;
  const std::string& function = *(*call)[0].text;
  if (function != kParameter && function != kRebuildParameter) return value;
  const std::vector<PickleValue>& arguments = *(*call)[1].items;
  if (!arguments.empty()) return arguments[0];
  if (call->size() > 2 && (*call)[2].kind == Kind::kTuple &&
      !(*call)[2].items->empty())
    return (*call)[2].items->front();
  return value;
}

/// Arguments of the rebuilding functions, or the state of a tensor that was
/// made of nothing. nullptr if `value` is no tensor.
const TensorParts* tensor_parts(const PickleValue& value) {
  const auto* call = call_of(value);
  if (!call) return nullptr;
  const std::string& function = *(*call)[0].text;
  const PickleValue* parts = nullptr;
  if (function == kRebuild || function == kOldRebuild) parts = &(*call)[1];
  if (is_tensor_class(function) && call->size() > 2) parts = &(*call)[2];
  return parts && parts->kind == Kind::kTuple && parts->items->size() >= 4
             ? parts->items
             : nullptr;
}

TensorView view_of(const std::string& name, const PickleValue& value,
                   StateDict& state, size_t file_size) {
  const TensorParts* parts = tensor_parts(unwrapped(value));
  if (!parts)
    throw PickleError(
        "holds '" + name +
        "', which is no tensor: save the state dict of one network alone");
  const auto [key, storage] = storage_of((*parts)[0], file_size);
  if (state.storages.emplace(key, storage).first->second != storage)
    throw PickleError("describes storage '" + key + "' in two ways");
  TensorView view{name, key, (*parts)[1].integer, integers((*parts)[2], name),
                  integers((*parts)[3], name)};
  if ((*parts)[1].kind != Kind::kInt ||
      view.sizes.size() != view.strides.size())
    throw PickleError("gives tensor '" + name +
                      "' no proper offset, shape and strides");
  if (!fits(view, storage.count))
    throw PickleError("is corrupt: tensor '" + name + "' " +
                      shape_to_string(view.sizes) + " with strides " +
                      shape_to_string(view.strides) + " from number " +
                      std::to_string(view.offset) +
                      " on does not lie within its storage of " +
                      std::to_string(storage.count) + " numbers");
  return view;
}

}  // namespace

/// Storages of other types pass here, so that storage_type() can name them.
bool is_of_state_dict(std::string_view name) {
  constexpr std::array kCalls = {kRebuild, kOldRebuild, kRebuildParameter,
                                 kParameter,
                                 std::string_view("collections.OrderedDict")};
  return std::ranges::find(kCalls, name) != kCalls.end() ||
         is_tensor_class(name) ||
         (name.starts_with("torch.") && name.ends_with("Storage"));
}

StateDict state_dict_of(const PickleValue& value, size_t file_size) {
  if (value.kind != Kind::kDict)
    throw PickleError("holds no state dict: save model.state_dict()");
  StateDict state;
  std::set<std::string> names;
  for (size_t i = 0; i + 1 < value.items->size(); i += 2) {
    const PickleValue& key = (*value.items)[i];
    if (key.kind != Kind::kText)
      throw PickleError("holds a tensor whose name is no text");
    if (!names.insert(*key.text).second)
      throw PickleError("holds '" + *key.text + "' twice");
    state.views.push_back(
        view_of(*key.text, (*value.items)[i + 1], state, file_size));
  }
  size_t left = file_size;
  for (const auto& [key, storage] : state.storages) {
    if (storage.bytes() > left)
      throw PickleError(
          "is truncated or corrupt: its storages need more than its " +
          std::to_string(file_size) + " bytes");
    left -= storage.bytes();
  }
  return state;
}

NamedTensors tensors_of(const StateDict& state,
                        const std::map<std::string, torch::Tensor>& storages) {
  NamedTensors tensors;
  for (const TensorView& view : state.views)
    tensors.emplace_back(view.name,
                         at::as_strided(storages.at(view.key), view.sizes,
                                        view.strides, view.offset));
  return tensors;
}

}  // namespace p2p
