// SPDX-License-Identifier: MIT
// The two containers of torch.save.
#pragma once

#include <filesystem>
#include <istream>
#include <string_view>

#include "models/weights/model_file.h"

namespace p2p {

/// How files begin that PyTorch 1.6 and later write.
inline constexpr std::string_view kTorchArchiveStart("PK\x03\x04", 4);
/// And earlier ones: a pickle of the magic number 0x1950a86a20f9469cfc6c.
inline constexpr std::string_view kTorchLegacyStart(
    "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.", 15);

/// The state dict of a zip archive of `file_size` bytes. Throws PickleError,
/// and what LibTorch's reader of archives does (c10::Error, std::logic_error).
NamedTensors read_torch_archive(const std::filesystem::path& path,
                                size_t file_size);

/// The state dict of a sequence of pickles and storages. Throws PickleError.
NamedTensors read_torch_legacy(std::istream& in, size_t file_size);

}  // namespace p2p
