// SPDX-License-Identifier: MIT
// Every option of a training run in one place: name, meaning, storage.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "trainer/training/train_options.h"

namespace p2p {

/// What a run that is resumed may do with an option.
enum class OnResume {
  kKeep,  ///< it must be what it was
  kGrow,  ///< it may grow: the schedule is extended
  kRedo,  ///< one number above 0 may become another: done anew if it was done
  kFree,  ///< it may change; the run goes on, not always bit for bit
};

/// One option. Command line, option files, the record in run and model, and the
/// rules for resuming all come from this.
struct OptionEntry {
  const char* names;  ///< as on the command line, aliases after commas
  const char* group;
  const char* help;
  OnResume on_resume = OnResume::kKeep;
  std::variant<std::string*, std::filesystem::path*, int*, double*, uint64_t*,
               bool*>
      value;
  double low = 0.0;  ///< of numbers
  double high = 1e9;

  /// The first name without its dashes.
  std::string key() const;
};

/// All options but the data set's, pointing into `options`.
std::vector<OptionEntry> option_table(TrainOptions& options);

/// The resolved options as a JSON object, for model and checkpoint. Paths are
/// left out: they say nothing on another machine.
std::string to_json(const TrainOptions& options);

/// All of them as an option file.
std::string to_toml(const TrainOptions& options);

/// The same for people: a line or two a group.
std::vector<std::string> to_lines(const TrainOptions& options);

}  // namespace p2p
