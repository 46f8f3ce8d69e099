// SPDX-License-Identifier: MIT
// The container is LibTorch's (a zip archive) or a sequence of pickles (before
// PyTorch 1.6); the tensors are described by a pickle in both. LibTorch's own
// Unpickler is not for files of unknown origin: it forgets an OrderedDict's
// items and believes offsets, sizes and strides.
#include "models/weights/torch_file.h"

#include <algorithm>
#include <array>
#include <caffe2/serialize/inline_container.h>
#include <cerrno>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <system_error>

#include <ATen/ops/as_strided.h>
#include <ATen/ops/empty.h>
#include <c10/util/Exception.h>

#include "models/weights/pickle.h"

namespace p2p {
namespace {

using Kind = PickleValue::Kind;
using caffe2::serialize::PyTorchStreamReader;

constexpr std::string_view kZipStart("PK\x03\x04", 4);
/// A pickle of the magic number 0x1950a86a20f9469cfc6c, then one of 1001.
constexpr std::string_view kMagic(
    "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.", 15);
constexpr std::string_view kVersion("\x80\x02M\xe9\x03.", 6);

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

/// Storages of other types pass here, so that storage_type() can name them.
bool allowed(std::string_view name) {
  constexpr std::array kCalls = {kRebuild, kOldRebuild, kRebuildParameter,
                                 kParameter,
                                 std::string_view("collections.OrderedDict")};
  return std::ranges::find(kCalls, name) != kCalls.end() ||
         is_tensor_class(name) ||
         (name.starts_with("torch.") && name.ends_with("Storage"));
}

[[noreturn]] void fail(const std::string& what) { throw PickleError(what); }

// --- what the pickle says -------------------------------------------------

/// A run of numbers in the file.
struct Storage {
  torch::ScalarType type = torch::kFloat;
  int64_t count = 0;

