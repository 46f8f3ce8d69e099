// SPDX-License-Identifier: MIT
// TOML to words.
#include "trainer/commands/option_files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <stdexcept>

#include <CLI/CLI.hpp>

#include "trainer/commands/presets.h"
#include "trainer/training/run_folder.h"
#include "trainer/training/train_options.h"

namespace p2p {
namespace {

using Words = std::vector<std::string>;

bool given(const Words& words, const std::string& flag) {
  return std::find(words.begin(), words.end(), flag) != words.end();
}

/// The last value given as "--name value" or "--name=value".
std::optional<std::string> value_of(const Words& words,
                                    const std::string& name) {
  std::optional<std::string> found;
  for (size_t i = 0; i < words.size(); ++i) {
    if (words[i].starts_with(name + "="))
      found = words[i].substr(name.size() + 1);
    else if (words[i] == name && i + 1 < words.size())
      found = words[i + 1];
  }
  return found;
}

/// Some options are of the moment, and do not come again from a file.
bool only_for_the_command_line(const std::string& name) {
  return name == "preset" || name == "options" || name == "resume" ||
         name == "continue_train" || name == "help";
}

void append(const CLI::App& command, const CLI::ConfigItem& item,
            const std::string& source, Words& words) {
  const std::string name = "--" + item.name;
  const CLI::Option* option = command.get_option_no_throw(name);
  if (!option || only_for_the_command_line(item.name))
    throw std::runtime_error(source + ": '" + item.name +
                             "' is no option that a file may give; see "
                             "'pix2pix-trainer train --help'");
  if (item.inputs.size() == 1) {
    words.push_back(name + "=" + item.inputs.front());
  } else if (!item.inputs.empty()) {
    words.push_back(name);
    words.insert(words.end(), item.inputs.begin(), item.inputs.end());
  }
}

void append_all(const CLI::App& command, std::istream& text,
                const std::string& source, Words& words) {
  for (const CLI::ConfigItem& item : CLI::ConfigTOML().from_config(text))
    if (item.name != "++" && item.name != "--")  // marks of sections
      append(command, item, source, words);
}

void append_preset(const CLI::App& command, const std::string& name,
                   Words& words) {
  std::string known;
  for (const Preset& preset : presets()) {
    if (name == preset.name) {
      for (const char* part : preset.parts) {
        std::istringstream text(part);
        append_all(command, text, "preset " + name, words);
      }
      return;
    }
    known += (known.empty() ? "" : ", ") + std::string(preset.name);
  }
  throw std::runtime_error("preset '" + name + "' is unknown; known: " + known);
}

void append_file(const CLI::App& command, const std::filesystem::path& path,
                 Words& words) {
  std::ifstream text(path);
  if (!text || std::filesystem::is_directory(path))
    throw std::runtime_error("cannot read the option file '" + path.string() +
                             "': check --options");
  append_all(command, text, "'" + path.string() + "'", words);
}

/// Of the run that is to go on, if it wrote any.
std::optional<std::filesystem::path> options_of_run(const Words& words) {
  const auto name = value_of(words, "--name");
  if (!name || !(given(words, "--resume") || given(words, "--continue_train")))
    return std::nullopt;
  TrainOptions options;
  options.name = *name;
  for (const char* alias : {"--runs-dir", "--checkpoints_dir"})
    if (const auto runs = value_of(words, alias)) options.runs_dir = *runs;
  const auto path = RunFolder(options.run_dir()).options();
  if (!std::filesystem::exists(path)) return std::nullopt;
  return path;
}

}  // namespace

std::vector<std::string> with_option_files(
    const CLI::App& app, const std::vector<std::string>& words) {
  if (words.empty() || words.front() != "train") return words;
  const CLI::App& command = *app.get_subcommand("train");
  const Words own(words.begin() + 1, words.end());
  Words all = {words.front()};
  if (const auto preset = value_of(own, "--preset"))
    append_preset(command, *preset, all);
  if (const auto path = options_of_run(own)) append_file(command, *path, all);
  if (const auto path = value_of(own, "--options"))
    append_file(command, *path, all);
  all.insert(all.end(), own.begin(), own.end());
  return all;
}

}  // namespace p2p
