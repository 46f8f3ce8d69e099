// SPDX-License-Identifier: MIT
// Zip archives by LibTorch's reader, sizes checked first.
#include <caffe2/serialize/inline_container.h>
#include <map>
#include <sstream>
#include <string>
#include <utility>

#include <ATen/ops/empty.h>

#include "models/weights/pickled_state.h"
#include "models/weights/torch_containers.h"

namespace p2p {
namespace {

using caffe2::serialize::PyTorchStreamReader;

size_t record_size(PyTorchStreamReader& archive, const std::string& name,
                   size_t file_size) {
  if (!archive.hasRecord(name))
    throw PickleError("is no archive of a state dict: it lacks '" + name + "'");
  const size_t size = archive.getRecordSize(name);
  if (size > file_size)
    throw PickleError("is corrupt: '" + name + "' in it claims " +
                      std::to_string(size) + " bytes, the file has " +
                      std::to_string(file_size));
  return size;
}

std::string record(PyTorchStreamReader& archive, const std::string& name,
                   size_t file_size) {
  std::string bytes(record_size(archive, name, file_size), '\0');
  if (!bytes.empty()) archive.getRecord(name, bytes.data(), bytes.size());
  return bytes;
}

}  // namespace

NamedTensors read_torch_archive(const std::filesystem::path& path,
                                size_t file_size) {
  PyTorchStreamReader archive(path.string());
  if (archive.hasRecord("byteorder") &&
      record(archive, "byteorder", file_size) != "little")
    throw PickleError(
        "was written by a big-endian machine, whose files are not read");
  std::istringstream in(record(archive, "data.pkl", file_size));
  const Pickle pickle(in, record_size(archive, "data.pkl", file_size),
                      is_of_state_dict);
  const StateDict state = state_dict_of(pickle.value(), file_size);
  std::map<std::string, torch::Tensor> storages;
  for (const auto& [key, storage] : state.storages) {
    const std::string name = "data/" + key;
    const size_t size = record_size(archive, name, file_size);
    if (size != storage.bytes())
      throw PickleError("is corrupt: '" + name + "' in it has " +
                        std::to_string(size) + " bytes, its tensors need " +
                        std::to_string(storage.bytes()));
    torch::Tensor numbers = at::empty({storage.count}, storage.type);
    if (size > 0) archive.getRecord(name, numbers.mutable_data_ptr(), size);
    storages[key] = std::move(numbers);
  }
  return tensors_of(state, storages);
}

}  // namespace p2p
