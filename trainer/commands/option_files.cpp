// SPDX-License-Identifier: MIT
// TOML to words.
#include "trainer/commands/option_files.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <toml++/toml.h>

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

/// Where options come from, for messages.
struct OptionText {
  std::string text;
  std::string source;
};

[[noreturn]] void fail(const OptionText& options, const toml::source_region& at,
                       const std::string& why) {
  throw std::runtime_error(options.source + ", line " +
                           std::to_string(at.begin.line) + ": " + why);
}

std::string word_of(const OptionText& options, const toml::node& value) {
  if (const auto* text = value.as_string()) return text->get();
  if (const auto* number = value.as_integer())
    return std::to_string(number->get());
  if (const auto* flag = value.as_boolean())
    return flag->get() ? "true" : "false";
  if (const auto* number = value.as_floating_point()) {
    char digits[32];
    return {digits, std::to_chars(digits, std::end(digits), number->get()).ptr};
  }
  fail(
      options, value.source(),
      "a value is a text in quotes, a number, true, false, or a list of these");
}

void append(const CLI::App& command, const OptionText& options,
            const std::string& key, const toml::node& value, Words& words) {
  const std::string name = "--" + key;
  if (!command.get_option_no_throw(name) || only_for_the_command_line(key))
    fail(options, value.source(),
         "'" + key +
             "' is no option that a file may give; see 'pix2pix-trainer train "
             "--help'");
  const auto* list = value.as_array();
  if (!list) return words.push_back(name + "=" + word_of(options, value));
  if (list->size() == 1)
    return words.push_back(name + "=" + word_of(options, list->front()));
  if (list->empty()) return;
  // Options of several words want them apart, lists in one word by commas.
  const bool apart = command.get_option(name)->get_items_expected_max() > 1;
  std::string joined;
  if (apart) words.push_back(name);
  for (const toml::node& item : *list) {
    const std::string word = word_of(options, item);
    if (apart) words.push_back(word);
    joined += (joined.empty() ? "" : ",") + word;
  }
  if (!apart) words.push_back(name + "=" + joined);
}

void append_all(const CLI::App& command, const OptionText& options,
                Words& words) {
  try {
    const toml::table table = toml::parse(options.text);
    for (const auto& [key, value] : table)
      append(command, options, std::string(key.str()), value, words);
  } catch (const toml::parse_error& error) {
    fail(options, error.source(),
         std::string(error.description()) + " (wanted is TOML: name = value)");
  }
}

void append_preset(const CLI::App& command, const std::string& name,
                   Words& words) {
  std::string known;
  for (const Preset& preset : presets()) {
    if (name == preset.name) {
      for (const char* part : preset.parts)
        append_all(command, {part, "preset " + name}, words);
      return;
    }
    known += (known.empty() ? "" : ", ") + std::string(preset.name);
  }
  throw std::runtime_error("preset '" + name + "' is unknown; known: " + known);
}

void append_file(const CLI::App& command, const std::filesystem::path& path,
                 Words& words) {
  std::ifstream file(path);
  if (!file || std::filesystem::is_directory(path))
    throw std::runtime_error("cannot read the option file '" + path.string() +
                             "': check --options");
  std::ostringstream text;
  text << file.rdbuf();
  append_all(command, {text.str(), "'" + path.string() + "'"}, words);
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
  if (!std::filesystem::exists(options.run_dir()))
    throw std::runtime_error("there is no run '" + options.run_dir().string() +
                             "' to go on with: check --name and --runs-dir");
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
