// SPDX-License-Identifier: MIT
// The losses of every step, in a file of comma-separated values.
#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include "trainer/training/pix2pix_step.h"

namespace p2p {

/// A heading, then a line a step:
///
///     step,epoch,lr,G_GAN,G_L1,D_real,D_fake,g_loss,d_loss
///     1,1,0.0002,0.69314718,0.38,0.71,0.69,38.7,0.7
///
/// Steps count from 1 over the whole run. A run that was stopped and gone on
/// with leaves the file of one that was not.
class LossFile {
 public:
  /// Goes on after the first `steps` steps: lines of later ones, and one that
  /// was not finished, are cut off. Throws std::runtime_error naming the file
  /// if it cannot be written.
  LossFile(const std::filesystem::path& path, int64_t steps);

  /// Writes the line of `step`; throws as the constructor does.
  void add(int64_t step, int epoch, double lr, const NamedLosses& losses);

  /// Returns when all lines are on the disk.
  void sync();

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  void write(const std::string& text);
  [[noreturn]] void fail() const;

  std::filesystem::path path_;
  std::string heading_;  ///< the last one in the file
  std::unique_ptr<std::FILE, Close> file_;
};

}  // namespace p2p
