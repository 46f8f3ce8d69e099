// SPDX-License-Identifier: MIT
// pix2pix-trainer train
#include <algorithm>
#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>

#include "trainer/commands/commands.h"
#include "trainer/commands/data_arguments.h"
#include "trainer/commands/hole_arguments.h"
#include "trainer/commands/option_files.h"
#include "trainer/commands/presets.h"
#include "trainer/training/option_table.h"
#include "trainer/training/training_run.h"

namespace p2p {
namespace {

std::string text(double number) {
  char words[32];
  std::snprintf(words, sizeof words, "%g", number);
  return words;
}

/// The range is checked, but not printed with every line of the help.
CLI::Validator in_range(double low, double high) {
  return CLI::Validator(
      [low, high](const std::string& word) -> std::string {
        double value = 0.0;
        if (!CLI::detail::lexical_cast(word, value))
          return "'" + word + "' is no number";
        if (value >= low && value <= high) return "";
        return word + (value > high ? " is above " + text(high)
                                    : " is below " + text(low));
      },
      "");
}

void add_entry(CLI::App& command, const OptionEntry& entry) {
  CLI::Option* option = std::visit(
      [&](auto* value) -> CLI::Option* {
        using Value = std::remove_pointer_t<decltype(value)>;
        if constexpr (std::is_same_v<Value, bool>) {
          return command.add_flag(entry.names, *value, entry.help);
        } else {
          CLI::Option* added =
              command.add_option(entry.names, *value, entry.help)
                  ->capture_default_str();
          if constexpr (std::is_arithmetic_v<Value>)
            added->check(in_range(entry.low, entry.high));
          return added;
        }
      },
      entry.value);
  option->group(entry.group);
}

void add_files(CLI::App& command) {
  // Read by with_option_files() before the words are parsed; here for --help.
  std::string known;
  for (const Preset& preset : presets())
    known += (known.empty() ? "" : ", ") + std::string(preset.name);
  const auto read_before = [](const std::string&) {};
  command
      .add_option_function<std::string>("--preset", read_before,
                                        "a whole job's options: " + known)
      ->group("Run");
  command
      .add_option_function<std::string>(
          "--options", read_before,
          "file of options (TOML: name = value); those given here count more")
      ->group("Run");
}

bool in_table(const std::vector<OptionEntry>& table, const std::string& key) {
  return std::any_of(table.begin(), table.end(),
                     [&](const auto& entry) { return entry.key() == key; });
}

/// The data set's options as they came: the run records them.
void collect_other_words(const CLI::App& command, TrainOptions& options) {
  const auto table = option_table(options);
  for (const CLI::Option* option : command.get_options()) {
    if (option->get_lnames().empty()) continue;
    const std::string& key = option->get_lnames().front();
    if (key == "help" || key == "preset" || key == "options" ||
        in_table(table, key))
      continue;
    if (option->count() > 0)
      options.other_words[key] = option->results();
    else if (!option->get_default_str().empty())
      options.other_words[key] = {option->get_default_str()};
  }
}

}  // namespace

void add_train_command(CLI::App& app) {
  CLI::App* command =
      app.add_subcommand("train", "train a generator on pairs of pictures");
  const auto options = std::make_shared<TrainOptions>();
  add_files(*command);
  for (const OptionEntry& entry : option_table(*options))
    add_entry(*command, entry);
  add_data_arguments(*command, options->data);
  add_channel_arguments(*command, options->data);
  add_augmentation_arguments(*command, options->data.augmentation);
  add_hole_arguments(*command, options->holes);
  command->get_option("--name")->required();
  // A later word counts for more than one of a preset or a file.
  for (CLI::Option* option : command->get_options())
    if (option->get_items_expected_max() <= 1)
      option->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  command->callback([command, options] {
    collect_other_words(*command, *options);
    TrainingRun run(*options);
    // What a shell tells of a process that a signal has ended.
    constexpr int kSignalled = 128;
    if (run.train() == RunEnd::kStopped)
      throw CLI::RuntimeError(kSignalled + run.stopped_by());
  });
}

}  // namespace p2p