  size_t bytes() const {  // checked by storage_of()
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

torch::ScalarType storage_type(const PickleValue& value) {
  if (value.kind != Kind::kGlobal) fail("describes a storage without a type");
  for (const StorageRow& row : kStorages)
    if (row.storage == *value.text) return row.type;
  fail("holds a " + *value.text + ", a type that is not read");
}

/// ("storage", type, key, device, count), before PyTorch 1.6 with a sixth.
std::pair<std::string, Storage> storage_of(const PickleValue& value,
                                           size_t file_size) {
  if (value.kind != Kind::kPersistent ||
      value.items->front().kind != Kind::kTuple)
    fail("holds a tensor without a storage");
  const std::vector<PickleValue>& id = *value.items->front().items;
  if (id.size() < 5 || !id[0].is_text("storage") || id[2].kind != Kind::kText ||
      id[4].kind != Kind::kInt)
    fail("describes a storage in an unknown way");
  if (id.size() > 5 && id[5].kind != Kind::kNone)
    fail(
        "holds a storage within another, as PyTorch before 0.4 wrote them: "
        "load it with torch.load and save it again");
  const Storage storage{storage_type(id[1]), id[4].integer};
  const auto most =
      static_cast<int64_t>(file_size / c10::elementSize(storage.type));
  if (storage.count < 0 || storage.count > most)
    fail("is truncated or corrupt: storage '" + *id[2].text + "' claims " +
         std::to_string(storage.count) + " numbers, the file has " +
         std::to_string(file_size) + " bytes");
  return {*id[2].text, storage};
}

std::vector<int64_t> integers(const PickleValue& value,
                              const std::string& name) {
  std::vector<int64_t> result;
  if (value.kind != Kind::kTuple)
    fail("gives tensor '" + name + "' no proper shape");
  for (const PickleValue& item : *value.items) {
    if (item.kind != Kind::kInt || item.integer < 0)
      fail("gives tensor '" + name +
           "' a size or stride that is no natural "
           "number");
    result.push_back(item.integer);
  }
  return result;
}

/// Whether a view stays within `count` numbers, none of which counts twice.
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
    fail("holds '" + name +
         "', which is no tensor: save the state dict of one network alone");
  const auto [key, storage] = storage_of((*parts)[0], file_size);
  if (state.storages.emplace(key, storage).first->second != storage)
    fail("describes storage '" + key + "' in two ways");
  TensorView view{name, key, (*parts)[1].integer, integers((*parts)[2], name),
                  integers((*parts)[3], name)};
  if ((*parts)[1].kind != Kind::kInt ||
      view.sizes.size() != view.strides.size())
    fail("gives tensor '" + name + "' no proper offset, shape and strides");
  if (!fits(view, storage.count))
    fail("is corrupt: tensor '" + name + "' " + shape_to_string(view.sizes) +
         " with strides " + shape_to_string(view.strides) + " from number " +
         std::to_string(view.offset) +
         " on does not lie within its storage of " +
         std::to_string(storage.count) + " numbers");
  return view;
}

StateDict state_dict_of(const PickleValue& value, size_t file_size) {
  if (value.kind != Kind::kDict)
    fail("holds no state dict: save model.state_dict()");
  StateDict state;
  std::set<std::string> names;
  for (size_t i = 0; i + 1 < value.items->size(); i += 2) {
    const PickleValue& key = (*value.items)[i];
    if (key.kind != Kind::kText) fail("holds a tensor whose name is no text");
    if (!names.insert(*key.text).second)
      fail("holds '" + *key.text + "' twice");
    state.views.push_back(
        view_of(*key.text, (*value.items)[i + 1], state, file_size));
  }
  size_t left = file_size;
  for (const auto& [key, storage] : state.storages) {
    if (storage.bytes() > left)
      fail("is truncated or corrupt: its storages need more than its " +
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

// --- zip archives ---------------------------------------------------------

size_t record_size(PyTorchStreamReader& archive, const std::string& name,
                   size_t file_size) {
  if (!archive.hasRecord(name))
    fail("is no archive of a state dict: it lacks '" + name + "'");
  const size_t size = archive.getRecordSize(name);
  if (size > file_size)
    fail("is corrupt: '" + name + "' in it claims " + std::to_string(size) +
         " bytes, the file has " + std::to_string(file_size));
  return size;
}

std::string record(PyTorchStreamReader& archive, const std::string& name,
                   size_t file_size) {
  std::string bytes(record_size(archive, name, file_size), '\0');
  if (!bytes.empty()) archive.getRecord(name, bytes.data(), bytes.size());
  return bytes;
}

NamedTensors read_archive(const std::filesystem::path& path, size_t file_size) {
  PyTorchStreamReader archive(path.string());
  if (archive.hasRecord("byteorder") &&
      record(archive, "byteorder", file_size) != "little")
    fail("was written by a big-endian machine, whose files are not read");
  std::istringstream in(record(archive, "data.pkl", file_size));
  const Pickle pickle(in, record_size(archive, "data.pkl", file_size), allowed);
  const StateDict state = state_dict_of(pickle.value(), file_size);
  std::map<std::string, torch::Tensor> storages;
  for (const auto& [key, storage] : state.storages) {
    const std::string name = "data/" + key;
    const size_t size = record_size(archive, name, file_size);
    if (size != storage.bytes())
      fail("is corrupt: '" + name + "' in it has " + std::to_string(size) +
           " bytes, its tensors need " + std::to_string(storage.bytes()));
    torch::Tensor numbers = at::empty({storage.count}, storage.type);
    if (size > 0) archive.getRecord(name, numbers.mutable_data_ptr(), size);
    storages[key] = std::move(numbers);
  }
  return tensors_of(state, storages);
}

// --- before PyTorch 1.6 ---------------------------------------------------

/// A file from front to back.
class LegacyFile {
 public:
  LegacyFile(std::istream& in, size_t size) : in_(in), left_(size) {
    std::string start(kMagic.size() + kVersion.size(), '\0');
    read(start.data(), start.size());
    if (!start.ends_with(kVersion))
      fail(
          "is of an unknown version of torch.save: load it with torch.load "
          "and save it again");
  }

  Pickle pickle() {
    Pickle pickle(in_, left_, allowed);
    left_ -= pickle.size();
    return pickle;
  }

  void read(void* to, size_t count) {
    if (count > left_ ||
        !in_.read(static_cast<char*>(to), static_cast<std::streamsize>(count)))
      fail("is truncated: " + std::to_string(count) + " bytes are wanted, " +
           std::to_string(left_) + " are left");
    left_ -= count;
  }

  /// Its count of numbers, then these.
  torch::Tensor storage(const std::string& key, const Storage& wanted) {
    int64_t count = 0;
    read(&count, sizeof count);
    if (count != wanted.count)
      fail("is corrupt: storage '" + key + "' has " + std::to_string(count) +
           " numbers, its tensors need " + std::to_string(wanted.count));
    if (wanted.bytes() > left_)
      fail("is truncated: storage '" + key + "' needs " +
           std::to_string(wanted.bytes()) + " bytes, " + std::to_string(left_) +
           " are left");
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
      fail("was written by a big-endian machine, whose files are not read");
}

NamedTensors read_legacy(std::istream& in, size_t file_size) {
  LegacyFile file(in, file_size);
  check_byte_order(file.pickle().value());
  const StateDict state = state_dict_of(file.pickle().value(), file_size);
  const Pickle keys = file.pickle();
  if (keys.value().kind != Kind::kList) fail("has no list of its storages");
  std::map<std::string, torch::Tensor> storages;
  for (const PickleValue& key : *keys.value().items) {
    if (key.kind != Kind::kText || !state.storages.contains(*key.text) ||
        storages.contains(*key.text))
      fail("is corrupt: no tensor lies in one of its storages");
    storages[*key.text] = file.storage(*key.text, state.storages.at(*key.text));
  }
  for (const auto& [key, storage] : state.storages)
    if (!storages.contains(key))
      fail("is corrupt: it lacks storage '" + key + "'");
  return tensors_of(state, storages);
}

// --- both -----------------------------------------------------------------

std::ifstream open(const std::filesystem::path& path) {
  if (std::filesystem::exists(path) && !std::filesystem::is_regular_file(path))
    throw FileFormatError("'" + path.string() + "' is not a regular file");
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  if (!in)
    throw std::system_error(errno, std::generic_category(),
                            "cannot read '" + path.string() + "'");
  return in;
}

bool starts_with(std::istream& in, std::string_view wanted) {
  std::string start(wanted.size(), '\0');
  in.seekg(0).read(start.data(), static_cast<std::streamsize>(start.size()));
  const bool found = in && start == wanted;
  in.clear();
  in.seekg(0);
  return found;
}

}  // namespace

bool is_torch_file(const std::filesystem::path& path) {
  std::ifstream in = open(path);
  return starts_with(in, kZipStart) || starts_with(in, kMagic);
}

NamedTensors read_torch_file(const std::filesystem::path& path) {
  const std::string name = "'" + path.string() + "' ";
  // LibTorch's own text speaks to those who debug it.
  const std::string damaged =
      name +
      "is damaged, truncated or not of torch.save: get it again, or load it "
      "with torch.load and save its state dict";
  std::ifstream in = open(path);
  try {
    const size_t size = std::filesystem::file_size(path);
    if (starts_with(in, kZipStart)) return read_archive(path, size);
    if (starts_with(in, kMagic)) return read_legacy(in, size);
  } catch (const PickleError& error) {
    throw FileFormatError(name + error.what());
  } catch (const c10::Error&) {
    throw FileFormatError(damaged);
  } catch (const std::logic_error&) {  // an archive whose version is no number
    throw FileFormatError(damaged);
  }
  throw FileFormatError(name +
                        "is not a file of torch.save: it begins neither as a "
                        "zip archive nor with PyTorch's magic number");
}

}  // namespace p2p
